"""`mingtang audit verify`: does what is stored fit what was signed?"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from mingtang.config.output import answer, progress, say, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify", "repair-triggers"], metavar="verify|repair-triggers")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    start_django()
    return _verify(arguments.json) if arguments.action == "verify" else _repair()


def _verify(as_json: bool) -> int:
    from django.db import connection

    from mingtang.core.triggers import api as triggers
    from mingtang.publishing import api as publishing

    wrong = triggers.missing_or_changed(connection)
    faults = [{"what": "触发器缺失或被改动", "about": name} for name in wrong]
    faults += [asdict(fault) for fault in progress(publishing.verify(), total=None, what="核验")]
    erased = publishing.erasures()
    sentences = [f"{fault['about']}：{fault['what']}" for fault in faults] + erased
    sentences.append("核验完毕，没有发现问题。" if not faults else f"核验完毕，发现{len(faults)}处问题。")
    return answer(
        {"whole": not faults, "faults": faults, "erased": erased}, as_json=as_json, sentences=sentences
    )


def _repair() -> int:
    from django.db import connection, transaction

    from mingtang.core.audit import api as audit
    from mingtang.core.triggers import api as triggers

    wrong = triggers.missing_or_changed(connection)
    with transaction.atomic():
        triggers.drop_all(connection)
        triggers.create_all(connection)
        audit.record("triggers.repaired", about=None, by=None, details={"wrong": wrong})
    say(f"已重新建立触发器（原有{len(wrong)}个不符）。")
    return 0

"""`mingtang policies resolve` and `disagreements`: the whole library matched with itself; claims that facts do not bear out."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING, Any

from mingtang.config.output import answer, start_django

if TYPE_CHECKING:
    from mingtang.policies.api import Disagreement


def add_arguments(parser: argparse.ArgumentParser, action: str) -> None:
    if action == "disagreements":
        parser.add_argument("--counts", action="store_true", help="只输出各类件数")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    start_django()
    return _resolve(arguments) if arguments.action == "resolve" else _disagreements(arguments)


def _resolve(arguments: argparse.Namespace) -> int:
    from mingtang.policies import api as policies

    changed = policies.resolve_all()
    sentences = [f"已与全库互相印证，{changed} 份文件的事实有变化。"]
    return answer({"changed": changed}, as_json=arguments.json, sentences=sentences)


def _disagreements(arguments: argparse.Namespace) -> int:
    from django.utils.timezone import localdate

    from mingtang.policies import api as policies

    found = list(policies.disagreements(localdate()))
    counts = Counter(row.sort for row in found)
    value: dict[str, Any] = {
        "as_of": localdate().isoformat(),
        "total": len(found),
        "counts": {
            sort: {"count": counts[sort], "means": policies.CLASSES[sort]} for sort in policies.CLASSES
        },
    }
    sentences = [f"{counts[sort]:>6} 件 {name}" for sort, name in policies.CLASSES.items()]
    if not arguments.counts:
        value["documents"] = [_row(row) for row in found]
        sentences += [_sentence(row) for row in found]
    return answer(value, as_json=arguments.json, sentences=sentences)


def _row(row: Disagreement) -> dict[str, Any]:
    return {
        "title": row.policy.title,
        "number": row.policy.number,
        "version_on": row.policy.version_on.isoformat() if row.policy.version_on else None,
        "claimed": row.claimed,
        "status": row.state.force.label,
        "amended": row.state.amended,
        "since": row.state.since.isoformat() if row.state.since else None,
        "class": row.sort,
    }


def _sentence(row: Disagreement) -> str:
    version = f"（{row.policy.version_on}文本）" if row.policy.version_on else ""
    return f"《{row.policy.title}》{version}：来源称{row.claimed}，实为{row.state.force.label}"

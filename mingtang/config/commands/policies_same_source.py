"""`mingtang policies same-source NUMBER|TITLE`: whether every door shows the one text that was signed (数据同源)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from mingtang.config.output import answer, refused, start_django
from mingtang.core.refusals import Refusal

if TYPE_CHECKING:
    from mingtang.policies.api import SameSource


def add_arguments(parser: argparse.ArgumentParser, action: str) -> None:
    parser.add_argument("document", metavar="发文字号、标题或公开编号")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    start_django()
    from mingtang.policies import api as policies

    policy = policies.named_policy(arguments.document)
    found = policies.same_source(policy.pk) if policy else None
    if found is None:
        reason = Refusal(f"政策文件库里没有已公开的“{arguments.document}”。请核对文号、标题或公开编号。")
        return refused([reason], as_json=arguments.json)
    value = {
        "id": found.public_id,
        "title": found.title,
        "number": found.number,
        "content_hash": found.signed,
        "same": not found.drifted,
        "doors": [{"door": door.name, "state": door.state, "hash": door.hash} for door in found.doors],
    }
    return answer(value, as_json=arguments.json, sentences=_sentences(found))


def _sentences(found: SameSource) -> list[str]:
    lines = [f"《{found.title}》{found.number}，审签内容哈希 {found.signed[:12]}…"]
    lines += [f"  {door.name}：{door.state_name}" for door in found.doors]
    lines.append("各处不同源，请联系系统管理员核查。" if found.drifted else "各处同源。")
    return lines

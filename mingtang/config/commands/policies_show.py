"""`mingtang policies show NUMBER|TITLE [--as-of DATE]`: whether a document holds on a day, since when and why."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from mingtang.config.output import answer, start_django
from mingtang.core.refusals import Refusal, Refused

if TYPE_CHECKING:
    from mingtang.policies.api import Life, Policy, Reason, Version


def add_arguments(parser: argparse.ArgumentParser, action: str) -> None:
    parser.add_argument(
        "document", metavar="发文字号或标题", help="如“国办发〔2018〕115号”或“政府信息公开条例”"
    )
    parser.add_argument(
        "--as-of", type=_day, default=None, metavar="日期", help="查询日，默认今天，如 2026-09-10"
    )
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应为 2026-09-10 的写法") from None


def run(arguments: argparse.Namespace) -> int:
    start_django()
    from django.utils.timezone import localdate

    from mingtang.policies import api as policies

    on = arguments.as_of or localdate()
    found = policies.named_documents(arguments.document)
    texts = policies.versions_of(_one_document(arguments.document, found))
    shown = policies.current_text(policies.life_of(texts[0], on, texts).versions, on).policy
    life = policies.life_of(shown, on, texts)
    return answer(_value(life), as_json=arguments.json, sentences=_sentences(life))


def _one_document(asked: str, found: list[Policy]) -> list[Policy]:
    """What was found, unless it is nothing, or different documents of which only a part of the title was told."""
    if not found:
        raise Refused(Refusal(f"政策文件库中没有“{asked}”。请核对发文字号或标题；存量文件须先导入。"))
    titles = list(dict.fromkeys(policy.title_key for policy in found))
    if len(titles) > 1 and not any(policy.number for policy in found if _is_number(asked, policy)):
        listed = "、".join(f"《{title}》" for title in titles[:10])
        raise Refused(
            Refusal(f"“{asked}”不止一份文件，请写全标题或发文字号：{listed}{'……' if titles[10:] else ''}")
        )
    return found


def _is_number(asked: str, policy: Policy) -> bool:
    from mingtang.policies.api import number_key

    return bool(policy.number_key) and policy.number_key == number_key(asked).key


def _value(life: Life) -> dict[str, Any]:
    policy, state = life.policy, life.state
    return {
        "title": policy.title,
        "number": policy.number,
        "as_of": life.on.isoformat(),
        "status": state.force.label,
        "amended": state.amended,
        "since": state.since.isoformat() if state.since else None,
        "until": state.until.isoformat() if state.until else None,
        "because": [_because(reason) for reason in life.because],
        "versions": [_version(version) for version in life.versions],
        "level": policy.get_level_display(),
        "claimed_status": policy.claimed_status,
        "valid_until": policy.valid_until.isoformat() if policy.valid_until else None,
        "findings": [finding["message"] for finding in policy.findings],
    }


def _because(reason: Reason) -> dict[str, Any]:
    return {
        "fact": reason.fact,
        "on": reason.on.isoformat(),
        "until": reason.until.isoformat() if reason.until else None,
        "document": reason.document,
        "source": reason.source,
        "note": reason.note,
    }


def _version(version: Version) -> dict[str, Any]:
    policy, state = version.policy, version.state
    return {
        "title": policy.title,
        "number": policy.number,
        "version_on": policy.version_on.isoformat() if policy.version_on else None,
        "from": policy.effective_on.isoformat() if policy.effective_on else None,
        "status": state.force.label,
        "amended": state.amended,
        "since": state.since.isoformat() if state.since else None,
    }


def _sentences(life: Life) -> list[str]:
    policy, state = life.policy, life.state
    number = f"（{policy.number}）" if policy.number else ""
    mark = "，已修改" if state.amended else ""
    since = f"，自 {state.since} 起" if state.since else ""
    until = f"，至 {state.until} 止" if state.until else ""
    lines = [f"《{policy.title}》{number}", f"{life.on}：{state.force.label}{mark}{since}{until}"]
    lines += [
        f"  {r.on} {r.fact}{f'：{r.document}' if r.document else ''}（{r.source}）" for r in life.because
    ]
    if policy.claimed_status:
        lines.append(f"来源所称效力：{policy.claimed_status}（仅供对照）")
    if len(life.versions) > 1:
        lines.append("各版本：")
        lines += [
            f"  {v.policy.version_on or '日期不明'} {v.state.force.label}{'，已修改' if v.state.amended else ''}"
            for v in life.versions
        ]
    return lines

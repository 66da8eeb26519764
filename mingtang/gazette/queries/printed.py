"""An issue as its PDF is made: cover, contents, texts in the order of the sections, running heads, pages, imprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mingtang.core.documents.api import blocks
from mingtang.gazette.labels import FREQUENCIES
from mingtang.gazette.models import Gazette, Issue
from mingtang.gazette.queries.contents import Slot
from mingtang.publishing import api as publishing

_FREQUENCY_NAMES = dict(FREQUENCIES)
_MONTHS_DAY = "{0.year}年{0.month}月{0.day}日"


def print_data(
    issue: Issue, rows: Sequence[Slot], *, base: str, code: str = "", marks: Sequence[str] = ()
) -> dict[str, Any]:
    """What the template `gazette` reads. Texts are those that are public now: what has left the site prints nothing.

    `base` is the address of the site, `code` the short code of the signed issue; empty before it is signed.
    """
    heading, gazette = issue.heading, issue.gazette
    address = f"{base.rstrip('/')}{issue.get_absolute_url()}"
    return {
        "gazette": gazette.title,
        "organiser": gazette.organisation.name,
        "issue": f"{issue.year}年第{issue.number}期",
        "total": heading.total_words,
        "day": _MONTHS_DAY.format(issue.published_on) if issue.published_on else "",
        "running": heading.name,
        "articles": [_article(slot, base) for slot in rows],
        "imprint": imprint(gazette, issue, address, code),
        "author": [gazette.organisation.name],
        "address": "　".join([*marks, address]),
        "code": code,
    }


def _article(slot: Slot, base: str) -> Mapping[str, Any]:
    entry = slot.entry
    return {
        "section": entry.section,
        "title": slot.title or f"第{entry.order}篇（{slot.gone}）",
        "number": slot.number,
        "page": entry.start_page,
        "code": slot.code,
        "address": f"{base.rstrip('/')}{slot.url}" if slot.url else "",
        "blocks": _text(slot, base) if slot.live and not slot.gone else [],
        "note": _note(slot),
    }


def _text(slot: Slot, base: str) -> list[Any]:
    if slot.live is None:
        return []
    return blocks(publishing.content_of(slot.live.revision).body, base=f"{base.rstrip('/')}{slot.url}")


def _note(slot: Slot) -> str:
    """What the reader of the PDF is told instead of a text, or above it."""
    if slot.gone:
        return (
            f"本篇已停止公开：{slot.gone}。刊登文本的校验码为 {slot.code}。"
            if slot.code
            else f"本篇已停止公开：{slot.gone}。"
        )
    if slot.live is None:
        return "正文见本期扫描件。"
    if slot.is_superseded:
        return f"本篇刊登后已有新的版本，以下为现行公开文本；刊登文本的校验码为 {slot.code}。"
    return ""


def imprint(gazette: Gazette, issue: Issue, address: str, code: str) -> list[list[str]]:
    """版权页: who runs and edits it, its serial number, frequency, day, address and code."""
    rows = [
        ("公报名称", gazette.title),
        ("主办", gazette.organisation.name),
        ("编辑", gazette.editor.name),
        ("刊号", gazette.serial),
        ("刊期", _FREQUENCY_NAMES[gazette.frequency]),
        ("期次", "，".join(filter(None, [f"{issue.year}年第{issue.number}期", issue.heading.total_words]))),
        ("出版日期", _MONTHS_DAY.format(issue.published_on) if issue.published_on else ""),
        ("地址", gazette.editor.address),
        ("电话", gazette.editor.phone),
        ("网址", address),
        ("校验码", code),
        ("说明", gazette.about),
    ]
    return [[label, value] for label, value in rows if value]

"""The contents of an issue as text: what is signed, how pages and citations read. Knows no Django."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from html import escape

# Letters only: a code of digits might look like somebody's number to the checks before publication.
_LETTERS = str.maketrans("0123456789abcdef", "ABCDEFGHJKLMNPQR")
_CODE = re.compile(r"目录校验码：([A-R]{64})")
_SCAN = re.compile(r"扫描件校验码：([A-R]{64})")


@dataclass(frozen=True)
class Heading:
    """Which issue of which gazette."""

    gazette: str
    year: int
    number: int
    total: int | None
    published_on: date | None

    @property
    def name(self) -> str:
        return f"《{self.gazette}》{self.year}年第{self.number}期"

    @property
    def total_words(self) -> str:
        return f"总第{self.total}期" if self.total else ""


@dataclass(frozen=True)
class Line:
    """One entry as the issue's signed text names it. A record is named by its id and the hash of the text printed;
    only what the library does not hold (old issues) is named by its title."""

    order: int
    section: str
    record: str
    text_hash: str
    title: str
    number: str
    start_page: int | None
    end_page: int | None

    @property
    def code(self) -> str:
        return short(self.text_hash)


def short(text_hash: str) -> str:
    """A1B2-C3D4-E5F6: as the record's own page and PDF print it; empty where there is no hash."""
    code = text_hash[:12].upper()
    return "-".join((code[:4], code[4:8], code[8:])) if code else ""


def digest(heading: Heading, lines: Iterable[Line]) -> str:
    """The code of a contents: SHA-256 over heading and lines in order, in letters."""
    day = heading.published_on.isoformat() if heading.published_on else ""
    told = [[heading.gazette, heading.year, heading.number, heading.total, day], *map(astuple, lines)]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"mingtang-gazette-1\n{text}".encode()).hexdigest().translate(_LETTERS)


def signed_code(body: str) -> str:
    """The code of the contents that a signed body names; empty where it names none."""
    found = _CODE.search(body)
    return found[1] if found else ""


def names_scan(body: str, sha256: str) -> bool:
    """Whether a signed body vouches for a scan with this hash."""
    found = _SCAN.search(body)
    return found is not None and bool(sha256) and found[1] == sha256.translate(_LETTERS)


def body_of(heading: Heading, lines: Sequence[Line], *, scan_hash: str = "") -> str:
    """The signed text of an issue. Titles of records are not written here: pages take them from the records themselves,
    so that a text that leaves the site leaves the gazette with it, its title too."""
    opening = "，".join(filter(None, [heading.name, heading.total_words, _day(heading.published_on)]))
    parts = [f"<p>{escape(opening)}。本期目录如下，各篇正文以所列信息的公开文本为准。</p>"]
    for section, rows in by_section(lines):
        items = "".join(f"<li>{_said(line)}</li>" for line in rows)
        parts.append(f"<h2>{escape(section)}</h2><ul>{items}</ul>")
    if scan_hash:
        parts.append(f"<p>扫描件校验码：{scan_hash.translate(_LETTERS)}</p>")
    parts.append(f"<p>目录校验码：{digest(heading, lines)}</p>")
    return "".join(parts)


def by_section(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Lines under their sections, both in order."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.section, []).append(line)
    return list(groups.items())


def _said(line: Line) -> str:
    name = line.title or line.number or f"第{line.order}篇"
    shown = f'<a href="/doc/{line.record}.html">{escape(name)}</a>' if line.record else escape(name)
    number = line.number if line.title and line.number else ""
    code = f"校验码 {line.code}" if line.code else ""
    return "，".join(filter(None, [shown, escape(number), pages(line.start_page, line.end_page), code]))


def pages(start: int | None, end: int | None) -> str:
    """第5页, 第5—7页; empty where no page is known."""
    if not start:
        return ""
    return f"第{start}页" if not end or end == start else f"第{start}—{end}页"


def citation(heading: Heading, start: int | None, end: int | None) -> str:
    """《景澄市云棠区人民政府公报》2026年第3期，第5页"""
    return "，".join(filter(None, [heading.name, pages(start, end)]))


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日出版" if day else ""

"""What an entry standard (入库标准) would refuse of a document, told before it is sent. Plain Python.

The standard is data (`mingtang/data/exchange/entry_standard.json`): a superior library that asks for more or less brings its
own file. `refuse` sends a document back, `warn` does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree

from mingtang.core.refusals import Refused
from mingtang.law import document_metadata as law
from mingtang.law.reasons import Finding as Doubt
from mingtang.policies.parsing.package import text_hash

Record = Mapping[str, Any]
REFUSE, WARN = "refuse", "warn"
# What a standard may call wrong: code, Chinese name. Counted by these on the report.
SORTS = (
    ("missing", "要素缺少"),
    ("form", "写法不合规"),
    ("double", "编号重复"),
    ("file", "附件缺失"),
    ("link", "链接失效"),
    ("hash", "校验值不符"),
    ("relation", "关系不明"),
    ("line", "无法读取"),
)
_FILE_LINK = re.compile(r"/doc/(?P<id>[0-9A-Za-z_-]+)/files/(?P<number>\d{1,4})/")


@dataclass(frozen=True)
class EntryFinding:
    """One thing that the standard holds against a document."""

    sort: str
    element: str
    message: str
    severity: str = REFUSE
    suggestion: str = ""

    def as_json(self) -> dict[str, str]:
        return {key: value for key, value in self.__dict__.items() if value}


@dataclass(frozen=True)
class Asked:
    """One element that a standard asks for; `levels` empty: of every document."""

    code: str
    name: str
    required: str
    form: str = ""
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standard:
    """An entry standard: where it comes from, what it asks for."""

    name: str
    source: str
    date: str
    elements: tuple[Asked, ...]
    genres: frozenset[str]


@cache
def shipped_standard() -> Standard:
    return standard_of(
        files("mingtang.data").joinpath("exchange/entry_standard.json").read_text(encoding="utf-8")
    )


def standard_at(path: Path) -> Standard:
    """Another library's standard. Refused where the file cannot be read or is none."""
    try:
        return standard_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"入库标准文件读不出来：{path}。请检查路径和编码（UTF-8）。") from error


def standard_of(text: str) -> Standard:
    try:
        data = json.loads(text)
        elements = tuple(
            Asked(e["code"], e["name"], e["required"], e.get("form", ""), tuple(e.get("levels", ())))
            for e in data["elements"]
        )
        standard = Standard(
            data["name"], data["source"], data["date"], elements, frozenset(data.get("genres", ()))
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(
            "这不是入库标准文件：应有 name、source、date 和 elements（每项 code、name、required）。"
        ) from error
    wrong = [e.form for e in elements if e.form not in FORMS] + [
        e.required for e in elements if e.required not in (REFUSE, WARN, "no")
    ]
    if wrong:
        raise Refused(f"入库标准中有不认识的写法：{'、'.join(wrong)}。")
    return standard


# --- one document


def record_findings(record: Record, standard: Standard, files_here: Iterable[str] = ()) -> list[EntryFinding]:
    """What the standard holds against one document. `files_here`: the hashes of attachments that come with it."""
    return [
        *_elements(record, standard),
        *_files(record, frozenset(files_here)),
        *_links(record),
        *_hashes(record),
        *_relations(record),
    ]


def _elements(record: Record, standard: Standard) -> Iterator[EntryFinding]:
    for asked in standard.elements:
        if asked.levels and record.get("level", "") not in asked.levels:
            continue
        value = str(record.get(asked.code) or "").strip()
        if value:
            yield from _wrong_form(asked, value, standard)
        elif asked.required != "no":
            yield EntryFinding("missing", asked.name, f"缺少“{asked.name}”", asked.required)


def _wrong_form(asked: Asked, value: str, standard: Standard) -> Iterator[EntryFinding]:
    for doubt in FORMS[asked.form](value, standard):
        severity = REFUSE if doubt.severity == "error" else WARN
        yield EntryFinding("form", asked.name, doubt.message.rstrip("。"), severity, doubt.suggestion)


def _date_findings(value: str, _: Standard) -> list[Doubt]:
    try:
        date.fromisoformat(value)
    except ValueError:
        return [Doubt("date_form", "error", f"日期“{value}”应写作“2026-09-10”")]
    return []


def _genre_findings(value: str, standard: Standard) -> list[Doubt]:
    if not standard.genres or value in standard.genres:
        return []
    return [Doubt("genre_unknown", "error", f"体裁“{value}”不在标准所列文种之内")]


FORMS: dict[str, Callable[[str, Standard], list[Doubt]]] = {
    "": lambda value, _: [],
    "document_number": lambda value, _: law.document_number_findings(value),
    "index_number": lambda value, _: law.index_number_findings(value),
    "topic": lambda value, _: law.topic_findings(value),
    "date": _date_findings,
    "genre": _genre_findings,
}


def _files(record: Record, here: frozenset[str]) -> Iterator[EntryFinding]:
    for row in record.get("attachments", ()):
        if row.get("sha256") not in here:
            yield EntryFinding("file", "附件", f"附件“{row.get('name', '')}”不在包内")


def _links(record: Record) -> Iterator[EntryFinding]:
    """Links in the body that lead nowhere once the text stands in another library."""
    for address in dict.fromkeys(_addresses(record.get("html", ""))):
        if not address.startswith("/") or address.startswith("//"):
            continue
        if target := _FILE_LINK.search(address):
            own = target["id"] == record.get("id") and 1 <= int(target["number"]) <= len(
                record.get("attachments", ())
            )
            if not own:
                yield EntryFinding("link", "正文", f"正文中的链接“{address}”指向不存在的附件")
        elif not address.startswith("/doc/"):
            message = f"正文中的链接“{address}”是站内地址，离开本站打不开"
            yield EntryFinding("link", "正文", message, WARN, "改为完整网址，或作为附件")


def _addresses(html: str) -> list[str]:
    if "href" not in html.lower():
        return []
    try:
        return [
            str(address).strip() for address in lxml.html.fromstring(f"<div>{html}</div>").xpath("//a/@href")
        ]
    except (etree.ParserError, ValueError):
        return []


def _hashes(record: Record) -> Iterator[EntryFinding]:
    for name, label in (("text", "正文文字"), ("html", "正文")):
        if record.get(f"{name}_sha256", "") != text_hash(record.get(name, "")):
            yield EntryFinding("hash", label, f"{label}与所附校验值不符，可能被改动")
    if not record.get("content_hash"):
        yield EntryFinding("hash", "内容哈希", "没有审签内容的哈希，不能证明与本级公开的是同一文本")


def _relations(record: Record) -> Iterator[EntryFinding]:
    for row in record.get("relations", ()):
        if not isinstance(row, Mapping) or not (row.get("id") or row.get("number") or row.get("title")):
            yield EntryFinding("relation", "关系", "有一项文件关系没有写明是哪份文件", WARN)


# --- across documents


class Doubles:
    """Finds numbers that two documents of one package share. Fed one by one, it holds numbers, not documents."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], list[str]] = {}

    def feed(self, record: Record) -> None:
        for name in ("number", "index_number", "id"):
            if value := str(record.get(name) or "").strip():
                self._seen.setdefault((name, value), []).append(str(record.get("id", "")))

    def findings(self) -> Iterator[tuple[str, EntryFinding]]:
        """(id, finding) for each document of a shared number, number by number."""
        labels = {"number": "发文字号", "index_number": "索引号", "id": "文件编号"}
        for (name, value), ids in self._seen.items():
            for one in ids if len(ids) > 1 else ():
                message = f"{labels[name]}“{value}”在包内有{len(ids)}件"
                yield one, EntryFinding("double", labels[name], message)

"""`mingtang policies citations FILE`: which documents a text cites, and what it does to each.

Needs no database; where this installation has one, each citation comes with the document of the library that is meant.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from mingtang.config.output import answer, say, start_django
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.citations import Citation, find, resolve

MOST_BYTES = 100 * 1024 * 1024
_DOCUMENTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF")
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!doctype\s+html|<html|<head|<body)\b", re.IGNORECASE)
_HEADING = re.compile(r"^\s*#\s+(?P<title>\S.*?)\s*$", re.MULTILINE)
_UNREADABLE = "文件不是文本，也不是 docx、xlsx、pdf、html 文档，读不出文字。"


def add_arguments(parser: argparse.ArgumentParser, action: str) -> None:
    parser.add_argument("file", metavar="文件", help="文本、Markdown、html、docx、pdf；“-”为标准输入")
    parser.add_argument("--title", default="", metavar="标题", help="这篇文字自己的标题，不算引用")
    parser.add_argument("--number", default="", metavar="发文字号", help="这篇文字自己的发文字号，不算引用")
    parser.add_argument(
        "--date",
        type=_day,
        metavar="日期",
        help="成文日期，如 2026-09-10：被引文件有几个版本的，取当时施行的；默认取最新的",
    )
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应为 2026-09-10 的写法") from None


def run(arguments: argparse.Namespace) -> int:
    text = _text_of(arguments.file)
    found = find(text, title=arguments.title or _title_in(text), number=arguments.number)
    documents = _documents(found, arguments.date) if found and _has_library() else [None] * len(found)
    rows = [_row(one, document) for one, document in zip(found, documents, strict=True)]
    return answer(rows, as_json=arguments.json, sentences=_sentences(text, found, documents))


def _title_in(text: str) -> str:
    """The first heading of a Markdown text."""
    found = _HEADING.search(text, 0, 2000)
    return found["title"] if found else ""


def _row(one: Citation, document: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "title": one.title,
        "number": one.number,
        "span": [one.start, one.end],
        "role": one.role.value,
        "kind": one.kind,
        "date": one.date.isoformat() if one.date else None,
        "document": document,
    }


def _sentences(
    text: str, found: Sequence[Citation], documents: Sequence[Mapping[str, Any] | None]
) -> Iterator[str]:
    for one, document in zip(found, documents, strict=True):
        line = text.count("\n", 0, one.start) + 1
        name = f"《{one.title}》" if one.title else ""
        number = f"（{one.number}）" if one.title and one.number else one.number
        yield f"第{line}行 [{one.role.label}] {name}{number}{_meaning(document)}"
    yield f"共 {len(found)} 处。" if found else "没有引用文件。"


def _meaning(document: Mapping[str, Any] | None) -> str:
    if document is None:
        return ""
    version = f"，{document['version_on']}版本" if document["version_on"] else ""
    return f" → 库中文件：{document['title']}{version}，{document['status']}"


# --- the words of the file


def _text_of(name: str) -> str:
    data = _read(name)
    if len(data) > MOST_BYTES:
        raise Refused(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请拆分后再试。")
    if data.startswith(_DOCUMENTS):
        return _text_of_document(name, data)
    text = _decoded(data)
    if re.search(r"\.x?html?$", name, re.IGNORECASE) or _PAGE.match(text):
        return _text_of_document("page.html", data)
    return text


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        reasons = {FileNotFoundError: "没有这个文件", IsADirectoryError: "这是一个文件夹"}
        reason = reasons.get(type(error), "打不开")
        raise Refused(f"文件“{name}”读不了：{reason}。请核对路径和权限。") from error


def _decoded(data: bytes) -> str:
    """Text in UTF-8, or in GB18030 as older programs write it."""
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(_UNREADABLE)


def _text_of_document(name: str, data: bytes) -> str:
    """The words of a docx, pdf, html …: places in the answer point into these."""
    # Slow imports: only who hands over such a file pays for them.
    from mingtang.core.files.detection import identify
    from mingtang.core.files.parsing import text_of

    read = text_of(data, media_type=identify(data, name).media_type)
    for sentence in read.warnings:
        say(sentence)
    if not read.text.strip():
        raise Refused(Refusal(_UNREADABLE))
    return read.text


# --- the library


def _has_library() -> bool:
    """Whether this installation has a database; without one there is nothing to look up."""
    home = Path(os.environ.get("MINGTANG_HOME", "var"))
    return bool(os.environ.get("MINGTANG_DATABASE")) or (home / "mingtang.sqlite3").exists()


def _documents(found: Sequence[Citation], written_on: date | None) -> list[dict[str, Any] | None]:
    """For each citation the document of the library that is meant; a library that cannot be read is told of once."""
    start_django()
    from django.db import DatabaseError
    from django.utils.timezone import localdate

    from mingtang.policies import api as policies

    library = policies.Library()
    try:
        resolved = resolve(found, library, on=written_on)
        states = policies.states_of(list(library.found), localdate())
    except DatabaseError:
        say("政策文件库读不出来，没有对照库中文件。")
        return [None] * len(found)
    keys = [int(one.document.key) if one.document else None for one in resolved]
    return [_document(library.found[key], states[key].force.label) if key else None for key in keys]


def _document(policy: Any, status: str) -> dict[str, Any]:
    version = policy.version_on or policy.made_on
    return {
        "title": policy.title,
        "number": policy.number,
        "version_on": version.isoformat() if version else None,
        "status": status,
    }

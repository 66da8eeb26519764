"""Stocks of existing documents: folders of Markdown or docx with metadata, or JSON lines.

Real stock is dirty. What cannot be read is an error of its row; what is doubtful is a label on it. Nothing is invented.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from mingtang.publishing.parsing.markdown import to_html
from mingtang.publishing.parsing.official import mark_parts

DocxReader = Callable[[bytes], str]

# What other systems call the same thing. The first name that holds a value wins.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "标题", "名称"),
    "document_number": ("document_number", "doc_number", "number", "发文字号", "文号"),
    "index_number": ("index_number", "index_no", "索引号"),
    "issuer": ("issuer", "发布机构", "发文机关", "制定机关"),
    "written_on": ("written_on", "date_written", "成文日期"),
    "published_on": ("published_on", "date_published", "publish_date", "发布日期", "公布日期"),
    "effective_on": ("effective_on", "implement_date", "施行日期", "实施日期"),
    "topic": ("topic", "theme", "主题分类"),
    "genre": ("genre", "文种", "体裁"),
    "category": ("category", "类别"),
    "claimed_validity": ("claimed_validity", "status", "validity", "有效性", "时效性"),
    "source_url": ("source_url", "url", "来源网址"),
    "source": ("source_name", "来源"),
    "keywords": ("keywords", "关键词"),
}
DATES = ("written_on", "published_on", "effective_on")
_HEADER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_FIRST_HEADING = re.compile(r"\A\s*#[ \t\u3000]+(.+?)[ \t]*\n")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


@dataclass(frozen=True)
class StockRow:
    """One document of a stock, with what its source says about it."""

    row: str
    title: str
    body: str
    facts: dict[str, str]
    source_hash: str
    labels: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RowError:
    """One row that could not be read, and what to do about it."""

    row: str
    message: str


def rows(path: Path, *, read_docx: DocxReader | None = None) -> Iterator[StockRow | RowError]:
    """All documents below a path, in a fixed order. FileNotFoundError where there is no such path."""
    if not path.exists():
        raise FileNotFoundError(path)
    if path.is_file():
        yield from _file_rows(path, path.name, {}, read_docx)
        return
    index = _index(path)
    for file in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")):
        name = file.relative_to(path).as_posix()
        if file.name != "index.jsonl":
            yield from _file_rows(file, name, index.get(name, {}), read_docx)


def count(path: Path) -> int:
    """About how many documents lie below a path, for the progress bar."""
    if path.is_file():
        return _lines(path) if path.suffix == ".jsonl" else 1
    files = [p for p in path.rglob("*") if p.is_file() and p.name != "index.jsonl"]
    return sum(_lines(p) if p.suffix == ".jsonl" else p.suffix in {".md", ".docx"} for p in files)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _index(folder: Path) -> dict[str, dict[str, Any]]:
    """`index.jsonl` is metadata of the files beside it, by their path."""
    found = {}
    for path in folder.rglob("index.jsonl"):
        prefix = path.parent.relative_to(folder).as_posix()
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                name = str(row.get("file", ""))
                found[name if prefix == "." else f"{prefix}/{name}"] = row
    return found


def _file_rows(
    path: Path, name: str, index: Mapping[str, Any], read_docx: DocxReader | None
) -> Iterator[StockRow | RowError]:
    if path.suffix == ".jsonl":
        yield from _json_lines(path, name)
    elif path.suffix == ".md":
        yield _guarded(name, lambda: _markdown(path, name, index))
    elif path.suffix == ".docx" and read_docx:
        reader = read_docx
        yield _guarded(name, lambda: _docx(path, name, index, reader))


def _guarded(name: str, read: Callable[[], StockRow | RowError]) -> StockRow | RowError:
    try:
        return read()
    except UnicodeDecodeError:
        return RowError(name, "不是 UTF-8 文字，请转换编码后再导入。")
    except yaml.YAMLError:
        return RowError(name, "文件头部的元数据（YAML）格式有误，请检查冒号和引号。")
    except OSError as error:
        return RowError(name, f"文件读不出来：{error.strerror}。")


def _json_lines(path: Path, name: str) -> Iterator[StockRow | RowError]:
    with path.open(encoding="utf-8", errors="strict") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _guarded(f"{name}:{number}", partial(_json_line, line, name, number))


def _json_line(line: str, name: str, number: int) -> StockRow | RowError:
    try:
        data = json.loads(line)
    except json.JSONDecodeError:
        return RowError(f"{name}:{number}", "这一行不是完整的 JSON，请检查引号和逗号。")
    if not isinstance(data, dict):
        return RowError(f"{name}:{number}", "这一行应是一个对象（{…}）。")
    row = f"{name}:{data.get('id') or number}"
    return _row(row, data, str(data.get("body") or data.get("text") or ""), line)


def _markdown(path: Path, name: str, index: Mapping[str, Any]) -> StockRow | RowError:
    text = path.read_text(encoding="utf-8-sig")
    metadata = dict(index)
    if header := _HEADER.match(text):
        said = yaml.load(header[1], Loader=_Loader)  # noqa: S506 (_Loader is a safe loader)
        metadata = {**(said or {}), **metadata}
        body = text[header.end() :]
    else:
        body = text
    if heading := _FIRST_HEADING.match(body):
        metadata.setdefault("title", heading[1])
        body = body[heading.end() :]
    return _row(name, metadata, body, text + json.dumps(index, sort_keys=True, ensure_ascii=False))


# libyaml where it is there; either is safe: no objects are made of what a header says.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    pass


# Dates stay the text that the source wrote: "2023-01" is no date, and must not become an error of the whole header.
_Loader.yaml_implicit_resolvers = {
    key: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
    for key, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _docx(path: Path, name: str, index: Mapping[str, Any], read: DocxReader) -> StockRow | RowError:
    data = path.read_bytes()
    metadata = {"title": path.stem, **index}
    return _built(name, metadata, read(data), hashlib.sha256(data).hexdigest())


def _row(row: str, metadata: Mapping[str, Any], text: str, source: str) -> StockRow | RowError:
    return _built(row, metadata, mark_parts(to_html(text)), hashlib.sha256(source.encode()).hexdigest())


def _built(row: str, metadata: Mapping[str, Any], body: str, source_hash: str) -> StockRow | RowError:
    facts = {name: value for name, keys in NAMES.items() if (value := _first(metadata, keys))}
    title = " ".join(facts.pop("title", "").split())
    if not title:
        return RowError(row, "没有标题，请在元数据中写明 title。")
    if len(title) > 300:
        return RowError(row, "标题超过300字，请检查是否把正文写进了标题。")
    labels = []
    for name in DATES:
        if name in facts and not _as_date(facts, name):
            labels.append(f"{name}：日期“{facts.pop(name)}”读不懂")
    if not body:
        labels.append("正文为空")
    if "published_on" not in facts:
        labels.append("没有发布日期")
    return StockRow(row, title, body, facts, source_hash, tuple(labels), dict(metadata))


def _first(metadata: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = metadata.get(key)
        if isinstance(value, str | int | float | date) and str(value).strip():
            return str(value).strip()
    return ""


def _as_date(facts: dict[str, str], name: str) -> bool:
    found = _DATE.fullmatch(facts[name][:11].strip()) or _DATE.match(facts[name])
    if not found:
        return False
    try:
        facts[name] = date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return False
    return True

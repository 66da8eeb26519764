"""Plain text, Markdown and CSV, in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import re

from mingtang.core.files.parsing.shapes import (
    CUT,
    MOST_CELLS,
    MOST_CHARACTERS,
    Cell,
    Extracted,
    Gathering,
    Paragraph,
)

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_GARBLED = "有些字节不是有效的文字，读出的内容可能有乱码。请另存为 UTF-8 编码后重新上传。"


def decoded(data: bytes) -> str:
    """The text: UTF-8 where it is that, else what most Chinese files are."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def read_text(data: bytes) -> Extracted:
    gathered = _begun(data)
    for line in decoded(data).splitlines():
        gathered.paragraph(line)
    return gathered.done()


def read_lines(data: bytes) -> Extracted:
    """Every line as it stands, blank ones and leading tabs too; `index` is the line's number in the file."""
    gathered = _begun(data)
    text = decoded(data)[:MOST_CHARACTERS]
    lines = text.splitlines()
    paragraphs = tuple(Paragraph(number, line) for number, line in enumerate(lines, start=1))
    warnings = (*gathered.done().warnings, *((CUT,) if len(text) == MOST_CHARACTERS else ()))
    return Extracted(text, paragraphs, warnings=warnings)


def read_markdown(data: bytes) -> Extracted:
    gathered = _begun(data)
    for line in decoded(data).splitlines():
        heading = _HEADING.match(line)
        gathered.paragraph(heading[2] if heading else line, level=len(heading[1]) if heading else 0)
    return gathered.done()


def read_csv(data: bytes) -> Extracted:
    gathered = _begun(data)
    cells: list[Cell] = []
    rows = columns = 0
    for rows, values in enumerate(csv.reader(_lines(decoded(data))), start=1):
        columns = max(columns, len(values))
        cells += [Cell(rows - 1, column, value.strip()) for column, value in enumerate(values)]
        if len(cells) >= MOST_CELLS:
            gathered.warn(f"表格超过 {MOST_CELLS} 格，只读取了前面的部分。")
            break
    gathered.table(cells, rows=rows, columns=columns)
    return gathered.done()


def _lines(text: str) -> list[str]:
    """Lines short enough for the reader of CSV, which refuses fields of more than 131,072 characters."""
    limit = csv.field_size_limit() - 1
    return [line[:limit] for line in text.replace("\0", "").splitlines(keepends=True)]


def _begun(data: bytes) -> Gathering:
    gathered = Gathering()
    if "\ufffd" in decoded(data):
        gathered.warn(_GARBLED)
    return gathered

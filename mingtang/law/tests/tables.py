"""Reads the worked tables of docs/law: they are the specification, and the tests are made from them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs" / "law"
_CELL = re.compile(r"(?<!\\)\|")


def cases(page: str, heading: str) -> list[Any]:
    """The rows of the table under `### heading`, each a dict by column and marked with its id as a worked case."""
    rows = _tables(page)[heading]
    assert rows, f"{page}: the table under “{heading}” is empty"
    return [pytest.param(row, id=row["id"], marks=pytest.mark.law(row["id"])) for row in rows]


def headings(page: str) -> set[str]:
    """The headings of a page that have a table of worked cases, so that a test can ask whether each is read."""
    return set(_tables(page))


def ids(page: str) -> list[str]:
    return [row["id"] for rows in _tables(page).values() for row in rows]


def yes(word: str) -> bool:
    """`yes` or `no`; anything else is a row that nobody understands."""
    return {"yes": True, "no": False}[word]


def plain(cell: str) -> str:
    r"""A cell as the function gets it: without code marks, `\u200b` and the like spelled out, `⏎` a line break, `⇥` a tab."""
    text = cell.strip("`").replace("⏎", "\n").replace("⇥", "\t").replace("␠", " ")
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)


def _tables(page: str) -> dict[str, list[dict[str, str]]]:
    tables: dict[str, list[dict[str, str]]] = {}
    for section in re.split(r"^### ", (DOCS / page).read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")]
        if lines and lines[0].startswith("| id "):
            tables[heading.strip()] = _rows(page, heading, lines)
    return tables


def _rows(page: str, heading: str, lines: list[str]) -> list[dict[str, str]]:
    columns = _cells(lines[0])
    rows = []
    for line in lines[2:]:
        cells = _cells(line)
        assert len(cells) == len(columns), (
            f"{page}, {heading}: {line} has {len(cells)} cells, not {len(columns)}"
        )
        rows.append(dict(zip(columns, cells, strict=True)))
    return rows


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip())[1:-1]]

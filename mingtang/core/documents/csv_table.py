"""Tables for spreadsheets: UTF-8 with the mark by which Excel and WPS know it, and no cell that one would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(
    name: str, columns: Iterable[str], rows: Iterable[Iterable[Any]], *, public: bool = False
) -> HttpResponse:
    """A table as a download `name`.csv. Copies of a public one ask again; others keep none."""
    answer = HttpResponse(b"".join(_lines(columns, rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    answer.headers["Cache-Control"] = "no-cache" if public else "private, no-store"
    return answer


def _lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    yield "\ufeff".encode() + _line(columns)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([plain_cell(cell) for cell in cells])
    return out.getvalue().encode()


def plain_cell(value: Any) -> Any:
    """A cell as a spreadsheet may have it: numbers as they are, and what would be run as a formula as text."""
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    words = str(value)
    return f"'{words}" if words.startswith(_FORMULA) else words

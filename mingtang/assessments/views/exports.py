"""Tables as downloads: CSV, or xlsx where the superior's system wants a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from mingtang.core.documents.api import csv_answer, plain_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_answer(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str) -> HttpResponse:
    """The table as `csv` or `xlsx`; 404 for any other form."""
    if form == "csv":
        return csv_answer(name, columns, rows)
    if form != "xlsx":
        raise Http404("没有这种格式")
    answer = HttpResponse(_workbook(columns, rows), content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _workbook(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("得分")
    for row in (columns, *rows):
        sheet.append([float(cell) if isinstance(cell, Decimal) else plain_cell(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

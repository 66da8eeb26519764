"""Lists to take away: CSV for spreadsheets, JSON for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime

from mingtang.catalogue.queries.pages import Row
from mingtang.core.documents.api import csv_answer

Values = tuple[str, ...]

# Column, and what the JSON calls it.
FIELDS = (
    ("索引号", "index_number"),
    ("名称", "title"),
    ("内容概述", "summary"),
    ("生成日期", "written_on"),
    ("发文字号", "document_number"),
    ("发布机构", "issuer"),
    ("发布时间", "published_at"),
    ("地址", "address"),
)


def take_away(request: HttpRequest, rows: Iterable[Row], form: str) -> HttpResponseBase:
    """The rows of a list in one of the forms; copies elsewhere ask again each time."""
    response = FORMATS[form]([_values(request, row) for row in rows])
    response.headers["Cache-Control"] = "no-cache"
    return response


def _values(request: HttpRequest, row: Row) -> Values:
    return (
        *(row.index_number, row.title, row.summary),
        row.written_on.isoformat() if row.written_on else "",
        *(row.document_number, row.issuer),
        f"{localtime(row.published_at):%Y-%m-%d %H:%M}",
        request.build_absolute_uri(row.url),
    )


def _csv(rows: list[Values]) -> HttpResponseBase:
    return csv_answer("list", [name for name, _ in FIELDS], rows, public=True)


def _json(rows: list[Values]) -> HttpResponseBase:
    names = [code for _, code in FIELDS]
    return JsonResponse(
        {"documents": [dict(zip(names, row, strict=True)) for row in rows]},
        json_dumps_params={"ensure_ascii": False},
    )


FORMATS: dict[str, Callable[[list[Values]], HttpResponseBase]] = {"csv": _csv, "json": _json}

"""Who acts, and tables for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from mingtang.core.accounts.api import User

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def staff(request: HttpRequest) -> User:
    """Who is signed in, on a page that only staff reach."""
    return cast(User, request.user)


def csv_answer(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table in UTF-8 with the mark by which Excel and WPS know it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_plain(value) for value in row] for row in rows)
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    words = str(value)
    return f"'{words}" if words.startswith(_FORMULA) else words

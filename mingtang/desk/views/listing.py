"""Pages of a long list: from a key on, with the way to the next page. Never counted, never skipped over."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

SIZE = 50


def following(rows: list[Any], request: HttpRequest, key: str) -> tuple[list[Any], dict[str, str]]:
    """The rows of this page and the addresses of the pager; `rows` holds one more than a page where there is more."""
    more = len(rows) > SIZE
    rows = rows[:SIZE]
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    first = f"{request.path}?{urlencode(kept)}" if kept else request.path
    after = urlencode({**kept, "after": getattr(rows[-1], key)}) if more else ""
    return rows, {
        "next_url": f"{request.path}?{after}" if more else "",
        "first_url": first if "after" in request.GET else "",
    }

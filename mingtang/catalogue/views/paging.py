"""A place in a list, written into an address."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from mingtang.publishing.api import Cursor

_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cursor_text(cursor: Cursor) -> str:
    """Microseconds and number: 1763712000000000-42."""
    return f"{(cursor.at - _EPOCH) // timedelta(microseconds=1)}-{cursor.edition}"


def cursor_from(text: str) -> Cursor | None:
    """A place from its address; None for anything else."""
    found = _CURSOR.fullmatch(text)
    if not found:
        return None
    try:
        return Cursor(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))
    except OverflowError:
        return None

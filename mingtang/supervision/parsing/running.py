"""Tables that became running text: heads and cells one behind another, parted by blanks or breaks, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from mingtang.supervision.parsing.source import Grid, Line


def running_table(lines: Sequence[Line]) -> tuple[Grid, list[Line]] | None:
    """The table, and the lines before it; None when there is none."""
    return None

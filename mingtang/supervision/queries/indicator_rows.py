"""What stands behind a number: the rows that an indicator looked at, of one body in one period, read anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingtang.core.indicators.api import Indicator, Period, Reading, Row


@dataclass(frozen=True)
class Shown:
    """A row in its list, with the place that it stands at."""

    row: Row
    place: int


@dataclass(frozen=True)
class RowsOfBody:
    """The rows of one body, and what they come to."""

    reading: Reading
    rows: Sequence[Row]

    def page(self, after: str, limit: int) -> list[Shown]:
        """One page of the rows behind a place, and one row more where there is more."""
        first = int(after) if after.isdecimal() and len(after) < 10 else 0
        numbered = enumerate(self.rows[first : first + limit + 1], first + 1)
        return [Shown(row, place) for place, row in numbered]


def rows_of(indicator: Indicator, body: int, period: Period) -> RowsOfBody | None:
    """None where the trade shows no rows."""
    if indicator.rows is None:
        return None
    return RowsOfBody(indicator.read(body, period), indicator.rows([body], period)[body])

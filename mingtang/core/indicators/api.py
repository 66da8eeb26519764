"""The shape of a measured indicator: a rule, the rows that it looks at and what they come to; listed in `config/wiring.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

__all__ = ["Indicator", "Period", "Reading", "Row", "by_body", "listed", "measured", "rows_url"]


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included."""

    first: date
    last: date

    @property
    def years(self) -> int:
        """How many calendar years it touches: what is owed by the year is owed so often."""
        return self.last.year - self.first.year + 1


@dataclass(frozen=True)
class Reading:
    """What was measured: `value` out of `of`, where the rows behind it open, and when it was read."""

    value: int
    of: int
    rows_url: str
    as_of: datetime


@dataclass(frozen=True)
class Row:
    """One thing that an indicator looked at: whether it counts towards the value, and in a few words why or why not."""

    title: str
    counts: bool
    on: date | None = None
    note: str = ""
    url: str = ""


RowsOfBodies = Callable[[Sequence[int], Period], Mapping[int, Sequence[Row]]]
# Value and total of each body, where counting in the database is better than reading the rows.
CountsOfBodies = Callable[[Sequence[int], Period], Mapping[int, tuple[int, int]]]


@dataclass(frozen=True)
class Indicator:
    """A named measure of a trade, with its rule in plain Chinese words."""

    code: str
    name: str
    rule: str
    read: Callable[[int, Period], Reading]
    # The same for many bodies at once, in a fixed number of queries.
    read_many: Callable[[Sequence[int], Period], Mapping[int, Reading]] | None = None
    # The rows behind the numbers, in the order in which people should read them.
    rows: RowsOfBodies | None = None
    # The part of the product that measures, as people call it.
    trade: str = ""


def measured(
    code: str,
    name: str,
    rule: str,
    *,
    trade: str,
    rows: RowsOfBodies,
    asked: Callable[[Period], int] | None = None,
    counts: CountsOfBodies | None = None,
) -> Indicator:
    """An indicator that is its rows: `value` is how many of them count, `of` is all of them, or what is asked of a period."""

    def read_many(bodies: Sequence[int], period: Period) -> dict[int, Reading]:
        told = counts(bodies, period) if counts else _counted(rows(bodies, period))
        now = timezone.now()
        return {body: _reading(body, *told.get(body, (0, 0)), period, now) for body in bodies}

    def _reading(body: int, value: int, of: int, period: Period, now: datetime) -> Reading:
        return Reading(value, asked(period) if asked else of, rows_url(code, body, period), now)

    def read(body: int, period: Period) -> Reading:
        return read_many([body], period)[body]

    return Indicator(code, name, rule, read, read_many, rows, trade)


def by_body(bodies: Sequence[int], told: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    """Rows under the bodies whose they are, in their order; an empty list for those that have none."""
    found: dict[int, list[Row]] = {body: [] for body in bodies}
    for body, row in told:
        found[body].append(row)
    return found


def _counted(found: Mapping[int, Sequence[Row]]) -> dict[int, tuple[int, int]]:
    return {body: (sum(row.counts for row in rows), len(rows)) for body, rows in found.items()}


def rows_url(code: str, body: int, period: Period) -> str:
    """The page that shows what an indicator counted of a body in a period (INDICATOR_ROWS in `config/wiring.py`)."""
    page = reverse(import_string(f"{settings.WIRING}.INDICATOR_ROWS"), args=[code])
    return f"{page}?{urlencode({'unit': body, 'start': period.first, 'end': period.last})}"


def listed() -> dict[str, Indicator]:
    """Every indicator of `config/wiring.py` (INDICATORS), by code. What no trade measures yet is absent.

    A name there leads to an indicator, to several, or to a function that returns them. ValueError where two share a code.
    """
    found: dict[str, Indicator] = {}
    for name in getattr(import_module(settings.WIRING), "INDICATORS", ()):
        for indicator in _several(import_string(name) if isinstance(name, str) else name):
            if indicator.code in found:
                raise ValueError(f"two indicators share the code {indicator.code}")
            found[indicator.code] = indicator
    return found


def _several(named: Any) -> Iterable[Indicator]:
    told = named() if callable(named) else named
    return [told] if isinstance(told, Indicator) else list(told)

"""The spans of a year for which units report."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

# A round opens on the last day of its span and may be answered for so many days.
DAYS_TO_ANSWER = 10
REMIND_BEFORE = timedelta(days=3)
# So long after the unit leader heard of it, the office hears of it.
OFFICE_AFTER = timedelta(days=3)
_MONTHS = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True)
class Span:
    """One month or quarter, from when on it is asked for, and until when."""

    title: str
    first_day: date
    last_day: date
    opens_on: date
    due_on: date


def spans(kind: str, year: int, days: int = DAYS_TO_ANSWER) -> list[Span]:
    """The months or quarters of a year, in order."""
    step = _MONTHS[kind]
    return [_span(kind, year, month, step, days) for month in range(1, 13, step)]


def _span(kind: str, year: int, month: int, step: int, days: int) -> Span:
    last = month_end(year, month + step - 1)
    name = f"{month}月" if kind == "monthly" else f"第{'一二三四'[month // 3]}季度"
    return Span(f"{year}年{name}", date(year, month, 1), last, last, last + timedelta(days=days))


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def quarter_end(year: int, quarter: int) -> date:
    return month_end(year, quarter * 3)


def last_finished_quarter(on: date) -> tuple[int, int]:
    """The year and number of the last quarter that was over on a day."""
    quarter = (on.month - 1) // 3
    return (on.year, quarter) if quarter else (on.year - 1, 4)

"""Measured indicators of publishing: columns kept up, and information made public within its limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from mingtang.core.indicators.api import Indicator, Reading
from mingtang.core.indicators.api import Period as Span
from mingtang.publishing.models import LiveEdition
from mingtang.publishing.queries.columns import kept_columns
from mingtang.publishing.queries.reports import LISTED, Period


@dataclass(frozen=True)
class TimedText:
    """A public text that had a limit: when it was due, and when it came out."""

    edition_id: int
    title: str
    unit: str
    due_on: date
    published_on: date

    @property
    def in_time(self) -> bool:
        return self.published_on <= self.due_on


def timed_texts(period: Period, limit: int = LISTED) -> list[TimedText]:
    """First editions that came out in a period and had a day by which to be public; the late ones first."""
    rows = _timed(period).values_list(
        "edition_id", "title", "organisation__short_name", "edition__due_on", "published_at"
    )
    found = [TimedText(pk, title, unit, due, localdate(at)) for pk, title, unit, due, at in rows]
    return sorted(found, key=lambda text: (text.in_time, -text.published_on.toordinal(), -text.edition_id))[
        :limit
    ]


def _timed(period: Period) -> Any:
    """A later edition of a text that is public already is in time whenever it comes; stock that came in is not judged."""
    return LiveEdition.objects.filter(
        period.covers("published_at", "organisation"), edition__due_on__isnull=False, edition__number=1
    )


def in_time_rate(body: int, period: Span) -> Reading:
    """公开时限内公开率: of the texts that had a limit and came out in the period, those within it."""
    rows = _timed(Period(period.first, period.last, frozenset([body]))).values_list(
        "edition__due_on", "published_at"
    )
    told = [localdate(at) <= due for due, at in rows]
    asked = {"start": period.first, "end": period.last, "unit": body}
    return Reading(sum(told), len(told), _rows_url("timely", asked), timezone.now())


def columns_kept_rate(body: int, period: Span) -> Reading:
    """栏目按期更新率: of a body's open columns that have a period, those that had news within it."""
    found = kept_columns(min(period.last, localdate()), owners={body})
    kept = sum(not column.is_late for column in found)
    return Reading(kept, len(found), _rows_url("columns", {"unit": body}), timezone.now())


def _rows_url(report: str, asked: dict[str, Any]) -> str:
    return f"{reverse('desk:report', args=[report])}?{urlencode(asked)}"


INDICATORS = (
    Indicator(
        "columns_kept",
        "栏目按期更新率",
        "本单位负责的、设有更新周期的栏目中，最近一次更新没有超过周期的栏目数，除以这些栏目的总数。",
        columns_kept_rate,
    ),
    Indicator(
        "public_in_time",
        "公开时限内公开率",
        "统计时段内首次公开、设有公开时限的信息中，在应公开日期当日或之前公开的条数，除以这些信息的总条数。",
        in_time_rate,
    ),
)

"""Measured indicator of the gazette: issues that came out within the cycle that their gazette promises."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from mingtang.core.indicators.api import Indicator, Period, Reading
from mingtang.gazette.labels import CYCLE_DAYS
from mingtang.gazette.models import Gazette
from mingtang.gazette.queries.cycle import issue_lines


def issues_in_time(body: int, period: Period) -> Reading:
    """Of the issues that the body edited and that appeared in the period after another: those within the cycle."""
    gazettes = list(Gazette.objects.filter(editor=body, frequency__in=CYCLE_DAYS).order_by("pk"))
    told = [in_time for gazette in gazettes for in_time in _in_time(gazette, period)]
    name, args = ("cycle", [gazettes[0].pk]) if len(gazettes) == 1 else ("gazettes", [])
    return Reading(sum(told), len(told), reverse(f"gazette-desk:{name}", args=args), timezone.now())


def _in_time(gazette: Gazette, period: Period) -> list[bool]:
    """An issue that has none before it cannot be late by the cycle."""
    return [
        line.days_since_last <= CYCLE_DAYS[gazette.frequency]
        for line in issue_lines(gazette)
        if line.days_since_last is not None and period.first <= line.appeared_on <= period.last
    ]


INDICATORS = (
    Indicator(
        "gazette_in_time",
        "政府公报按刊期出刊率",
        "统计时段内出版、与上一期的间隔没有超过刊期应有天数的期数，除以时段内出版的期数；不定期的公报不计。",
        issues_in_time,
    ),
)

"""Measured indicators of publishing: columns kept up, and information made public within its limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.indicators.api import Period as Span
from mingtang.core.indicators.api import Row, by_body, measured
from mingtang.publishing.models import CleanupTask, LiveEdition
from mingtang.publishing.queries.columns import KeptColumn, kept_columns
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


# --- indicators


def _in_time(bodies: Sequence[int], period: Span) -> dict[int, list[Row]]:
    """The texts of bodies that had a limit and came out in a period; the late ones first."""
    rows = _timed(Period(period.first, period.last, frozenset(bodies))).order_by("-published_at", "-pk")
    told = rows.values_list("organisation", "edition", "title", "edition__due_on", "published_at")
    found = ((body, _timed_row(pk, title, due, localdate(at))) for body, pk, title, due, at in told)
    return by_body(bodies, sorted(found, key=lambda one: one[1].counts))


def _timed_row(edition: int, title: str, due: date, out: date) -> Row:
    words = "按时" if out <= due else f"逾期{(out - due).days}天"
    return Row(title, out <= due, out, f"{words}，应公开日期{due}", reverse("desk:item", args=[edition]))


def _columns(bodies: Sequence[int], period: Span) -> dict[int, list[Row]]:
    """The open columns of bodies that have a period, as they stood at its end; the late ones first."""
    found = kept_columns(min(period.last, localdate()), owners=set(bodies))
    return by_body(bodies, ((column.owner_id, _column_row(column)) for column in found))


def _column_row(column: KeptColumn) -> Row:
    state = "未按期更新" if column.is_late else "按期更新"
    words = f"{state}，周期{column.period_days}天，{column.site}"
    return Row(column.name, not column.is_late, column.last_on, words, _report_url(column))


def _report_url(column: KeptColumn) -> str:
    return f"{reverse('desk:report', args=['columns'])}?{urlencode({'unit': column.owner_id})}"


def _cleanups(bodies: Sequence[int], period: Span) -> dict[int, list[Row]]:
    """Clean-up tasks of bodies that were due in a period; those not decided or decided late first."""
    rows = CleanupTask.objects.filter(organisation__in=bodies, due_on__range=(period.first, period.last))
    found = rows.select_related("edition").order_by("due_on", "pk")
    told = ((task.organisation_id, _cleanup_row(task)) for task in found)
    return by_body(bodies, sorted(told, key=lambda one: one[1].counts))


def _cleanup_row(task: CleanupTask) -> Row:
    decided = localdate(task.decided_at) if task.decided_at else None
    done = task.get_decision_display() if decided else "没有办结"
    late = "，逾期办结" if decided and decided > task.due_on else ""
    words = f"{task.get_reason_display()}：{done}{late}，期限{task.due_on}"
    url = reverse("desk:item", args=[task.edition_id])
    return Row(task.edition.title, decided is not None and decided <= task.due_on, decided, words, url)


TRADE = "信息发布"
INDICATORS = (
    measured(
        "columns_kept",
        "栏目按期更新率",
        "测量当日，本单位负责的、设有更新周期的栏目中，最近一次更新没有超过周期的栏目数，除以这些栏目的总数。",
        trade=TRADE,
        rows=_columns,
    ),
    measured(
        "public_in_time",
        "公开时限内公开率",
        "统计时段内首次公开、设有公开时限的信息中，在应公开日期当日或之前公开的条数，除以这些信息的总条数。",
        trade=TRADE,
        rows=_in_time,
    ),
    measured(
        "cleanups_in_time",
        "已公开信息清理纠错按期办结率",
        "应办结日期在统计时段内的清理任务（公开期限届满、定期清理、有人反映、涉及个人隐私）中，期限当日或之前作出决定的件数，除以全部件数。",
        trade=TRADE,
        rows=_cleanups,
    ),
)

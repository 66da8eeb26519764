"""Measured indicators of supervision: tasks proven, breakdowns, reports and rectifications that units filed in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.indicators.api import Period, Row, by_body, measured
from mingtang.supervision.labels import STANDINGS
from mingtang.supervision.models import NoticeUnit, Report, TaskUnit


def _late_first(bodies: Sequence[int], told: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    return by_body(bodies, sorted(told, key=lambda one: one[1].counts))


def _row(title: str, done: date | None, due: date, url: str) -> Row:
    in_time = done is not None and done <= due
    words = "按时" if in_time else "逾期" if done else "没有报送"
    return Row(title, in_time, done, f"{words}，期限{due}", url)


def _breakdowns(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """Parts of tasks whose breakdown was due in a period."""
    parts = _owed_breakdowns(bodies, period).select_related("task").order_by("breakdown_due_on", "pk")
    return _late_first(bodies, (_breakdown(part) for part in parts))


def _owed_breakdowns(bodies: Sequence[int], period: Period) -> QuerySet[TaskUnit]:
    return TaskUnit.objects.filter(
        organisation__in=bodies, breakdown_due_on__range=(period.first, period.last), left_on=None
    )


def _breakdown(part: TaskUnit) -> tuple[int, Row]:
    if part.breakdown_due_on is None:
        raise ValueError("a part without a day for its breakdown owes none")
    url = reverse("supervision-desk:task", args=[part.task_id])
    title = f"第{part.task.number}项 {part.task.text[:80]}"
    return part.organisation_id, _row(title, part.broken_down_on, part.breakdown_due_on, url)


def _reports(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """Reports that rounds asked for, due in a period."""
    reports = _asked_reports(bodies, period).select_related("round", "part__task")
    return _late_first(bodies, (_report(report) for report in reports.order_by("round__due_on", "pk")))


def _asked_reports(bodies: Sequence[int], period: Period) -> QuerySet[Report]:
    """A unit that had left the task by the day owed no report."""
    owed = Q(part__left_on=None) | Q(part__left_on__gt=F("round__due_on"))
    return Report.objects.filter(
        owed, part__organisation__in=bodies, round__due_on__range=(period.first, period.last)
    )


def _report(report: Report) -> tuple[int, Row]:
    done = localdate(report.submitted_at) if report.submitted_at else None
    title = f"{report.round.title}：第{report.part.task.number}项 {report.part.task.text[:80]}"
    url = reverse("supervision-desk:task", args=[report.part.task_id])
    return report.part.organisation_id, _row(title, done, report.round.due_on, url)


def _proofs(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """Parts of tasks whose day lies in a period, with how they stand now."""
    parts = _due_parts(bodies, period).select_related("task").order_by("task__due_on", "pk")
    return _late_first(bodies, (_proof(part) for part in parts))


def _due_parts(bodies: Sequence[int], period: Period) -> QuerySet[TaskUnit]:
    due = TaskUnit.objects.filter(task__due_on__range=(period.first, period.last), left_on=None)
    return due.filter(organisation__in=bodies).exclude(task__state="ended")


def _proof(part: TaskUnit) -> tuple[int, Row]:
    title = f"第{part.task.number}项 {part.task.text[:80]}"
    words = f"{dict(STANDINGS)[part.standing]}，时限{part.task.due_on}"
    url = reverse("supervision-desk:part", args=[part.pk])
    return part.organisation_id, Row(title, part.standing == "proven", part.task.due_on, words, url)


# Years of a city are hundreds of thousands of reports: what is counted is counted by the database.


def _proofs_counted(bodies: Sequence[int], period: Period) -> dict[int, tuple[int, int]]:
    return _shares(_due_parts(bodies, period), "organisation", Q(standing="proven"))


def _breakdowns_counted(bodies: Sequence[int], period: Period) -> dict[int, tuple[int, int]]:
    in_time = Q(broken_down_on__lte=F("breakdown_due_on"))
    return _shares(_owed_breakdowns(bodies, period), "organisation", in_time)


def _reports_counted(bodies: Sequence[int], period: Period) -> dict[int, tuple[int, int]]:
    in_time = Q(submitted_at__date__lte=F("round__due_on"))
    return _shares(_asked_reports(bodies, period), "part__organisation", in_time)


def _shares(rows: QuerySet[Any], body: str, counts: Q) -> dict[int, tuple[int, int]]:
    """Of each body that has any: how many rows count, and how many there are. One query."""
    counted = rows.order_by().values(body).annotate(value=Count("pk", filter=counts), of=Count("pk"))
    return {row[body]: (row["value"], row["of"]) for row in counted}


def _rectifications(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """What units were asked to put right by a day of a period; their first answer tells."""
    asked = (
        NoticeUnit.objects.filter(organisation__in=bodies, due_on__range=(period.first, period.last))
        .annotate(first_on=Min("answers__answered_on"))
        .select_related("notice")
    )
    return _late_first(bodies, (_rectification(unit) for unit in asked.order_by("due_on", "pk")))


def _rectification(unit: NoticeUnit) -> tuple[int, Row]:
    if unit.due_on is None:
        raise ValueError("a unit without a day has nothing to put right")
    first: date | None = unit.first_on  # type: ignore[attr-defined]
    url = reverse("supervision-desk:notice", args=[unit.notice_id])
    return unit.organisation_id, _row(unit.matter[:80], first, unit.due_on, url)


TRADE = "任务督办"
INDICATORS = (
    measured(
        "tasks_proven",
        "工作要点任务印证率",
        "完成时限在统计时段内的任务中，取数时本单位承担的部分已经印证（佐证经他人核验，或者测量指标达标）的项数，除以全部项数；"
        "长期坚持的任务不在内，已终止和已退出的任务不计。",
        trade=TRADE,
        rows=_proofs,
        counts=_proofs_counted,
    ),
    measured(
        "breakdowns_in_time",
        "任务分解按期报送率",
        "分解报送期限在统计时段内的任务中，本单位在期限当日或之前报送分解措施的项数，除以应报送的项数；已退出的任务不计。",
        trade=TRADE,
        rows=_breakdowns,
        counts=_breakdowns_counted,
    ),
    measured(
        "reports_in_time",
        "任务进展按期报送率",
        "报送期限在统计时段内的各期进展中，本单位在期限当日或之前报送的项数，除以应报送的项数。",
        trade=TRADE,
        rows=_reports,
        counts=_reports_counted,
    ),
    measured(
        "rectifications_in_time",
        "通报整改按期报告率",
        "整改期限在统计时段内的通报事项中，本单位首次报告整改情况在期限当日或之前的件数，除以要求整改的件数。",
        trade=TRADE,
        rows=_rectifications,
    ),
)

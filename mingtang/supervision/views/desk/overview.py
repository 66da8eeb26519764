"""进度: the work in pictures, each with its table for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Counter, Crumb, NavItem, Table, Tag, desk_page
from mingtang.supervision.models import WorkPlan
from mingtang.supervision.permissions import tasks as permissions
from mingtang.supervision.queries import overview as queries
from mingtang.supervision.queries.overview import Heat, Moment, Progress
from mingtang.supervision.queries.standing import RULE
from mingtang.supervision.queries.tasks import plans

_NUMERIC = frozenset({1, 2, 3, 4, 5})


@staff_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Progress by unit and month, units × tasks, and the year of one plan."""
    on = localdate()
    permissions.may_enter(request.user, on)
    listed = plans()
    plan = next(
        (row for row in listed if str(row.pk) == request.GET.get("plan")), listed[0] if listed else None
    )
    context = {
        "plan": plan,
        "tabs": [NavItem(row.title, f"{request.path}?plan={row.pk}", row == plan) for row in listed[:6]],
        "rule": RULE,
        "crumbs": [Crumb("进度")],
        **(_pictures(plan, request, on) if plan else {}),
    }
    return desk_page(request, "supervision/tasks/overview.html", context)


def _pictures(plan: WorkPlan, request: HttpRequest, on: date) -> dict[str, object]:
    start = request.GET.get("from", "")
    units, months = queries.by_unit(plan), queries.by_month(plan)
    heat = queries.heat(plan, int(start) if start.isdecimal() and len(start) < 9 else 0)
    year, whole = queries.year_of(plan, on), queries.whole(plan)
    return {
        "whole": whole,
        "counters": _counters(plan, whole),
        "units": units,
        "units_table": _progress_table("各单位进度", "单位", units, plan),
        "months": months,
        "months_table": _progress_table("各月到期任务进度", "月份", months),
        "heat": heat,
        "heat_table": _heat_table(heat),
        "heat_next": f"{request.path}?plan={plan.pk}&from={heat.more}" if heat.more else "",
        "year": queries.months_of(year, plan.year),
        "year_table": _year_table(year),
        "today": on,
    }


def _counters(plan: WorkPlan, whole: Progress) -> list[Counter]:
    address = f"{reverse('supervision-desk:tasks')}?plan={plan.pk}"
    return [
        Counter("全部任务", whole.total, address),
        Counter("已印证", whole.proven, f"{address}&standing=proven", "good"),
        Counter("黄灯", whole.yellow, f"{address}&light=yellow", "warn"),
        Counter("红灯", whole.red, f"{address}&light=red", "bad"),
    ]


def _progress_table(
    caption: str, first: str, rows: Sequence[Progress], plan: WorkPlan | None = None
) -> Table:
    address = reverse("supervision-desk:tasks")
    lines: list[list[Cell | Tag | str | int]] = [
        [
            Cell(row.label, f"{address}?plan={plan.pk}&unit={row.key}" if plan else ""),
            row.total,
            row.proven,
            row.green,
            row.yellow,
            row.red,
        ]
        for row in rows
    ]
    return Table(caption, (first, "任务", "已印证", "绿灯", "黄灯", "红灯"), lines, _NUMERIC)


def _heat_table(heat: Heat) -> Table:
    """Only the cells that hold something: one line for each unit and task would be long, so the tasks are joined."""
    columns = ("单位", "红灯任务", "黄灯任务", "绿灯任务")
    lines: list[list[Cell | Tag | str | int]] = [
        [row.unit, *(_numbers(heat, row.lights, light) for light in ("red", "yellow", "green"))]
        for row in heat.rows
    ]
    return Table("单位与任务（按任务编号）", columns, lines)


def _numbers(heat: Heat, lights: Sequence[str], light: str) -> str:
    return (
        "、".join(str(task.number) for task, one in zip(heat.tasks, lights, strict=True) if one == light)
        or "无"
    )


def _year_table(moments: Sequence[Moment]) -> Table:
    lines: list[list[Cell | Tag | str | int]] = [
        [one.day.isoformat(), one.what, Tag("已完成", "good") if one.done else Tag("未完成")]
        for one in moments
    ]
    return Table("全年时间线", ("日期", "事项", "状态"), lines)

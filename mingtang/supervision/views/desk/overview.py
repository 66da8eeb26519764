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
from mingtang.supervision.queries.overview import Moment, Progress
from mingtang.supervision.queries.standing import RULE
from mingtang.supervision.queries.tasks import plans


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
        "months": months,
        "heat": heat,
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


def _year_table(moments: Sequence[Moment]) -> Table:
    lines: list[list[Cell | Tag | str | int]] = [
        [one.day.isoformat(), one.what, Tag("已完成", "good") if one.done else Tag("未完成")]
        for one in moments
    ]
    return Table("全年时间线", ("日期", "事项", "状态"), lines)

"""进度: the work in pictures, each with its table for those who cannot see it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Counter, Crumb, NavItem, desk_page
from mingtang.supervision.models import WorkPlan
from mingtang.supervision.permissions import tasks as permissions
from mingtang.supervision.queries import overview as queries
from mingtang.supervision.queries.overview import Progress
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
    units, days = queries.by_unit(plan), queries.due_days(plan)
    heat = queries.heat(plan, int(start) if start.isdecimal() and len(start) < 9 else 0)
    year, whole = queries.year_of(plan, days), queries.whole(days)
    unit = next((row for row in units if str(row.key) == request.GET.get("unit")), None)
    return {
        "whole": whole,
        "counters": _counters(plan, whole),
        "units": units,
        "unit": unit,
        "months": queries.by_month(queries.due_days_of(plan, unit.key) if unit else days),
        "heat": heat,
        "heat_next": f"{request.path}?plan={plan.pk}&from={heat.more}" if heat.more else "",
        "year": queries.months_of(year, plan.year),
        "moments": year,
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

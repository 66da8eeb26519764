"""The progress of work plans as the public reads it, by plan and finished quarter."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingtang.core.design.api import Crumb, NavItem, public_not_found, public_page, public_site
from mingtang.supervision.analysis.rounds import last_finished_quarter, quarter_end
from mingtang.supervision.models import WorkPlan
from mingtang.supervision.queries import progress as queries

_NAMES = "一二三四"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest plan, as of its last finished quarter."""
    plans = queries.public_plans(public_site(request))
    return _page(request, plans, plans[0], None) if plans else _nothing(request)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    return _of_plan(request, pk, None)


@require_safe
def quarter(request: HttpRequest, pk: int, year: int, number: int) -> HttpResponse:
    return _of_plan(request, pk, (year, number))


def _of_plan(request: HttpRequest, pk: int, wanted: tuple[int, int] | None) -> HttpResponse:
    plans = queries.public_plans(public_site(request))
    found = next((row for row in plans if row.pk == pk), None)
    if found is None or (wanted and wanted not in queries.quarters(found, localdate())):
        return public_not_found(request)
    return _page(request, plans, found, wanted)


def _page(
    request: HttpRequest, plans: list[WorkPlan], found: WorkPlan, wanted: tuple[int, int] | None
) -> HttpResponse:
    listed = queries.quarters(found, localdate())
    shown = wanted or (listed[0] if listed else None)
    context = {
        "plan": found,
        "progress": queries.progress_of(found, shown) if shown else None,
        "first_day": _first_disclosure(),
        "plans": [
            NavItem(row.title, reverse("supervision:plan", args=[row.pk]), row == found) for row in plans
        ],
        "quarters": [_tab(found, one, one == shown) for one in listed],
        "crumbs": [Crumb("首页", "/"), Crumb("重点任务进展")],
    }
    return public_page(request, "supervision/public/progress.html", context)


def _first_disclosure() -> str:
    """The day after the quarter that runs now."""
    year, number = last_finished_quarter(localdate())
    year, number = (year, number + 1) if number < 4 else (year + 1, 1)
    return (quarter_end(year, number) + timedelta(days=1)).isoformat()


def _tab(found: WorkPlan, one: tuple[int, int], current: bool) -> NavItem:
    url = reverse("supervision:quarter", args=[found.pk, *one])
    return NavItem(f"{one[0]}年第{_NAMES[one[1] - 1]}季度", url, current)


def _nothing(request: HttpRequest) -> HttpResponse:
    context = {"plan": None, "crumbs": [Crumb("首页", "/"), Crumb("重点任务进展")]}
    return public_page(request, "supervision/public/progress.html", context)

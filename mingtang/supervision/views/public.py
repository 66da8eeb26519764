"""执行和结果公开 as the public reads it: plans by sort, one plan by quarter, one task, findings with their rectification."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingtang.core.design.api import (
    Chip,
    Crumb,
    NavItem,
    following,
    public_not_found,
    public_page,
    public_site,
)
from mingtang.supervision.analysis.rounds import last_finished_quarter, quarter_end
from mingtang.supervision.labels import INTERVALS
from mingtang.supervision.models import WorkPlan
from mingtang.supervision.queries import findings, told
from mingtang.supervision.queries import progress as queries
from mingtang.supervision.queries.progress import Wanted

_NAMES = "一二三四"
HOME = "重点任务进展"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One entrance for all sorts: public plans by sort, the newest first, and the findings of audit and inspection."""
    plans = queries.public_plans(public_site(request))
    sorts = queries.sorts_of(plans)
    sort = request.GET.get("sort", "")
    sort = sort if sort in {code for code, _, _ in sorts} else ""
    rows = queries.page_of_plans(plans, sort, request.GET.get("after", ""), localdate())
    listed, pager = following(rows, request, "place", queries.PAGE)
    context = {
        "rows": listed,
        "sorts": _sort_tabs(sorts, sort),
        "findings": _findings_entries(),
        "crumbs": [Crumb("首页", "/"), Crumb(HOME)],
        **pager,
    }
    return public_page(request, "supervision/public/plans.html", context)


def _sort_tabs(sorts: Sequence[tuple[str, str, int]], current: str) -> list[NavItem]:
    here = reverse("supervision:progress")
    tabs = [NavItem(name, f"{here}?sort={code}", code == current, count) for code, name, count in sorts]
    return [NavItem("全部", here, not current), *tabs] if len(tabs) > 1 else []


def _findings_entries() -> list[tuple[str, str, int, int]]:
    """Of each source that has published problems: name, address, how many, and how many wait too long."""
    counted = findings.counted(localdate())
    return [
        (name, reverse("supervision:findings", args=[code]), *counted[code])
        for code, name in findings.SOURCE_NAMES.items()
        if code in counted
    ]


# --- one plan


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan as of its last finished quarter, with all that was published of it since."""
    return _of_plan(request, pk, None)


@require_safe
def quarter(request: HttpRequest, pk: int, year: int, number: int) -> HttpResponse:
    """A plan as of the end of one finished quarter."""
    return _of_plan(request, pk, (year, number))


def _of_plan(request: HttpRequest, pk: int, asked: tuple[int, int] | None) -> HttpResponse:
    on = localdate()
    found = queries.public_plans(public_site(request)).filter(pk=pk).first()
    listed = queries.quarters(found, on) if found else []
    if found is None or (asked and asked not in listed):
        return public_not_found(request)
    newest = listed[0] if listed else None
    shown, wanted = asked or newest, queries.wanted_from(request.GET)
    progress = queries.progress_of(found, shown, wanted, on=on, is_newest=shown == newest)
    context = {
        "plan": found,
        "text": found.publication.live if found.publication else None,
        "interval": dict(INTERVALS)[found.interval],
        "progress": progress,
        "wanted": wanted,
        "states": queries.STATES,
        "chips": _chips(request, wanted, progress.units),
        "first_day": _first_disclosure(),
        "quarters": [_tab(found, one, one == shown) for one in listed] if len(listed) > 1 else [],
        "crumbs": _way(found),
        **_pager(request, progress.tasks, wanted),
    }
    return public_page(request, "supervision/public/progress.html", context)


def _pager(request: HttpRequest, tasks: Sequence[Any], wanted: Wanted) -> dict[str, str]:
    _, pager = following(list(tasks), request, "number", queries.PAGE)
    return pager if wanted.after else pager | {"first_url": ""}


def _chips(request: HttpRequest, wanted: Wanted, units: Sequence[tuple[int, str]]) -> list[Chip]:
    """The filters that are on, each with the address without it."""
    given = {"chapter": wanted.chapter, "unit": str(wanted.unit or ""), "state": wanted.state}
    words = {
        "chapter": wanted.chapter,
        "unit": dict(units).get(wanted.unit or 0, "所选单位"),
        "state": dict(queries.STATES).get(wanted.state, ""),
    }
    return [Chip(words[name], _without(request, given, name)) for name, value in given.items() if value]


def _without(request: HttpRequest, given: dict[str, str], name: str) -> str:
    kept = {key: value for key, value in given.items() if value and key != name}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _first_disclosure() -> str:
    """The day after the quarter that runs now."""
    year, number = last_finished_quarter(localdate())
    year, number = (year, number + 1) if number < 4 else (year + 1, 1)
    return (quarter_end(year, number) + timedelta(days=1)).isoformat()


def _tab(found: WorkPlan, one: tuple[int, int], current: bool) -> NavItem:
    url = reverse("supervision:quarter", args=[found.pk, *one])
    return NavItem(f"{one[0]}年第{_NAMES[one[1] - 1]}季度", url, current)


def _way(found: WorkPlan, *more: str) -> list[Crumb]:
    steps = [Crumb("首页", "/"), Crumb(HOME, reverse("supervision:progress"))]
    if not more:
        return [*steps, Crumb(found.title)]
    return [*steps, Crumb(found.title, reverse("supervision:plan", args=[found.pk])), *map(Crumb, more)]


# --- one task, or the whole plan, with everything that was published of it


@require_safe
def task(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One task with its nodes and all that was published of it, the newest first."""
    on = localdate()
    found = queries.public_plans(public_site(request)).filter(pk=pk).first()
    quarters = queries.quarters(found, on) if found else []
    shown = queries.task_of(found, number, quarters[0] if quarters else None, on) if found else None
    if found is None or shown is None:
        return public_not_found(request)
    key = found.tasks.values_list("pk", flat=True).get(number=number)
    context = {
        "plan": found,
        "task": shown,
        "as_of": quarter_end(*quarters[0]) if quarters else None,
        "crumbs": _way(found, f"第{number}项"),
        **_told_page(request, found, key),
    }
    return public_page(request, "supervision/public/task.html", context)


@require_safe
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was published of a plan as a whole."""
    found = queries.public_plans(public_site(request)).filter(pk=pk).first()
    if found is None:
        return public_not_found(request)
    context = {
        "plan": found,
        "missed": told.missed_of_plan(found.pk, localdate()),
        "crumbs": _way(found, "总体进展"),
        **_told_page(request, found, None),
    }
    return public_page(request, "supervision/public/whole.html", context)


def _told_page(request: HttpRequest, found: WorkPlan, key: int | None) -> dict[str, Any]:
    rows = told.page_of(found.pk, key, request.GET.get("after", ""), queries.PAGE)
    listed, pager = following(rows, request, "place", queries.PAGE)
    return {"told": listed, **pager}


# --- findings


@require_safe
def found_problems(request: HttpRequest, source: str) -> HttpResponse:
    """Problems found by audit or inspection, each with its rectification beside it."""
    if source not in findings.SOURCE_NAMES:
        return public_not_found(request)
    on: date = localdate()
    wanted = findings.wanted_from(source, request.GET)
    rows = findings.texts(public_site(request), wanted, request.GET.get("after", ""), on)
    listed, pager = following(rows, request, "pk", findings.PAGE)
    title = f"{findings.SOURCE_NAMES[source]}及整改落实情况"
    context = {
        "title": title,
        "texts": listed,
        "wanted": wanted,
        "units": findings.units_of(source),
        "states": findings.STATES,
        "crumbs": [Crumb("首页", "/"), Crumb(HOME, reverse("supervision:progress")), Crumb(title)],
        **pager,
    }
    return public_page(request, "supervision/public/findings.html", context)

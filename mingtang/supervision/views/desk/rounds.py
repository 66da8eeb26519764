"""Rounds on the desk: which there are, who has reported in one, and setting them."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import (
    PAGE_SIZE,
    Crumb,
    NavItem,
    desk_page,
    done,
    following,
    tried,
)
from mingtang.publishing import api as publishing
from mingtang.supervision.forms.tasks import NodeForm, RoundsForm
from mingtang.supervision.labels import REPORT_STATES
from mingtang.supervision.models import Report, Round
from mingtang.supervision.permissions import tasks as permissions
from mingtang.supervision.queries import tasks as queries
from mingtang.supervision.services import rounds as services

STATE_NAMES = dict(REPORT_STATES)


@staff_required
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of the plans that one sees, the newest first."""
    on = localdate()
    permissions.may_enter(request.user, on)
    rows = Round.objects.select_related("plan")
    if not permissions.reads_all(request.user, on):
        rows = rows.filter(plan__in=permissions.tasks_for(request.user, on).values("plan"))
    context = {
        "rows": list(rows.order_by("-opens_on", "-pk")[:PAGE_SIZE]),
        "today": on,
        "office": publishing.is_office(request.user, on),
        "crumbs": [Crumb("报送")],
    }
    return desk_page(request, "supervision/tasks/rounds.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make the rounds of a year, or one for a node."""
    on = localdate()
    permissions.office_only(request.user, on)
    is_node = "node" in request.GET
    form = (NodeForm if is_node else RoundsForm)(request.POST or None)
    act = services.make_node if is_node else services.make_rounds
    if form.is_valid() and tried(form, lambda: act(**form.cleaned_data, by=request.user, on=on)):
        return redirect("supervision-desk:rounds")
    back = reverse("supervision-desk:rounds")
    context = {
        "form": form,
        "title": "设置节点报告" if is_node else "设置报送期",
        "lead": "报送期在期末当天自动开启，请各单位逐项报送；到期前三天催报一次，逾期提请单位负责人一次，"
        "三天后仍未报的报告政务公开办一次。",
        "submit": "设置",
        "back": back,
        "crumbs": [Crumb("报送", back), Crumb("设置")],
    }
    return desk_page(request, "supervision/tasks/form.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: each unit with how far it is, and the reports by state."""
    on = localdate()
    found = permissions.round_for(request.user, pk, on)
    own = None if permissions.reads_all(request.user, on) else permissions.own_bodies(request.user, on)
    state = request.GET.get("state", "")
    listed, pager = following(_reports(request, found, own, state), request, "pk")
    context = {
        "round": found,
        "matrix": queries.by_unit(found, own),
        "reports": listed,
        "tabs": _tabs(request, state),
        "closing": services.closing_refusals(found, by=request.user, on=on),
        "today": on,
        "crumbs": [Crumb("报送", reverse("supervision-desk:rounds")), Crumb(found.title)],
        **pager,
    }
    return desk_page(request, "supervision/tasks/round.html", context)


def _reports(request: HttpRequest, found: Round, own: set[int] | None, state: str) -> list[Report]:
    rows = found.reports.select_related("part__task", "part__organisation")
    if own is not None:
        rows = rows.filter(part__organisation__in=own)
    if state in STATE_NAMES:
        rows = rows.filter(state=state)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 12:
        rows = rows.filter(pk__gt=int(after))
    return list(rows.order_by("pk")[: PAGE_SIZE + 1])


def _tabs(request: HttpRequest, state: str) -> list[NavItem]:
    first = NavItem("全部", request.path, not state)
    return [
        first,
        *(NavItem(name, f"{request.path}?state={code}", code == state) for code, name in REPORT_STATES),
    ]


@staff_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a round."""
    on: date = localdate()
    found = permissions.round_for(request.user, pk, on)
    done(request, lambda: services.close_round(found, by=request.user, on=on), "报送期已结束。")
    return redirect("supervision-desk:round", pk)

"""Free distribution on the desk: the list of receivers, and what was sent of each issue; both also as CSV."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, Table, desk_page, tried
from mingtang.core.documents.api import csv_answer
from mingtang.gazette import permissions
from mingtang.gazette.forms.distribution import CloseForm, DispatchForm, PointChangeForm, PointForm, SendForm
from mingtang.gazette.models import Dispatch, DistributionPoint, Gazette, Issue
from mingtang.gazette.queries import distribution
from mingtang.gazette.services import distributing

_POINTS = ("类别", "赠阅点", "办公地址", "每期份数", "发行方式", "自", "至")
_SENT = ("期次", "类别", "赠阅点", "份数", "发行方式", "发行日期", "登记人")


@staff_required
@require_http_methods(["GET", "POST"])
def points(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of receivers; a form adds one."""
    day = localdate()
    gazette = permissions.gazette_for(request.user, pk, day)
    form = PointForm(request.POST or None, initial={"valid_from": day, "copies": 1})
    if form.is_valid() and tried(
        form, lambda: distributing.add_point(gazette, **form.cleaned_data, by=request.user, on=day)
    ):
        messages.success(request, f"“{form.cleaned_data['name']}”已列入赠阅名单。")
        return redirect("gazette-desk:points", pk)
    rows = list(gazette.points.order_by("kind", "name", "pk"))
    if request.GET.get("as") == "csv":
        return csv_answer(f"赠阅名单-{gazette.title}", _POINTS, map(_point_row, rows))
    context = {
        "gazette": gazette,
        "points": rows,
        "copies": sum(row.copies for row in distribution.points_on(gazette, day)),
        "form": form,
        "crumbs": _way(gazette, "赠阅名单"),
    }
    return desk_page(request, "gazette/desk/points.html", context, status=422 if form.is_bound else 200)


def _point_row(point: DistributionPoint) -> list[object]:
    return [
        point.get_kind_display(),
        point.name,
        point.address,
        point.copies,
        point.get_way_display(),
        point.valid_from,
        point.valid_until or "",
    ]


@staff_required
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a place receives, or take it off the list."""
    day = localdate()
    found = permissions.point_for(request.user, pk, day)
    closing = "valid_until" in request.POST
    form = PointChangeForm(
        request.POST if request.method == "POST" and not closing else None,
        initial={"copies": found.copies, "way": found.way, "address": found.address},
    )
    close = CloseForm(request.POST if closing else None, initial={"valid_until": day})
    if form.is_valid() and tried(
        form, lambda: distributing.change_point(found, **form.cleaned_data, by=request.user, on=day)
    ):
        return redirect("gazette-desk:points", found.gazette_id)
    if close.is_valid() and tried(
        close, lambda: distributing.close_point(found, **close.cleaned_data, by=request.user, on=day)
    ):
        messages.success(request, f"“{found.name}”已移出赠阅名单。")
        return redirect("gazette-desk:points", found.gazette_id)
    context = {"point": found, "form": form, "close": close, "crumbs": _way(found.gazette, found.name)}
    status = 422 if form.is_bound or close.is_bound else 200
    return desk_page(request, "gazette/desk/point.html", context, status=status)


@staff_required
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent of an issue, by kind and by place; a form records that the rest has been sent."""
    day = localdate()
    issue = permissions.issue_for(request.user, pk, day)
    form = SendForm(request.POST or None, initial={"sent_on": issue.paper_on or issue.published_on or day})
    if form.is_valid() and tried(
        form, lambda: distributing.send_out(issue, **form.cleaned_data, by=request.user, on=day)
    ):
        messages.success(request, "赠阅已登记。")
        return redirect("gazette-desk:sent", pk)
    rows = distribution.dispatches_of(issue)
    if request.GET.get("as") == "csv":
        return csv_answer(f"赠阅登记-{issue}", _SENT, _sent_rows(issue, rows))
    by_kind: list[list[Any]] = [[line.kind, line.points, line.copies] for line in distribution.by_kind(issue)]
    context = {
        "issue": issue,
        "by_kind": Table("分类赠阅数", ("类别", "赠阅点", "份数"), by_kind, frozenset({1, 2}))
        if by_kind
        else None,
        "total": sum(row.copies for row in rows),
        "dispatches": rows,
        "form": form,
        "crumbs": _issue_way(issue),
    }
    return desk_page(request, "gazette/desk/sent.html", context, status=422 if form.is_bound else 200)


def _sent_rows(issue: Issue, rows: list[Dispatch]) -> list[list[object]]:
    return [
        [
            str(issue),
            row.point.get_kind_display(),
            row.point.name,
            row.copies,
            row.get_way_display(),
            row.sent_on,
            row.recorded_by_name,
        ]
        for row in rows
    ]


@staff_required
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what one place received."""
    day = localdate()
    dispatch = permissions.dispatch_for(request.user, pk, day)
    form = DispatchForm(request.POST)
    if form.is_valid():
        distributing.correct(dispatch, **form.cleaned_data, by=request.user, on=day)
        messages.success(request, "赠阅登记已更正。")
    else:
        messages.error(request, "没有更正：份数或者日期填写有误，请核对。")
    return redirect("gazette-desk:sent", dispatch.issue_id)


def _way(gazette: Gazette, last: str) -> list[Crumb]:
    return [Crumb(gazette.title, reverse("gazette-desk:gazette", args=[gazette.pk])), Crumb(last)]


def _issue_way(issue: Issue) -> list[Crumb]:
    first = Crumb(issue.gazette.title, reverse("gazette-desk:gazette", args=[issue.gazette_id]))
    return [first, Crumb(str(issue), reverse("gazette-desk:issue", args=[issue.pk])), Crumb("赠阅登记")]


@staff_required
@require_GET
def all_sent_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was ever sent of a gazette, for a spreadsheet."""
    gazette = permissions.gazette_for(request.user, pk, localdate())
    rows = Dispatch.objects.filter(issue__gazette=gazette).select_related("issue", "point")
    listed = rows.order_by("-issue__year", "-issue__number", "point__kind", "point__name")
    return csv_answer(
        f"赠阅登记-{gazette.title}", _SENT, [line for row in listed for line in _sent_rows(row.issue, [row])]
    )

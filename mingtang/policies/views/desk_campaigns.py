"""集中确认 on the desk: rounds, how far each unit is, answers of the drafting units, the published result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Counter, Crumb, Table, Todo, TodoItem, desk_page, done, tried
from mingtang.core.organisations.api import Standing
from mingtang.policies.forms.validity import AnswerForm, CampaignForm, ResultForm
from mingtang.policies.labels import ANSWER_NAMES
from mingtang.policies.models import Campaign, CampaignAnswer
from mingtang.policies.permissions.publications import reading_bodies
from mingtang.policies.queries.campaigns import answers_count, open_answers, progress_of
from mingtang.policies.queries.naming import places
from mingtang.policies.services import confirming
from mingtang.policies.views.desk_validity import expiring_counter
from mingtang.publishing import api as publishing

SHOWN, PAGE = 5, 50
SOON = timedelta(days=3)


@staff_required
@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """All rounds, the newest first, with what is still open."""
    on = localdate()
    reading_bodies(request.user, on)
    rows = [(row, answers_count(row)) for row in Campaign.objects.all()[:PAGE]]
    context = {
        "rows": [(row, sum(counts.values()), counts.get("", 0)) for row, counts in rows],
        "today": on,
        "office": publishing.is_office(request.user, on),
    }
    return desk_page(request, "policies/campaigns/list.html", context)


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("集中确认", reverse("policies-desk:campaigns")), *more]


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a round."""
    on = localdate()
    if not publishing.is_office(request.user, on):
        raise Http404("没有找到这个页面")
    form = CampaignForm(request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: confirming.open_campaign(**form.cleaned_data, by=request.user, on=on))
    ):
        messages.success(request, "集中确认已发起，各起草单位会在待办中看到。")
        return redirect("policies-desk:campaigns")
    context = {
        "title": "发起集中确认",
        "form": form,
        "submit": "发起",
        "back": reverse("policies-desk:campaigns"),
        "crumbs": _crumbs(Crumb("发起")),
    }
    return desk_page(request, "policies/form.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_GET
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: how far each unit is, and its documents with their answers, open ones first."""
    on = localdate()
    units = reading_bodies(request.user, on)
    row = get_object_or_404(Campaign, pk=pk)
    office = publishing.is_office(request.user, on)
    shown, pager = _page_of(row, units, request)
    context = {
        "campaign": row,
        "units": _units_table(row) if units is None else None,
        "counts": [(ANSWER_NAMES.get(code, "待答复"), count) for code, count in answers_count(row).items()],
        "answers": shown,
        "closing": confirming.closing_refusals(row, by=request.user, on=on) if office else None,
        "result": row.result.editions.order_by("-number").first() if row.result else None,
        "result_form": _result_form(request, row, on) if office else None,
        "crumbs": _crumbs(Crumb(row.title)),
        **pager,
    }
    return desk_page(request, "policies/campaigns/campaign.html", context)


def _page_of(
    row: Campaign, units: set[int] | None, request: HttpRequest
) -> tuple[list[CampaignAnswer], dict[str, str]]:
    """Answers of these units, from a key on; those without an answer stand first."""
    rows = row.answers.select_related("policy", "unit")
    if units is not None:
        rows = rows.filter(unit__in=units)
    after = request.GET.get("after", "")
    offset = int(after) if after.isdecimal() else 0
    in_order = rows.order_by(F("answered_on").asc(nulls_first=True), "pk")
    listed = list(in_order[offset : offset + PAGE + 1])
    more = len(listed) > PAGE
    address = request.path
    return listed[:PAGE], {
        "next_url": f"{address}?after={offset + PAGE}" if more else "",
        "first_url": address if offset else "",
    }


def _units_table(row: Campaign) -> Table:
    lines = [(unit.unit, unit.total, unit.answered, unit.waiting) for unit in progress_of(row)]
    return Table("各单位进度", ("单位", "应答复", "已答复", "待答复"), lines, numeric=frozenset({1, 2, 3}))


def _result_form(request: HttpRequest, row: Campaign, on: date) -> ResultForm | None:
    """Where the office may file the notice with the result; None while it may not be drafted."""
    if confirming.result_refusals(row, by=request.user, on=on):
        return None
    return ResultForm(request.POST or None, columns=places(request.user, "notice", on))


@staff_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round, or begin the notice with its result."""
    on = localdate()
    reading_bodies(request.user, on)
    row = get_object_or_404(Campaign, pk=pk)
    if "close" in request.POST:
        done(request, lambda: confirming.close_campaign(row, by=request.user, on=on), "集中确认已办结。")
    else:
        form = _result_form(request, row, on)
        if form is not None and form.is_valid():
            done(request, lambda: _draft(request, row, form, on), "结果公告已起草，请完善后送审。")
    return redirect("policies-desk:campaign", pk)


def _draft(request: HttpRequest, row: Campaign, form: ResultForm, on: date) -> None:
    body = min(publishing.bodies_with(request.user, ("office",), on))
    confirming.draft_result(
        row,
        kind=publishing.Kind.objects.get(code="notice"),
        column=publishing.Column.objects.get(pk=form.cleaned_data["column"]),
        organisation_id=body,
        by=request.user,
        on=on,
    )


@staff_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer of one document."""
    on = localdate()
    units = reading_bodies(request.user, on)
    row = get_object_or_404(CampaignAnswer.objects.select_related("campaign", "policy", "unit"), pk=pk)
    if units is not None and row.unit_id not in units:
        raise Http404("没有找到这个页面")
    form = AnswerForm(request.POST or None, initial=_told(row))
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: confirming.answer(row, form.answered(), by=request.user, on=on))
    ):
        messages.success(request, "答复已登记。")
        return redirect("policies-desk:campaign", row.campaign_id)
    context = {
        "title": f"答复：{row.policy.title}",
        "lead": f"{row.campaign.title}，{row.campaign.due_on:%Y-%m-%d}前答复。{row.campaign.explanation}",
        "form": form,
        "submit": "登记答复",
        "back": reverse("policies-desk:campaign", args=[row.campaign_id]),
        "crumbs": _crumbs(
            Crumb(row.campaign.title, reverse("policies-desk:campaign", args=[row.campaign_id]))
        ),
    }
    return desk_page(request, "policies/form.html", context, status=422 if form.is_bound else 200)


def _told(row: CampaignAnswer) -> dict[str, Any]:
    names = ("answer", "valid_until", "counts_from", "reason")
    return {name: getattr(row, name) for name in names}


def todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """Documents that wait for the answer of a person's units, and those of them near their end."""
    units = {s.organisation_id for s in mine if s.role in confirming.ANSWERING_ROLES}
    if not units:
        return Todo()
    rows = list(open_answers(units)[: PAGE + 1])
    url = reverse("policies-desk:campaigns")
    counters = [Counter("文件效力待答复", len(rows), url, "warn")] if rows else []
    return Todo([_item(row, day) for row in rows[:SHOWN]], [*counters, *expiring_counter(units, day)])


def _item(row: CampaignAnswer, day: date) -> TodoItem:
    due = row.campaign.due_on
    state = "late" if due < day else "today" if due == day else "soon" if due <= day + SOON else "open"
    return TodoItem(
        title=row.policy.title,
        url=reverse("policies-desk:campaign-answer", args=[row.pk]),
        what="确认文件效力",
        due_on=due,
        state=state,
        unit=row.unit.short_name,
    )

"""One item that was read, beside its source: its words, its units, what it is split into, or why it is no task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import desk_page, done, tried
from mingtang.supervision.forms.plans import (
    Choices,
    ChooseForm,
    ReasonForm,
    SplitForm,
    UnitForm,
    WordingForm,
    unit_choices,
    with_candidates,
    wording_of,
)
from mingtang.supervision.models import ProposedTask, ProposedUnit
from mingtang.supervision.permissions import plans as doors
from mingtang.supervision.queries import plans as queries
from mingtang.supervision.services import proposals, restoring
from mingtang.supervision.services.resolving import Meant, bodies_of, directory
from mingtang.supervision.views.desk.plans import way


@staff_required
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one item. Each form tells by `act` which it is; one that is refused keeps what was typed."""
    row = doors.proposal_for(request.user, pk, localdate(), working=request.method == "POST")
    forms = _forms(row, request)
    act = request.POST.get("act", "")
    if request.method == "POST" and act in _ACTS:
        form = forms[act]
        if form.is_valid() and tried(form, lambda: _ACTS[act](row, form.cleaned_data, request)):
            messages.success(request, _DONE[act])
            return redirect("supervision-desk:proposal", pk)
    context = {
        "row": row,
        "plan": row.plan,
        "forms": forms,
        "units": _units(row),
        "warnings": queries.warnings_at(row.plan, row.place),
        "working": row.plan.state == "proposed" and doors.may_work(request.user, localdate()),
        "restored": restoring.would_return(row) if row.state == "open" else [],
        "next": _next(row),
        "crumbs": way(row.plan, f"第{row.seq}项" if row.seq else "一项任务"),
    }
    return desk_page(
        request, "supervision/plans/proposal.html", context, status=422 if request.method == "POST" else 200
    )


def _forms(row: ProposedTask, request: HttpRequest) -> dict[str, Any]:
    """The forms of the page; the one that was sent holds what was typed."""
    posted = request.POST.get("act", "") if request.method == "POST" else ""
    data = {act: request.POST if act == posted else None for act in _ACTS}
    return {
        "correct": WordingForm(data["correct"], initial=wording_of(row)),
        "add": UnitForm(data["add"], choices=unit_choices(localdate()), prefix="add"),
        "split": SplitForm(data["split"], prefix="split"),
        "leave_out": ReasonForm(data["leave_out"], label="不作为任务的理由", prefix="out"),
    }


def _correct(row: ProposedTask, told: dict[str, Any], request: HttpRequest) -> None:
    proposals.correct(row, proposals.Wording(**told), by=request.user, on=localdate())


def _add(row: ProposedTask, told: dict[str, Any], request: HttpRequest) -> None:
    body, group = bodies_of(told["unit"])
    proposals.add_unit(
        row, role=told["role"], organisation=body, group=group, by=request.user, on=localdate()
    )


def _split(row: ProposedTask, told: dict[str, Any], request: HttpRequest) -> None:
    parts = (told["first"], told["second"])
    if not any(parts):
        parts = proposals.parts_at(row.text, told["begins"])
    proposals.split(row, *parts, by=request.user, on=localdate())


def _leave_out(row: ProposedTask, told: dict[str, Any], request: HttpRequest) -> None:
    proposals.leave_out(row, told["reason"], by=request.user, on=localdate())


_ACTS: dict[str, Callable[[ProposedTask, dict[str, Any], HttpRequest], None]] = {
    "correct": _correct,
    "add": _add,
    "split": _split,
    "leave_out": _leave_out,
}
_DONE = {
    "correct": "已改正。",
    "add": "已加上单位。",
    "split": "已拆成两项，第二项排在它后面。",
    "leave_out": "已记为不作为任务，可以随时收回。",
}


def _units(row: ProposedTask) -> list[tuple[ProposedUnit, Form]]:
    """The units of the item, each with the form to say what it means, the likely ones on top."""
    units = list(row.units.select_related("organisation", "group"))
    choices, known = unit_choices(localdate()), directory(row.plan.issued_on or localdate())
    return [(unit, _choosing(unit, choices, known.meaning(unit.name))) for unit in units]


def _choosing(unit: ProposedUnit, choices: Choices, meant: Meant) -> ChooseForm:
    return ChooseForm(
        choices=with_candidates(choices, meant.candidates),
        name=unit.name,
        is_known=meant.is_resolved,
        prefix=f"unit-{unit.pk}",
        initial={"unit": _value(unit)},
    )


def _value(unit: ProposedUnit) -> str:
    if unit.organisation_id is not None:
        return f"o:{unit.organisation_id}"
    return f"g:{unit.group_id}" if unit.group_id is not None else ""


def _next(row: ProposedTask) -> ProposedTask | None:
    """The next item that lacks a unit, from here on and then from the beginning."""
    waiting = queries.needing_units(ProposedTask.objects.filter(plan=row.plan).exclude(pk=row.pk))
    return waiting.filter(order__gt=row.order).order_by("order").first() or waiting.order_by("order").first()


@staff_required
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a name means."""
    unit = doors.proposed_unit_for(request.user, pk, localdate())
    body, group = bodies_of(request.POST.get(f"unit-{pk}-unit", ""))
    everywhere, remember = (
        bool(request.POST.get(f"unit-{pk}-{name}")) for name in ("everywhere", "remember")
    )
    done(
        request,
        lambda: proposals.choose_unit(
            unit,
            organisation=body,
            group=group,
            everywhere=everywhere,
            remember=remember,
            by=request.user,
            on=localdate(),
        ),
        f"“{unit.name}”已对应到单位{'，以后导入时自动对应' if remember else ''}。",
    )
    return redirect("supervision-desk:proposal", unit.task_id)


@staff_required
@require_POST
def drop_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a name away from an item."""
    unit = doors.proposed_unit_for(request.user, pk, localdate())
    done(
        request, lambda: proposals.drop_unit(unit, by=request.user, on=localdate()), f"已去掉“{unit.name}”。"
    )
    return redirect("supervision-desk:proposal", unit.task_id)


@staff_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the units are complete."""
    row = doors.proposal_for(request.user, pk, localdate())
    done(request, lambda: proposals.settle_list(row, by=request.user, on=localdate()), "名单已确认列全。")
    return redirect("supervision-desk:proposal", pk)


@staff_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an item again of what was left out."""
    row = doors.proposal_for(request.user, pk, localdate())
    done(request, lambda: proposals.take_back(row, by=request.user, on=localdate()), "已收回，重新作为任务。")
    return redirect("supervision-desk:proposal", pk)


@staff_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo merging, splitting and correcting."""
    row = doors.proposal_for(request.user, pk, localdate())
    found: list[ProposedTask] = []
    words = "已恢复为原文所列。"
    if done(request, lambda: found.extend(restoring.restore(row, by=request.user, on=localdate())), words):
        kept = found[0].pk if pk not in {one.pk for one in found} else pk
        return redirect("supervision-desk:proposal", kept)
    return redirect("supervision-desk:proposal", pk)

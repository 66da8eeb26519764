"""报送期: made for a year, opened on their day, asked of every open part once, reminded once, escalated twice.

Who does not answer: the contact hears of it before the day, the unit leader after it, then the office. Once each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.messages.api import notify
from mingtang.core.organisations.api import holders
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision.analysis.rounds import DAYS_TO_ANSWER, OFFICE_AFTER, REMIND_BEFORE, spans
from mingtang.supervision.models import Report, Round, TaskUnit, WorkPlan
from mingtang.supervision.services.keeping import keep

AT_ONCE = 500
WAITS = ("asked", "returned")


class MayNotMakeRounds(Refused):
    """Rounds may not be made or closed so."""


def making_refusals(plan: WorkPlan, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not make rounds of a plan."""
    reasons = []
    if not publishing.is_office(by, on):
        reasons.append(Refusal("报送期由政务公开办设置。"))
    if plan.state != "confirmed":
        reasons.append(Refusal("工作要点确认之后才能设置报送期。"))
    return reasons


@transaction.atomic
def make_rounds(plan: WorkPlan, *, kind: str, days: int = DAYS_TO_ANSWER, by: Any, on: date) -> list[Round]:
    """Make the months or quarters of the plan's year that can still be answered; those that exist stay."""
    reasons = making_refusals(plan, by=by, on=on)
    if plan.rounds.filter(kind__in={"monthly", "quarterly"} - {kind}).exists():
        reasons.append(Refusal("这份工作要点已按另一种周期报送，月报和季报只能选一种。"))
    if not 1 <= days <= 31:
        reasons.append(Refusal("答复天数请填写1至31天。"))
    there = set(plan.rounds.filter(kind=kind).values_list("first_day", flat=True))
    wanted = [
        span for span in spans(kind, plan.year, days) if span.due_on >= on and span.first_day not in there
    ]
    if not reasons and not wanted:
        reasons.append(Refusal("这一年没有还可以增设的报送期。"))
    if reasons:
        raise MayNotMakeRounds(reasons)
    rows = [Round.objects.create(plan=plan, kind=kind, **vars(span)) for span in wanted]
    audit.record("supervision.rounds_made", about=plan, by=by, details={"kind": kind, "rounds": len(rows)})
    return rows


@transaction.atomic
def make_node(plan: WorkPlan, *, title: str, opens_on: date, due_on: date, by: Any, on: date) -> Round:
    """Make a round for a node, such as a superior's check."""
    reasons = making_refusals(plan, by=by, on=on)
    if due_on < opens_on or due_on < on:
        reasons.append(Refusal("报送期限不能早于开始报送的日期，也不能早于今天。"))
    if plan.rounds.filter(kind="node", first_day=opens_on).exists():
        reasons.append(Refusal("这一天已有开始的节点报告。"))
    if reasons:
        raise MayNotMakeRounds(reasons)
    row = Round.objects.create(
        plan=plan,
        kind="node",
        title=title,
        first_day=opens_on,
        last_day=due_on,
        opens_on=opens_on,
        due_on=due_on,
    )
    audit.record("supervision.rounds_made", about=plan, by=by, details={"kind": "node", "rounds": 1})
    return row


def closing_refusals(row: Round, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not end a round."""
    reasons = []
    if not publishing.is_office(by, on):
        reasons.append(Refusal("报送期由政务公开办结束。"))
    if row.opened_at is None or row.closed_at is not None:
        reasons.append(Refusal("这个报送期还没有开启，或者已经结束。"))
    if row.due_on >= on:
        reasons.append(Refusal(f"报送期限{row.due_on.isoformat()}还没有过。"))
    return reasons


@transaction.atomic
def close_round(row: Round, *, by: Any, on: date) -> Round:
    """End a round: what was not reported stays unreported."""
    row = Round.objects.select_for_update().get(pk=row.pk)
    if reasons := closing_refusals(row, by=by, on=on):
        raise MayNotMakeRounds(reasons)
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    audit.record("supervision.round_closed", about=row, by=by)
    return row


def open_due(on: date) -> None:
    """Daily: open the rounds whose day has come."""
    for row in Round.objects.filter(opened_at=None, opens_on__lte=on, plan__state="confirmed").order_by(
        "opens_on", "pk"
    ):
        open_round(row, on)


@transaction.atomic
def open_round(row: Round, on: date) -> int:
    """Ask each part of an open task once, and tell the contacts once; return how many were asked."""
    row = Round.objects.select_for_update(of=("self",)).select_related("plan").get(pk=row.pk)
    if row.opened_at is not None:
        return 0
    open_parts = TaskUnit.objects.filter(task__plan=row.plan_id, task__state="open", left_on=None)
    parts = list(open_parts.order_by("pk"))
    Report.objects.bulk_create(
        [Report(round=row, part=part) for part in parts], batch_size=AT_ONCE, ignore_conflicts=True
    )
    row.opened_at = timezone.now()
    row.save(update_fields=["opened_at"])
    _tell(row, {part.organisation_id for part in parts}, "contact", "opened", f"请报送：{row.title}", on)
    tasks = sorted({part.task_id for part in parts})
    for start in range(0, len(tasks), AT_ONCE):
        keep(tasks[start : start + AT_ONCE], on=on)
    audit.record("supervision.round_opened", about=row, by=None, details={"parts": len(parts)})
    return len(parts)


def remind(on: date) -> None:
    """Daily: contacts hear once of reports due within three days, unit leaders once of those late, then the office."""
    rounds = Round.objects.filter(opened_at__isnull=False, closed_at=None).select_related("plan")
    for row in rounds.filter(due_on__gte=on, due_on__lte=on + REMIND_BEFORE):
        _press(row, "contact", "reminded_on", f"{row.title}即将到期：{row.due_on.isoformat()}", on)
    for row in rounds.filter(due_on__lt=on):
        _press(row, "unit_leader", "escalated_on", f"{row.title}逾期未报", on)
        _tell_office(row, on)


@transaction.atomic
def _press(row: Round, role: str, marked: str, subject: str, on: date) -> None:
    """Tell a role of the units whose reports wait, and write down that they were told."""
    waiting = _waiting(row).filter(**{marked: None})
    bodies = set(waiting.values_list("part__organisation", flat=True))
    if not bodies:
        return
    _tell(row, bodies, role, marked, subject, on)
    waiting.update(**{marked: on})
    audit.record(f"supervision.{marked}", about=row, by=None, details={"units": len(bodies)})


def _waiting(row: Round) -> QuerySet[Report]:
    """The reports of a round that units still owe."""
    return row.reports.filter(state__in=WAITS, part__task__state="open", part__left_on=None)


@transaction.atomic
def _tell_office(row: Round, on: date) -> None:
    """Tell the office which units still owe reports days after their leaders heard of it."""
    waiting = _waiting(row).filter(escalated_on__lte=on - OFFICE_AFTER, office_told_on=None)
    owing = waiting.order_by("part__organisation__order", "part__organisation")
    counted = Counter(owing.values_list("part__organisation__short_name", flat=True))
    if not counted:
        return
    notify(
        holders("office", [row.plan.organisation_id], on),
        subject=f"{row.title}逾期仍未报：{len(counted)}个单位",
        key=f"supervision.round.{row.pk}.office_told_on.{on}",
        text="已催报并提请单位负责人，仍未报送的："
        + "、".join(f"{name}{number}项" for name, number in counted.items())
        + "。",
        url=reverse("supervision-desk:round", args=[row.pk]),
    )
    waiting.update(office_told_on=on)
    audit.record("supervision.office_told_on", about=row, by=None, details={"units": len(counted)})


def _tell(row: Round, bodies: Iterable[int], role: str, why: str, subject: str, on: date) -> None:
    people = {person for body in bodies for person in holders(role, [body], on)}
    notify(
        sorted(people),
        subject=subject,
        key=f"supervision.round.{row.pk}.{why}",
        text=f"{row.plan.title}：请于{row.due_on.isoformat()}前报送本单位各项任务的进展。",
        url=reverse("supervision-desk:mine"),
    )

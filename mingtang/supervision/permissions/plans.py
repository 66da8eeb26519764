"""The doors to plans: the office works on them, auditors read them, nobody else knows of them before they are tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mingtang.core.organisations.api import Organisation, standings
from mingtang.publishing import api as publishing
from mingtang.supervision.models import ProposedTask, ProposedUnit, WorkPlan

READERS = frozenset({"office", "auditor"})


def may_read(user: Any, day: date) -> bool:
    return any(standing.role in READERS for standing in standings(user.pk, day))


def may_work(user: Any, day: date) -> bool:
    return publishing.is_office(user, day)


def own_offices(user: Any, day: date) -> QuerySet[Organisation]:
    """The bodies for which a user supervises."""
    return Organisation.objects.filter(pk__in=publishing.bodies_with(user, ("office",), day))


def plans_for(user: Any, day: date) -> QuerySet[WorkPlan]:
    rows = WorkPlan.objects.select_related("organisation", "corrects")
    return rows if may_read(user, day) else rows.none()


def plan_for(user: Any, pk: int, day: date, *, working: bool = False) -> WorkPlan:
    """A plan that the user reads, or works on; 404 otherwise, as if it were not there."""
    plan = plans_for(user, day).select_related("file").filter(pk=pk).first()
    if plan is None or (working and not may_work(user, day)):
        raise Http404("没有找到这份工作要点")
    return plan


def proposal_for(user: Any, pk: int, day: date, *, working: bool = True) -> ProposedTask:
    rows = ProposedTask.objects.select_related("plan__organisation")
    found = rows.filter(pk=pk, plan__in=plans_for(user, day)).first()
    if found is None or (working and not may_work(user, day)):
        raise Http404("没有找到这一项")
    return found


def proposed_unit_for(user: Any, pk: int, day: date) -> ProposedUnit:
    rows = ProposedUnit.objects.select_related("task__plan")
    found = rows.filter(pk=pk, task__plan__in=plans_for(user, day)).first()
    if found is None or not may_work(user, day):
        raise Http404("没有找到这个单位")
    return found

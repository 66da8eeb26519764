"""Who sees tasks, who acts for a unit, who verifies; the only ways in which views get a task or a part."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mingtang.core.organisations.api import bodies, standings
from mingtang.publishing import api as publishing
from mingtang.supervision.models import Evidence, Report, Round, Task, TaskChange, TaskUnit

ACTING_ROLES = ("contact", "unit_leader")
VERIFYING_ROLES = ("reviewer1", "reviewer2", "reviewer3")
UNIT_ROLES = (*ACTING_ROLES, *VERIFYING_ROLES)
READS_ALL = frozenset({"office", "auditor"})


def reads_all(user: Any, day: date) -> bool:
    """政务公开办 and auditors see the tasks of every unit."""
    return any(standing.role in READS_ALL for standing in standings(user.pk, day))


def own_bodies(user: Any, day: date) -> set[int]:
    return publishing.bodies_with(user, UNIT_ROLES, day)


def tasks_for(user: Any, day: date) -> QuerySet[Task]:
    """The tasks that a user sees: those in which the own units have a part, all for the office and auditors."""
    if reads_all(user, day):
        return Task.objects.all()
    return Task.objects.filter(
        pk__in=TaskUnit.objects.filter(organisation__in=own_bodies(user, day)).values("task")
    )


def parts_for(user: Any, day: date) -> QuerySet[TaskUnit]:
    """The parts whose inner papers (breakdown, reports, proofs) a user sees: of the own units, or all."""
    rows = TaskUnit.objects.select_related("task__plan", "organisation")
    return rows if reads_all(user, day) else rows.filter(organisation__in=own_bodies(user, day))


def measured_bodies(user: Any, day: date) -> list[tuple[int, str]]:
    """The bodies of which a user may see what the platform measured: the own units, or all; with their short names."""
    rows = bodies(day).order_by("order", "pk")
    if not reads_all(user, day):
        rows = rows.filter(pk__in=own_bodies(user, day))
    return list(rows.values_list("pk", "short_name"))


def may_enter(user: Any, day: date) -> None:
    """404 for who has nothing to do with tasks."""
    if not reads_all(user, day) and not own_bodies(user, day):
        raise Http404("没有找到这个页面")


def office_only(user: Any, day: date) -> None:
    if not publishing.is_office(user, day):
        raise Http404("没有找到这个页面")


def acts_for(user: Any, part: TaskUnit, day: date) -> bool:
    """Whether a user files, reports and claims for the unit of a part."""
    return part.organisation_id in publishing.bodies_with(user, ACTING_ROLES, day)


def verifies_for(user: Any, part: TaskUnit, day: date) -> bool:
    """Whether a user may verify proofs of a part: the office, or a reviewer of the unit."""
    return publishing.is_office(user, day) or part.organisation_id in publishing.bodies_with(
        user, VERIFYING_ROLES, day
    )


def task_for(user: Any, pk: int, day: date) -> Task:
    return _found(tasks_for(user, day).select_related("plan__organisation", "proposal").filter(pk=pk).first())  # type: ignore[no-any-return]


def part_for(user: Any, pk: int, day: date) -> TaskUnit:
    return _found(parts_for(user, day).filter(pk=pk).first())  # type: ignore[no-any-return]


def evidence_for(user: Any, pk: int, day: date) -> Evidence:
    rows = Evidence.objects.select_related("part__task__plan", "part__organisation", "file", "publication")
    return _found(rows.filter(pk=pk, part__in=parts_for(user, day)).first())  # type: ignore[no-any-return]


def report_for(user: Any, pk: int, day: date) -> Report:
    rows = Report.objects.select_related("round", "part__task", "part__organisation")
    return _found(rows.filter(pk=pk, part__in=parts_for(user, day)).first())  # type: ignore[no-any-return]


def change_for(user: Any, pk: int, day: date) -> TaskChange:
    rows = TaskChange.objects.select_related("task__plan")
    return _found(rows.filter(pk=pk, task__in=tasks_for(user, day)).first())  # type: ignore[no-any-return]


def round_for(user: Any, pk: int, day: date) -> Round:
    """A round, for the office and auditors, and for units with a part in its plan."""
    rows = Round.objects.select_related("plan")
    if not reads_all(user, day):
        rows = rows.filter(plan__in=tasks_for(user, day).values("plan"))
    return _found(rows.filter(pk=pk).first())  # type: ignore[no-any-return]


def _found(row: Any) -> Any:
    if row is None:
        raise Http404("没有找到这一项")
    return row

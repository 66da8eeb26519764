"""What supervision asks of a person today: of contacts, to break down and report; of others, to judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from mingtang.core.design.api import Counter, Todo, TodoItem
from mingtang.core.organisations.api import Standing
from mingtang.publishing.api import LiveEdition
from mingtang.supervision.models import Evidence, Report, TaskChange, TaskUnit
from mingtang.supervision.permissions.tasks import ACTING_ROLES, VERIFYING_ROLES

SHOWN, MOST = 5, 100
SOON = timedelta(days=3)


def task_todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """The most pressing matters of tasks, and how many there are of each sort."""
    acting = {standing.organisation_id for standing in mine if standing.role in ACTING_ROLES}
    reviewing = {standing.organisation_id for standing in mine if standing.role in VERIFYING_ROLES}
    is_office = any(standing.role == "office" for standing in mine)
    parts = [
        *(
            [_breakdowns(acting, day), _reports(acting, day), _returned(acting), _lost(acting)]
            if acting
            else []
        ),
        *([_proofs(user, reviewing, is_office)] if is_office or reviewing else []),
        *([_submitted(user), _changes(user)] if is_office else []),
    ]
    return Todo([item for part in parts for item in part.items], [c for part in parts for c in part.counters])


def _some(name: str, items: list[TodoItem], url: str) -> Todo:
    return Todo(items[:SHOWN], [Counter(name, len(items), url, "warn")] if items else [])


def _state(due: date | None, day: date) -> str:
    if due is None:
        return "open"
    return "late" if due < day else "today" if due == day else "soon" if due <= day + SOON else "open"


def _breakdowns(bodies: set[int], day: date) -> Todo:
    rows = (
        TaskUnit.objects.filter(
            organisation__in=bodies,
            left_on=None,
            broken_down_on=None,
            breakdown_due_on__isnull=False,
            task__state="open",
        )
        .select_related("task", "organisation")
        .order_by("breakdown_due_on", "pk")[:MOST]
    )
    return _some(
        "任务待分解",
        [_item(row, "报送分解措施", row.breakdown_due_on, day) for row in rows],
        reverse("supervision-desk:mine"),
    )


def _item(part: TaskUnit, what: str, due: date | None, day: date) -> TodoItem:
    url = reverse("supervision-desk:part", args=[part.pk])
    return TodoItem(str(part.task), url, what, due, _state(due, day), part.organisation.short_name)


def _reports(bodies: set[int], day: date) -> Todo:
    rows = (
        Report.objects.filter(
            Q(state="asked") | Q(state="returned"),
            part__organisation__in=bodies,
            part__left_on=None,
            round__closed_at=None,
            part__task__state="open",
        )
        .select_related("part__task", "part__organisation", "round")
        .order_by("round__due_on", "pk")[:MOST]
    )
    items = [_item(row.part, f"报送进展：{row.round.title}", row.round.due_on, day) for row in rows]
    return _some("进展待报送", items, reverse("supervision-desk:mine"))


def _returned(bodies: set[int]) -> Todo:
    rows = (
        Evidence.objects.filter(part__organisation__in=bodies, part__left_on=None, state="returned")
        .filter(part__task__state="open")
        .exclude(part__standing__in=("proven", "claimed"))
        .select_related("part__task", "part__organisation")
        .order_by("-judged_at", "pk")[:MOST]
    )
    items = [_item(row.part, f"佐证被退回：{row.reason}", None, date.min) for row in rows]
    return _some("佐证被退回", items, reverse("supervision-desk:mine"))


def _lost(bodies: set[int]) -> Todo:
    """Proofs that do not count any more, of parts that nothing else proves."""
    public = LiveEdition.objects.filter(publication=OuterRef("publication"), withdrawn=False)
    gone = Q(kind="record") & ~Q(record__state="complete") | Q(kind="publication") & ~Exists(public)
    rows = (
        Evidence.objects.filter(gone, part__organisation__in=bodies, part__left_on=None)
        .filter(part__task__state="open")
        .exclude(state="returned")
        .exclude(part__standing__in=("proven", "claimed"))
        .select_related("part__task", "part__organisation")
        .order_by("-pk")[:MOST]
    )
    items = [_item(row.part, f"佐证不再计入，请另行提供：{row.title}", None, date.min) for row in rows]
    return _some("佐证不再计入", items, reverse("supervision-desk:mine"))


def _proofs(user: Any, bodies: set[int], is_office: bool) -> Todo:
    rows = Evidence.objects.filter(state="claimed", part__left_on=None).exclude(claimed_by=user)
    if not is_office:
        rows = rows.filter(part__organisation__in=bodies)
    listed = rows.select_related("part__task", "part__organisation").order_by("claimed_at", "pk")[:MOST]
    items = [_item(row.part, f"核验佐证：{row.title}", None, date.min) for row in listed]
    return _some("佐证待核验", items, f"{reverse('supervision-desk:tasks')}?plan=all&standing=claimed")


def _submitted(user: Any) -> Todo:
    rows = (
        Report.objects.filter(state="submitted", round__closed_at=None)
        .exclude(submitted_by=user)
        .select_related("part__task", "part__organisation", "round")
        .order_by("submitted_at", "pk")[:MOST]
    )
    items = [_item(row.part, f"审核进展：{row.round.title}", None, date.min) for row in rows]
    return _some("进展待审核", items, reverse("supervision-desk:rounds"))


def _changes(user: Any) -> Todo:
    rows = (
        TaskChange.objects.filter(state="asked")
        .exclude(asked_by=user)
        .select_related("task")
        .order_by("asked_at", "pk")
    )
    items = [
        TodoItem(
            str(row.task),
            reverse("supervision-desk:change", args=[row.pk]),
            f"批准变更：{row.get_what_display()}",
        )
        for row in rows[:MOST]
    ]
    return _some("变更待批准", items, f"{reverse('supervision-desk:tasks')}?plan=all")

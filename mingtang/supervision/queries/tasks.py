"""Lists of tasks: chosen by filters, walked by key, each row with how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from mingtang.supervision.analysis.lights import PartFacts
from mingtang.supervision.labels import LIGHTS, STANDINGS, TASK_STATES
from mingtang.supervision.models import Milestone, Round, Task, TaskUnit, WorkPlan
from mingtang.supervision.queries.standing import PartStanding, TaskStanding, standing_of

PLANS = 40


@dataclass(frozen=True)
class Wanted:
    """What a list of tasks is asked for; empty values ask for nothing."""

    plan: int | None = None
    unit: int | None = None
    light: str = ""
    standing: str = ""
    state: str = ""
    chapter: str = ""
    words: str = ""

    def without(self, name: str) -> Wanted:
        empty: Any = None if name in ("plan", "unit") else ""
        return replace(self, **{name: empty})


@dataclass(frozen=True)
class TaskRow:
    """One task of a list and how it stands."""

    task: Task
    stands: TaskStanding

    @property
    def pk(self) -> int:
        return self.task.pk


def wanted_from(told: dict[str, str]) -> Wanted:
    """The filters of an address; what makes no sense is left out."""
    return Wanted(
        plan=_key(told.get("plan", "")),
        unit=_key(told.get("unit", "")),
        light=_one_of(told.get("light", ""), LIGHTS),
        standing=_one_of(told.get("standing", ""), STANDINGS),
        state=_one_of(told.get("state", ""), TASK_STATES),
        chapter=told.get("chapter", "").strip()[:300],
        words=told.get("q", "").strip()[:60],
    )


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _one_of(text: str, choices: tuple[tuple[str, str], ...]) -> str:
    return text if text in dict(choices) else ""


def chosen(rows: QuerySet[Task], wanted: Wanted) -> QuerySet[Task]:
    """The tasks that filters ask for, in the order of their keys. Of a unit, its own part's light and standing count."""
    if wanted.unit:
        rows = rows.filter(Q(units__organisation=wanted.unit, units__left_on=None) & _of_part(wanted))
    else:
        rows = rows.filter(**_given(light=wanted.light, standing=wanted.standing))
    rows = rows.filter(**_given(plan=wanted.plan, state=wanted.state, level1=wanted.chapter))
    if wanted.words:
        rows = rows.filter(text__icontains=wanted.words)
    return rows.order_by("pk")


def _of_part(wanted: Wanted) -> Q:
    return Q(**_given(units__light=wanted.light, units__standing=wanted.standing))


def _given(**facts: object) -> dict[str, object]:
    return {name: value for name, value in facts.items() if value}


def page_of(rows: QuerySet[Task], wanted: Wanted, after: str, size: int, on: date) -> list[TaskRow]:
    """One page and one more, from a key on, each with its standing."""
    listed = chosen(rows, wanted).defer("first_text", "public_words")
    if after.isdecimal() and len(after) < 12:
        listed = listed.filter(pk__gt=int(after))
    tasks = list(listed[: size + 1])
    found = standing_of(tasks, on)
    return [TaskRow(task, found[task.pk]) for task in tasks]


def plans() -> list[WorkPlan]:
    """Confirmed plans, the newest first."""
    return list(
        WorkPlan.objects.filter(state="confirmed", corrects=None)
        .order_by("-year", "-pk")
        .defer("requirements", "warnings")[:PLANS]
    )


def chapters(plan: int) -> list[str]:
    """The first headings of a plan, in its order."""
    rows = Task.objects.filter(plan=plan).exclude(level1="").values("level1").annotate(first=Min("number"))
    return [row["level1"] for row in rows.order_by("first")]


# --- one task, one unit, one round


def by_unit(row: Round, bodies: set[int] | None = None) -> list[Any]:
    """Of a round, each unit with how many of its reports are in, taken and missing; the furthest behind first."""
    rows = row.reports.exclude(state__in=("asked", "returned"), part__left_on__isnull=False)
    if bodies is not None:
        rows = rows.filter(part__organisation__in=bodies)
    return list(
        rows.values(unit=F("part__organisation__short_name"), body=F("part__organisation"))
        .annotate(
            total=Count("pk"),
            submitted=Count("pk", filter=Q(state="submitted")),
            accepted=Count("pk", filter=Q(state="accepted")),
            waiting=Count("pk", filter=Q(state__in=("asked", "returned"))),
        )
        .order_by("-waiting", "unit")
    )


def first_units_of(task: Task) -> str:
    """Who took part at first, in words; empty where that was never changed."""
    changed = task.changes.filter(what="units", state="approved").order_by("decided_at", "pk")
    return changed.values_list("before", flat=True).first() or ""


def milestones_of(task: Task) -> list[Milestone]:
    return list(task.milestones.all())


def part_of(stands: TaskStanding, part: TaskUnit) -> PartStanding:
    """One part among those of its task; without a light where the task has ended."""
    return next(
        (row for row in stands.parts if row.part.pk == part.pk), PartStanding(part, PartFacts(), "", "", "")
    )

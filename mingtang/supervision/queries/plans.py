"""Plans by year, and the proposals of a plan: those that wait for a unit, those in doubt, all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from mingtang.core.design.api import Todo, TodoItem
from mingtang.core.organisations.api import Standing
from mingtang.supervision.models import ProposedTask, ProposedUnit, Task, WorkPlan

FILTERS = (
    ("units", "待选单位"),
    ("doubts", "有疑点"),
    ("all", "全部"),
    ("left_out", "不作为任务"),
)


@dataclass(frozen=True)
class Warned:
    """A warning of the reader, and the proposals that stand at its place."""

    text: str
    place: str
    items: Sequence[int] = field(default_factory=tuple)
    item: int = 0


def with_counts(plans: QuerySet[WorkPlan]) -> QuerySet[WorkPlan]:
    """Plans with how many items were read and how many tasks came of them."""
    read = ProposedTask.objects.filter(plan=OuterRef("pk")).exclude(state="merged")
    made = Task.objects.filter(plan=OuterRef("pk"))
    return plans.annotate(read=_number(read), made=_number(made))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows, counted beside the others: a join of both would multiply them."""
    counted = rows.order_by().values("plan").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def page_of_plans(plans: QuerySet[WorkPlan], *, year: int | None, after: int, size: int) -> list[WorkPlan]:
    """Plans of a year or of all, the newest first, from behind a key on; one more than a page where there is more."""
    rows = plans.filter(year=year) if year else plans
    if after:
        last = WorkPlan.objects.filter(pk=after).values_list("year", flat=True).first()
        if last is not None:
            rows = rows.filter(Q(year__lt=last) | Q(year=last, pk__lt=after))
    return list(with_counts(rows).order_by("-year", "-pk")[: size + 1])


def years_of(plans: QuerySet[WorkPlan]) -> list[int]:
    return list(plans.order_by("-year").values_list("year", flat=True).distinct())


def needing_units(rows: QuerySet[ProposedTask]) -> QuerySet[ProposedTask]:
    """Open proposals without a unit, with a name that means nothing yet, or with an open list."""
    units = ProposedUnit.objects.filter(task=OuterRef("pk"))
    lacking = ~Exists(units) | Exists(units.filter(organisation=None, group=None)) | Q(open_list=True)
    return rows.filter(lacking, state="open")


def in_doubt(rows: QuerySet[ProposedTask], plan: WorkPlan) -> QuerySet[ProposedTask]:
    """Open proposals at whose place the reader was not sure, or that have no deadline."""
    places = {warning["place"] for warning in plan.warnings}
    return rows.filter(Q(place__in=places) | Q(due_on=None, is_standing=False), state="open")


def chosen(plan: WorkPlan, which: str) -> QuerySet[ProposedTask]:
    """The proposals of a plan under one of FILTERS."""
    rows = ProposedTask.objects.filter(plan=plan)
    if which == "units":
        return needing_units(rows)
    if which == "doubts":
        return in_doubt(rows, plan)
    return rows.filter(state="left_out") if which == "left_out" else rows.exclude(state="merged")


def page_of_proposals(plan: WorkPlan, which: str, *, after: int, size: int) -> list[ProposedTask]:
    rows = chosen(plan, which).filter(order__gt=after).order_by("order")
    return list(rows.prefetch_related("units__organisation", "units__group")[: size + 1])


def counts(plan: WorkPlan) -> dict[str, int]:
    """How many proposals stand under each of FILTERS."""
    return {code: chosen(plan, code).count() for code, _ in FILTERS}


def warned(plan: WorkPlan) -> list[Warned]:
    """The reader's warnings, each with the first proposal at its place."""
    at_place: dict[str, list[tuple[int, int]]] = {}
    rows = plan.proposals.exclude(state="merged").order_by("order")
    for pk, order, place in rows.values_list("pk", "order", "place"):
        at_place.setdefault(place, []).append((pk, order))
    return [
        Warned(
            warning["text"],
            warning["place"],
            tuple(order for _, order in at_place.get(warning["place"], [])),
            next((pk for pk, _ in at_place.get(warning["place"], [])), 0),
        )
        for warning in plan.warnings
    ]


@dataclass(frozen=True)
class Name:
    """A name that a plan uses, what it means (empty where a person must say), in how many items, and one of them."""

    name: str
    meaning: str
    items: int
    item: int


def names_of(plan: WorkPlan) -> list[Name]:
    """All names of the open items, those first that mean nothing yet."""
    rows = (
        ProposedUnit.objects.filter(task__plan=plan, task__state__in=("open", "made"))
        .order_by()
        .values("name", "organisation__name", "group__name")
        .annotate(items=Count("pk"), item=Min("task"))
    )
    found = [
        Name(row["name"], row["organisation__name"] or row["group__name"] or "", row["items"], row["item"])
        for row in rows
    ]
    return sorted(found, key=lambda one: (bool(one.meaning), -one.items, one.name))


def warnings_at(plan: WorkPlan, place: str) -> list[str]:
    return [warning["text"] for warning in plan.warnings if warning["place"] == place]


def correctable(user_plans: QuerySet[WorkPlan]) -> QuerySet[WorkPlan]:
    """Confirmed plans that a corrected document may correct."""
    return user_plans.filter(state="confirmed", corrects=None).order_by("-year", "-pk")


def todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """Plans that wait for the office to confirm them."""
    offices = {standing.organisation_id for standing in mine if standing.role == "office"}
    if not offices:
        return Todo()
    rows = WorkPlan.objects.filter(organisation__in=offices, state="proposed").select_related("organisation")
    return Todo(
        [
            TodoItem(
                row.title,
                reverse("supervision-desk:plan", args=[row.pk]),
                "核对并确认更正" if row.corrects_id else "核对并确认工作要点",
                unit=row.organisation.short_name,
            )
            for row in rows.order_by("pk")
        ]
    )

"""What assessments ask of a person today: objections to answer, scores to check before the days are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from mingtang.assessments.models import Assessment, Objection
from mingtang.assessments.permissions.doors import UNIT_ROLES
from mingtang.core.design.api import Todo, TodoItem
from mingtang.core.organisations.api import Standing

SHOWN = 10


def todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """The office answers objections; units look through what was shown to them."""
    items: list[TodoItem] = []
    if any(standing.role == "office" for standing in mine):
        items += _objections(day)
    bodies = {standing.organisation_id for standing in mine if standing.role in UNIT_ROLES}
    return Todo([*items, *_to_check(bodies, day)]) if bodies or items else Todo()


def _objections(day: date) -> list[TodoItem]:
    rows = Objection.objects.filter(state="raised").select_related(
        "line__organisation", "line__indicator", "line__assessment"
    )
    return [
        TodoItem(
            f"{row.line.organisation.short_name}：{row.line.indicator.name}",
            reverse("assessments-desk:line", args=[row.line_id]),
            "答复考核异议",
            row.line.assessment.objections_until,
            _state(row.line.assessment.objections_until, day),
            row.line.organisation.short_name,
        )
        for row in rows.order_by("pk")[:SHOWN]
    ]


def _to_check(bodies: set[int], day: date) -> list[TodoItem]:
    rows = (
        Assessment.objects.filter(state="shown", objections_until__gte=day, lines__organisation__in=bodies)
        .select_related("scheme", "period")
        .values_list("pk", "scheme__year", "period__name", "objections_until", "lines__organisation")
        .distinct()
    )
    return [
        TodoItem(
            f"{year}年{name}考核得分",
            reverse("assessments-desk:unit", args=[pk, unit]),
            "核对得分，有异议的提出异议",
            until,
            _state(until, day),
        )
        for pk, year, name, until, unit in rows.order_by("objections_until", "pk")[:SHOWN]
    ]


def _state(due_on: date | None, day: date) -> str:
    if due_on is None:
        return "open"
    return "late" if due_on < day else "today" if due_on == day else "soon"

"""Doors: the office works, auditors read, units see their own lines once they are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mingtang.assessments.models import Assessment, Scheme, SchemeIndicator, ScoreLine
from mingtang.core.organisations.api import Organisation, standings
from mingtang.publishing import api as publishing

UNIT_ROLES = ("contact", "unit_leader")
SEEN = ("shown", "frozen")


def may_work(user: Any, day: date) -> bool:
    """政务公开办 makes schemes, scores and freezes."""
    return publishing.is_office(user, day)


def may_read_all(user: Any, day: date) -> bool:
    return any(standing.role in {"office", "auditor"} for standing in standings(user.pk, day))


def own_bodies(user: Any, day: date) -> set[int]:
    """Bodies whose scores a user sees and may object to."""
    return publishing.bodies_with(user, UNIT_ROLES, day)


def schemes_for(user: Any, day: date) -> QuerySet[Scheme]:
    rows = Scheme.objects.select_related("organisation")
    return rows if may_read_all(user, day) else rows.none()


def scheme_for(user: Any, pk: int, day: date) -> Scheme:
    """A scheme, for the office and auditors; 404 for everybody else."""
    return _found(schemes_for(user, day).filter(pk=pk).first())  # type: ignore[no-any-return]


def indicator_for(user: Any, pk: int, day: date) -> SchemeIndicator:
    rows = SchemeIndicator.objects.select_related("scheme__organisation")
    return _found(rows.filter(pk=pk, scheme__in=schemes_for(user, day)).first())  # type: ignore[no-any-return]


def assessment_for(user: Any, pk: int, day: date) -> Assessment:
    """A whole assessment with all units: for the office and auditors."""
    rows = Assessment.objects.select_related("scheme__organisation", "period")
    return _found(rows.filter(pk=pk, scheme__in=schemes_for(user, day)).first())  # type: ignore[no-any-return]


def lines_for(user: Any, day: date) -> QuerySet[ScoreLine]:
    """All lines for the office and auditors; for units their own, once shown."""
    rows = ScoreLine.objects.select_related(
        "assessment__scheme", "assessment__period", "organisation", "indicator"
    )
    if may_read_all(user, day):
        return rows
    return rows.filter(organisation__in=own_bodies(user, day), assessment__state__in=SEEN)


def line_for(user: Any, pk: int, day: date) -> ScoreLine:
    return _found(lines_for(user, day).filter(pk=pk).first())  # type: ignore[no-any-return]


def scored_unit_for(
    user: Any, assessment: int, organisation: int, day: date
) -> tuple[Assessment, Organisation]:
    """An assessment and one unit of it that the user may look at."""
    line = lines_for(user, day).filter(assessment=assessment, organisation=organisation).first()
    line = _found(line)
    return line.assessment, line.organisation


def _found(row: Any) -> Any:
    if row is None:
        raise Http404("没有找到这一项")
    return row

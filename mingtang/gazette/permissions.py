"""Doors: who edits which gazette, and the only ways in which views get one of its things."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mingtang.gazette.models import Dispatch, DistributionPoint, Entry, Gazette, Issue
from mingtang.publishing import api as publishing

EDITING_ROLES = ("contact", "office")


def gazettes_for(user: Any, day: date) -> QuerySet[Gazette]:
    """The gazettes that a user edits: those of the own body, all for the office."""
    rows = Gazette.objects.select_related("organisation", "editor", "column__site")
    if publishing.is_office(user, day):
        return rows
    return rows.filter(editor__in=publishing.bodies_with(user, EDITING_ROLES, day))


def may_found(user: Any, day: date) -> bool:
    """政务公开办 sets up the gazette."""
    return publishing.is_office(user, day)


def may_draft(user: Any, day: date) -> bool:
    """Whether a user drafts for any body at all, and so may look for the gazettes of the own one."""
    return bool(publishing.bodies_with(user, EDITING_ROLES, day))


def may_edit(user: Any, gazette: Gazette, day: date) -> bool:
    return publishing.is_office(user, day) or gazette.editor_id in publishing.bodies_with(
        user, EDITING_ROLES, day
    )


def gazette_for(user: Any, pk: int, day: date) -> Gazette:
    """A gazette that the user edits; 404 otherwise, as if it were not there."""
    gazette = gazettes_for(user, day).filter(pk=pk).first()
    if gazette is None:
        raise Http404("没有找到这份公报")
    return gazette


def issue_for(user: Any, pk: int, day: date) -> Issue:
    issue = _found(
        Issue.objects.select_related(
            "gazette__organisation", "gazette__editor", "gazette__column__site", "publication", "scan"
        )
        .filter(pk=pk, gazette__in=gazettes_for(user, day))
        .first()
    )
    return issue  # type: ignore[no-any-return]


def entry_for(user: Any, pk: int, day: date) -> Entry:
    rows = Entry.objects.select_related("issue__gazette", "publication", "revision")
    return _found(rows.filter(pk=pk, issue__gazette__in=gazettes_for(user, day)).first())  # type: ignore[no-any-return]


def point_for(user: Any, pk: int, day: date) -> DistributionPoint:
    rows = DistributionPoint.objects.select_related("gazette")
    return _found(rows.filter(pk=pk, gazette__in=gazettes_for(user, day)).first())  # type: ignore[no-any-return]


def dispatch_for(user: Any, pk: int, day: date) -> Dispatch:
    rows = Dispatch.objects.select_related("issue__gazette", "point")
    return _found(rows.filter(pk=pk, issue__gazette__in=gazettes_for(user, day)).first())  # type: ignore[no-any-return]


def _found(row: Any) -> Any:
    if row is None:
        raise Http404("没有找到这一项")
    return row

"""What the gazette asks of its editors today: issues to compose, and the next one where its cycle has run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse

from mingtang.core.design.api import Todo, TodoItem
from mingtang.core.organisations.api import Standing
from mingtang.gazette.labels import CYCLE_DAYS
from mingtang.gazette.models import Gazette, Issue
from mingtang.gazette.permissions import EDITING_ROLES
from mingtang.publishing.api import Edition, LiveEdition

AHEAD = timedelta(days=7)


def todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """Issues of one's gazettes that are due within a week and not handed in, and gazettes whose next issue is due."""
    bodies = {standing.organisation_id for standing in mine if standing.role in EDITING_ROLES}
    if not bodies:
        return Todo()
    return Todo([*_issues(bodies, day), *_cycles(bodies, day)])


def _issues(bodies: set[int], day: date) -> list[TodoItem]:
    live = LiveEdition.objects.filter(publication=OuterRef("publication"))
    moving = Edition.objects.filter(
        publication=OuterRef("publication"), state__in=("in_review", "ready", "staged")
    )
    rows = (
        Issue.objects.filter(gazette__editor__in=bodies, is_old=False, published_on__lte=day + AHEAD)
        .exclude(Exists(live))
        .exclude(Exists(moving))
        .select_related("gazette__editor")
        .order_by("published_on")
    )
    return [
        _item(
            row.heading.name,
            reverse("gazette-desk:issue", args=[row.pk]),
            "编排公报并送审",
            row.published_on,
            row.gazette,
            day,
        )
        for row in rows
        if row.published_on
    ]


def _cycles(bodies: set[int], day: date) -> list[TodoItem]:
    """Gazettes with a promised cycle whose newest issue is older, and which have planned no other."""
    planned = Q(issues__published_on__gt=day)
    rows = (
        Gazette.objects.filter(editor__in=bodies, frequency__in=list(CYCLE_DAYS))
        .select_related("editor")
        .annotate(newest=Max("issues__published_on"), coming=Max("issues__published_on", filter=planned))
        .filter(newest__isnull=False, coming=None)
    )
    due = [(row, row.newest + timedelta(days=CYCLE_DAYS[row.frequency])) for row in rows]
    return [
        _item(
            f"《{row.title}》下一期",
            reverse("gazette-desk:plan", args=[row.pk]),
            "按刊期计划下一期",
            on,
            row,
            day,
        )
        for row, on in due
        if on <= day + AHEAD
    ]


def _item(title: str, url: str, what: str, due_on: date, gazette: Gazette, day: date) -> TodoItem:
    state = "late" if due_on < day else "today" if due_on == day else "soon"
    return TodoItem(title, url, what, due_on, state, gazette.editor.short_name)

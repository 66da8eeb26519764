"""What can be chosen on the desk: bodies, topics, columns, people; each list in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from mingtang.core.accounts.api import User
from mingtang.core.organisations.api import Membership, bodies
from mingtang.law.document_metadata import topics
from mingtang.publishing.api import Column, Kind, columns_of

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """A column in which a body may file."""

    organisation_id: int
    organisation: str
    column_id: int
    column: str

    @property
    def key(self) -> str:
        return f"{self.organisation_id}-{self.column_id}"


def places(user: User, kind: Kind, day: date) -> list[Place]:
    """Where a user may file a kind today, by body and in the order of the column tree."""
    granted = (
        columns_of(user, day)
        .filter(Q(column__kinds=None) | Q(column__kinds=kind))
        .filter(Q(column__closed_on=None) | Q(column__closed_on__gt=day))
        .select_related("column", "organisation")
        .order_by("organisation__order", "organisation_id", "column__site", "column__path")
    )
    names = column_names()
    return [
        Place(g.organisation_id, g.organisation.short_name, g.column_id, names[g.column_id]) for g in granted
    ]


def column_names() -> dict[int, str]:
    """Every column by its way from the root: 政务公开 › 通知公告."""
    rows = Column.objects.order_by("path").values_list("pk", "parent_id", "name")
    names: dict[int, str] = {}
    for pk, parent, name in rows:
        names[pk] = f"{names[parent]} › {name}" if parent in names else name
    return names


def place_choices(found: Iterable[Place]) -> list[Any]:
    """One flat list for people of one body, grouped by body for people of several."""
    groups: dict[str, Choices] = {}
    for place in found:
        groups.setdefault(place.organisation, []).append((place.key, place.column))
    if len(groups) == 1:
        return next(iter(groups.values()))
    return list(groups.items())


def body_choices(day: date) -> Choices:
    """Public bodies by their full names: that is what a document says."""
    return [(body.name, body.name) for body in bodies(day).order_by("order", "id")]


def topic_choices() -> Choices:
    return [
        (text, text)
        for first, seconds in topics().items()
        for text in (first, *(f"{first}\\{second}" for second in seconds))
    ]


def with_held(choices: Choices, value: Any) -> Choices:
    """The choices, with the value that a text already holds: an old name must not vanish because it is old."""
    if value in (None, "") or any(value == code for code, _ in choices):
        return choices
    return [*choices, (str(value), f"{value}（原有）")]


def colleague_choices(organisation_id: int, day: date) -> Choices:
    """People of a body, as possible drafters."""
    people = Membership.objects.on(day).filter(organisation_id=organisation_id, user__is_active=True)
    rows = people.order_by("user__name").values_list("user_id", "user__name").distinct()
    return [(str(pk), name) for pk, name in rows]

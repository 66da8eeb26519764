"""By which names documents call bodies and groups, as the office reads and keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from mingtang.core.organisations.api import Alias, Group, GroupAlias, Organisation


@dataclass(frozen=True)
class Called:
    """A body with its other names."""

    body: Organisation
    aliases: list[Alias]


def groups() -> list[Any]:
    """Groups with their other names and how many members they have."""
    return list(Group.objects.annotate(size=Count("members")).prefetch_related("aliases").order_by("pk"))


def bodies_with_names() -> list[Called]:
    """Bodies that have other names, in their order."""
    rows = Alias.objects.select_related("organisation").order_by("organisation__order", "organisation", "pk")
    found: dict[int, Called] = {}
    for alias in rows:
        found.setdefault(alias.organisation_id, Called(alias.organisation, [])).aliases.append(alias)
    return list(found.values())


def group_with(pk: int) -> Group | None:
    return Group.objects.filter(pk=pk).first()


def alias_of(kind: str, pk: int) -> Alias | GroupAlias | None:
    """Another name of a body (`body`) or of a group (`group`)."""
    if kind == "body":
        return Alias.objects.select_related("organisation").filter(pk=pk).first()
    return GroupAlias.objects.select_related("group").filter(pk=pk).first()

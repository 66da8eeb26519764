"""Whose documents a gazette prints: its government, the bodies below it, and its dispatched organs (派出机关)."""

from __future__ import annotations

from dataclasses import dataclass

from mingtang.core.organisations.api import Alias, Organisation
from mingtang.gazette.models import Gazette


@dataclass(frozen=True)
class Family:
    """The government and everything below it, with all the names by which documents call these bodies."""

    bodies: frozenset[int]
    names: frozenset[str]


def family_of(gazette: Gazette) -> Family:
    """Bodies of any time: documents of bodies that were merged since belong to it too. Two queries."""
    rows = Organisation.objects.values_list("pk", "parent_id", "name", "short_name")
    below: dict[int | None, list[int]] = {}
    for pk, parent, *_ in rows:
        below.setdefault(parent, []).append(pk)
    found, waiting = set[int](), [gazette.organisation_id, gazette.editor_id]
    while waiting:
        body = waiting.pop()
        if body not in found:
            found.add(body)
            waiting += below.get(body, [])
    names = {name for pk, _, *names in rows if pk in found for name in names}
    names |= set(Alias.objects.filter(organisation__in=found).values_list("name", flat=True))
    return Family(frozenset(found), frozenset(names))

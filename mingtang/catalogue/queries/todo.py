"""What the section asks of a contact: the parts of the own body that are missing or no longer true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from mingtang.catalogue.labels import PART_NAMES, PART_STATE_NAMES
from mingtang.catalogue.queries.bodies import bodies_of
from mingtang.catalogue.queries.sections import section_of
from mingtang.catalogue.queries.states import PartState, states_of
from mingtang.core.design.api import Counter, Todo, TodoItem
from mingtang.core.organisations.api import Standing
from mingtang.publishing import api as publishing


def todo(user: Any, standings: Iterable[Standing], on: date) -> Todo:
    """Flawed parts of the bodies for which a person drafts, in a constant number of queries; nothing for others."""
    mine = {standing.organisation_id for standing in standings if standing.role == "contact"}
    site = publishing.Site.objects.filter(is_default=True).select_related("organisation").first()
    if not mine or site is None:
        return Todo()
    flawed: dict[int, list[PartState]] = {}
    for one in states_of(bodies_of(site, section_of(site), on), site, on, only=mine):
        if one.flaws:
            flawed.setdefault(one.body.pk, []).append(one)
    url = reverse("catalogue-desk:state")
    count = sum(len(parts) for parts in flawed.values())
    counters = [Counter("专栏待补正", count, url, "warn")] if count else []
    return Todo([_item(parts, url) for parts in flawed.values()], counters)


def _item(parts: list[PartState], url: str) -> TodoItem:
    """One item for a body: its parts are mended one by one, but the list of the day is short."""
    return TodoItem(
        title=f"政府信息公开专栏有{len(parts)}个部分待补正",
        url=url,
        what="；".join(f"{PART_NAMES[one.part]}{PART_STATE_NAMES[one.state]}" for one in parts),
        unit=parts[0].body.short_name,
    )

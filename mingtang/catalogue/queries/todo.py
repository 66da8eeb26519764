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
    found = [
        one for one in states_of(bodies_of(site, section_of(site), on), site, on, only=mine) if one.flaws
    ]
    url = reverse("catalogue-desk:state")
    counters = [Counter("专栏待补正", len(found), url, "warn")] if found else []
    return Todo([_item(one, url) for one in found], counters)


def _item(one: PartState, url: str) -> TodoItem:
    return TodoItem(
        title=f"{PART_NAMES[one.part]}：{PART_STATE_NAMES[one.state]}",
        url=url,
        what=one.flaws[0].reason,
        unit=one.body.short_name,
    )

"""Who sees and mends what of the section on the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404

from mingtang.core.organisations.api import standings
from mingtang.publishing import api as publishing

READING_ALL = frozenset({"office", "auditor"})
READING_OWN = ("contact", "unit_leader", "reviewer1", "reviewer2", "reviewer3")


def readable_bodies(user: Any, on: date) -> set[int] | None:
    """Ids of the bodies whose section's state a user sees; None where these are all. 404 for those who see none."""
    if any(standing.role in READING_ALL for standing in standings(user.pk, on)):
        return None
    own = publishing.bodies_with(user, READING_OWN, on)
    if not own:
        raise Http404("没有找到这个页面")
    return own


def may_arrange(user: Any, on: date) -> bool:
    """The office arranges the section of all bodies."""
    return publishing.is_office(user, on)


def arranging_required(user: Any, on: date) -> None:
    if not may_arrange(user, on):
        raise Http404("没有找到这个页面")

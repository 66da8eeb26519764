"""The door through which the desk finds a document that is to be interpreted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404

from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition

# Who works on an interpretation: all who work on texts of the unit whose duty it is.
INTERPRETING_ROLES = (
    "contact",
    "unit_leader",
    "reviewer1",
    "reviewer2",
    "reviewer3",
    "secrecy_reviewer",
    "office",
)


def may_read(user: Any, edition: Edition, owner: int, on: date) -> bool:
    """Whoever may see the document on the desk, and the unit that drafted it and must interpret it."""
    return publishing.may_see(user, edition, on) or owner in publishing.bodies_with(
        user, INTERPRETING_ROLES, on
    )


def readable_or_404(user: Any, edition: Edition | None, owner: int, on: date) -> Edition:
    if edition is None or not may_read(user, edition, owner, on):
        raise Http404("没有找到这份文件")
    return edition

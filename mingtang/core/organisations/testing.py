"""Bodies and people for tests, made by the acts that users use."""

from __future__ import annotations

from typing import Any

from mingtang.core.accounts.testing import staff_user
from mingtang.core.organisations.api import Organisation, appoint


def a_body(code: str = "minzheng", name: str = "云棠区民政局", **facts: Any) -> Organisation:
    """A department, or what `facts` say."""
    defaults = {"short_name": name.removeprefix("云棠区"), "kind": "department"}
    return Organisation.objects.get_or_create(code=code, defaults={"name": name, **defaults, **facts})[0]


def a_person(name: str, role: str = "", body: Organisation | None = None) -> Any:
    """A member of staff, with a role in a body where one is named."""
    user = staff_user(name=name)
    if role:
        appoint(user, organisation=body or a_body(), role=role, by=None)
    return user

"""The people of the demonstration: accounts, roles with dates, deputies, and the table of who may sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test.utils import override_settings

from mingtang.config.demo.data import Days, read_json
from mingtang.core.accounts import api as staff
from mingtang.core.organisations import api as organisations

# Printed for everybody who tries the demonstration; the home holds invented people and texts only.
PASSWORD = "yuntang-lantern-2026"  # noqa: S105

_SHOWN = (
    "contact",
    "reviewer1",
    "reviewer2",
    "secrecy_reviewer",
    "reviewer3",
    "unit_leader",
    "office",
    "duty_officer",
    "auditor",
    "system_administrator",
)
# One unit is shown whole, so that one text can be taken along the whole road; something waits for each of its people.
_SHOWN_UNIT = "environment"


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in: in which role, for which unit."""

    role: str
    unit: str
    name: str
    username: str


def employ(bodies: dict[str, Any], days: Days) -> dict[str, Any]:
    """Make the accounts and give them their roles; returns the users by username."""
    told = read_json("demo/people.json")
    with _quick_hashing():
        users = {person["username"]: _account(person) for person in told["people"]}
    for person in told["people"]:
        for role in person["roles"]:
            organisations.appoint(
                users[person["username"]],
                organisation=bodies[role["organisation"]],
                role=role["role"],
                by=None,
                valid_from=date.fromisoformat(role["from"]),
            )
    for lent in told["delegations"]:
        _delegate(lent, users, bodies, days)
    return users


class PublicPasswordHasher(PBKDF2PasswordHasher):
    """For a password that is no secret: a hundred accounts in no time. The first sign-in hashes it the strong way."""

    iterations = 1


def _quick_hashing() -> override_settings:
    hasher = f"{PublicPasswordHasher.__module__}.{PublicPasswordHasher.__qualname__}"
    return override_settings(PASSWORD_HASHERS=[hasher])


def _account(person: dict[str, Any]) -> Any:
    return staff.create_account(
        username=person["username"],
        name=person["name"],
        password=PASSWORD,
        by=None,
        must_change_password=False,
    )


def _delegate(lent: dict[str, Any], users: dict[str, Any], bodies: dict[str, Any], days: Days) -> None:
    """Deputies stand in now, whenever the demonstration is made."""
    organisations.delegate(
        organisations.Membership.objects.get(
            user=users[lent["from"]], organisation=bodies[lent["organisation"]], role=lent["role"]
        ),
        deputy=users[lent["to"]],
        valid_from=date.fromisoformat(lent["starts_on"]) + days.since,
        valid_until=date.fromisoformat(lent["ends_on"]) + days.since,
        reason=lent["reason"],
        by=users[lent["from"]],
    )


def accounts() -> list[Account]:
    """One person for each role, those of one unit first: what a visitor needs to walk through the whole house."""
    names = dict(organisations.ROLES)
    rows = organisations.Membership.objects.select_related("user", "organisation").order_by("pk")
    found = []
    for role in _SHOWN:
        held = [row for row in rows if row.role == role]
        chosen = next(
            (row for row in held if row.organisation.code == _SHOWN_UNIT), held[0] if held else None
        )
        if chosen:
            found.append(
                Account(names[role], chosen.organisation.short_name, chosen.user.name, chosen.user.username)
            )
    return found

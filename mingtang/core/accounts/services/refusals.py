"""The refusals of this app, and the rule that nobody acts on a stranger's account by accident."""

from __future__ import annotations

from typing import Any, Protocol

from mingtang.core.accounts.models import User
from mingtang.core.refusals import Refused


class Actor(Protocol):
    """Whoever acts: a user, or anything with a key and a name."""

    pk: Any
    name: str


class MayNotCreate(Refused):
    """No account was made."""


class MayNotDeactivate(Refused):
    """The account stays in use."""


class MayNotReactivate(Refused):
    """The account stays out of use."""


class BadPassword(Refused):
    """The password was not changed."""


class MayNotSetUp(Refused):
    """The second factor was not set up."""


class MayNotReset(Refused):
    """The second factor stays as it is."""


class MayNotTie(Refused):
    """The external identity was not tied."""


def locked(user: User) -> User:
    """The user as the database has it now, its row held until the act commits."""
    return User.objects.select_for_update().get(pk=user.pk)


def is_same(user: User, by: Actor | None) -> bool:
    return by is not None and by.pk == user.pk

"""Reading: who a user is, as values for other apps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingtang.core.accounts.models import ExternalIdentity, User


@dataclass(frozen=True)
class Person:
    """A member of staff as other apps know them."""

    id: int
    name: str


def person(user_id: int) -> Person | None:
    """The person with this key, in use or not; None where there is none."""
    return people([user_id]).get(user_id)


def people(ids: Iterable[int]) -> dict[int, Person]:
    """The persons with these keys, by key, in one query."""
    rows = User.objects.filter(pk__in=set(ids)).values_list("pk", "name")
    return {pk: Person(pk, name) for pk, name in rows}


def mail_address(user_id: int) -> str:
    """Where to mail an active member of staff; empty where no address is known."""
    user = User.objects.filter(pk=user_id, is_active=True).only("email").first()
    return str(user.email) if user else ""


def user_of_identity(provider: str, subject: str) -> User | None:
    """The active user whom the provider calls by this subject."""
    ties = ExternalIdentity.objects.select_related("user").filter(provider=provider, subject=subject)
    tie = ties.filter(user__is_active=True).first()
    return tie.user if tie else None


def unused_recovery_codes(user: User) -> int:
    """How many recovery codes the user has left."""
    return user.recovery_codes.filter(used_at=None).count()

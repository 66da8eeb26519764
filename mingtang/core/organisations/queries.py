"""Who holds which role where, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mingtang.core.organisations.labels import ROLES
from mingtang.core.organisations.models import (
    Alias,
    Delegation,
    Group,
    Membership,
    Organisation,
    ReconsiderationBody,
)

ROLE_NAMES = dict(ROLES)


@dataclass(frozen=True)
class Standing:
    """One role that a person may act in today: their own, or somebody else's by delegation (AB角)."""

    role: str
    organisation_id: int
    organisation: str
    on_behalf_of_id: int | None = None
    on_behalf_of: str = ""

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]


def standings(user_id: int, day: date) -> list[Standing]:
    """All roles a person may act in on a day; own ones first."""
    own = Membership.objects.on(day).filter(user_id=user_id).select_related("organisation").order_by("id")
    lent = (
        Delegation.objects.on(day)
        .filter(deputy_id=user_id, membership__in=Membership.objects.on(day))
        .select_related("membership__organisation", "membership__user")
        .order_by("id")
    )
    return [Standing(m.role, m.organisation_id, m.organisation.short_name) for m in own] + [
        Standing(
            d.membership.role,
            d.membership.organisation_id,
            d.membership.organisation.short_name,
            d.membership.user_id,
            d.membership.user.name,
        )
        for d in lent
    ]


def holders(role: str, organisations: Iterable[int], day: date) -> list[int]:
    """Ids of those who may act in a role for any of the bodies on a day, deputies included."""
    rows = Membership.objects.on(day).filter(role=role, organisation_id__in=list(organisations))
    own = rows.values_list("user_id", flat=True)
    lent = Delegation.objects.on(day).filter(membership__in=rows).values_list("deputy_id", flat=True)
    return sorted({*own, *lent})


def holders_anywhere(role: str, day: date) -> list[int]:
    """Ids of those who may act in a role in any body on a day, deputies included."""
    bodies_with_role = Membership.objects.on(day).filter(role=role).values_list("organisation_id", flat=True)
    return holders(role, bodies_with_role, day)


def bodies(day: date) -> QuerySet[Organisation]:
    """Bodies that exist on a day, internal units left out."""
    return Organisation.objects.on(day).exclude(kind="unit")


def named(name: str, day: date | None = None) -> list[Organisation]:
    """Bodies called by a name, short name or alias; those that exist on the day first."""
    found = Organisation.objects.filter(
        Q(name=name) | Q(short_name=name) | Q(pk__in=Alias.objects.filter(name=name).values("organisation"))
    ).order_by("order", "id")
    if day is None:
        return list(found)
    living = set(found.on(day).values_list("pk", flat=True))
    return sorted(found, key=lambda body: body.pk not in living)


def group_members(name: str, day: date) -> list[Organisation]:
    """The bodies of a group (各街镇) that exist on a day; empty where no such group is known."""
    group = Group.objects.filter(Q(name=name) | Q(aliases__name=name)).first()
    return list(group.members.on(day).order_by("order", "id")) if group else []


def reconsideration_body(organisation_id: int, day: date) -> str:
    """复议机关 of a body on a day; empty where none is entered."""
    row = (
        ReconsiderationBody.objects.on(day)
        .filter(organisation_id=organisation_id)
        .order_by("-valid_from")
        .first()
    )
    return row.body if row else ""

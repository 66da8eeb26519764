"""Which bodies have a section on a site, which of them it is about first, and whose a text is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from mingtang.catalogue.labels import ORGAN_GROUPS, ORGANS
from mingtang.catalogue.models import Section
from mingtang.core.organisations.api import Organisation, bodies
from mingtang.publishing import api as publishing


@dataclass(frozen=True)
class Bodies:
    """The bodies of a site's section, the one that it is about first."""

    head: Organisation
    others: Sequence[Organisation]

    @cached_property
    def all(self) -> list[Organisation]:
        return [self.head, *self.others]

    @cached_property
    def by_pk(self) -> dict[int, Organisation]:
        return {body.pk: body for body in self.all}

    def named(self, code: str) -> Organisation | None:
        """The body with this code; None for any that has no section here."""
        return next((body for body in self.all if body.code == code), None)

    def groups(self) -> list[tuple[str, list[Organisation]]]:
        """The bodies beside the head, by what they are; empty groups left out."""
        grouped = [
            (name, [body for body in self.others if body.kind in kinds]) for name, kinds in ORGAN_GROUPS
        ]
        return [(name, found) for name, found in grouped if found]

    def owner_of(self, organisation_id: int, issuer: str) -> int | None:
        """Whose a text is: the government's where its office issues in the government's name, else the unit's own."""
        body = self.by_pk.get(organisation_id)
        if body is None:
            return None
        above = self.by_pk.get(body.parent_id) if body.parent_id else None
        return above.pk if above and _is_government(above) and issuer == above.name else body.pk


def bodies_of(site: publishing.Site, section: Section | None, on: date) -> Bodies:
    """The bodies of a section on a day: all organs on the default site, one body and those below it on another."""
    further = section.further_bodies.values("body") if section else []
    known = list(
        bodies(on)
        .filter(Q(kind__in=ORGANS) | Q(pk__in=further) | Q(pk=site.organisation_id))
        .order_by("order", "id")
    )
    by_pk = {body.pk: body for body in known}
    own = by_pk.get(site.organisation_id, site.organisation)
    head = _government_above(own, by_pk) if site.is_default else own
    others = [
        body for body in known if body.pk != head.pk and (site.is_default or _is_below(body, head, by_pk))
    ]
    return Bodies(head, others)


def _is_government(body: Organisation) -> bool:
    return body.kind == "government"


def _government_above(body: Organisation, by_pk: dict[int, Organisation]) -> Organisation:
    """The government to which a body belongs; the body itself where none is known above it."""
    above: Organisation | None = body
    seen: set[int] = set()
    while above is not None and not _is_government(above) and above.pk not in seen:
        seen.add(above.pk)
        above = by_pk.get(above.parent_id) if above.parent_id else None
    return above if above is not None and _is_government(above) else body


def _is_below(body: Organisation, head: Organisation, by_pk: dict[int, Organisation]) -> bool:
    seen: set[int] = set()
    at: Organisation | None = body
    while at is not None and at.pk not in seen:
        seen.add(at.pk)
        if at.parent_id == head.pk:
            return True
        at = by_pk.get(at.parent_id) if at.parent_id else None
    return False


def owned_by(body: Organisation, above: Organisation | None = None) -> Q:
    """Live editions that are a body's own, for lists too long to be sorted out here. `above`: its government."""
    if _is_government(body):
        return Q(organisation=body) | Q(organisation__parent=body, issuer=body.name)
    if above is not None and _is_government(above):
        return Q(organisation=body) & ~Q(issuer=above.name)
    return Q(organisation=body)

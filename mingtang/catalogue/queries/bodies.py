"""Which bodies have a section on a site, which of them it is about first, and whose a text is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from mingtang.catalogue.labels import ORGAN_GROUPS, ORGANS
from mingtang.catalogue.models import Section
from mingtang.core.organisations.api import Membership, Organisation, bodies
from mingtang.publishing import api as publishing


@dataclass(frozen=True)
class Bodies:
    """The bodies of a site's section, the one that it is about first."""

    head: Organisation
    others: Sequence[Organisation]
    # Bodies in which somebody holds the role of 政务公开办.
    offices: frozenset[int] = frozenset()

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
        government = self.government_of(body)
        return government.pk if government and issuer == government.name else body.pk

    def government_of(self, body: Organisation) -> Organisation | None:
        """The government in whose name a body may issue: only the office of disclosure below it may."""
        above = self.by_pk.get(body.parent_id) if body.parent_id and body.pk in self.offices else None
        return above if above is not None and _is_government(above) else None

    def sources_of(self, body: Organisation) -> set[int]:
        """The bodies among whose texts a body's own are: itself, for a government its office too."""
        below = {pk for pk in self.offices if pk in self.by_pk and self.by_pk[pk].parent_id == body.pk}
        return {body.pk} | (below if _is_government(body) else set())

    def owned_by(self, body: Organisation) -> Q:
        """A body's own live editions, for lists too long to be sorted out here."""
        if government := self.government_of(body):
            return Q(organisation=body) & ~Q(issuer=government.name)
        offices = self.sources_of(body) - {body.pk}
        own = Q(organisation=body)
        return own | Q(organisation__in=offices, issuer=body.name) if offices else own


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
    return Bodies(head, others, _offices())


def _offices() -> frozenset[int]:
    rows = Membership.objects.filter(role="office").values_list("organisation_id", flat=True)
    return frozenset(rows.distinct())


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

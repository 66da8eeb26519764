"""What is wrong in the section, for whoever counts or assigns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingtang.catalogue.queries.bodies import bodies_of
from mingtang.catalogue.queries.sections import section_of
from mingtang.catalogue.queries.states import states_of
from mingtang.publishing import api as publishing


@dataclass(frozen=True)
class SectionFlaw:
    """One thing that is wrong with a part of a body's section, as a value that may leave this app."""

    body_id: int
    body_code: str
    part: str
    state: str
    reason: str


def flaws(site: publishing.Site, on: date) -> list[SectionFlaw]:
    """Everything that is missing, empty, incomplete or outdated on a day, by body and part."""
    return [
        SectionFlaw(one.body.pk, one.body.code, one.part, flaw.state, flaw.reason)
        for one in states_of(bodies_of(site, section_of(site), on), site, on)
        for flaw in one.flaws
    ]


def flaws_by_body(site: publishing.Site, on: date) -> dict[str, int]:
    """How many parts of each body have a flaw, by the body's code; 0 where all is well."""
    counts: dict[str, int] = {}
    for one in states_of(bodies_of(site, section_of(site), on), site, on):
        counts[one.body.code] = counts.get(one.body.code, 0) + bool(one.flaws)
    return counts

"""How a section is set up on a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from mingtang.catalogue.labels import LAYOUTS
from mingtang.catalogue.models import Section
from mingtang.catalogue.queries.bodies import Bodies, bodies_of
from mingtang.core.organisations.api import Organisation
from mingtang.publishing import api as publishing

DEFAULT_LAYOUT = LAYOUTS[0][0]


@dataclass(frozen=True)
class SectionOfBody:
    """One body's section on one site on one day: what every page of it needs."""

    site: publishing.Site
    bodies: Bodies
    body: Organisation
    layout: str
    on: date

    @property
    def is_head(self) -> bool:
        return self.body.pk == self.bodies.head.pk


def section_of(site: publishing.Site) -> Section | None:
    return Section.objects.filter(site=site).first()


def section_for(site: publishing.Site, code: str, on: date) -> SectionOfBody | None:
    """The section of a body, of the site's own without a code; None where that body has none here."""
    section = section_of(site)
    bodies = bodies_of(site, section, on)
    body = bodies.named(code) if code else bodies.head
    if body is None:
        return None
    return SectionOfBody(site, bodies, body, section.layout if section else DEFAULT_LAYOUT, on)


def beside() -> list[tuple[str, str]]:
    """依申请公开 and the policy library stand beside the four parts: title and address, as `config/wiring.py` lists them."""
    listed: Sequence[tuple[str, str]] = getattr(import_module(settings.WIRING), "BESIDE_DISCLOSURE", ())
    found = []
    for title, name in listed:
        try:
            found.append((title, reverse(name)))
        except NoReverseMatch:
            continue
    return found

"""Measured indicator of the section: whether the four parts of a body are there, whole and up to date."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from mingtang.catalogue.queries.bodies import bodies_of
from mingtang.catalogue.queries.sections import section_of
from mingtang.catalogue.queries.states import states_of
from mingtang.core.indicators.api import Indicator, Period, Reading
from mingtang.publishing import api as publishing


def good_parts(body: int, period: Period) -> Reading:
    """Of the four parts of a body's section on the main site: those with nothing wrong. 0 of 0 for a body without one."""
    site = publishing.Site.objects.filter(is_default=True).select_related("organisation").first()
    if site is None:
        return Reading(0, 0, reverse("catalogue-desk:state"), timezone.now())
    day = min(period.last, localdate())
    bodies = bodies_of(site, section_of(site), day)
    parts = states_of(bodies, site, day, only={body})
    told = bodies.by_pk.get(body)
    url = reverse("catalogue-desk:state")
    return Reading(
        value=sum(part.state == "good" for part in parts),
        of=len(parts),
        rows_url=f"{url}?{urlencode({'unit': told.code})}" if told else url,
        as_of=timezone.now(),
    )


INDICATORS = (
    Indicator(
        "section_parts",
        "政府信息公开专栏四部分齐全",
        "本单位专栏的指南、制度、法定主动公开内容、年度报告四个部分中，不缺、不空、不残、不过时的部分数，除以四。",
        good_parts,
    ),
)

"""Measured indicator of the section: whether the four parts of a body are there, whole and up to date."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.catalogue.labels import PART_NAMES, PART_STATE_NAMES
from mingtang.catalogue.queries.bodies import bodies_of
from mingtang.catalogue.queries.sections import section_of
from mingtang.catalogue.queries.states import PartState, states_of
from mingtang.core.indicators.api import Period, Row, by_body, measured
from mingtang.publishing import api as publishing


def _parts(bodies: Sequence[int], period: Period) -> dict[int, list[Row]]:
    """The four parts of bodies' sections on the main site, as they stand; none for a body without one."""
    site = publishing.Site.objects.filter(is_default=True).select_related("organisation").first()
    if site is None:
        return by_body(bodies, [])
    day = min(period.last, localdate())
    states = states_of(bodies_of(site, section_of(site), day), site, day, only=set(bodies))
    return by_body(bodies, ((part.body.pk, _row(part)) for part in states))


def _row(part: PartState) -> Row:
    words = "；".join(flaw.reason for flaw in part.flaws) or PART_STATE_NAMES[part.state]
    url = f"{reverse('catalogue-desk:state')}?{urlencode({'unit': part.body.code})}"
    return Row(PART_NAMES[part.part], part.state == "good", note=words, url=url)


INDICATORS = (
    measured(
        "section_parts",
        "政府信息公开专栏四部分齐全",
        "本单位专栏的指南、制度、法定主动公开内容、年度报告四个部分中，测量当日不缺、不空、不残、不过时的部分数，除以四。",
        trade="政府信息公开专栏",
        rows=_parts,
    ),
)

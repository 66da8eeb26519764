"""What is already public and touches on a text: shown to whoever judges whether both together tell too much (汇聚风险)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.timezone import localdate

from mingtang.publishing.analysis.content import Content
from mingtang.publishing.analysis.html import plain_text
from mingtang.publishing.models import Edition, LiveEdition

# How many of the newest public titles are compared, of the same unit and of the whole site.
COMPARED = 1500
ALIKE = 0.25
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]\d{4}[〕\]）)]\s*\d{1,5}号")
_COMMON = re.compile(
    r"关于|印发|转发|公布|做好|开展|进一步|工作|通知|通告|公告|公示|意见|方案|的|《|》|人民政府"
)


@dataclass(frozen=True)
class Related:
    """A public item, and why it is shown."""

    title: str
    public_id: str
    unit: str
    published_on: str
    why: str


def related_public(edition: Edition, content: Content, limit: int = 8) -> list[Related]:
    """Public items with the same or a cited number first, then those with the most alike titles."""
    shown = LiveEdition.objects.exclude(publication=edition.publication_id).select_related("organisation")
    numbers = _numbers(content)
    found = [
        _told(row, "发文字号相同或文中提到") for row in shown.filter(document_number__in=numbers)[:limit]
    ]
    ids = {one.public_id for one in found}
    words = _pairs(content.title)
    newest = {row.pk: row for rows in _newest(edition) for row in rows}
    ranked = sorted(((_likeness(words, _pairs(row.title)), row.pk) for row in newest.values()), reverse=True)
    alike = [_told(newest[pk], "标题相近") for likeness, pk in ranked[:limit] if likeness >= ALIKE]
    return (found + [one for one in alike if one.public_id not in ids])[:limit]


def _newest(edition: Edition) -> list[list[LiveEdition]]:
    rows = (
        LiveEdition.objects.exclude(publication=edition.publication_id)
        .select_related("organisation")
        .only("title", "public_id", "published_at", "is_dated", "organisation__short_name")
        .order_by("-published_at", "-edition")
    )
    return [list(rows.filter(organisation=edition.organisation_id)[:COMPARED]), list(rows[:COMPARED])]


def _numbers(content: Content) -> list[str]:
    own = str(content.elements.get("document_number") or "")
    cited = _NUMBER.findall(f"{content.title} {plain_text(content.body)}")
    return sorted({number.replace(" ", "") for number in [own, *cited] if number})


def _pairs(title: str) -> set[str]:
    """Pairs of neighbouring characters, without the words that every title has."""
    return {a + b for a, b in pairwise(_COMMON.sub("", title))}


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _told(row: LiveEdition, why: str) -> Related:
    published_on = f"{localdate(row.published_at)}" if row.is_dated else ""
    return Related(row.title, row.public_id, row.organisation.short_name, published_on, why)

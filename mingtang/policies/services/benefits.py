"""惠企惠民政策事项: none goes out without its six elements; its dates and groups are kept for lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mingtang.core.refusals import Refusal
from mingtang.policies.analysis import benefits
from mingtang.policies.analysis.audiences import AUDIENCES
from mingtang.policies.analysis.benefits import WINDOW_NAMES
from mingtang.policies.models import Benefit
from mingtang.policies.models.benefits import NEVER
from mingtang.policies.services.splitting import set_marks
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Content, Edition, EditionPublished, LiveEdition

KIND = "benefit"
FAMILY = "benefit"
ARTICLE = "惠企惠民政策六要素（申请条件、申报材料清单、办理流程、承办部门、联系方式、起止时间）"


def complete_benefits(editions: Sequence[Edition]) -> list[Refusal]:
    """A guard of the one road: a benefit is not public without all six elements, nor with an end before its beginning."""
    return [
        reason
        for edition in editions
        if edition.publication.kind.code == KIND
        for reason in _refusals(edition)
    ]


def _refusals(edition: Edition) -> list[Refusal]:
    elements = publishing.content_of(publishing.newest_revision(edition)).elements
    missing = benefits.missing_elements(elements)
    if missing:
        return [Refusal(f"《{edition.title}》六要素不全，缺{'、'.join(missing)}，请补齐后再发布。", ARTICLE)]
    if benefits.period(elements) is None:
        return [Refusal(f"《{edition.title}》的截止受理日期早于开始日期，请核对起止时间。", ARTICLE)]
    return []


@transaction.atomic
def keep_benefit(event: EditionPublished) -> None:
    """Keep the dates and groups of what has just become public. Heard twice, it stands once."""
    live = (
        LiveEdition.objects.filter(publication=event.publication_id)
        .select_related("kind", "revision__content", "revision__kind_version")
        .first()
    )
    if live is None or not _tells_audience(live):
        return
    content = publishing.content_of(live.revision)
    named = content.elements.get("audience") or []
    set_marks(live.publication_id, "element", [code for code, name in AUDIENCES if name in named])
    if live.kind.code == KIND:
        _keep(live, content)


def _tells_audience(live: LiveEdition) -> bool:
    # The sheet of a policy marks the policy, not itself.
    codes = {element["code"] for element in live.revision.kind_version.elements}
    return "audience" in codes and live.kind.code != "policy_points"


def _keep(live: LiveEdition, content: Content) -> None:
    told = benefits.period(content.elements)
    if told is None:
        # Imported stock may lack its dates: it is public, and in no list of what is open.
        Benefit.objects.filter(publication=live.publication_id).delete()
        publishing.set_labels(live.publication_id, FAMILY, [])
        return
    opens, closes = told
    Benefit.objects.update_or_create(
        publication_id=live.publication_id,
        defaults={
            "side": "enterprise" if content.elements.get("side") == "惠企" else "people",
            "made_on": benefits.day_of(content.elements.get("written_on")),
            "opens_on": opens,
            "closes_on": closes or NEVER,
        },
    )
    publishing.set_labels(live.publication_id, FAMILY, labels_for(opens, closes))


def labels_for(opens: date, closes: date | None) -> list[tuple[str, str, date | None, date | None]]:
    """即将受理 until the day before, 正在受理 from first to last day, 已截止 from the day after: they turn by themselves."""
    day = timedelta(days=1)
    rows: list[tuple[str, str, date | None, date | None]] = [
        ("opens_soon", WINDOW_NAMES["opens_soon"], None, opens - day),
        ("open", WINDOW_NAMES["open"], opens, closes),
    ]
    return [*rows, ("closed", WINDOW_NAMES["closed"], closes + day, None)] if closes else rows


def benefit_to_draft(policy_elements: dict[str, Any]) -> dict[str, Any]:
    """What a benefit takes over from the policy on which it rests."""
    kept = ("topic", "keywords", "openness", "openness_ways", "written_on", "issuer")
    return {code: policy_elements[code] for code in kept if policy_elements.get(code)}

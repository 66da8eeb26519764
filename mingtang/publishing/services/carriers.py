"""Carriers beside the portal, and screening of what is public: two records with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.labels import CARRIERS
from mingtang.publishing.models import Carrier, LiveEdition, Publication, Screening
from mingtang.publishing.permissions import people


class MayNotRecord(Refused):
    """A record may not be made so."""


def _editor_refusals(publication: Publication, by: Any, on: date) -> list[Refusal]:
    last = publication.editions.order_by("-number").first()
    if last is None or not people.may_edit(by, last, on):
        return [Refusal("由本单位信息员或政务公开办登记。")]
    return []


@transaction.atomic
def plan_carrier(
    publication: Publication, carrier: str, *, name: str, planned_on: date | None, by: Any, on: date
) -> Carrier:
    """Plan another carrier for an item."""
    reasons = _editor_refusals(publication, by, on)
    if carrier not in dict(CARRIERS):
        reasons.append(Refusal("请选择报、网、端、微、屏中的一种。"))
    if not name.strip():
        reasons.append(Refusal("请写明载体名称，如报纸名、公众号名。"))
    if reasons:
        raise MayNotRecord(reasons)
    row, _ = Carrier.objects.update_or_create(
        publication=publication,
        carrier=carrier,
        name=name.strip(),
        defaults={"planned_on": planned_on, "recorded_by": by, "recorded_by_name": by.name},
    )
    audit.record("publishing.carrier_planned", about=publication, by=by, details={"carrier": carrier})
    return row


@transaction.atomic
def record_appearance(row: Carrier, *, address: str, appeared_on: date, by: Any, on: date) -> Carrier:
    """Record that an item did appear. 以网上发布为主: nothing appears elsewhere before it is on the portal."""
    reasons = _editor_refusals(row.publication, by, on)
    live = LiveEdition.objects.filter(publication=row.publication).first()
    if live is None:
        reasons.append(Refusal("这条信息还没有在门户网站公开。请先在网站公开，再在其他载体发布。"))
    elif live.is_dated and appeared_on < timezone.localdate(live.published_at):
        reasons.append(
            Refusal(
                f"早于门户网站的发布日期（{live.published_at:%Y-%m-%d}）。网站是第一发布平台，请核对日期。"
            )
        )
    if not address.strip():
        reasons.append(Refusal("请写明网址，或者报纸的日期和版面。"))
    if reasons:
        raise MayNotRecord(reasons)
    row.address, row.appeared_on = address.strip(), appeared_on
    row.recorded_by, row.recorded_by_name = by, by.name
    row.save()
    audit.record(
        "publishing.carrier_recorded", about=row.publication, by=by, details={"carrier": row.carrier}
    )
    return row


@transaction.atomic
def screen(
    publications: Iterable[Publication],
    *,
    organisation_id: int,
    question: str,
    has_risk: bool,
    conclusion: str,
    by: Any,
    on: date,
) -> Screening:
    """Record one screening for aggregation risk (数据汇聚): which items, what was asked, what was decided."""
    chosen = list(publications)
    reasons = []
    if organisation_id not in people.bodies_with(
        by, ("secrecy_reviewer", "contact", "unit_leader"), on
    ) and not (people.is_office(by, on)):
        reasons.append(Refusal("由本单位保密审查员、信息员、负责人或政务公开办排查。"))
    if any(item.organisation_id != organisation_id for item in chosen) and not people.is_office(by, on):
        reasons.append(Refusal("只能排查本单位的信息；跨单位的由政务公开办排查。"))
    if len(chosen) < 2:
        reasons.append(Refusal("汇聚风险出现在几条信息放在一起时，请至少选两条。"))
    if not question.strip() or not conclusion.strip():
        reasons.append(Refusal("请写明排查的问题和结论、措施。"))
    if reasons:
        raise MayNotRecord(reasons)
    row = Screening.objects.create(
        organisation_id=organisation_id,
        question=question.strip(),
        has_risk=has_risk,
        conclusion=conclusion.strip(),
        screened_on=on,
        screened_by=by,
        screened_by_name=by.name,
    )
    row.publications.set(chosen)
    audit.record(
        "publishing.screened", about=row, by=by, details={"items": [p.pk for p in chosen], "risk": has_risk}
    )
    return row

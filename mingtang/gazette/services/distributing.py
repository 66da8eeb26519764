"""Free distribution: the list of receivers, and what was sent of each issue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.gazette.models import Dispatch, DistributionPoint, Gazette, Issue
from mingtang.gazette.queries.distribution import points_on
from mingtang.gazette.services.planning import editing_refusals
from mingtang.law.gazette import NOTICE
from mingtang.publishing.api import LiveEdition


class MayNotDistribute(Refused):
    """The list of receivers or what was sent may not be recorded so."""


@transaction.atomic
def add_point(
    gazette: Gazette,
    *,
    kind: str,
    name: str,
    copies: int,
    way: str,
    valid_from: date,
    by: Any,
    on: date,
    address: str = "",
) -> DistributionPoint:
    """Put a place on the list of those that receive the gazette free of charge."""
    reasons = editing_refusals(gazette, by=by, on=on)
    if gazette.points.filter(name=name, valid_until=None).exists():
        reasons.append(Refusal(f"“{name}”已在赠阅名单中。"))
    if copies < 1:
        reasons.append(Refusal("每期份数至少为1。"))
    if reasons:
        raise MayNotDistribute(reasons)
    point = DistributionPoint.objects.create(
        gazette=gazette, kind=kind, name=name, address=address, copies=copies, way=way, valid_from=valid_from
    )
    audit.record("gazette.point_added", about=point, by=by)
    return point


@transaction.atomic
def change_point(
    point: DistributionPoint, *, copies: int, way: str, address: str, by: Any, on: date
) -> DistributionPoint:
    """Change what a place receives from now on; what was sent stays as it was."""
    reasons = editing_refusals(point.gazette, by=by, on=on)
    if copies < 1:
        reasons.append(Refusal("每期份数至少为1；不再赠阅的请移出名单。"))
    if reasons:
        raise MayNotDistribute(reasons)
    point.copies, point.way, point.address = copies, way, address
    point.save(update_fields=["copies", "way", "address"])
    audit.record("gazette.point_changed", about=point, by=by, details={"copies": copies})
    return point


@transaction.atomic
def close_point(point: DistributionPoint, *, valid_until: date, by: Any, on: date) -> DistributionPoint:
    """Take a place off the list from a day on (that day included)."""
    reasons = editing_refusals(point.gazette, by=by, on=on)
    if valid_until < point.valid_from:
        reasons.append(Refusal("移出日期不能早于列入日期。"))
    if reasons:
        raise MayNotDistribute(reasons)
    point.valid_until = valid_until
    point.save(update_fields=["valid_until"])
    audit.record("gazette.point_closed", about=point, by=by)
    return point


def sending_refusals(issue: Issue, *, sent_on: date, by: Any, on: date) -> list[Refusal]:
    """Why copies of an issue may not be recorded as sent."""
    reasons = editing_refusals(issue.gazette, by=by, on=on)
    if not LiveEdition.objects.filter(publication=issue.publication_id).exists():
        reasons.append(Refusal("电子版应当与纸质版同步或者提前发布；本期电子版还没有公开。", NOTICE))
    if sent_on > on:
        reasons.append(Refusal("发行日期不能晚于今天。"))
    if not points_on(issue.gazette, sent_on).exclude(dispatches__issue=issue).exists():
        reasons.append(Refusal("这一天没有尚未登记的赠阅点，请先维护赠阅名单。"))
    return reasons


@transaction.atomic
def send_out(issue: Issue, *, sent_on: date, by: Any, on: date) -> list[Dispatch]:
    """Record that an issue went to all on the list that have not received it, with the copies that the list names."""
    if reasons := sending_refusals(issue, sent_on=sent_on, by=by, on=on):
        raise MayNotDistribute(reasons)
    points = points_on(issue.gazette, sent_on).exclude(dispatches__issue=issue)
    rows = Dispatch.objects.bulk_create(
        Dispatch(
            issue=issue,
            point=point,
            copies=point.copies,
            way=point.way,
            sent_on=sent_on,
            recorded_by=by,
            recorded_by_name=by.name,
        )
        for point in points
    )
    audit.record(
        "gazette.sent_out",
        about=issue,
        by=by,
        details={"points": len(rows), "copies": sum(r.copies for r in rows)},
    )
    return rows


@transaction.atomic
def correct(dispatch: Dispatch, *, copies: int, sent_on: date, by: Any, on: date) -> Dispatch:
    """Put right how many copies a place received, and when."""
    reasons = editing_refusals(dispatch.issue.gazette, by=by, on=on)
    if copies < 1:
        reasons.append(Refusal("份数至少为1。"))
    if sent_on > on:
        reasons.append(Refusal("发行日期不能晚于今天。"))
    if reasons:
        raise MayNotDistribute(reasons)
    before = {"copies": dispatch.copies, "sent_on": dispatch.sent_on.isoformat()}
    dispatch.copies, dispatch.sent_on = copies, sent_on
    dispatch.save(update_fields=["copies", "sent_on"])
    audit.record("gazette.dispatch_corrected", about=dispatch, by=by, details={"before": before})
    return dispatch

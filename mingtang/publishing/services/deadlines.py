"""公开时限: by when an item must be public. The kind has a default; an exception is an act with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.calendars.api import working_calendar
from mingtang.core.refusals import Refusal, Refused
from mingtang.law.publication import LIMITS, Limit, publish_by
from mingtang.publishing.analysis.content import Content
from mingtang.publishing.analysis.retention import applies
from mingtang.publishing.labels import OPEN
from mingtang.publishing.models import Edition
from mingtang.publishing.permissions import people

# The element that holds the day on which a kind's information was formed, the first that is filled in.
FORMED_ON = ("decided_on", "written_on", "happened_on")


class MayNotChangeDeadline(Refused):
    """The deadline of an item may not be changed so."""


def limit_for(rule: Mapping[str, Any], elements: Mapping[str, Any]) -> Limit | None:
    """The limit that a kind's `publish_within` names for these elements; None where it names none."""
    chosen = next((e for e in rule.get("exceptions", ()) if applies(e["when"], elements)), rule)
    limit = LIMITS.get(chosen.get("limit", ""))
    if limit is not None and chosen.get("shortened_to"):
        return limit.shortened(int(chosen["shortened_to"]), "本单位规定")
    return limit


def due_on(rule: Mapping[str, Any], content: Content, started_on: date) -> date | None:
    """The last day on which publication is in time (条例 art. 26 and the kind's own limit), counted from forming."""
    limit = limit_for(rule, content.elements)
    if limit is None:
        return None
    formed = next(
        (date.fromisoformat(content.elements[c]) for c in FORMED_ON if content.elements.get(c)), started_on
    )
    if limit.unit == "hours":
        return formed + timedelta(hours=limit.length)
    # A year whose holidays are not announced yet gives a provisional day; it is computed anew at each save.
    return publish_by(formed, limit, working_calendar(), provisional=True).on


@transaction.atomic
def change_deadline(
    edition: Edition, *, due: date, reason: str, article: str = "", by: Any, on: date
) -> Edition:
    """Set another deadline by exception. A later one needs the article that allows it (法律、法规另有规定的，从其规定)."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    reasons = [] if people.may_edit(by, edition, on) else [Refusal("由本单位信息员或政务公开办办理。")]
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明理由（至少4个字）。"))
    if edition.state not in OPEN:
        reasons.append(Refusal(f"这一版次{edition.get_state_display()}，不再改变公开时限。"))
    if edition.due_on and due > edition.due_on and not article.strip():
        reasons.append(Refusal("延后公开须写明法律、法规的具体条款。", "政府信息公开条例第二十六条"))
    if reasons:
        raise MayNotChangeDeadline(reasons)
    before, edition.due_on = edition.due_on, due
    edition.due_reason = f"{reason.strip()}（{article.strip()}）" if article.strip() else reason.strip()
    edition.save(update_fields=["due_on", "due_reason", "changed_at"])
    audit.record(
        "publishing.deadline_changed",
        about=edition,
        by=by,
        details={"from": before, "to": due, "reason": edition.due_reason},
    )
    return edition


def started_on(edition: Edition) -> date:
    return timezone.localdate(edition.created_at)

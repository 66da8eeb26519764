"""Publishing at once on the word of two people: one asks, the other confirms on their own desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal
from mingtang.publishing.models import Edition, EmergencyRequest
from mingtang.publishing.permissions import people
from mingtang.publishing.queries.editions import content_of, newest_revision
from mingtang.publishing.services.releasing import (
    MayNotRelease,
    answering_refusals,
    emergency_refusals,
    openness_refusals,
    publish_in_emergency,
)
from mingtang.publishing.services.reviewing import decision_refusals


def asking_refusals(edition: Edition, *, by: Any, reason: str, on: date) -> list[Refusal]:
    """Why a person may not ask to publish an edition at once."""
    content = content_of(newest_revision(edition))
    reasons = answering_refusals(edition, [by], reason=reason, on=on)
    reasons += openness_refusals(content) + decision_refusals(content)
    if edition.emergency_requests.filter(settled_at=None).exists():
        reasons.append(Refusal("这条信息已有应急公开申请，正等第二人复核。"))
    return reasons


@transaction.atomic
def ask_emergency(edition: Edition, *, reason: str, by: Any, on: date) -> EmergencyRequest:
    """Ask to publish the newest text at once. Nothing goes out until a second person confirms."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if reasons := asking_refusals(edition, by=by, reason=reason, on=on):
        raise MayNotRelease(reasons)
    request = EmergencyRequest.objects.create(
        edition=edition,
        revision=newest_revision(edition),
        reason=reason.strip(),
        asked_by=by,
        asked_by_name=by.name,
    )
    audit.record("publishing.emergency_asked", about=edition, by=by, details={"request": request.pk})
    return request


def confirmation_refusals(request: EmergencyRequest, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not be the second one."""
    if request.settled_at:
        return [Refusal("这项应急公开申请已经办结。")]
    edition = request.edition
    reasons = emergency_refusals(edition, first=request.asked_by, second=by, reason=request.reason, on=on)
    if newest_revision(edition).pk != request.revision_id:
        reasons.append(Refusal("提出申请之后文稿又改过，请撤回申请，按新稿重新提出。"))
    return reasons


@transaction.atomic
def confirm_emergency(request: EmergencyRequest, *, by: Any, on: date) -> Edition:
    """The second person confirms, and the text is public at once; the full review is owed from now on."""
    request = _locked(request)
    if reasons := confirmation_refusals(request, by=by, on=on):
        raise MayNotRelease(reasons)
    edition = publish_in_emergency(
        request.edition, first=request.asked_by, second=by, reason=request.reason, on=on
    )
    _settle(request, by, published=True)
    return edition


@transaction.atomic
def decline_emergency(request: EmergencyRequest, *, by: Any, on: date) -> EmergencyRequest:
    """The second person declines, or whoever asked calls it back."""
    request = _locked(request)
    reasons = [Refusal("这项应急公开申请已经办结。")] if request.settled_at else []
    answers = people.bodies_with(by, people.EMERGENCY_ROLES, on)
    if request.edition.organisation_id not in answers and not people.is_office(by, on):
        reasons.append(Refusal("由本单位负责人、终审人或政务公开办人员办理。"))
    if reasons:
        raise MayNotRelease(reasons)
    _settle(request, by, published=False)
    audit.record(
        "publishing.emergency_declined", about=request.edition, by=by, details={"request": request.pk}
    )
    return request


def _locked(request: EmergencyRequest) -> EmergencyRequest:
    rows = EmergencyRequest.objects.select_for_update(of=("self",))
    return rows.select_related("edition__publication", "asked_by").get(pk=request.pk)


def _settle(request: EmergencyRequest, by: Any, *, published: bool) -> None:
    request.published, request.settled_by, request.settled_by_name = published, by, by.name
    request.settled_at = timezone.now()
    request.save(update_fields=["published", "settled_by", "settled_by_name", "settled_at"])

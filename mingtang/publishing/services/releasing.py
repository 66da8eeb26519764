"""Releases: one or more editions that go out together, all or nothing, now or at a chosen time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.files.api import StoredFile, opening_refusals
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.analysis.content import Content
from mingtang.publishing.labels import EMERGENCY_STEPS, STEP_NAMES
from mingtang.publishing.models import Edition, EditionState, Release, ReleaseItem, ReleaseState, Signature
from mingtang.publishing.models.publications import Basis
from mingtang.publishing.permissions import people
from mingtang.publishing.queries.editions import content_of, hold_newest, newest_revision
from mingtang.publishing.services.checking import finding_refusals
from mingtang.publishing.services.going_live import go_live
from mingtang.publishing.services.guards import listed
from mingtang.publishing.services.reviewing import authors_of, decision_refusals, review_afterwards


class MayNotRelease(Refused):
    """A release was refused."""


def release_refusals(editions: Sequence[Edition]) -> list[Refusal]:
    """Why these editions may not go out together. Page, act, scheduler and import all ask this one list."""
    reasons = [reason for edition in editions for reason in edition_refusals(edition)]
    guards = (*listed("GUARDS"), *listed("RELEASE_GUARDS"))
    return reasons + [reason for guard in guards for reason in guard(editions)]


def edition_refusals(edition: Edition) -> list[Refusal]:
    """Why one edition may not go out now."""
    if edition.state != EditionState.READY:
        return [Refusal(f"《{edition.title}》{edition.get_state_display()}，三审和保密审查签完后才能发布。")]
    revision = newest_revision(edition)
    content = content_of(revision)
    return (
        openness_refusals(content)
        + decision_refusals(content)
        + attachment_refusals(content)
        + finding_refusals(revision)
    )


def attachment_refusals(content: Content) -> list[Refusal]:
    """Attachments that may not go out: condemned or quarantined since, or other bytes than those that were signed."""
    stored = {
        file.pk: file for file in StoredFile.objects.filter(pk__in=[a.file_id for a in content.attachments])
    }
    reasons = []
    for attachment in content.attachments:
        file = stored.get(attachment.file_id)
        if file is None or file.sha256 != attachment.sha256:
            reasons.append(Refusal(f"附件“{attachment.name}”与审签时不一致，请重新上传并重新审签。"))
        else:
            reasons += [
                Refusal(f"附件“{attachment.name}”：{reason.reason}") for reason in opening_refusals(file)
            ]
    return reasons


def openness_refusals(content: Content) -> list[Refusal]:
    """Only what is to be disclosed proactively goes out (公开属性 decided at the source)."""
    if content.attribute == "proactive":
        return []
    names = {"on_request": "依申请公开", "withheld": "不予公开"}
    return [
        Refusal(
            f"公开属性为“{names[content.attribute]}”，不能在网上发布；可办结为“不主动公开”。",
            "政府信息公开条例第十九条",
        )
    ]


@transaction.atomic
def prepare(editions: Iterable[Edition], *, title: str = "", by: Any, on: date) -> Release:
    """Put editions into one release, each with the revision that the decision is about."""
    editions = list(editions)
    if not editions:
        raise MayNotRelease("发布单里还没有信息。")
    for edition in editions:
        if not people.may_release(by, edition, on):
            raise MayNotRelease(f"您没有发布《{edition.title}》的权限。")
        _leave_other_releases(edition)
    release = Release.objects.create(title=(title or editions[0].title)[:300])
    ReleaseItem.objects.bulk_create(
        ReleaseItem(release=release, edition=edition, revision=newest_revision(edition))
        for edition in editions
    )
    return release


def _leave_other_releases(edition: Edition) -> None:
    waiting = Release.objects.filter(
        items__edition=edition, state__in=[ReleaseState.OPEN, ReleaseState.SCHEDULED, ReleaseState.HELD]
    )
    if other := waiting.exclude(state=ReleaseState.OPEN).first():
        raise MayNotRelease(
            f"《{edition.title}》已在发布单“{other}”中（{other.get_state_display()}），请先取消该发布单。"
        )
    waiting.update(state=ReleaseState.CANCELLED)


@transaction.atomic
def publish(release: Release, *, by: Any, at: datetime | None = None) -> list[Edition]:
    """Send a release out now: all its editions or none."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    editions = _locked_editions(release)
    if reasons := _ready_refusals(release, editions):
        raise MayNotRelease(reasons)
    moment = at or timezone.now()
    for edition in editions:
        go_live(edition, newest_revision(edition), basis=Basis.REVIEWED, by=by, at=moment)
    release.state, release.released_at = ReleaseState.RELEASED, moment
    if release.decided_by_id is None:
        _decide(release, by)
    release.save()
    audit.record("publishing.released", about=release, by=by, details={"editions": [e.pk for e in editions]})
    return editions


def _locked_editions(release: Release) -> list[Edition]:
    ids = release.items.values_list("edition_id", flat=True)
    editions = list(
        # Not their publications: whoever labels one holds the audit chain, which we wait for next.
        Edition.objects.select_for_update(of=("self",))
        .select_related("publication")
        .filter(pk__in=list(ids))
        .order_by("pk")
    )
    hold_newest(editions)
    return editions


def _ready_refusals(release: Release, editions: Sequence[Edition]) -> list[Refusal]:
    if release.state in {ReleaseState.RELEASED, ReleaseState.CANCELLED}:
        return [Refusal(f"发布单{release.get_state_display()}，不能发布。")]
    decided = dict(release.items.values_list("edition_id", "revision_id"))
    changed = [
        Refusal(f"《{edition.title}》在排定发布之后又改过，请重新审签并重新排定。")
        for edition in editions
        if newest_revision(edition).pk != decided[edition.pk]
    ]
    return changed + release_refusals(editions)


def _decide(release: Release, by: Any) -> None:
    release.decided_by, release.decided_by_name, release.decided_at = by, by.name, timezone.now()


def publish_now(editions: Iterable[Edition], *, by: Any, on: date, reason: str = "") -> list[Edition]:
    """Prepare a release and send it out at once."""
    with transaction.atomic():
        release = prepare(editions, by=by, on=on)
        release.reason = reason
        release.save(update_fields=["reason"])
        return publish(release, by=by)


@transaction.atomic
def schedule(release: Release, *, at: datetime, reason: str, by: Any, now: datetime | None = None) -> Release:
    """Choose the moment (时度效); who decided and why stays on record. Only what could go out now can be scheduled."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    reasons = _ready_refusals(release, _locked_editions(release))
    if at <= (now or timezone.now()):
        reasons.append(Refusal("定时须在现在之后；要马上发布请用“立即发布”。"))
    if not reason.strip():
        reasons.append(Refusal("请写明选择这个时间的理由。"))
    if reasons:
        raise MayNotRelease(reasons)
    release.state, release.at, release.reason = ReleaseState.SCHEDULED, at, reason.strip()
    release.failures = []
    _decide(release, by)
    release.save()
    audit.record("publishing.scheduled", about=release, by=by, details={"at": at})
    return release


@transaction.atomic
def hold(release: Release, *, reason: str, by: Any) -> Release:
    """Stop a release from going out until somebody lets it go on."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state not in {ReleaseState.OPEN, ReleaseState.SCHEDULED, ReleaseState.FAILED}:
        raise MayNotRelease(f"发布单{release.get_state_display()}，不能暂缓。")
    if not reason.strip():
        raise MayNotRelease("请写明暂缓的理由。")
    release.state, release.reason = ReleaseState.HELD, reason.strip()
    _decide(release, by)
    release.save()
    audit.record("publishing.held", about=release, by=by)
    return release


@transaction.atomic
def plan_release(
    editions: Iterable[Edition], *, at: datetime | None, reason: str, by: Any, on: date
) -> Release:
    """Prepare a release and decide on its moment in one act: scheduled for `at`, or held where there is none."""
    release = prepare(editions, by=by, on=on)
    if at is None:
        return hold(release, reason=reason, by=by)
    return schedule(release, at=at, reason=reason, by=by)


@transaction.atomic
def cancel(release: Release, *, by: Any) -> Release:
    """Give a release up; its editions stay ready."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state in {ReleaseState.RELEASED, ReleaseState.CANCELLED}:
        raise MayNotRelease(f"发布单{release.get_state_display()}，不能取消。")
    release.state = ReleaseState.CANCELLED
    release.save(update_fields=["state"])
    audit.record("publishing.release_cancelled", about=release, by=by)
    return release


def release_due(now: datetime | None = None) -> int:
    """Send out what is due, each release in its own transaction. What is refused stays visible with its reasons."""
    moment, sent = now or timezone.now(), 0
    for release in Release.objects.filter(state=ReleaseState.SCHEDULED, at__lte=moment).order_by("at", "id"):
        try:
            publish(release, by=release.decided_by)
            sent += 1
        except Refused as refusal:
            Release.objects.filter(pk=release.pk, state=ReleaseState.SCHEDULED).update(
                state=ReleaseState.FAILED, failures=[str(reason) for reason in refusal.reasons]
            )
    return sent


@transaction.atomic
def publish_in_emergency(edition: Edition, *, first: Any, second: Any, reason: str, on: date) -> Edition:
    """Publish at once on the word of two people; the full review follows, and until then it is listed.

    `first` answers for it (unit leader or office), `second` is another person and no author.
    """
    edition = Edition.objects.select_for_update(of=("self",)).select_related("publication").get(pk=edition.pk)
    revision = newest_revision(edition)
    content = content_of(revision)
    reasons = emergency_refusals(edition, first=first, second=second, reason=reason, on=on)
    reasons += openness_refusals(content) + decision_refusals(content)
    reasons += [r for guard in listed("GUARDS") for r in guard([edition])]
    if reasons:
        raise MayNotRelease(reasons)
    for step, person in zip(EMERGENCY_STEPS, (first, second), strict=True):
        _sign_emergency(edition, step, person, on)
    edition.emergency_reason = reason.strip()
    go_live(edition, revision, basis=Basis.EMERGENCY, by=first, at=timezone.now())
    review_afterwards(edition)
    return edition


def emergency_refusals(edition: Edition, *, first: Any, second: Any, reason: str, on: date) -> list[Refusal]:
    reasons = answering_refusals(edition, (first, second), reason=reason, on=on)
    if first.pk == second.pk:
        reasons.append(Refusal("应急公开须由两人签发，第二人不能是同一人。"))
    if second.pk in authors_of(edition):
        reasons.append(Refusal("第二签发人不能是撰稿人。"))
    return reasons


def answering_refusals(edition: Edition, persons: Sequence[Any], *, reason: str, on: date) -> list[Refusal]:
    """Why these persons may not answer for publishing this edition at once."""
    reasons = []
    if edition.state not in {EditionState.DRAFT, EditionState.IN_REVIEW, EditionState.READY}:
        reasons.append(Refusal(f"这一版次{edition.get_state_display()}，不能应急公开。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明应急公开的理由（至少4个字）。"))
    for person in persons:
        if edition.organisation_id not in people.bodies_with(person, people.EMERGENCY_ROLES, on) and not (
            people.is_office(person, on)
        ):
            reasons.append(
                Refusal(f"{person.name}不是本单位负责人、终审人或政务公开办人员，不能签发应急公开。")
            )
    return reasons


def _sign_emergency(edition: Edition, step: str, person: Any, on: date) -> None:
    revision = newest_revision(edition)
    signature = Signature.objects.create(
        revision=revision,
        content_hash=revision.content_hash,
        step=step,
        step_name=STEP_NAMES[step],
        signer=person,
        signer_name=person.name,
        signer_role="应急签发",
        signed_at=timezone.now(),
    )
    audit.record(
        "publishing.signed",
        about=edition,
        by=person,
        details={
            "signature": signature.pk,
            "revision": revision.pk,
            "step": step,
            "hash": revision.content_hash,
        },
    )


@transaction.atomic
def close_as_not_public(edition: Edition, *, by: Any, on: date) -> Edition:
    """A signed text that is not to be disclosed proactively is closed and kept, with its ground."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    content = content_of(newest_revision(edition))
    if (
        edition.state != EditionState.READY
        or content.attribute == "proactive"
        or not people.may_release(by, edition, on)
    ):
        raise MayNotRelease("只有审签完毕、且公开属性不是“主动公开”的信息，才能由本单位办结为“不主动公开”。")
    edition.state = EditionState.NOT_PUBLIC
    edition.save(update_fields=["state", "changed_at"])
    audit.record(
        "publishing.closed_not_public", about=edition, by=by, details={"attribute": content.attribute}
    )
    return edition

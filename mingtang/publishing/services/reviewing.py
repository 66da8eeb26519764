"""Submission, signatures, returns and proposed corrections: reviewers sign a hash, they do not edit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.core.organisations.api import Standing
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.analysis.content import Content
from mingtang.publishing.events import EditionReturned, ReviewAsked
from mingtang.publishing.labels import GATES, LEVELS, SECRECY, STEP_NAMES
from mingtang.publishing.models import (
    Correction,
    Edition,
    EditionState,
    Return,
    Revision,
    SecrecyReview,
    Signature,
)
from mingtang.publishing.models.publications import Basis
from mingtang.publishing.models.reviews import CorrectionState
from mingtang.publishing.permissions import people
from mingtang.publishing.queries.editions import STEP_ORDER, content_of, newest_revision, next_step
from mingtang.publishing.services import drafting
from mingtang.publishing.services.checking import finding_refusals
from mingtang.publishing.services.guards import listed

GATE_CODES = tuple(code for code, _ in GATES)


class MayNotSubmit(Refused):
    """A text may not be handed in for review."""


class MayNotSign(Refused):
    """A signature was refused."""


@dataclass(frozen=True)
class SecrecyAnswers:
    """The separate answers of one secrecy review (一事一审)."""

    state_secret: bool
    work_secret: bool
    sensitive: bool
    aggregation: bool
    conclusion: str
    basis: str


def submission_refusals(edition: Edition) -> list[Refusal]:
    """Why a draft may not be handed in; the page shows the same list."""
    revision = newest_revision(edition)
    if edition.state != EditionState.DRAFT:
        return [Refusal(f"这一版次{edition.get_state_display()}，不能送审。")]
    return decision_refusals(content_of(revision)) + returned_refusals(revision) + finding_refusals(revision)


def returned_refusals(revision: Revision) -> list[Refusal]:
    if last := revision.returns.order_by("-id").first():
        return [Refusal(f"这一稿已被退回（{last.reason}），请修改并保存新的一稿后再送审。")]
    return []


def decision_refusals(content: Content) -> list[Refusal]:
    """The decisions that must be made before publication: 公开属性, 范围, 期限, reasons (要求 IL-02, DS-01)."""
    reasons = []
    if content.attribute == "withheld" and not content.attribute_ground:
        reasons.append(Refusal("公开属性为“不予公开”的，须写明依据。", "政府信息公开条例第十四至十六条"))
    if content.attribute == "on_request" and not content.attribute_ground:
        reasons.append(Refusal("公开属性为“依申请公开”的，须写明理由。", "政府信息公开条例第十九条"))
    if not content.public_until:
        reasons.append(Refusal("请选定公开期限：到某日，或“长期”。"))
    if content.scope != "public" and not content.disclosure_reason:
        reasons.append(Refusal("限定范围或定向公开的，须按信息性质、受众、影响写明理由。"))
    return reasons


@transaction.atomic
def submit(edition: Edition, *, by: Any, on: date) -> Edition:
    """Hand a draft in for review; the first step's people are told."""
    edition = Edition.objects.select_for_update(of=("self",)).select_related("publication").get(pk=edition.pk)
    reasons = [] if people.may_edit(by, edition, on) else [Refusal("您不是该单位的信息员，不能送审。")]
    if reasons := reasons + submission_refusals(edition):
        raise MayNotSubmit(reasons)
    audit.record("publishing.submitted", about=edition, by=by)
    _wait_for_next(edition)
    return edition


def _wait_for_next(edition: Edition) -> None:
    """Let the edition wait for the first unsigned step of its newest text, or be ready when none is left."""
    revision = newest_revision(edition)
    if published_unreviewed(edition):
        return review_afterwards(edition)
    step = next_step(revision)
    edition.state = EditionState.IN_REVIEW if step else EditionState.READY
    edition.waiting_for = step
    edition.save(update_fields=["state", "waiting_for", "changed_at"])
    if step:
        events.announce(ReviewAsked(edition_id=edition.pk, step=step))


def published_unreviewed(edition: Edition) -> bool:
    """Whether an edition went out in an emergency and its full review is still owed."""
    return (
        edition.state == EditionState.LIVE
        and edition.basis == Basis.EMERGENCY
        and edition.emergency_confirmed_at is None
    )


def review_afterwards(edition: Edition) -> None:
    """Let an emergency publication, which stays public, wait for its next step; with the last one it is confirmed."""
    step = next_step(newest_revision(edition))
    edition.waiting_for = step
    if step:
        events.announce(ReviewAsked(edition_id=edition.pk, step=step))
    else:
        edition.emergency_confirmed_at = timezone.now()
        audit.record("publishing.emergency_confirmed", about=edition, by=None)
    edition.save(update_fields=["waiting_for", "emergency_confirmed_at", "changed_at"])


@transaction.atomic
def call_back(edition: Edition, *, by: Any, on: date) -> Edition:
    """The author takes a text back from review to change it."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state not in {EditionState.IN_REVIEW, EditionState.READY}:
        raise MayNotSubmit(f"这一版次{edition.get_state_display()}，不在审核中。")
    if not people.may_edit(by, edition, on):
        raise MayNotSubmit("您不是该单位的信息员，不能撤回送审。")
    edition.state, edition.waiting_for = EditionState.DRAFT, ""
    edition.save(update_fields=["state", "waiting_for", "changed_at"])
    audit.record("publishing.called_back", about=edition, by=by)
    return edition


def authors_of(edition: Edition) -> set[int]:
    """Everyone who saved any revision of the edition, and the named drafters."""
    rows = edition.revisions.values_list("saved_by_id", "drafter_id")
    return {person for row in rows for person in row if person is not None}


def _only_typed(edition: Edition, person: int) -> bool:
    """The person drafted nothing, and every text they saved was typed in from a paper that is attached."""
    if edition.revisions.filter(drafter_id=person).exists():
        return False
    return (
        not edition.revisions.filter(saved_by_id=person)
        .exclude(typed_only=True, paper__isnull=False)
        .exists()
    )


def sign_refusals(edition: Edition, step: str, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not sign a step now. The page asks this too, so that button and rule cannot disagree."""
    reviewing = edition.state == EditionState.IN_REVIEW or published_unreviewed(edition)
    if not reviewing or edition.waiting_for != step:
        return [Refusal(f"这一版次{edition.get_state_display()}，现在不是{STEP_NAMES[step]}。")]
    standing = people.signing_standing(by, edition, step, on)
    if standing is None:
        return [Refusal(f"您没有这个单位的{STEP_NAMES[step]}权限。")]
    revision = newest_revision(edition)
    reasons = _distinctness_refusals(edition, revision, step, by, standing) + finding_refusals(revision)
    return reasons + _guarded(edition, step)


def _guarded(edition: Edition, step: str) -> list[Refusal]:
    """What must be there before the last signature. What is public already in an emergency is only confirmed by it."""
    if step != STEP_ORDER[-1] or published_unreviewed(edition):
        return []
    return [reason for guard in listed("SIGNING_GUARDS") for reason in guard(edition)]


def _distinctness_refusals(
    edition: Edition, revision: Revision, step: str, by: Any, standing: Standing
) -> list[Refusal]:
    """No author signs, and three levels are three people. A deputy counts as both: themself and whom they stand for."""
    signing = {person for person in (by.pk, standing.on_behalf_of_id) if person is not None}
    reasons = []
    barred = {p for p in authors_of(edition) & signing if not (step == "level1" and _only_typed(edition, p))}
    if barred:
        reasons.append(Refusal("撰稿人、供稿人不能审签自己的稿件，请由他人审签。", "三审制度"))
    if step in LEVELS:
        others = revision.signatures.filter(step__in=LEVELS).values_list("signer_id", "on_behalf_of_id")
        if signing & {person for row in others for person in row if person is not None}:
            reasons.append(Refusal("三个审级须由三个不同的人审签，您已签过其中一级。", "三审制度"))
    return reasons


@transaction.atomic
def sign(
    edition: Edition,
    step: str,
    *,
    by: Any,
    on: date,
    seen_hash: str,
    gates: Iterable[str] = (),
    proof_read: bool = False,
    opinion: str = "",
    secrecy: SecrecyAnswers | None = None,
    medium: str = "tap",
    **paper: Any,
) -> Signature | Return:
    """Sign one step on exactly the text whose hash was shown. A secrecy review that cannot release becomes a return."""
    edition = Edition.objects.select_for_update(of=("self",)).select_related("publication").get(pk=edition.pk)
    revision = newest_revision(edition)
    reasons = sign_refusals(edition, step, by=by, on=on)
    withheld = secrecy is not None and secrecy.conclusion not in {"release", "after_treatment"}
    if withheld and published_unreviewed(edition):
        reasons.append(Refusal("这条信息已应急公开。审查结论为不得公开的，请先应急下架或撤回。"))
    if revision.content_hash != seen_hash:
        reasons.insert(0, Refusal("您看到的不是最新的一稿，请刷新页面重新审看后再签。"))
    if reasons := reasons + _form_refusals(step, tuple(gates), proof_read, secrecy):
        raise MayNotSign(reasons)
    if secrecy is not None and withheld:
        return _withheld(edition, revision, secrecy, by=by, recorder=paper.get("confirmed_by"))
    standing = people.required_standing(by, edition, step, on)
    signature = _write_signature(
        revision, step, by=by, standing=standing, gates=list(gates), proof_read=proof_read, opinion=opinion,
        medium=medium, **paper,
    )  # fmt: skip
    if secrecy is not None:
        SecrecyReview.objects.create(signature=signature, **secrecy.__dict__)
    _wait_for_next(edition)
    return signature


def _form_refusals(
    step: str, gates: tuple[str, ...], proof_read: bool, secrecy: SecrecyAnswers | None
) -> list[Refusal]:
    if step == SECRECY:
        return secrecy_refusals(secrecy)
    reasons = [Refusal(f"请确认“{name}”。") for code, name in GATES if code not in gates]
    if not proof_read:
        reasons.append(Refusal("请确认已完成本级校对（三审三校）。"))
    return reasons


def secrecy_refusals(answers: SecrecyAnswers | None) -> list[Refusal]:
    """State secrets and work secrets are never released as they are (保守国家秘密法第三十五条)."""
    if answers is None:
        return [Refusal("请逐项填写保密审查结论。", "保守国家秘密法第三十五条")]
    reasons = []
    if not answers.basis.strip():
        reasons.append(Refusal("请写明保密审查的依据。", "保守国家秘密法第三十五条"))
    releasing = answers.conclusion in {"release", "after_treatment"}
    if releasing and (answers.state_secret or answers.work_secret):
        reasons.append(
            Refusal("涉及国家秘密或工作秘密的，不能得出可以公开的结论。", "政府信息公开条例第十四条")
        )
    if answers.conclusion == "release" and (answers.sensitive or answers.aggregation):
        reasons.append(
            Refusal("涉及敏感信息或有汇聚风险的，须处理后公开或不得公开。", "政府信息公开条例第十七条")
        )
    return reasons


def _withheld(
    edition: Edition, revision: Revision, secrecy: SecrecyAnswers, *, by: Any, recorder: Any
) -> Return:
    names = {"withhold": "保密审查不予公开", "referred": "保密审查不能确定，已报有权机关"}
    return _write_return(
        edition,
        revision,
        SECRECY,
        f"{names[secrecy.conclusion]}：{secrecy.basis}",
        by=by,
        recorder=recorder,
        conclusion=secrecy.conclusion,
    )


def _write_signature(
    revision: Revision, step: str, *, by: Any, standing: Standing, **facts: Any
) -> Signature:
    signed_at: datetime = facts.pop("signed_at", None) or timezone.now()
    signature = Signature.objects.create(
        revision=revision,
        content_hash=revision.content_hash,
        step=step,
        step_name=step_name(revision.edition, step),
        signer=by,
        signer_name=by.name,
        signer_role=f"{standing.organisation}{standing.role_name}",
        on_behalf_of_id=standing.on_behalf_of_id,
        on_behalf_of_name=standing.on_behalf_of,
        signed_at=signed_at,
        **facts,
    )
    # The signature goes into the chain: a forged row has no link, and a changed one does not fit its link.
    details = {
        "signature": signature.pk,
        "revision": revision.pk,
        "step": step,
        "hash": revision.content_hash,
    }
    confirmed_by = facts.get("confirmed_by")
    if confirmed_by is None:
        audit.record(
            "publishing.signed", about=revision.edition, by=by, role=signature.signer_role, details=details
        )
    else:
        # Paper: who acts here is the one who compared the sheet; the link names whose signature it is.
        audit.record(
            "publishing.signed",
            about=revision.edition,
            by=confirmed_by,
            role="纸质签单核对人",
            details={**details, "signer": by.pk},
        )
    return signature


def step_name(edition: Edition, step: str) -> str:
    """What this government, unit or kind calls a step; the common name otherwise."""
    profile = people.profile_of(edition)
    named = (profile.levels.get(step) or {}).get("name") if profile else None
    return str(named or STEP_NAMES[step])


@transaction.atomic
def return_(edition: Edition, *, by: Any, on: date, reason: str, gate: str = "") -> Return:
    """Return a text to its authors with a reason. The returned text can never go out."""
    edition = Edition.objects.select_for_update(of=("self",)).select_related("publication").get(pk=edition.pk)
    reasons = _return_refusals(edition, by, on)
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明退回理由（至少4个字），让撰稿人知道改什么。"))
    if reasons:
        raise MayNotSign(reasons)
    revision = newest_revision(edition)
    return _write_return(edition, revision, edition.waiting_for, reason.strip(), by=by, gate=gate)


def _return_refusals(edition: Edition, by: Any, on: date) -> list[Refusal]:
    if edition.state != EditionState.IN_REVIEW:
        return [Refusal(f"这一版次{edition.get_state_display()}，不在审核中。")]
    if people.signing_standing(by, edition, edition.waiting_for, on) is None:
        return [Refusal(f"您没有这个单位的{STEP_NAMES[edition.waiting_for]}权限。")]
    return []


def _write_return(
    edition: Edition,
    revision: Revision,
    step: str,
    reason: str,
    *,
    by: Any,
    recorder: Any = None,
    **facts: Any,
) -> Return:
    """Write a return down; `recorder` is who acts here where `by` signed on paper."""
    returned = Return.objects.create(
        revision=revision, step=step, reason=reason, returned_by=by, returned_by_name=by.name, **facts
    )
    edition.state, edition.waiting_for = EditionState.DRAFT, ""
    edition.save(update_fields=["state", "waiting_for", "changed_at"])
    details = {"return": returned.pk, "step": step, "returned_by": by.pk}
    audit.record("publishing.returned", about=edition, by=recorder or by, details=details)
    events.announce(EditionReturned(edition_id=edition.pk, return_id=returned.pk))
    return returned


@transaction.atomic
def propose_correction(
    edition: Edition, *, by: Any, on: date, field: str, before: str, after: str, reason: str = ""
) -> Correction:
    """A reviewer whose step it is proposes a change of words. Nothing changes until an author accepts it."""
    reasons = _return_refusals(edition, by, on)
    revision = newest_revision(edition)
    content = content_of(revision)
    where = {"title": content.title, "body": content.body}.get(field, "")
    if not before or where.count(before) != 1:
        reasons.append(Refusal("请从原文中选取要改的文字，并多选几个字，使它在文中只出现一次。"))
    if before == after:
        reasons.append(Refusal("改动前后相同，请写明改成什么。"))
    if reasons:
        raise MayNotSign(reasons)
    correction = Correction.objects.create(
        revision=revision, field=field, before=before, after=after, reason=reason, proposed_by=by
    )
    audit.record(
        "publishing.correction_proposed", about=edition, by=by, details={"correction": correction.pk}
    )
    return correction


@transaction.atomic
def accept_correction(correction: Correction, *, by: Any, on: date) -> Revision:
    """An author accepts a proposed change in one click: a new revision, which goes straight back into review."""
    correction = (
        Correction.objects.select_for_update().select_related("revision__edition").get(pk=correction.pk)
    )
    edition = correction.revision.edition
    reasons = [] if people.may_edit(by, edition, on) else [Refusal("只有撰稿单位能采纳改动。")]
    if correction.state != CorrectionState.PROPOSED:
        reasons.append(Refusal("这条改动建议已经处理过。"))
    if reasons:
        raise MayNotSign(reasons)
    was_in_review = edition.state == EditionState.IN_REVIEW
    note = f"采纳{correction.proposed_by.name}的改动"
    revision = drafting.revise(edition, lambda content: _corrected(content, correction), by=by, note=note)
    _settle(correction, CorrectionState.ACCEPTED, by)
    edition.refresh_from_db()
    if was_in_review and not submission_refusals(edition):
        submit(edition, by=by, on=on)
    return revision


def _corrected(content: Content, correction: Correction) -> Content:
    text: str = getattr(content, correction.field)
    if text.count(correction.before) != 1:
        raise MayNotSign("原文已变，找不到要改的文字；请对照新稿另行处理。")
    changed = text.replace(correction.before, correction.after)
    if correction.field == "title":
        return replace(content, title=changed, summary="")
    return replace(content, body=changed, summary="")


@transaction.atomic
def decline_correction(correction: Correction, *, by: Any, on: date) -> None:
    """An author declines a proposed change; the reviewer may still return the text."""
    if correction.state != CorrectionState.PROPOSED or not people.may_edit(
        by, correction.revision.edition, on
    ):
        raise MayNotSign("这条改动建议不能由您处理，或已处理过。")
    _settle(correction, CorrectionState.DECLINED, by)


def _settle(correction: Correction, state: str, by: Any) -> None:
    correction.state, correction.decided_by, correction.decided_at = state, by, timezone.now()
    correction.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(
        f"publishing.correction_{state}",
        about=correction.revision.edition,
        by=by,
        details={"correction": correction.pk},
    )

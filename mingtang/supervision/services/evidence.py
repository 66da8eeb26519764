"""佐证: a unit claims a file, a record or something public, another person verifies it. Only then does it count."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.files import api as files
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.api import LiveEdition
from mingtang.supervision.models import Evidence, Record, RecordProof, TaskUnit
from mingtang.supervision.permissions.records import reads_record
from mingtang.supervision.permissions.tasks import acts_for, verifies_for
from mingtang.supervision.queries.proving_records import bodies_for
from mingtang.supervision.queries.publications import live_at
from mingtang.supervision.services.breakdown import left_refusals, locked
from mingtang.supervision.services.keeping import keep


class MayNotProve(Refused):
    """A proof may not be claimed or judged so."""


def claiming_refusals(part: TaskUnit, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not hand in proofs of a part."""
    reasons = []
    if not acts_for(by, part, on):
        reasons.append(Refusal(f"佐证由{part.organisation.short_name}的信息员或者负责人提供。"))
    if part.task.state == "ended":
        reasons.append(Refusal("任务已终止，不再提供佐证。"))
    return reasons + left_refusals(part)


def claim_file(part: TaskUnit, *, upload: Any, title: str, by: Any, on: date) -> Evidence:
    """Claim a file or record as proof. It is kept and scanned first, outside the act's transaction."""
    reasons = claiming_refusals(part, by=by, on=on)
    if not title.strip():
        reasons.append(Refusal("请写明佐证的名称。"))
    if reasons:
        raise MayNotProve(reasons)
    stored = files.receive(upload, by=by, owner=part.organisation, purpose="supervision.evidence")
    return _claim_stored(part, stored, title, by, on)


@transaction.atomic
def _claim_stored(part: TaskUnit, stored: files.StoredFile, title: str, by: Any, on: date) -> Evidence:
    part = locked(part)
    reasons = claiming_refusals(part, by=by, on=on)
    if part.evidence.filter(file__sha256=stored.sha256).exclude(state="returned").exists():
        reasons.append(Refusal("这份文件已经作为本任务的佐证。"))
    if reasons:
        raise MayNotProve(reasons)
    return _claimed(part, by, on, kind="file", file=stored, title=title)


@transaction.atomic
def claim_publication(part: TaskUnit, *, address: str, by: Any, on: date) -> Evidence:
    """Claim something that the public can read now, named by its address or public number."""
    part = locked(part)
    reasons = claiming_refusals(part, by=by, on=on)
    live = live_at(address)
    if live is None:
        reasons.append(
            Refusal(
                "没有找到这条已公开的信息。请粘贴公开页面的网址（…/doc/编号.html）；未公开、已撤回的不能作为佐证。"
            )
        )
    elif part.evidence.filter(publication=live.publication_id).exclude(state="returned").exists():
        reasons.append(Refusal("这条信息已经作为本任务的佐证。"))
    if reasons or live is None:
        raise MayNotProve(reasons)
    return _claimed(
        part, by, on, kind="publication", publication_id=live.publication_id, title=live.title[:200]
    )


@transaction.atomic
def claim_record(part: TaskUnit, *, record: Record, by: Any, on: date) -> Evidence:
    """Claim a complete record of the unit, or of the office that supervises. It proves while it stays complete."""
    part = locked(part)
    record = Record.objects.get(pk=record.pk)
    reasons = claiming_refusals(part, by=by, on=on)
    if record.organisation_id not in bodies_for(part):
        reasons.append(Refusal("只能选本单位或者政务公开办登记的台账。"))
    if record.state != "complete":
        reasons.append(Refusal(f"这条台账{record.get_state_display()}，已齐备的才能作为佐证。"))
    if part.evidence.filter(record=record).exclude(state="returned").exists():
        reasons.append(Refusal("这条台账已经作为本任务的佐证。"))
    if reasons:
        raise MayNotProve(reasons)
    return _claimed(part, by, on, kind="record", record=record, title=record.title)


def _claimed(part: TaskUnit, by: Any, on: date, **facts: Any) -> Evidence:
    evidence = Evidence.objects.create(part=part, claimed_by=by, claimed_by_name=by.name, **facts)
    keep([part.task_id], on=on)
    audit.record("supervision.proof_claimed", about=evidence, by=by, details={"kind": evidence.kind})
    return evidence


def judging_refusals(evidence: Evidence, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not judge a proof: never the own one."""
    reasons = []
    if not verifies_for(by, evidence.part, on):
        reasons.append(Refusal("佐证由政务公开办或者本单位审核人核验。"))
    if evidence.claimed_by_id == by.pk:
        reasons.append(Refusal("不能核验自己提供的佐证，请由另一人办理。"))
    if evidence.state != "claimed":
        reasons.append(Refusal(f"这份佐证{evidence.get_state_display()}。"))
    return reasons


def verifying_refusals(evidence: Evidence, *, by: Any, on: date) -> list[Refusal]:
    """Why a proof may not be verified by a person: what cannot be opened or read proves nothing."""
    reasons = judging_refusals(evidence, by=by, on=on)
    if evidence.record is not None:
        reasons += _record_refusals(evidence.record, by, on)
    elif evidence.file is not None:
        reasons += files.opening_refusals(evidence.file)
    elif not LiveEdition.objects.filter(publication=evidence.publication_id, withdrawn=False).exists():
        reasons.append(Refusal("这条信息已不再公开，不能印证任务。"))
    return reasons


def _record_refusals(record: Record, by: Any, on: date) -> list[Refusal]:
    """Who verifies a record can read it with all that proves it, and neither made nor completed it."""
    reasons = []
    if record.state != "complete":
        reasons.append(Refusal(f"这条台账{record.get_state_display()}，不能印证任务。"))
    if not reads_record(by, record, on):
        reasons.append(Refusal(f"这条台账由{record.organisation.short_name}登记，请政务公开办核验。"))
    if by.pk in (record.made_by_id, record.completed_by_id):
        reasons.append(Refusal("这条台账是您登记或者确认齐备的，请由另一人核验。"))
    for proof in RecordProof.objects.filter(record=record, file__isnull=False).select_related("file"):
        reasons += files.opening_refusals(proof.file) if proof.file else []
    return reasons


@transaction.atomic
def verify(evidence: Evidence, *, by: Any, on: date) -> Evidence:
    """Find that a proof proves the part."""
    evidence = _locked(evidence)
    if reasons := verifying_refusals(evidence, by=by, on=on):
        raise MayNotProve(reasons)
    return _judged(evidence, "proven", "", by, on)


@transaction.atomic
def give_back(evidence: Evidence, *, reason: str, by: Any, on: date) -> Evidence:
    """Send a proof back with the reason."""
    evidence = _locked(evidence)
    reasons = judging_refusals(evidence, by=by, on=on)
    if not reason.strip():
        reasons.append(Refusal("退回须写明理由。"))
    if reasons:
        raise MayNotProve(reasons)
    return _judged(evidence, "returned", reason, by, on)


def _judged(evidence: Evidence, state: str, reason: str, by: Any, on: date) -> Evidence:
    evidence.state, evidence.reason = state, reason
    evidence.judged_at, evidence.judged_by, evidence.judged_by_name = timezone.now(), by, by.name
    evidence.save()
    keep([evidence.part.task_id], on=on)
    audit.record(f"supervision.proof_{state}", about=evidence, by=by)
    return evidence


def _locked(evidence: Evidence) -> Evidence:
    rows = Evidence.objects.select_for_update(of=("self",))
    return rows.select_related("part__task", "part__organisation", "file", "record__organisation").get(
        pk=evidence.pk
    )

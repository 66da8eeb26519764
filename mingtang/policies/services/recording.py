"""Facts about validity: appended by people and by what the library reads; corrected by voiding and appending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.law.validity import Force, state_on
from mingtang.policies.labels import FACT_NAMES
from mingtang.policies.models import Policy, ValidityFact
from mingtang.policies.queries.validity import law_facts, standing_facts
from mingtang.policies.services.refreshing import refresh
from mingtang.publishing import api as publishing

# What a document says of itself needs no other document; what is done to it does.
OF_ITSELF = frozenset({"made", "takes_effect", "expiry"})
WITH_UNTIL = frozenset({"suspended", "confirmed"})
ENDS = frozenset({"repealed", "declared_invalid", "annulled"})
ENDED_BY_ACT = frozenset({Force.REPEALED, Force.DECLARED_INVALID, Force.ANNULLED})


class MayNotRecordFact(Refused):
    """A fact about validity may not be recorded or voided so."""


@dataclass(frozen=True)
class Stated:
    """A fact as it is stated: what, from when, and the document behind it, in the library or by its name."""

    kind: str
    on: date
    until: date | None = None
    document: Policy | None = None
    document_title: str = ""
    document_number: str = ""
    note: str = ""

    @property
    def signature(self) -> tuple[Any, ...]:
        """What makes two statements the same."""
        return (self.kind, self.on, self.until, self.document.pk if self.document else None)


def may_record(policy: Policy, *, by: Any, on: date) -> bool:
    """The owner of the document's page, its drafting unit, and the office."""
    edition = policy.publication.editions.select_related("organisation").order_by("-number").first()
    if edition is not None and publishing.may_edit(by, edition, on):
        return True
    return policy.drafting_unit_id in publishing.bodies_with(by, ("contact", "unit_leader"), on)


def fact_refusals(policy: Policy, stated: Stated, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not record this of a document; the page shows the same list."""
    if stated.kind not in FACT_NAMES:
        return [Refusal(f"没有“{stated.kind}”这种事实。")]
    reasons = []
    if not may_record(policy, by=by, on=on):
        reasons.append(Refusal("由文件的责任单位、起草单位或政务公开办登记。"))
    reasons += _form_refusals(policy, stated)
    return reasons + _life_refusals(policy, stated)


def _form_refusals(policy: Policy, stated: Stated) -> list[Refusal]:
    reasons = []
    named = stated.document or stated.document_title.strip() or stated.document_number.strip()
    if stated.kind not in OF_ITSELF and not named:
        reasons.append(Refusal(f"登记“{FACT_NAMES[stated.kind]}”须写明依据文件的名称或发文字号。"))
    if stated.document is not None and stated.document.pk == policy.pk:
        reasons.append(Refusal("依据文件不能是这份文件自身。"))
    if stated.until and stated.kind not in WITH_UNTIL:
        reasons.append(Refusal("只有停止执行和确认继续有效可以写明截止日期。"))
    if stated.until and stated.until < stated.on:
        reasons.append(Refusal("截止日期不能早于起始日期。"))
    if policy.made_on and stated.kind != "made" and stated.on < policy.made_on:
        reasons.append(Refusal(f"日期早于文件的成文日期{policy.made_on}，请核对。"))
    return reasons


def _life_refusals(policy: Policy, stated: Stated) -> list[Refusal]:
    """What the life of the document so far does not allow."""
    rows = standing_facts([policy.pk])[policy.pk]
    if any(_signature(row) == stated.signature for row in rows):
        return [Refusal("这一事实已经登记过。")]
    state = state_on(law_facts(rows), stated.on)
    ended = state.force in ENDED_BY_ACT
    if ended and stated.kind in {"amended", "partly_repealed", "suspended", "resumed", "confirmed"}:
        since = f"已于{state.since}" if state.since else "已"
        return [
            Refusal(
                f"文件{since}{state.force.label}，不能再登记“{FACT_NAMES[stated.kind]}”。需要恢复的，应当重新制定。"
            )
        ]
    if stated.kind == "confirmed" and state.force is Force.EXPIRED and stated.until is None:
        return [Refusal("有效期已经届满，确认继续有效须写明新的有效期至。")]
    if stated.kind == "resumed" and state.force is not Force.SUSPENDED:
        return [Refusal("文件没有停止执行，不能登记恢复执行。")]
    return []


@transaction.atomic
def record_fact(policy: Policy, stated: Stated, *, by: Any, on: date, source: str = "person") -> ValidityFact:
    """A person records what happened to a document; its labels follow at once."""
    policy = Policy.objects.select_for_update().select_related("publication").get(pk=policy.pk)
    if reasons := fact_refusals(policy, stated, by=by, on=on):
        raise MayNotRecordFact(reasons)
    fact = append_fact(policy, stated, source, by)
    audit.record(
        "policies.fact_recorded",
        about=policy.publication,
        by=by,
        details={"fact": fact.pk, "kind": stated.kind, "on": stated.on},
    )
    refresh(policy, by=by)
    return fact


def void_refusals(fact: ValidityFact, reason: str, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not void a fact."""
    reasons = []
    if not may_record(fact.policy, by=by, on=on):
        reasons.append(Refusal("由文件的责任单位、起草单位或政务公开办更正。"))
    if fact.voided_at is not None:
        reasons.append(Refusal("这一事实已经作废。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明作废理由（至少4个字）。"))
    return reasons


@transaction.atomic
def void_fact(
    fact: ValidityFact, *, reason: str, by: Any, on: date, instead: Stated | None = None
) -> ValidityFact | None:
    """Void a fact with a reason and, where it was only wrong, append the right one; nothing is deleted."""
    policy = Policy.objects.select_for_update().select_related("publication").get(pk=fact.policy_id)
    fact = ValidityFact.objects.select_related("policy__publication").get(pk=fact.pk)
    if reasons := void_refusals(fact, reason, by=by, on=on):
        raise MayNotRecordFact(reasons)
    _void(fact, reason.strip(), by)
    new = None
    if instead is not None:
        if reasons := fact_refusals(policy, instead, by=by, on=on):
            raise MayNotRecordFact(reasons)
        new = append_fact(policy, instead, "person", by)
        fact.corrected_by = new
        fact.save(update_fields=["corrected_by"])
    audit.record(
        "policies.fact_voided",
        about=policy.publication,
        by=by,
        details={"fact": fact.pk, "instead": new.pk if new else None, "reason": reason.strip()},
    )
    refresh(policy, by=by)
    return new


def follow(policy: Policy, source: str, wanted: Sequence[Stated], *, why: str) -> bool:
    """Let the standing facts of a source be exactly these; True where that changed anything. Labels are not touched.

    What a person voided stays void: the programme does not read it again.
    """
    rows = list(ValidityFact.objects.filter(policy=policy, source=source))
    judged = {_signature(row) for row in rows if row.voided_at and row.voided_by_id}
    standing = {_signature(row): row for row in rows if row.voided_at is None}
    asked = {stated.signature: stated for stated in wanted if stated.signature not in judged}
    for signature, row in standing.items():
        if signature not in asked:
            _void(row, why, None)
    new = [stated for signature, stated in asked.items() if signature not in standing]
    ValidityFact.objects.bulk_create(as_row(policy, stated, source) for stated in new)
    return bool(new) or any(signature not in asked for signature in standing)


def as_row(policy: Policy, stated: Stated, source: str, by: Any = None) -> ValidityFact:
    """A fact of a document, not saved yet."""
    return ValidityFact(
        policy=policy,
        kind=stated.kind,
        on=stated.on,
        until=stated.until,
        document=stated.document,
        document_title=stated.document_title.strip()[:300],
        document_number=stated.document_number.strip()[:120],
        note=stated.note.strip()[:300],
        source=source,
        recorded_by=by,
        recorded_by_name=by.name if by else "",
    )


def append_fact(policy: Policy, stated: Stated, source: str, by: Any) -> ValidityFact:
    """Append a fact within another act that has asked already; that act refreshes the labels."""
    fact = as_row(policy, stated, source, by)
    fact.save()
    return fact


def void_by_programme(fact: ValidityFact, reason: str) -> None:
    """Void a fact because what it followed from has changed; it may be read again."""
    _void(fact, reason, None)


def _void(fact: ValidityFact, reason: str, by: Any) -> None:
    fact.voided_at, fact.void_reason = timezone.now(), reason[:300]
    fact.voided_by, fact.voided_by_name = by, by.name if by else ""
    fact.save(update_fields=["voided_at", "void_reason", "voided_by", "voided_by_name"])


def _signature(fact: ValidityFact) -> tuple[Any, ...]:
    return (fact.kind, fact.on, fact.until, fact.document_id)

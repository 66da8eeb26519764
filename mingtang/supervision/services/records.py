"""Records that people make: kept as drafts, complete with their proofs, corrected with the earlier kept, void with a reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files as resources
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.elements.api import missing, shown
from mingtang.core.files.api import StoredFile, opening_refusals
from mingtang.core.refusals import Refusal, Refused
from mingtang.law.personal_data import find
from mingtang.publishing import api as publishing
from mingtang.supervision.models import Record, RecordKind, RecordKindVersion, RecordProof, RecordStep
from mingtang.supervision.permissions.records import may_record
from mingtang.supervision.queries.record_kinds import Definition, definition_of, newest_version, read
from mingtang.supervision.services.keeping import follow_record

PRIVATE_NUMBERS = frozenset({"id_card", "mobile", "bank_card", "passport"})


class MayNotRecord(Refused):
    """A record may not be kept, completed, corrected or made void so."""


# --- kinds


def shipped_kinds() -> list[dict[str, Any]]:
    """The kinds in `mingtang/data/records`, in their order."""
    folder = resources("mingtang.data").joinpath("records")
    found = [
        json.loads(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".json")
    ]
    return sorted(found, key=lambda kind: (kind["order"], kind["code"]))


@transaction.atomic
def load_kinds() -> int:
    """Load the shipped kinds; one whose data has changed gets a new version, and old records keep theirs."""
    return sum(load_kind(data) for data in shipped_kinds())


@transaction.atomic
def load_kind(data: Mapping[str, Any]) -> bool:
    """Load one kind from its data; True when that made a new version. An error where the data is wrong."""
    read(data)
    kind, _ = RecordKind.objects.update_or_create(
        code=data["code"], defaults={"name": data["name"], "order": data.get("order", 0)}
    )
    last = kind.versions.order_by("-number").first()
    if last is not None and last.definition == dict(data):
        return False
    RecordKindVersion.objects.create(kind=kind, number=last.number + 1 if last else 1, definition=dict(data))
    return True


# --- keeping


def keeping_refusals(
    definition: Definition,
    *,
    organisation_id: int,
    held_on: date,
    values: Mapping[str, Any],
    by: Any,
    on: date,
) -> list[Refusal]:
    """Why a record may not be kept so, not even as a draft."""
    reasons = standing_refusals(definition, organisation_id, by=by, on=on)
    if held_on > on:
        reasons.append(Refusal(f"{definition.date_name}不能晚于今天；工作做过以后再登记。"))
    if not str(values.get(definition.title, "")).strip():
        name = next(e.name for e in definition.elements if e.code == definition.title)
        reasons.append(Refusal(f"请填写“{name}”。"))
    return reasons + _private_refusals(definition, values)


def _private_refusals(definition: Definition, values: Mapping[str, Any]) -> list[Refusal]:
    """Numbers of private persons have no place in a record (个人信息保护法, art. 6): how many came is enough."""
    return [
        Refusal(
            f"“{element.name}”里有个人号码（{hit.masked}），台账不登记身份证号、手机号和银行卡号，请删除。",
            "个人信息保护法第六条",
        )
        for element in definition.elements
        if isinstance(text := values.get(element.code), str)
        for hit in find(text)
        if hit.kind in PRIVATE_NUMBERS and hit.certainty != "weak"
    ]


def standing_refusals(definition: Definition, organisation_id: int, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not work on records of a kind for a body."""
    if may_record(by, definition.recorders, organisation_id, on):
        return []
    who = "本单位信息员、单位负责人或政务公开办" if "unit" in definition.recorders else "政务公开办"
    return [Refusal(f"“{definition.name}”由{who}登记。")]


@transaction.atomic
def keep(
    kind: RecordKind, *, organisation_id: int, held_on: date, values: Mapping[str, Any], by: Any, on: date
) -> Record:
    """Begin a record as a draft; it may be incomplete, and counts for nothing yet."""
    version = newest_version(kind)
    definition = definition_of(version)
    if reasons := keeping_refusals(
        definition, organisation_id=organisation_id, held_on=held_on, values=values, by=by, on=on
    ):
        raise MayNotRecord(reasons)
    record = Record.objects.create(
        kind=kind,
        version=version,
        organisation_id=organisation_id,
        held_on=held_on,
        title=_title(definition, values),
        values=dict(values),
        words=_words(definition, values),
        made_by=by,
        made_by_name=by.name,
    )
    audit.record("supervision.record_kept", about=record, by=by, details={"kind": kind.code})
    return record


@transaction.atomic
def change(record: Record, *, held_on: date, values: Mapping[str, Any], by: Any, on: date) -> Record:
    """Change a draft. What is complete is corrected instead."""
    record = _locked(record)
    definition = definition_of(record.version)
    reasons = _draft_refusals(record) + keeping_refusals(
        definition, organisation_id=record.organisation_id, held_on=held_on, values=values, by=by, on=on
    )
    if reasons:
        raise MayNotRecord(reasons)
    record.held_on, record.values, record.title = held_on, dict(values), _title(definition, values)
    record.words = _words(definition, values)
    record.save(update_fields=["held_on", "values", "title", "words"])
    audit.record("supervision.record_changed", about=record, by=by)
    return record


def _title(definition: Definition, values: Mapping[str, Any]) -> str:
    return str(values[definition.title]).strip()[:200]


def _words(definition: Definition, values: Mapping[str, Any]) -> str:
    """Everything that a record tells, one answer a line."""
    return "\n".join(filter(None, (shown(e, values.get(e.code)) for e in definition.elements)))


def _locked(record: Record) -> Record:
    rows = Record.objects.select_for_update(of=("self",)).select_related("version__kind", "kind")
    return rows.get(pk=record.pk)


def _draft_refusals(record: Record) -> list[Refusal]:
    if record.state == "draft":
        return []
    return [Refusal(f"这条台账{record.get_state_display()}，不能直接修改；有错误的，请“更正”。")]


# --- proofs


def proof_refusals(
    record: Record, *, sort: str, file: StoredFile | None, link: str, by: Any, on: date
) -> list[Refusal]:
    """Why something may not be added as proof."""
    definition = definition_of(record.version)
    reasons = _draft_refusals(record)
    reasons += standing_refusals(definition, record.organisation_id, by=by, on=on)
    asked = definition.sort(sort)
    if asked is None:
        return [*reasons, Refusal("请选择这是哪一种佐证。")]
    if bool(file) == bool(link):
        reasons.append(Refusal("请上传文件或者填写网址，二者选一。"))
    elif ("file" if file else "link") not in asked.accepts:
        reasons.append(Refusal(f"“{asked.name}”须上传文件。" if link else f"“{asked.name}”须填写网址。"))
    if file is not None:
        reasons += opening_refusals(file)
    return reasons


@transaction.atomic
def add_proof(
    record: Record, *, sort: str, by: Any, on: date, file: StoredFile | None = None, link: str = ""
) -> RecordProof:
    """Add a file or an address that proves the record."""
    record = _locked(record)
    if reasons := proof_refusals(record, sort=sort, file=file, link=link, by=by, on=on):
        raise MayNotRecord(reasons)
    proof = RecordProof.objects.create(
        record=record, sort=sort, file=file, link=link, added_by=by, added_by_name=by.name
    )
    audit.record(
        "supervision.record_proof_added", about=record, by=by, details={"proof": proof.pk, "sort": sort}
    )
    return proof


@transaction.atomic
def take_proof_away(proof: RecordProof, *, by: Any, on: date) -> None:
    """Take a proof away from a draft. The file stays on store, and the audit trail tells of it."""
    record = _locked(proof.record)
    reasons = _draft_refusals(record)
    reasons += standing_refusals(definition_of(record.version), record.organisation_id, by=by, on=on)
    if reasons:
        raise MayNotRecord(reasons)
    audit.record(
        "supervision.record_proof_taken", about=record, by=by, details={"proof": proof.pk, "sort": proof.sort}
    )
    proof.delete()


# --- completing, correcting, voiding


def completion_refusals(record: Record, *, by: Any, on: date) -> list[Refusal]:
    """Why a record may not be declared complete: what is still to be told, and which evidence is wanting."""
    definition = definition_of(record.version)
    reasons = _draft_refusals(record)
    reasons += standing_refusals(definition, record.organisation_id, by=by, on=on)
    reasons += [Refusal(f"还没有填写“{e.name}”。") for e in missing(definition.elements, record.values)]
    proofs = list(record.proofs.select_related("file"))
    told = {proof.sort for proof in proofs}
    reasons += [
        Refusal(f"还缺佐证“{sort.name}”。")
        for sort in definition.evidence
        if sort.required and sort.code not in told
    ]
    for proof in proofs:
        reasons += opening_refusals(proof.file) if proof.file else []
    return reasons


@transaction.atomic
def complete(record: Record, *, by: Any, on: date) -> Record:
    """Declare a record complete: from now on it counts. The one that it corrects is corrected from this moment."""
    record = _locked(record)
    if reasons := completion_refusals(record, by=by, on=on):
        raise MayNotRecord(reasons)
    if record.corrects_id is not None:
        Record.objects.filter(pk=record.corrects_id, state="complete").update(state="corrected")
        follow_record(record.corrects_id, on=on)
    record.state, record.completed_at = "complete", timezone.now()
    record.completed_by, record.completed_by_name = by, by.name
    record.save(update_fields=["state", "completed_at", "completed_by", "completed_by_name"])
    audit.record("supervision.record_completed", about=record, by=by)
    return record


def correction_refusals(record: Record, *, by: Any, on: date) -> list[Refusal]:
    """Why a record may not be corrected now."""
    definition = definition_of(record.version)
    reasons = standing_refusals(definition, record.organisation_id, by=by, on=on)
    if record.state != "complete":
        reasons.append(Refusal("只有已齐备的台账才更正；登记中的请直接修改。"))
    if record.corrections.filter(state="draft").exists():
        reasons.append(Refusal("这条台账已有一份更正正在登记，请继续那一份。"))
    return reasons


@transaction.atomic
def correct(record: Record, *, by: Any, on: date) -> Record:
    """Begin a correction: a draft with the same contents and proofs. The earlier counts until the new one is complete."""
    record = _locked(record)
    if reasons := correction_refusals(record, by=by, on=on):
        raise MayNotRecord(reasons)
    again = Record.objects.create(
        kind=record.kind,
        version=record.version,
        organisation_id=record.organisation_id,
        held_on=record.held_on,
        title=record.title,
        values=record.values,
        words=record.words,
        stage=record.stage,
        corrects=record,
        made_by=by,
        made_by_name=by.name,
    )
    for proof in record.proofs.all():
        again.proofs.create(
            sort=proof.sort,
            file=proof.file,
            link=proof.link,
            added_by=proof.added_by,
            added_by_name=proof.added_by_name,
        )
    for step in record.steps.all():
        again.steps.create(
            stage=step.stage,
            happened_on=step.happened_on,
            note=step.note,
            made_by=step.made_by,
            made_by_name=step.made_by_name,
        )
    audit.record("supervision.record_correction_begun", about=again, by=by, details={"corrects": record.pk})
    return again


def void_refusals(record: Record, *, reason: str, by: Any, on: date) -> list[Refusal]:
    """Why a record may not be made void."""
    reasons = standing_refusals(definition_of(record.version), record.organisation_id, by=by, on=on)
    if record.state not in ("draft", "complete"):
        reasons.append(Refusal(f"这条台账{record.get_state_display()}，不必作废。"))
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明作废的理由（至少4个字）。"))
    return reasons


@transaction.atomic
def void(record: Record, *, reason: str, by: Any, on: date) -> Record:
    """Make a record void: it stays visible with the reason and counts no more."""
    record = _locked(record)
    if reasons := void_refusals(record, reason=reason, by=by, on=on):
        raise MayNotRecord(reasons)
    record.state, record.void_reason = "void", reason.strip()
    record.voided_at, record.voided_by, record.voided_by_name = timezone.now(), by, by.name
    record.save(update_fields=["state", "void_reason", "voided_at", "voided_by", "voided_by_name"])
    follow_record(record.pk, on=on)
    audit.record("supervision.record_voided", about=record, by=by)
    return record


# --- what came of it


def step_refusals(
    record: Record, *, stage: str, happened_on: date, note: str, by: Any, on: date
) -> list[Refusal]:
    """Why a stage or a follow-up may not be entered."""
    definition = definition_of(record.version)
    reasons = standing_refusals(definition, record.organisation_id, by=by, on=on)
    asked = definition.stage(stage)
    if record.state != "complete":
        reasons.append(Refusal("台账齐备以后才登记后续办理。"))
    if (stage and asked is None) or (not stage and not definition.follow_up):
        reasons.append(Refusal("请选择办理阶段。"))
    if asked is not None and asked.by == "office" and not publishing.is_office(by, on):
        reasons.append(Refusal(f"“{asked.name}”由政务公开办登记。"))
    if asked is not None and not _is_forward(definition, record.stage, stage):
        reasons.append(Refusal(f"这条台账已是“{definition.stage_name(record.stage)}”，不能退回前面的阶段。"))
    if not record.held_on <= happened_on <= on:
        reasons.append(Refusal("日期须在登记事项之后，并且不晚于今天。"))
    if not note.strip():
        reasons.append(Refusal("请写明情况。"))
    return reasons


def _is_forward(definition: Definition, now: str, then: str) -> bool:
    codes = [stage.code for stage in definition.stages]
    return not now or codes.index(then) > codes.index(now)


@transaction.atomic
def add_step(record: Record, *, stage: str, happened_on: date, note: str, by: Any, on: date) -> RecordStep:
    """Enter the next stage of a record, or how its decisions are followed up (stage empty)."""
    record = _locked(record)
    if reasons := step_refusals(record, stage=stage, happened_on=happened_on, note=note, by=by, on=on):
        raise MayNotRecord(reasons)
    step = record.steps.create(
        stage=stage, happened_on=happened_on, note=note.strip(), made_by=by, made_by_name=by.name
    )
    if stage:
        record.stage = stage
        record.save(update_fields=["stage"])
    audit.record("supervision.record_followed_up", about=record, by=by, details={"stage": stage})
    return step

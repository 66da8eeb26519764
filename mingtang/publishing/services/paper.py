"""Signing on paper: one person scans the sheet in, another compares it with the text, and it becomes a signature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.files.api import StoredFile, opening_refusals
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.labels import SECRECY
from mingtang.publishing.models import Edition, PaperSheet, Return, Revision, Signature
from mingtang.publishing.permissions import people
from mingtang.publishing.queries.editions import newest_revision
from mingtang.publishing.services.reviewing import SecrecyAnswers, secrecy_refusals, sign, sign_refusals


class MayNotUsePaper(Refused):
    """A signing sheet was refused."""


def scan_refusals(edition: Edition, *, signer: Any, signed_on: date, by: Any, on: date) -> list[Refusal]:
    """Why a sheet may not be scanned in: it must be one that its signer could have signed on that day."""
    reasons = [] if _works_here(by, edition, on) else [Refusal("签单由本单位办理信息的人员扫描。")]
    if signed_on > on:
        reasons.append(Refusal("纸面签署日期不能晚于今天。"))
    if signed_on < timezone.localdate(newest_revision(edition).saved_at):
        reasons.append(Refusal("纸面签署日期早于这一稿保存的日期，所签的不是这一稿。"))
    if not edition.waiting_for:
        return [*reasons, Refusal(f"这一版次{edition.get_state_display()}，没有等待签署的步骤。")]
    if _waiting_sheets(edition).exists():
        reasons.append(Refusal("这一步已有一张签单等待核对。"))
    return reasons + sign_refusals(edition, edition.waiting_for, by=signer, on=signed_on)


def _works_here(person: Any, edition: Edition, on: date) -> bool:
    return edition.organisation_id in people.bodies_with(person, people.PAPER_ROLES, on)


def _waiting_sheets(edition: Edition) -> Any:
    return edition.paper_sheets.filter(
        signature=None, refused_reason="", step=edition.waiting_for, revision=newest_revision(edition)
    )


@transaction.atomic
def scan_in(
    edition: Edition,
    *,
    signer: Any,
    signed_on: date,
    scan: StoredFile,
    by: Any,
    on: date,
    opinion: str = "",
    secrecy: Mapping[str, Any] | None = None,
) -> PaperSheet:
    """Keep a scanned sheet for the step that the edition waits for. It signs nothing until another confirms it."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    reasons = scan_refusals(edition, signer=signer, signed_on=signed_on, by=by, on=on)
    reasons += opening_refusals(scan)
    if edition.waiting_for == SECRECY:
        reasons += secrecy_refusals(SecrecyAnswers(**secrecy) if secrecy else None)
    if reasons:
        raise MayNotUsePaper(reasons)
    sheet = PaperSheet.objects.create(
        edition=edition,
        revision=newest_revision(edition),
        step=edition.waiting_for,
        signer=signer,
        signed_on=signed_on,
        opinion=opinion.strip(),
        secrecy=dict(secrecy or {}),
        scan=scan,
        scanned_by=by,
    )
    audit.record(
        "publishing.sheet_scanned", about=edition, by=by, details={"sheet": sheet.pk, "signer": signer.pk}
    )
    return sheet


def confirmation_refusals(sheet: PaperSheet, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not compare this sheet."""
    reasons = []
    if sheet.signature_id or sheet.refused_reason:
        reasons.append(Refusal("这张签单已经核对过。"))
    if by.pk == sheet.scanned_by_id:
        reasons.append(Refusal("扫描人不能核对自己扫描的签单，请另一人核对。"))
    if not _works_here(by, sheet.edition, on):
        reasons.append(Refusal("签单由本单位办理信息的人员核对。"))
    return reasons


@transaction.atomic
def confirm(
    sheet: PaperSheet,
    *,
    code: str,
    gates: Iterable[str],
    proof_read: bool,
    by: Any,
    on: date,
) -> Signature | Return:
    """Another person finds the text's code and the ticks on the paper: the sheet becomes its signer's signature."""
    sheet = _locked(sheet)
    reasons = confirmation_refusals(sheet, by=by, on=on)
    if not same_code(code, sheet.revision):
        reasons.append(Refusal("纸面上的校验码与系统中这一稿的不一致：所签的不是这一稿，请退回签单。"))
    if reasons:
        raise MayNotUsePaper(reasons)
    signed = sign(
        sheet.edition,
        sheet.step,
        by=sheet.signer,
        on=sheet.signed_on,
        seen_hash=sheet.revision.content_hash,
        gates=gates,
        proof_read=proof_read,
        opinion=sheet.opinion,
        secrecy=SecrecyAnswers(**sheet.secrecy) if sheet.secrecy else None,
        medium="paper",
        scan=sheet.scan,
        scanned_by=sheet.scanned_by,
        confirmed_by=by,
        signed_at=timezone.make_aware(datetime.combine(sheet.signed_on, time())),
    )
    if isinstance(signed, Signature):
        sheet.signature = signed
    else:
        sheet.refused_reason = "核对相符；保密审查结论为不得公开，文稿已退回"
    sheet.save(update_fields=["signature", "refused_reason"])
    return signed


def same_code(typed: str, revision: Revision) -> bool:
    """Whether the code typed from the paper is the text's; O and I are read as the figures that they must be."""
    plain = re.sub(r"[\s\-—－]", "", typed).upper().translate(str.maketrans("OIL", "011"))
    return plain == revision.short_code.replace("-", "")


@transaction.atomic
def refuse(sheet: PaperSheet, *, reason: str, by: Any, on: date) -> PaperSheet:
    """Another person finds that the sheet does not fit; the step waits on."""
    sheet = _locked(sheet)
    reasons = confirmation_refusals(sheet, by=by, on=on)
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明哪里不符（至少4个字）。"))
    if reasons:
        raise MayNotUsePaper(reasons)
    sheet.refused_reason = reason.strip()
    sheet.save(update_fields=["refused_reason"])
    audit.record("publishing.sheet_refused", about=sheet.edition, by=by, details={"sheet": sheet.pk})
    return sheet


def _locked(sheet: PaperSheet) -> PaperSheet:
    rows = PaperSheet.objects.select_for_update(of=("self",))
    return rows.select_related("edition__publication", "revision", "signer", "scan", "scanned_by").get(
        pk=sheet.pk
    )

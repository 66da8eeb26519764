"""Running the listed checks over a revision, and settling what they find."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from mingtang.core.audit import api as audit
from mingtang.core.elements import api as elements_api
from mingtang.core.files import api as files
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.analysis.checking import CheckedContent, Found
from mingtang.publishing.analysis.content import Content
from mingtang.publishing.analysis.html import fingerprint
from mingtang.publishing.analysis.titles import title_findings
from mingtang.publishing.models import CheckRun, Finding, LiveEdition, Revision
from mingtang.publishing.queries.editions import content_of

Check = Callable[[CheckedContent], list[Found]]


class MayNotWaive(Refused):
    """A finding may not be waived by this person in this way."""


@cache
def _listed() -> tuple[tuple[str, Check], ...]:
    wiring = import_module(settings.WIRING)
    return tuple((import_string(version)(), import_string(check)) for version, check in wiring.CHECKS)


def lists_version() -> str:
    """Names the version of every list that the checks use; a new one means a new run."""
    return "；".join(version for version, _ in _listed()) or "无"


@transaction.atomic
def run_checks(revision: Revision) -> list[Finding]:
    """All findings on a revision; runs the checks where this revision has not been checked with the present lists.

    A waiver given to the same finding on an earlier revision of the edition holds on: the named person answered for it.
    """
    _, new = CheckRun.objects.get_or_create(revision=revision, lists_version=lists_version())
    if new:
        _store(revision, _find(revision))
    return list(revision.findings.order_by("severity", "id"))


def _find(revision: Revision) -> list[Found]:
    content = content_of(revision)
    seen = CheckedContent(
        title=content.title,
        body=content.body,
        kind=content.kind,
        elements=content.elements,
        attachments=tuple(
            (file.name, file.media_type, partial(_bytes_of, file.file_id)) for file in content.attachments
        ),
        publication_id=revision.edition.publication_id,
    )
    found = [one for _, check in _listed() for one in check(seen)]
    found += missing_elements(revision, content) + duplicates(revision, content)
    return found + unusual_title(revision, content)


def duplicates(revision: Revision, content: Content) -> list[Found]:
    """Public items that say the same: a title of the same unit, or the same text anywhere (杜绝重复、无效信息)."""
    publication = revision.edition.publication_id
    same_title = LiveEdition.objects.filter(
        organisation=revision.edition.organisation_id, title=content.title
    )
    found = []
    if other := same_title.exclude(publication=publication).first():
        found.append(
            _duplicate(
                "title", "same_title", f"与本单位已公开的信息标题相同（{other.published_at:%Y-%m-%d}）"
            )
        )
    same_text = LiveEdition.objects.filter(fingerprint=fingerprint(content.body)).exclude(fingerprint="")
    if other := same_text.exclude(publication=publication).first():
        found.append(_duplicate("body", "same_text", f"正文与已公开的《{other.title}》相同"))
    return found


def unusual_title(revision: Revision, content: Content) -> list[Found]:
    """Where a title is not written as its kind wants it; reprints and what came from elsewhere keep their own."""
    edition = revision.edition
    if edition.is_reprint or edition.batch_id is not None:
        return []
    return title_findings(content.title, revision.kind_version.title_rules)


def _duplicate(field: str, subkind: str, message: str) -> Found:
    return Found(
        "empty",
        subkind,
        field,
        0,
        0,
        "",
        message,
        "不需要重复发布的，请作废；确需发布的，请说明理由。",
        "warn",
    )


def _bytes_of(file_id: int) -> bytes:
    with files.open_bytes(files.StoredFile.objects.get(pk=file_id)) as opened:
        data: bytes = opened.read()
        return data


def missing_elements(revision: Revision, content: Content) -> list[Found]:
    """One finding for each element that the kind demands and the text does not tell (条例: 要素齐全)."""
    wanted = elements_api.parse(revision.kind_version.elements)
    return [
        Found(
            "missing_element",
            element.code,
            f"element:{element.code}",
            0,
            0,
            "",
            f"缺少“{element.name}”，请补充。",
            element.help,
            "block",
        )
        for element in elements_api.missing(wanted, content.elements)
    ]


def _store(revision: Revision, found: list[Found]) -> None:
    known = {_key(old): old for old in revision.findings.all()}
    waived = {
        _key(old): old
        for old in Finding.objects.filter(revision__edition_id=revision.edition_id, waived_at__isnull=False)
    }
    rows = []
    for one in found:
        row = _row(revision, one)
        if _key(row) in known:
            continue
        if old := waived.get(_key(row)):
            row.waived_by_id, row.waived_by_name = old.waived_by_id, old.waived_by_name
            row.waived_reason, row.waived_at = old.waived_reason, old.waived_at
        rows.append(row)
    Finding.objects.bulk_create(rows)


def _row(revision: Revision, one: Found) -> Finding:
    """What a check found, as it is kept: personal data is masked, so that the finding does not repeat the leak."""
    text = one.text[:200]
    if one.kind == "personal_data" and len(text) > 4:
        text = text[:3] + "*" * (len(text) - 4) + text[-1]
    return Finding(
        revision=revision,
        field=one.field[:200],
        kind=one.kind,
        subkind=one.subkind,
        start=one.start,
        end=one.end,
        text=text,
        message=one.message[:300],
        suggestion=one.suggestion[:300],
        severity=one.severity,
    )


def _key(finding: Finding) -> tuple[str, str, str, str, str]:
    return finding.kind, finding.subkind, finding.field, finding.text, finding.message


def unsettled(revision: Revision) -> list[Finding]:
    """Findings that nobody has answered for; corrected ones are gone with the next revision."""
    return [finding for finding in run_checks(revision) if finding.waived_at is None]


def finding_refusals(revision: Revision) -> list[Refusal]:
    """What the checks found and nobody has settled, as reasons."""
    return [
        Refusal(f"检查发现未处理：{finding.message.rstrip('。')}。请改正，或由具名人员说明理由。")
        for finding in unsettled(revision)
    ]


def can_be_waived(finding: Finding) -> bool:
    """Any finding, but not an element that the kind demands: there the text itself must change."""
    return not (finding.kind == "missing_element" and finding.severity == "block")


@transaction.atomic
def waive(finding: Finding, *, reason: str, by: Any) -> Finding:
    """A named person answers for a finding with a reason."""
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    reasons = []
    if len(reason.strip()) < 4:
        reasons.append(Refusal("请写明理由（至少4个字），说明为什么可以保留。"))
    if not can_be_waived(finding):
        reasons.append(Refusal("缺少的要素须补齐，不能以说明代替。"))
    if finding.waived_at:
        reasons.append(Refusal(f"{finding.waived_by_name}已作说明。"))
    if reasons:
        raise MayNotWaive(reasons)
    finding.waived_by_id, finding.waived_by_name = by.pk, by.name
    finding.waived_reason, finding.waived_at = reason.strip(), timezone.now()
    finding.save(update_fields=["waived_by", "waived_by_name", "waived_reason", "waived_at"])
    audit.record(
        "publishing.finding_waived",
        about=finding.revision.edition,
        by=by,
        details={"finding": finding.pk, "kind": finding.kind, "subkind": finding.subkind},
    )
    return finding

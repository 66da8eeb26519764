"""From the chosen texts to a signed issue: contents fixed, pages counted, text saved, and handed in to the one road."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from mingtang.core.audit import api as audit
from mingtang.core.documents.api import MayNotPrint, marks
from mingtang.core.refusals import Refusal, Refused
from mingtang.gazette.analysis import contents
from mingtang.gazette.labels import KIND
from mingtang.gazette.models import Entry, Issue
from mingtang.gazette.queries.contents import Slot, slots
from mingtang.gazette.queries.printed import print_data
from mingtang.gazette.queries.proposals import refusals_by_entry
from mingtang.gazette.services.entries import put_in_order
from mingtang.gazette.services.planning import editing_refusals, fixed_refusals
from mingtang.publishing import api as publishing
from mingtang.publishing.api import OPEN, Edition, Kind, LiveEdition


class MayNotCompose(Refused):
    """An issue may not be composed or handed in now."""


def composing_refusals(issue: Issue, *, by: Any, on: date) -> list[Refusal]:
    """Why an issue may not be composed: the page shows the same list."""
    reasons = editing_refusals(issue.gazette, by=by, on=on)
    if not _only_the_scan_is_new(issue):
        reasons += fixed_refusals(issue)
    entries = list(issue.entries.order_by("order", "pk"))
    if not entries:
        reasons.append(Refusal("还没有选入文件，不能编排。"))
    if issue.published_on is None:
        reasons.append(Refusal("请先填写出版日期。"))
    if not Kind.objects.filter(code=KIND).exists():
        reasons.append(Refusal("还没有“政府公报”这个信息种类，请系统管理员运行升级。"))
    # What a public issue printed stays printed: a text that was repealed since is no obstacle to adding the scan.
    if not _is_public(issue):
        told = refusals_by_entry(issue.gazette, entries, on)
        reasons += [
            Refusal(f"第{entry.order}篇{entry.number}：{reason.reason}", reason.article)
            for entry in entries
            for reason in told.get(entry.pk, ())
        ]
    return reasons


def _is_public(issue: Issue) -> bool:
    return LiveEdition.objects.filter(publication=issue.publication_id).exists()


def _only_the_scan_is_new(issue: Issue) -> bool:
    """A public issue gets a new edition for its scan alone: the contents that were signed stay."""
    row = (
        LiveEdition.objects.filter(publication=issue.publication_id)
        .select_related("revision__content")
        .first()
    )
    if row is None or issue.scan is None or row.revision.content.payload is None:
        return False
    body = publishing.content_of(row.revision).body
    signing = Edition.objects.filter(publication=issue.publication_id, state__in=OPEN).exclude(state="draft")
    return not contents.names_scan(body, issue.scan.sha256) and not signing.exists()


@transaction.atomic
def compose(issue: Issue, *, by: Any, on: date) -> Edition:
    """Fix order, texts and pages, and save the issue as a draft of its publication. May be done again until handed in."""
    issue = locked(issue)
    if reasons := composing_refusals(issue, by=by, on=on):
        raise MayNotCompose(reasons)
    if not _is_public(issue) and not issue.is_old:
        put_in_order(issue)
        _fix_texts(issue)
        _count_pages(issue, on)
    edition = _draft(issue, by=by, on=on)
    issue.publication = edition.publication
    issue.save(update_fields=["publication"])
    audit.record("gazette.composed", about=issue, by=by, details={"edition": edition.pk})
    return edition


def locked(issue: Issue) -> Issue:
    rows = Issue.objects.select_for_update(of=("self",))
    return rows.select_related(
        "gazette__editor", "gazette__organisation", "gazette__column", "publication", "scan"
    ).get(pk=issue.pk)


def _fix_texts(issue: Issue) -> None:
    """Each entry names the text that is public now, with its number and the day of its approval."""
    entries = list(issue.entries.filter(publication__isnull=False))
    rows = {
        row.publication_id: row
        for row in LiveEdition.objects.filter(publication__in=[e.publication_id for e in entries])
    }
    for entry in entries:
        row = rows[entry.publication_id or 0]
        entry.revision_id, entry.number, entry.approved_on = (
            row.revision_id,
            row.document_number,
            row.written_on,
        )
        entry.start_page = entry.end_page = None
    Entry.objects.bulk_update(entries, ["revision", "number", "approved_on", "start_page", "end_page"])


def _count_pages(issue: Issue, on: date) -> None:
    """The pages on which the texts stand in the PDF made from the records."""
    rows = slots(issue, on, texts=True)
    try:
        found = marks("gazette", print_data(issue, rows, base=""), "gazette-page", title=issue.heading.name)
    except MayNotPrint as refused:
        raise MayNotCompose(refused.reasons) from refused
    pages = {(mark["index"], mark["at"]): mark["page"] for mark in found}
    for index, slot in enumerate(rows):
        slot.entry.start_page, slot.entry.end_page = pages[index, "start"], pages[index, "end"]
    Entry.objects.bulk_update([slot.entry for slot in rows], ["start_page", "end_page"])


def _draft(issue: Issue, *, by: Any, on: date) -> Edition:
    """The draft that bears the issue's text: a new publication, the open draft, or a new edition of what was public."""
    content = content_of(issue)
    if issue.publication is None:
        return publishing.start_draft(
            kind=Kind.objects.get(code=KIND),
            organisation_id=issue.gazette.editor_id,
            column=issue.gazette.column,
            content=content,
            by=by,
            on=on,
        )
    newest = issue.publication.editions.order_by("-number").first()
    edition = (
        newest
        if newest and newest.state in OPEN
        else publishing.start_edition(issue.publication, by=by, on=on)
    )
    base = publishing.newest_revision(edition).number
    publishing.save(edition, content, by=by, base=base, note="公报编排")
    edition.refresh_from_db()
    return edition


def content_of(issue: Issue) -> Mapping[str, Any]:
    """The signed content of an issue, made from its entries."""
    heading, lines = issue.heading, lines_of(issue)
    summary = f"{heading.name}，{heading.total_words}，共{len(lines)}篇。".replace("，，", "，")
    return {
        "title": heading.name.replace("《", "").replace("》", " "),
        "body": contents.body_of(heading, lines, scan_hash=issue.scan.sha256 if issue.scan else ""),
        "issuer": issue.gazette.organisation.name,
        "summary": summary,
        "elements": elements_of(issue),
        "attachments": _attachments(issue),
        "public_until": "long",
    }


def elements_of(issue: Issue) -> dict[str, Any]:
    day = issue.published_on
    return {
        "issuer": issue.gazette.organisation.name,
        "issue_year": issue.year,
        "issue_number": issue.number,
        "issue_total": issue.total,
        "written_on": day.isoformat() if day else "",
        "serial": issue.gazette.serial,
        "keywords": "政府公报",
    }


def _attachments(issue: Issue) -> list[Mapping[str, Any]]:
    scan = issue.scan
    if scan is None:
        return []
    name = f"{issue.heading.name}扫描件.pdf"
    return [
        {
            "name": name,
            "sha256": scan.sha256,
            "size": scan.size,
            "media_type": scan.media_type,
            "file_id": scan.pk,
        }
    ]


def lines_of(issue: Issue) -> list[contents.Line]:
    rows = issue.entries.select_related("publication", "revision").order_by("order", "pk")
    return [entry.line for entry in rows]


@transaction.atomic
def hand_in(issue: Issue, *, by: Any, on: date) -> Edition:
    """Hand a composed issue in to the one road. Refused where something changed since it was composed."""
    issue = locked(issue)
    edition = (
        Edition.objects.filter(publication=issue.publication_id, state__in=OPEN).first()
        if issue.publication_id
        else None
    )
    reasons = editing_refusals(issue.gazette, by=by, on=on)
    if edition is None:
        reasons.append(Refusal("请先编排本期，再送审。"))
    else:
        reasons += contents_refusals(issue, edition, on=on)
    if reasons or edition is None:
        raise MayNotCompose(reasons)
    submitted = publishing.submit(edition, by=by, on=on)
    audit.record("gazette.handed_in", about=issue, by=by, details={"edition": edition.pk})
    return submitted


def contents_refusals(issue: Issue, edition: Edition, *, on: date) -> list[Refusal]:
    """Why the text of an edition is not what the issue holds now."""
    body = publishing.content_of(publishing.newest_revision(edition)).body
    if contents.signed_code(body) != contents.digest(issue.heading, lines_of(issue)):
        return [Refusal(f"{issue}的目录在编排之后有改动，请重新编排。")]
    if _is_public(issue) or issue.is_old:
        return []
    return [
        Refusal(f"第{slot.entry.order}篇{slot.entry.number}{what}，请重新编排。")
        for slot in slots(issue, on)
        if (what := _drifted(slot))
    ]


def _drifted(slot: Slot) -> str:
    if slot.gone:
        return f"已停止公开（{slot.gone}）"
    return "在编排之后有了新的版本" if slot.is_superseded else ""


def guard(editions: Sequence[Edition]) -> list[Refusal]:
    """Guard of the one road: an issue goes out with exactly the contents that were signed."""
    issues = {
        issue.publication_id: issue
        for issue in Issue.objects.filter(
            publication__in=[e.publication_id for e in editions]
        ).select_related("gazette")
    }
    return [
        reason
        for edition in editions
        if edition.publication_id in issues
        for reason in contents_refusals(issues[edition.publication_id], edition, on=localdate())
    ]

"""What an issue prints: taken in, ordered, taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.gazette.models import Entry, Issue
from mingtang.gazette.queries.family import family_of
from mingtang.gazette.queries.proposals import printing_refusals
from mingtang.gazette.services.planning import editing_refusals, fixed_refusals
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition


class MayNotPrintThis(Refused):
    """A text may not be printed in an issue, or the issue may not be changed."""


@dataclass(frozen=True)
class Chosen:
    """A publication for an issue: its section, and why it is printed where that is forbidden in principle."""

    publication_id: int
    section: str
    exception: str = ""


def taking_refusals(issue: Issue, chosen: Chosen, *, on: date) -> list[Refusal]:
    """Why a publication may not be taken into an issue."""
    gazette = issue.gazette
    row = (
        LiveEdition.objects.select_related("revision__content")
        .filter(publication=chosen.publication_id)
        .first()
    )
    labels = publishing.labels_of([chosen.publication_id], on).get(chosen.publication_id, [])
    reasons = printing_refusals(
        gazette,
        family_of(gazette),
        row,
        labels,
        section=chosen.section,
        exception=chosen.exception,
        text=publishing.plain_text(publishing.content_of(row.revision).body) if row else "",
    )
    if chosen.section not in gazette.section_names:
        reasons.append(Refusal(f"公报没有“{chosen.section}”栏目，请从栏目设置中选择。"))
    before = Entry.objects.filter(publication=chosen.publication_id, issue__gazette=gazette)
    if (entry := before.select_related("issue").first()) is not None:
        reasons.append(Refusal(f"这份文件已编入{entry.issue}，不重复刊登。"))
    return reasons


@transaction.atomic
def take_in(issue: Issue, chosen: Sequence[Chosen], *, by: Any, on: date) -> list[Entry]:
    """Take publications into an issue, all or none; each goes to the end of its section."""
    issue = _locked(issue)
    reasons = [*editing_refusals(issue.gazette, by=by, on=on), *fixed_refusals(issue)]
    if not chosen:
        reasons.append(Refusal("请至少选一份文件。"))
    for choice in chosen:
        reasons += [_of(choice, reason) for reason in taking_refusals(issue, choice, on=on)]
    if reasons:
        raise MayNotPrintThis(reasons)
    rows = {
        row.publication_id: row
        for row in LiveEdition.objects.filter(publication__in=[c.publication_id for c in chosen])
    }
    entries = [_taken(issue, choice, rows[choice.publication_id]) for choice in chosen]
    put_in_order(issue)
    audit.record(
        "gazette.taken_in",
        about=issue,
        by=by,
        details={"publications": [choice.publication_id for choice in chosen]},
    )
    return entries


def _taken(issue: Issue, choice: Chosen, row: LiveEdition) -> Entry:
    return Entry.objects.create(
        issue=issue,
        section=choice.section,
        order=9999,
        publication_id=choice.publication_id,
        number=row.document_number,
        approved_on=row.written_on,
        exception=choice.exception.strip(),
    )


def _of(choice: Chosen, reason: Refusal) -> Refusal:
    """A reason that says which of several texts it is about."""
    title = (
        LiveEdition.objects.filter(publication=choice.publication_id).values_list("title", flat=True).first()
    )
    return Refusal(f"《{title}》：{reason.reason}" if title else reason.reason, reason.article)


@transaction.atomic
def take_out(entry: Entry, *, by: Any, on: date) -> Issue:
    """Take a text out of an issue that is not being signed and not public."""
    issue = _changeable(entry.issue, by, on)
    audit.record(
        "gazette.taken_out",
        about=issue,
        by=by,
        details={"publication": entry.publication_id, "order": entry.order},
    )
    entry.delete()
    put_in_order(issue)
    return issue


@transaction.atomic
def move(entry: Entry, *, by: Any, on: date, section: str = "", up: bool | None = None) -> Issue:
    """Move a text to another section, or one place up or down within its own."""
    issue = _changeable(entry.issue, by, on)
    entry = Entry.objects.get(pk=entry.pk)
    if section and section not in issue.gazette.section_names:
        raise MayNotPrintThis(f"公报没有“{section}”栏目，请从栏目设置中选择。")
    if section and section != entry.section:
        entry.section, entry.order = section, 9999
        entry.save(update_fields=["section", "order"])
    elif up is not None:
        _swap(entry, up)
    put_in_order(issue)
    audit.record("gazette.moved", about=issue, by=by, details={"entry": entry.pk})
    return issue


def _swap(entry: Entry, up: bool) -> None:
    rows = Entry.objects.filter(issue=entry.issue_id, section=entry.section)
    other = (
        rows.filter(order__lt=entry.order).order_by("-order").first()
        if up
        else rows.filter(order__gt=entry.order).order_by("order").first()
    )
    if other is not None:
        entry.order, other.order = other.order, entry.order
        Entry.objects.bulk_update([entry, other], ["order"])


def put_in_order(issue: Issue) -> None:
    """Number the texts from 1 on: by section as the gazette sets them, within a section as they stand."""
    names = issue.gazette.section_names
    entries = list(issue.entries.order_by("order", "pk"))
    first_seen = {name: place for place, name in reversed(list(enumerate(e.section for e in entries)))}

    def place(entry: Entry) -> tuple[int, int, int, int]:
        known = names.index(entry.section) if entry.section in names else len(names)
        return known, first_seen[entry.section] if known == len(names) else 0, entry.order, entry.pk

    changed = []
    for order, entry in enumerate(sorted(entries, key=place), 1):
        if entry.order != order:
            entry.order = order
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["order"])


def _locked(issue: Issue) -> Issue:
    rows = Issue.objects.select_for_update(of=("self",))
    return rows.select_related("gazette__editor", "gazette__organisation").get(pk=issue.pk)


def _changeable(issue: Issue, by: Any, on: date) -> Issue:
    issue = _locked(issue)
    if reasons := [*editing_refusals(issue.gazette, by=by, on=on), *fixed_refusals(issue)]:
        raise MayNotPrintThis(reasons)
    return issue

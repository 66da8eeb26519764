"""What the gazette adds to pages of others: where a document was printed, and the contents of an issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from mingtang.core.design.api import Part
from mingtang.gazette.labels import KIND, RULE
from mingtang.gazette.models import Entry, Issue
from mingtang.gazette.queries.contents import Slot, by_section, slots
from mingtang.gazette.queries.issues import citations_of
from mingtang.law.gazette import STANDARD_TEXT
from mingtang.publishing import api as publishing


def document_parts(edition: publishing.Edition, content: publishing.Content, on: date) -> list[Part]:
    """公报刊载 on the page of a document; on the page of an issue, its contents with the titles of today."""
    if content.kind == KIND:
        return _contents(edition, on)
    entries = citations_of(edition.publication_id)
    if not entries:
        return []
    labels = publishing.labels_of([edition.publication_id], on).get(edition.publication_id, [])
    is_rule = any(label.code == RULE for label in labels)
    context = {
        "citations": [_citation(entry, edition) for entry in entries],
        "standard_text": STANDARD_TEXT if is_rule else "",
    }
    mentions = frozenset(entry.issue.publication.public_id for entry in entries if entry.issue.publication)
    return [Part("公报刊载", "gazette/part_citations.html", context, mentions=mentions)]


def _citation(entry: Entry, edition: publishing.Edition) -> dict[str, Any]:
    printed = entry.revision
    return {
        "text": entry.citation,
        "issue_url": entry.issue.get_absolute_url(),
        "article_url": f"{entry.issue.get_absolute_url()}{entry.order}/",
        "code": printed.short_code if printed else "",
        "is_superseded": bool(printed and printed.pk != edition.live_revision_id),
    }


def item_parts(edition: publishing.Edition, user: Any, on: date) -> list[Part]:
    """On the desk's page of an issue: the contents with titles, for those who review it."""
    if edition.publication.kind.code != KIND:
        return []
    return _contents(edition, on)


def _contents(edition: publishing.Edition, on: date) -> list[Part]:
    issue = Issue.objects.filter(publication=edition.publication_id).select_related("gazette").first()
    if issue is None:
        return []
    rows = slots(issue, on)
    context = {
        "sections": by_section(rows),
        "issue_url": issue.get_absolute_url() if edition.state in publishing.VISIBLE else "",
    }
    return [Part("本期目录", "gazette/part_contents.html", context, mentions=_mentioned(rows))]


def _mentioned(rows: Sequence[Slot]) -> frozenset[str]:
    return frozenset(slot.entry.publication.public_id for slot in rows if slot.entry.publication)

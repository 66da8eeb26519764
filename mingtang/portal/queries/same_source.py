"""What the page and the feed carry of a publication: the hash of the text behind them (数据同源)."""

from __future__ import annotations

from django.utils.timezone import localdate

from mingtang.portal.queries import documents
from mingtang.publishing import api as publishing

IN_FEED = 30


def on_page(publication_id: int) -> str | None:
    """Of the text that the document's page shows; None where it is not public."""
    row = publishing.LiveEdition.objects.filter(publication=publication_id).first()
    edition = publishing.public_edition(row.public_id) if row else None
    if edition is None:
        return None
    shown = documents.page_of(edition, localdate())
    same = shown.content == publishing.content_of(shown.revision)
    return publishing.stored_hash(shown.revision) if same else "页面与正文不同"


def in_feed(publication_id: int) -> str | None:
    """Of the entry in the feed of its home column; None where newer ones have taken its place."""
    row = publishing.LiveEdition.objects.filter(publication=publication_id).first()
    if row is None:
        return None
    newest = publishing.newest_of([row.home_column_id], IN_FEED)
    entry = next((one for one in newest if one.publication_id == publication_id), None)
    return publishing.shown_by(entry) if entry else None

"""What lists and search carry of a publication: the hash of the text behind the row that they read (数据同源)."""

from __future__ import annotations

from mingtang.publishing.analysis.html import plain_text
from mingtang.publishing.models import LiveEdition, Placement
from mingtang.publishing.queries.editions import content_of, stored_hash
from mingtang.publishing.queries.public import searchable


def shown_by(row: LiveEdition) -> str:
    """The hash of the text behind a public row; a word instead where the row tells another title or number."""
    content = content_of(row.revision)
    number = str(content.elements.get("document_number") or "")
    if row.title != content.title or row.document_number != number[:60]:
        return "标题或文号与正文不同"
    return stored_hash(row.revision)


def in_columns(publication_id: int) -> str | None:
    """Of the row in its home column's list; None where no column lists it."""
    placed = Placement.objects.filter(live__publication=publication_id, direct=True)
    row = placed.select_related("live__revision__content").order_by("pk").first()
    return shown_by(row.live) if row else None


def in_search_text(publication_id: int) -> str | None:
    """Of what search is given; a word instead where the text is not that of the page."""
    live = LiveEdition.objects.filter(publication=publication_id).select_related("revision__content").first()
    if live is None:
        return None
    given = next(iter(searchable(after=live.pk - 1)), None)
    if given is None or given.public_id != live.public_id:
        return None
    if given.text != plain_text(content_of(live.revision).body):
        return "检索文本与正文不同"
    same = given.revision_hash == live.revision.content_hash
    return stored_hash(live.revision) if same else given.revision_hash

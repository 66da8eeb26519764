"""What the gazette carries of a publication: the hash of the text that it printed last (数据同源)."""

from __future__ import annotations

from mingtang.gazette.queries.issues import citations_of


def printed(publication_id: int) -> str | None:
    """Of the newest public issue that printed it; None where none did, or the issue came from stock without texts."""
    entries = [entry for entry in citations_of(publication_id) if entry.revision]
    return entries[-1].revision.content_hash if entries else None  # type: ignore[union-attr]

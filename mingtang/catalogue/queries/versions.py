"""权责清单 in its versions: the public editions of one publication, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.catalogue.analysis.tables import RowChange, compare_rows, rows_of
from mingtang.publishing import api as publishing

# Still readable beside the version of today. What was removed, taken down or erased is not among them.
READABLE = ("live", "superseded")


@dataclass(frozen=True)
class Version:
    """One public edition of a list."""

    number: int
    content: publishing.Content
    published_at: datetime | None
    is_current: bool

    def told(self, element: str) -> str:
        return str(self.content.elements.get(element) or "")

    @property
    def label(self) -> str:
        return self.told("list_edition") or f"第{self.number}版"


@dataclass(frozen=True)
class Comparison:
    """Two versions: their tables row by row, and every part of the text that differs."""

    old: Version
    new: Version
    rows: Sequence[RowChange]
    fields: Sequence[publishing.FieldDifference]

    def count(self, change: str) -> int:
        return sum(row.change == change for row in self.rows)


def versions_of(publication_id: int) -> list[Version]:
    """The versions of a public list that were and may be public, the newest first; none where the list is not public now."""
    rows = (
        publishing.Edition.objects.filter(publication_id=publication_id, scope="public", state__in=READABLE)
        .filter(live_revision__content__payload__isnull=False)
        .select_related("live_revision__content")
        .order_by("-number")
    )
    found = [
        Version(row.number, publishing.content_of(row.live_revision), row.published_at, row.state == "live")
        for row in rows
        if row.live_revision is not None
    ]
    found = [version for version in found if version.content.scope == "public"]
    return found if any(version.is_current for version in found) else []


def comparison(old: Version, new: Version) -> Comparison:
    return Comparison(
        old,
        new,
        compare_rows(rows_of(old.content.body), rows_of(new.content.body)),
        publishing.content_difference(old.content, new.content),
    )

"""Lists as pages show them: rows, filters, the pager and the pager by month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from mingtang.core.design.api import Chip, Document, Month, Tag
from mingtang.portal import labels
from mingtang.publishing import api as publishing

PAGE = 20
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def documents(rows: Sequence[publishing.LiveEdition], on: date, *, full: bool = False) -> list[Document]:
    """Rows of a list with the labels that hold today; `full` adds summaries."""
    found = publishing.labels_of([row.publication_id for row in rows], on)
    return [document(row, found.get(row.publication_id, ()), full=full) for row in rows]


def document(
    row: publishing.LiveEdition, found: Iterable[publishing.DatedLabel], *, full: bool = False
) -> Document:
    return Document(
        title=row.title,
        url=f"/doc/{row.public_id}.html",
        published_at=row.published_at,
        number=row.document_number,
        source=row.issuer,
        text=row.summary if full else "",
        tags=tags(found, withdrawn=row.withdrawn),
    )


def tags(found: Iterable[publishing.DatedLabel], *, withdrawn: bool = False) -> list[Tag]:
    """What a reader must see at a glance: not the labels that only lists are narrowed by."""
    words = [
        Tag(label.name, labels.LABEL_TONES.get(label.code, "neutral"))
        for label in found
        if label.family not in labels.UNSHOWN_FAMILIES
    ]
    return [Tag("已撤回", "bad"), *words] if withdrawn else words


# --- what a reader narrows a list to


@dataclass(frozen=True)
class Wanted:
    """What the query says, with the words for it. What is not known is left out."""

    filters: publishing.Filters = field(default_factory=publishing.Filters)
    kind: publishing.Kind | None = None
    body: Any = None
    older_than: publishing.Cursor | None = None
    newer_than: publishing.Cursor | None = None

    def parameters(self, **changed: str) -> dict[str, str]:
        """The filters as a query, some of them changed; an empty value takes one off."""
        month = self.filters.month
        given = {
            "kind": self.kind.code if self.kind else "",
            "unit": self.body.code if self.body else "",
            "month": f"{month:%Y-%m}" if month else "",
        }
        return {name: value for name, value in (given | changed).items() if value}

    def address(self, **changed: str) -> str:
        query = urlencode(self.parameters(**changed))
        return f"?{query}" if query else "?"


def wanted(query: Any, kinds: Iterable[publishing.Kind], bodies: Iterable[Any]) -> Wanted:
    kind = next((k for k in kinds if k.code == query.get("kind")), None)
    body = next((b for b in bodies if b.code == query.get("unit")), None)
    filters = publishing.Filters(
        kind_id=kind.pk if kind else None,
        organisation_id=body.pk if body else None,
        month=month_from(query.get("month", "")),
    )
    older, newer = cursor_from(query.get("before", "")), cursor_from(query.get("after", ""))
    return Wanted(filters, kind, body, older, None if older else newer)


def month_from(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) >= 1900 else None


def cursor_from(text: str) -> publishing.Cursor | None:
    """A place in a list from its address; None for anything else."""
    found = _CURSOR.fullmatch(text)
    if not found:
        return None
    seconds, micro = divmod(int(found[1]), 1_000_000)
    try:
        at = datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micro)
    except (OverflowError, ValueError, OSError):
        return None
    return publishing.Cursor(at, int(found[2]))


def cursor_text(cursor: publishing.Cursor) -> str:
    at = cursor.at.astimezone(UTC)
    return f"{int(at.replace(microsecond=0).timestamp()) * 1_000_000 + at.microsecond}-{cursor.edition}"


def chips(chosen: Wanted) -> list[Chip]:
    """The filters that are on."""
    found = []
    if chosen.kind:
        found.append(Chip(f"种类：{chosen.kind.name}", chosen.address(kind="")))
    if chosen.body:
        found.append(Chip(f"单位：{chosen.body.short_name}", chosen.address(unit="")))
    if month := chosen.filters.month:
        found.append(Chip(f"{month.year}年{month.month}月", chosen.address(month="")))
    return found


def pager(page: publishing.Page, chosen: Wanted) -> dict[str, str]:
    """Addresses of first, previous and next; empty where there is none."""
    first, last = page.first, page.last
    return {
        "first": chosen.address() if page.has_newer else "",
        "previous": chosen.address(after=cursor_text(first)) if page.has_newer and first else "",
        "next": chosen.address(before=cursor_text(last)) if page.has_older and last else "",
    }


def months(rows: Sequence[publishing.ColumnMonth], chosen: Wanted) -> list[Month]:
    """Months that hold something, with how much; figures are left out where another filter is on."""
    counted = not (chosen.kind or chosen.body)
    now = replace(chosen, older_than=None, newer_than=None)
    return [
        Month(
            row.month.year,
            row.month.month,
            now.address(month=f"{row.month:%Y-%m}"),
            count=row.count if counted else None,
            current=row.month == chosen.filters.month,
        )
        for row in rows
    ]

"""Looking for something inside the gazette: by title, number and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from mingtang.gazette.models import Entry, Gazette
from mingtang.gazette.queries.contents import Slot
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition

LIMIT = 100


@dataclass(frozen=True)
class Question:
    """What somebody looks for: words of the title or of the document number, a year, the number of an issue."""

    words: str = ""
    year: int | None = None
    number: int | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.year or self.number)


def search(gazette: Gazette, question: Question, on: date) -> list[Slot]:
    """Places in public issues, the newest first; texts that have left the site are not found. Two queries."""
    if question.is_empty:
        return []
    public = LiveEdition.objects.filter(publication=OuterRef("issue__publication"))
    rows = Entry.objects.filter(issue__gazette=gazette).filter(Exists(public))
    rows = rows.filter(Q(publication=None) | Q(publication__live__withdrawn=False))
    if question.year:
        rows = rows.filter(issue__year=question.year)
    if question.number:
        rows = rows.filter(issue__number=question.number)
    for word in question.words.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(number__icontains=word)
            | Q(publication__live__title__icontains=word)
            | Q(publication__live__document_number__icontains=word)
        )
    found = list(
        rows.select_related("issue", "publication__live", "revision").order_by(
            "-issue__year", "-issue__number", "order"
        )[:LIMIT]
    )
    labels = publishing.labels_of([e.publication_id for e in found if e.publication_id], on)
    return [_slot(gazette, entry, labels.get(entry.publication_id or 0, [])) for entry in found]


def _slot(gazette: Gazette, entry: Entry, labels: list[publishing.DatedLabel]) -> Slot:
    entry.issue.gazette = gazette
    return Slot(entry, entry.publication.live if entry.publication else None, labels)

"""分群体政策清单, made from what is public now: by definition, with a person's word beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mingtang.core.design.api import Document
from mingtang.policies.analysis.audiences import AUDIENCE_NAMES
from mingtang.policies.labels import KINDS
from mingtang.policies.models import AudienceMark, ListAddition, PolicyList
from mingtang.policies.queries.points import dead_word
from mingtang.policies.queries.topics import document_of
from mingtang.publishing import api as publishing
from mingtang.publishing.api import DatedLabel, LiveEdition

LISTED_KINDS = (*KINDS, "benefit")
# More than a reader can use; the library with its filters is for more.
LONGEST = 500


@dataclass(frozen=True)
class Listed:
    """One line of a list: the document, and whether a person put it there."""

    live: LiveEdition
    document: Document
    by_hand: bool


@dataclass(frozen=True)
class ListGroup:
    """The lines for one group of people."""

    code: str
    rows: Sequence[Listed]

    @property
    def name(self) -> str:
        return AUDIENCE_NAMES.get(self.code, self.code)

    @property
    def documents(self) -> list[Document]:
        return [row.document for row in self.rows]


@dataclass(frozen=True)
class ListPage:
    """A list as it stands today."""

    kept: PolicyList
    groups: Sequence[ListGroup]
    left_out: int

    @property
    def count(self) -> int:
        return len({row.live.pk for group in self.groups for row in group.rows})

    @property
    def updated_on(self) -> date:
        """The day of its newest line, or of the last look over it."""
        days = [row.live.published_at.date() for group in self.groups for row in group.rows]
        return max([self.kept.checked_on, *days])


def list_page(kept: PolicyList, on: date) -> ListPage:
    """The lines of a list by group. What ended (废止、失效、已截止) is left out and counted."""
    words = list(kept.additions.filter(publication__live__isnull=False).select_related("publication__live"))
    pairs = _defined(kept, on)
    pairs = {pair for pair in pairs if not _kept_off(pair, words)} | _by_hand(words)
    rows = LiveEdition.objects.in_bulk({edition for _, edition in pairs})
    found = publishing.labels_of([row.publication_id for row in rows.values()], on)
    ended = {pk for pk, row in rows.items() if row.withdrawn or has_ended(found.get(row.publication_id, ()))}
    groups = [
        ListGroup(code, [_listed(rows[pk], found, (code, pk) in _by_hand(words)) for pk in numbers])
        for code, numbers in _grouped(kept, pairs, ended).items()
    ]
    return ListPage(kept, groups, len(ended))


def _grouped(kept: PolicyList, pairs: set[tuple[str, int]], ended: set[int]) -> dict[str, list[int]]:
    """The editions of each group, the newest first."""
    return {
        group: sorted((pk for code, pk in pairs if code == group and pk not in ended), reverse=True)[:LONGEST]
        for group in kept.audiences
    }


def _listed(row: LiveEdition, found: dict[int, list[DatedLabel]], by_hand: bool) -> Listed:
    return Listed(row, document_of(row, found.get(row.publication_id, [])), by_hand)


def has_ended(found: Iterable[DatedLabel]) -> bool:
    labels = list(found)
    return bool(dead_word(labels)) or any(one.family == "benefit" and one.code == "closed" for one in labels)


def _defined(kept: PolicyList, on: date) -> set[tuple[str, int]]:
    """(group, edition) of what the definition selects."""
    marked = AudienceMark.objects.filter(code__in=kept.audiences, publication__live__isnull=False)
    fitting = _selected(kept, on)
    return {(code, pk) for code, pk in marked.values_list("code", "publication__live") if pk in fitting}


def _by_hand(words: Iterable[ListAddition]) -> set[tuple[str, int]]:
    return {(word.audience, word.publication.live.pk) for word in words if not word.excluded}


def _kept_off(pair: tuple[str, int], words: Iterable[ListAddition]) -> bool:
    code, edition = pair
    return any(w.excluded and w.publication.live.pk == edition and w.audience in ("", code) for w in words)


def _selected(kept: PolicyList, on: date) -> frozenset[int]:
    filters: dict[str, Sequence[str]] = {}
    if kept.topics:
        filters["topic"] = kept.topics
    if kept.levels:
        filters["level"] = kept.levels
    return frozenset(publishing.select(filters, on=on, within=LISTED_KINDS).editions)


# --- the lists


def open_lists(on: date) -> list[PolicyList]:
    """The lists in use."""
    rows = PolicyList.objects.select_related("organisation")
    return [kept for kept in rows if kept.closed_on is None or kept.closed_on > on]


def due_on(kept: PolicyList) -> date:
    """The day by which a list is to be looked over."""
    return kept.checked_on + timedelta(days=kept.check_every_days)

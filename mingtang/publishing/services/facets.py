"""Keeping the facets true: in the transaction in which an edition goes live, leaves, or changes its labels.

One read-modify-write for each chunk and value, however many editions change. The state row is locked first and held until
commit, after the audit chain as everywhere; so all changes stand in one order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from pyroaring import BitMap

from mingtang.publishing.analysis.content import Content
from mingtang.publishing.analysis.facets import (
    Number,
    Period,
    Value,
    by_chunk,
    holding,
    number_of,
    values_of,
)
from mingtang.publishing.models import (
    Column,
    DatedLabel,
    FacetChunk,
    FacetState,
    Kind,
    KindVersion,
    LiveEdition,
    NumberedEdition,
)
from mingtang.publishing.queries.facets import crossing

Key = tuple[str, str, int]  # family, value, chunk


def locked_state() -> FacetState:
    """The state row, ours until commit."""
    state = FacetState.objects.select_for_update().filter(pk=1).first()
    return state or FacetState.objects.create(pk=1, day=timezone.localdate())


class Ledger:
    """Changes to bitmaps, gathered and then written together, under one version."""

    def __init__(self) -> None:
        self.state = locked_state()
        self._put: dict[Value, set[int]] = {}
        self._taken: dict[Value, set[int]] = {}

    def put(self, edition: int, values: Iterable[Value]) -> None:
        for value in values:
            self._put.setdefault(value, set()).add(edition)

    def take(self, edition: int, values: Iterable[Value]) -> None:
        for value in values:
            self._taken.setdefault(value, set()).add(edition)

    def store(self) -> None:
        """Write what changed. The version grows also where nothing did: readers then look at the labels again."""
        put, taken = _by_key(self._put), _by_key(self._taken)
        standing = _standing(put.keys() | taken.keys())
        self.state.version += 1
        self.state.save()
        rows = []
        for key in sorted(put.keys() | taken.keys()):
            before = standing.get(key, BitMap())
            after = (before - taken.get(key, BitMap())) | put.get(key, BitMap())
            if after != before:
                rows.append(chunk_row(key, after, self.state.version))
        write(rows)


def _by_key(changes: dict[Value, set[int]]) -> dict[Key, BitMap]:
    return {
        (family, value, chunk): bits
        for (family, value), editions in changes.items()
        for chunk, bits in by_chunk(editions).items()
    }


def _standing(keys: Iterable[Key]) -> dict[Key, BitMap]:
    """The bitmaps of these keys as they stand."""
    wanted: dict[int, dict[str, list[str]]] = {}
    for family, value, chunk in keys:
        wanted.setdefault(chunk, {}).setdefault(family, []).append(value)
    found: dict[Key, BitMap] = {}
    for chunk, families in sorted(wanted.items()):
        any_of = Q()
        for family, values in families.items():
            any_of |= Q(family=family, value__in=values)
        rows = FacetChunk.objects.filter(any_of, chunk=chunk).values_list("family", "value", "chunk", "bits")
        found |= {(family, value, at): BitMap.deserialize(bytes(bits)) for family, value, at, bits in rows}
    return found


def chunk_row(key: Key, bits: BitMap, version: int) -> FacetChunk:
    family, value, chunk = key
    return FacetChunk(family=family, value=value, chunk=chunk, bits=bits.serialize(), version=version)


def write(rows: Sequence[FacetChunk]) -> None:
    FacetChunk.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["family", "value", "chunk"],
        update_fields=["bits", "version"],
    )


# --- editions that come and go


def add(rows: Sequence[tuple[LiveEdition, Content]], columns: Iterable[int]) -> None:
    """Editions went live in these columns."""
    ledger = Ledger()
    facts = list(facts_of(rows, sites_of(columns)))
    for (live, _), (values, _number) in zip(rows, facts, strict=True):
        ledger.put(live.pk, values)
    for edition, family, labels in _labels(live for live, _ in rows):
        ledger.put(edition, ((family, code) for code in holding(labels, ledger.state.day)))
    NumberedEdition.objects.bulk_create(
        NumberedEdition(live=live, **number._asdict())
        for (live, _), (_values, number) in zip(rows, facts, strict=True)
        if number is not None
    )
    ledger.store()


def remove(live: LiveEdition, content: Content, columns: Iterable[int]) -> None:
    """An edition leaves these columns, and all lists."""
    ledger = Ledger()
    for values, _ in facts_of([(live, content)], sites_of(columns)):
        ledger.take(live.pk, values)
    for edition, family, labels in _labels([live]):
        ledger.take(edition, ((family, code) for code in holding(labels, ledger.state.day)))
    ledger.store()


def sites_of(columns: Iterable[int]) -> list[int]:
    return list(Column.objects.filter(pk__in=list(columns)).values_list("site_id", flat=True).distinct())


def facts_of(
    rows: Iterable[tuple[LiveEdition, Content]], sites: Iterable[int]
) -> Iterator[tuple[frozenset[Value], Number | None]]:
    """The values and the number of each edition, from its signed text."""
    sites, kinds = list(sites), dict(Kind.objects.values_list("pk", "code"))
    hidden: dict[tuple[int, int], frozenset[str]] = {}
    for live, content in rows:
        version = (live.kind_id, content.kind_version)
        if version not in hidden:
            hidden[version] = _hidden(*version)
        day = timezone.localdate(live.published_at)
        number = number_of(live.document_number, live.written_on or day)
        yield (
            values_of(
                kind=kinds[live.kind_id],
                organisation=live.organisation_id,
                issuer=live.issuer,
                day=day,
                number=number,
                sites=sites,
                elements={k: v for k, v in content.elements.items() if k not in hidden[version]},
            ),
            number,
        )


def _hidden(kind: int, number: int) -> frozenset[str]:
    """Elements that this version of a kind does not show."""
    elements: list[dict[str, Any]] = (
        KindVersion.objects.filter(kind=kind, number=number).values_list("elements", flat=True).first() or []
    )
    return frozenset(element["code"] for element in elements if not element.get("public", True))


def _labels(lives: Iterable[LiveEdition]) -> Iterator[tuple[int, str, list[Period]]]:
    """All dated labels of editions, by edition and family."""
    editions = {live.publication_id: live.pk for live in lives}
    found: dict[tuple[int, str], list[Period]] = {}
    rows = DatedLabel.objects.filter(publication_id__in=list(editions))
    for publication, family, code, begins, ends in rows.values_list(
        "publication_id", "family", "code", "valid_from", "valid_until"
    ):
        found.setdefault((editions[publication], family), []).append((code, begins, ends))
    for (edition, family), labels in found.items():
        yield edition, family, labels


# --- labels that change, and days that pass


def relabel(family: str, changes: Iterable[tuple[int, Sequence[Period], Sequence[Period]]]) -> None:
    """Labels of public editions changed: (edition, what stood, what stands)."""
    ledger = Ledger()
    day = ledger.state.day
    for edition, before, after in changes:
        ledger.take(edition, ((family, code) for code in holding(before, day) - holding(after, day)))
        ledger.put(edition, ((family, code) for code in holding(after, day)))
    ledger.store()


@transaction.atomic
def turn_labels(day: date) -> int:
    """Let the stored bitmaps stand as of a day; returns how many editions changed a label.

    Daily. Readers do not wait for it: they apply what lies between the stored day and theirs by themselves.
    """
    ledger = Ledger()
    if ledger.state.day == day:
        return 0
    turned = set()
    for family, edition, before, after in crossing(ledger.state.day, day):
        ledger.take(edition, ((family, code) for code in before - after))
        ledger.put(edition, ((family, code) for code in after - before))
        turned.add(edition)
    ledger.state.day = day
    ledger.store()
    return len(turned)

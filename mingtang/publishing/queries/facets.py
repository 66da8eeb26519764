"""Which public editions have which value: bitmaps that each web process keeps in memory.

A request asks one question, what is newer than what it knows; the rest is arithmetic on bitmaps (`selections`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q
from pyroaring import BitMap

from mingtang.publishing.analysis.facets import CHUNK, Period, holding, years_of
from mingtang.publishing.models import DatedLabel, FacetChunk, FacetState

Bitmaps = Mapping[str, Mapping[str, BitMap]]  # family → value → editions


# --- labels that turn


def crossing(before: date, after: date) -> Iterator[tuple[str, int, frozenset[str], frozenset[str]]]:
    """Public editions whose labels change between two days: (family, edition, codes on the one, codes on the other)."""
    early, late = sorted((before, after))
    turning = DatedLabel.objects.filter(
        Q(valid_from__gt=early, valid_from__lte=late) | Q(valid_until__gte=early, valid_until__lt=late)
    )
    rows = DatedLabel.objects.filter(
        publication__in=turning.values("publication"), publication__live__isnull=False
    )
    found: dict[tuple[str, int], list[Period]] = {}
    for family, edition, code, begins, ends in rows.values_list(
        "family", "publication__live__edition_id", "code", "valid_from", "valid_until"
    ):
        found.setdefault((family, edition), []).append((code, begins, ends))
    for (family, edition), labels in found.items():
        codes, later = holding(labels, before), holding(labels, after)
        if codes != later:
            yield family, edition, codes, later


# --- what a process knows


@dataclass(frozen=True)
class Known:
    """Bitmaps of one version, as of one day. Never changed: what is newer is another one."""

    version: int
    day: date
    bitmaps: Bitmaps

    def on(self, day: date) -> Bitmaps:
        """The same as of another day: what begins and ends between is applied."""
        if day == self.day or not self.bitmaps:
            return self.bitmaps
        changed = {family: dict(values) for family, values in self.bitmaps.items()}
        put: dict[tuple[str, str], list[int]] = {}
        taken: dict[tuple[str, str], list[int]] = {}
        for family, edition, codes, later in crossing(self.day, day):
            for code in later - codes:
                put.setdefault((family, code), []).append(edition)
            for code in codes - later:
                taken.setdefault((family, code), []).append(edition)
        for family, code in put.keys() | taken.keys():
            values = changed.setdefault(family, {})
            kept = values.get(code, BitMap()) - BitMap(taken.get((family, code), ()))
            values[code] = kept | BitMap(put.get((family, code), ()))
        return changed


class Memory:
    """The newest state that this process has read. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: Known | None = None
        self._turned: tuple[int, date, Bitmaps] | None = None

    def bitmaps(self, on: date) -> Bitmaps:
        """What stands now, as of a day."""
        with self._lock:
            self._known = known = newer_than(self._known)
            if self._turned is None or self._turned[:2] != (known.version, on):
                self._turned = (known.version, on, known.on(on))
            return self._turned[2]


# By the name of the database: tests turn one process to several.
_memories: dict[str, Memory] = {}


def bitmaps(on: date) -> Bitmaps:
    """All bitmaps as of a day. Within a transaction they are read anew and not remembered: it may be rolled back."""
    if connection.in_atomic_block:
        return newer_than(None).on(on)
    name = str(connection.settings_dict["NAME"])
    return _memories.setdefault(name, Memory()).bitmaps(on)


_NEWER = """SELECT s.version, s.day, c.family, c.value, c.chunk, c.bits FROM {state} s
    LEFT JOIN {chunk} c ON c.version > %s WHERE s.id = 1"""


def newer_than(known: Known | None) -> Known:
    """What stands now, reading only chunks that are newer than what is known; one statement, so that it fits together."""
    rows = _rows_above(known.version if known else -1)
    if known and rows and rows[0][0] < known.version:  # an older copy was put back
        return newer_than(None)
    if not rows:
        return Known(0, date.min, {})
    version, day = rows[0][:2]
    if known and (version, day) == (known.version, known.day):
        return known
    bitmaps = {family: dict(values) for family, values in known.bitmaps.items()} if known else {}
    for (family, value), parts in _grouped(rows).items():
        values = bitmaps.setdefault(family, {})
        values[value] = _replaced(values.get(value), parts)
    bitmaps["year"] = years_of(bitmaps.get("month", {}))
    return Known(version, day, bitmaps)


def _rows_above(version: int) -> list[tuple[int, date, str | None, str, int, bytes]]:
    sql = _NEWER.format(state=FacetState._meta.db_table, chunk=FacetChunk._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql, [version])
        rows = cursor.fetchall()
    return [(row[0], _day(row[1]), *row[2:]) for row in rows]


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _grouped(
    rows: Sequence[tuple[int, date, str | None, str, int, bytes]],
) -> dict[tuple[str, str], dict[int, BitMap]]:
    found: dict[tuple[str, str], dict[int, BitMap]] = {}
    for _, _, family, value, chunk, bits in rows:
        if family is not None:
            found.setdefault((family, value), {})[chunk] = BitMap.deserialize(bytes(bits))
    return found


def _replaced(before: BitMap | None, parts: Mapping[int, BitMap]) -> BitMap:
    """A bitmap with some of its chunks read anew."""
    if not before:
        return BitMap.union(*parts.values())
    after = before.copy()
    for chunk in parts:
        after.remove_range(chunk * CHUNK, (chunk + 1) * CHUNK)
    return BitMap.union(after, *parts.values())

"""Filters that combine, with counts, over all public editions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from pyroaring import BitMap

from mingtang.publishing.models import LiveEdition, NumberedEdition
from mingtang.publishing.queries import walking
from mingtang.publishing.queries.facets import Bitmaps, bitmaps
from mingtang.publishing.queries.walking import Place, SelectedPage

# How many titles a search by title looks through, the newest first.
LOOKED_THROUGH = 10_000
AT_ONCE = 1000
_NUMBER = re.compile(r"(\D{1,60})[〔\[(（【［](\d{4})[〕\])）】］](?:第?0*(\d{1,15})号?)?", re.ASCII)


def select(
    filters: Mapping[str, Sequence[str]], *, on: date, within: Sequence[str] = (), site: int | None = None
) -> Selection:
    """Public editions that have, of each family named, one of the values; of some kinds and on one site where named.

    The empty value stands for editions that have no value of the family. What nobody has selects nothing.
    """
    known = bitmaps(on)
    frame: dict[str, Sequence[str]] = {"kind": within} if within else {}
    if site is not None:
        frame["site"] = [str(site)]
    everything = BitMap.union(BitMap(), *known.get("kind", {}).values())
    return Selection(known, _all_of(known, frame, everything), filters)


def _all_of(known: Bitmaps, filters: Mapping[str, Sequence[str]], everything: BitMap) -> BitMap:
    parts = [_any_of(known.get(family, {}), values, everything) for family, values in filters.items()]
    return BitMap.intersection(everything, *parts) if parts else everything


def _any_of(values: Mapping[str, BitMap], wanted: Sequence[str], everything: BitMap) -> BitMap:
    parts = [values[value] for value in wanted if value in values]
    if "" in wanted:
        parts.append(BitMap.difference(everything, *values.values()) if values else everything)
    return BitMap.union(BitMap(), *parts)


class Selection:
    """Some public editions: how many, how many of each value, and page by page."""

    def __init__(self, known: Bitmaps, frame: BitMap, filters: Mapping[str, Sequence[str]]) -> None:
        self._known, self._frame, self._filters = known, frame, dict(filters)

    @cached_property
    def editions(self) -> BitMap:
        """The numbers of the editions selected."""
        return _all_of(self._known, self._filters, self._frame)

    @property
    def total(self) -> int:
        return len(self.editions)

    def _without(self, family: str) -> BitMap:
        """What the other filters leave."""
        if family not in self._filters:
            return self.editions
        others = {name: values for name, values in self._filters.items() if name != family}
        return _all_of(self._known, others, self._frame)

    def counts(self, family: str) -> dict[str, int]:
        """How many editions each value of a family would select beside the other filters; values of none are left out.

        The empty value counts editions that have no value of the family.
        """
        rest = self._without(family)
        values = self._known.get(family, {})
        found = {value: rest.intersection_cardinality(bits) for value, bits in values.items()}
        found[""] = len(BitMap.difference(rest, *values.values())) if values else len(rest)
        return {value: count for value, count in found.items() if count}

    def page(
        self,
        order: str = "newest",
        *,
        older_than: Place | None = None,
        newer_than: Place | None = None,
        limit: int = 20,
    ) -> SelectedPage:
        """A page, the newest first; or by `number`: the newest year first, what has no number after all others."""
        parts = [(walking.TIME, self.editions)]
        if order == "number":
            years = self._known.get(walking.NUMBER.family, {}).values()
            numbered = self.editions & BitMap.union(BitMap(), *years)
            parts = [(walking.NUMBER, numbered), (walking.TIME, self.editions - numbered)]
        return walking.page(parts, self._known, older_than=older_than, newer_than=newer_than, limit=limit)

    def matching(self, text: str, *, beside: str = "") -> tuple[Selection, bool]:
        """Those with this document number, or whose title contains these words; and whether all were looked through.

        A number may stop after its year. Of very many documents the newest titles that fit the filters are read, those of
        the family `beside` left open, so that its counts stay whole. Words in full texts are for the search engine.
        """
        hits = _numbered(text)
        if hits is not None:
            return self._among(hits), True
        among = self._frame if len(self._frame) <= LOOKED_THROUGH else self._without(beside)
        newest = self._newest(among)
        return self._among(_titled(text, newest)), len(newest) == len(among)

    def _among(self, hits: BitMap) -> Selection:
        return Selection(self._known, self._frame & hits, self._filters)

    def _newest(self, among: BitMap) -> BitMap:
        """About as many as are looked through: whole months, the newest first."""
        if len(among) <= LOOKED_THROUGH:
            return among
        found = BitMap()
        for _, bits in sorted(self._known.get("month", {}).items(), reverse=True):
            if len(found) >= LOOKED_THROUGH:
                break
            found |= among & bits
        return BitMap(list(found)[-LOOKED_THROUGH:])


def _numbered(text: str) -> BitMap | None:
    """Editions of a document number, or of a mark and year; None where the text is no number."""
    plain = "".join(text.split())
    # The index holds numbers only; SQLite uses it where the question says so too.
    numbered = LiveEdition.objects.exclude(document_number="")
    hits = BitMap(numbered.filter(document_number=plain).values_list("pk", flat=True))
    parts = _NUMBER.fullmatch(plain)
    if parts is None:
        return hits or None
    rows = NumberedEdition.objects.filter(year=int(parts[2]), mark=parts[1])
    if parts[3]:
        rows = rows.filter(serial=int(parts[3]))
    return hits | BitMap(rows.values_list("pk", flat=True))


def _titled(text: str, among: BitMap) -> BitMap:
    """Those of these editions whose title contains every word."""
    editions, found = list(among), BitMap()
    for start in range(0, len(editions), AT_ONCE):
        rows = LiveEdition.objects.filter(pk__in=editions[start : start + AT_ONCE])
        for word in text.split():
            rows = rows.filter(title__contains=word)
        found |= BitMap(rows.values_list("pk", flat=True))
    return found

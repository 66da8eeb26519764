"""What a public edition can be filtered by, read from its signed text; and bitmaps of editions by chunks. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pyroaring import BitMap

from mingtang.law.document_metadata import document_number_findings, parse_document_number

# Families that follow from the signed text and its places; every other family is one of dated labels.
SIGNED = frozenset(
    {
        "site",
        "kind",
        "organisation",
        "issuer",
        "topic",
        "genre",
        "audience",
        "month",
        "year",
        "number_year",
    }
)
LONGEST = 120
CHUNK = 1 << 16
_TOPIC_PARTS = re.compile(r"\s*[\\/＼／>＞]\s*")
_JOINED = re.compile(r"[、,，;；\s]+")

Value = tuple[str, str]  # family, value
Period = tuple[str, date | None, date | None]  # code, from, until; both inclusive


class Number(NamedTuple):
    """Where a document number stands among others: the newest year first, then mark and serial."""

    year: int
    mark: str
    serial: int


def number_of(text: str, day: date) -> Number | None:
    """The place of a document number, or None where it is no number. An order without a year takes that of its day."""
    if not text:
        return None
    found = parse_document_number(text) or parse_document_number(_mended(text))
    return Number(found.year or day.year, found.mark, found.serial) if found else None


def _mended(text: str) -> str:
    return next((f.suggestion for f in document_number_findings(text) if f.suggestion), "")


def values_of(
    *,
    kind: str,
    organisation: int,
    issuer: str,
    day: date,
    number: Number | None,
    sites: Iterable[int],
    elements: Mapping[str, Any],
) -> frozenset[Value]:
    """All (family, value) of an edition. `day` is that of its publication, `elements` are those that are public."""
    found = {("kind", kind), ("organisation", str(organisation)), ("month", f"{day:%Y-%m}")}
    found |= {("site", str(site)) for site in sites}
    found |= {("issuer", name) for name in (issuer, *_several(elements.get("joint_issuers")))}
    found |= {("topic", part) for topic in _listed(elements.get("topic")) for part in _levels(topic)}
    found |= {("genre", value) for value in _listed(elements.get("genre"))}
    # Of several choices only: where a kind lets one write freely, each text would be a value of its own.
    if isinstance(elements.get("audience"), list):
        found |= {("audience", value) for value in _listed(elements["audience"])}
    if number is not None:
        found.add(("number_year", str(number.year)))
    return frozenset((family, value[:LONGEST]) for family, value in found if value)


def _listed(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text.strip() for text in values if isinstance(text, str)]


def _several(value: Any) -> list[str]:
    return [name for text in _listed(value) for name in _JOINED.split(text)]


def _levels(topic: str) -> list[str]:
    """A topic's upper level, and both levels where it names two."""
    parts = [part for part in _TOPIC_PARTS.split(topic) if part]
    return ["\\".join(parts[: depth + 1]) for depth in range(min(len(parts), 2))]


# --- bitmaps


class Gathered:
    """Bitmaps of all values, made anew."""

    def __init__(self) -> None:
        self.bitmaps: dict[Value, BitMap] = {}

    def add(self, edition: int, values: Iterable[Value]) -> None:
        for value in values:
            self.bitmaps.setdefault(value, BitMap()).add(edition)

    def chunks(self) -> Iterator[tuple[str, str, int, BitMap]]:
        """All of it as (family, value, chunk, bitmap)."""
        for (family, value), bits in sorted(self.bitmaps.items(), key=lambda item: item[0]):
            for chunk, part in chunks_of(bits):
                yield family, value, chunk, part


def by_chunk(editions: Iterable[int]) -> dict[int, BitMap]:
    """Editions parted into chunks."""
    found: dict[int, BitMap] = {}
    for edition in editions:
        found.setdefault(edition // CHUNK, BitMap()).add(edition)
    return found


def chunks_of(bits: BitMap) -> Iterator[tuple[int, BitMap]]:
    """A whole bitmap parted into chunks, empty ones left out."""
    if not bits:
        return
    for chunk in range(bits.min() // CHUNK, bits.max() // CHUNK + 1):
        part = bits & BitMap(range(chunk * CHUNK, (chunk + 1) * CHUNK))
        if part:
            yield chunk, part


def years_of(months: Mapping[str, BitMap]) -> dict[str, BitMap]:
    """The years of bitmaps by month."""
    parts: dict[str, list[BitMap]] = {}
    for month, bits in months.items():
        parts.setdefault(month[:4], []).append(bits)
    return {year: BitMap.union(*bits) for year, bits in parts.items()}


def holding(labels: Sequence[Period], on: date) -> frozenset[str]:
    """The codes that hold on a day."""
    return frozenset(
        code
        for code, begins, ends in labels
        if (begins is None or begins <= on) and (ends is None or on <= ends)
    )

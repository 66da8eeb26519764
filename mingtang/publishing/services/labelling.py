"""Dated labels: what a trade says of a publication from a day until a day (validity, level). Outside the signed text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.publishing.analysis.facets import SIGNED, Period
from mingtang.publishing.models import DatedLabel, LiveEdition, PublicChange
from mingtang.publishing.services import facets

AT_ONCE = 500
# Where more pages changed than this, caches are told to forget everything.
NAMED_CHANGES = 200


class Label(NamedTuple):
    """A label that holds from a day until a day, both inclusive; None leaves that side open."""

    code: str
    name: str
    valid_from: date | None = None
    valid_until: date | None = None


Row = tuple[str, str, date | None, date | None]


def set_labels(publication_id: int, family: str, rows: Iterable[Row], *, by: Any = None) -> bool:
    """Let exactly these labels of a family stand on a publication; True where that changed anything.

    Part of the act that decided so. ValueError for a family that follows from the signed text, or a period that ends
    before it begins.
    """
    return set_labels_many(family, {publication_id: tuple(rows)}, by=by) > 0


@transaction.atomic
def set_labels_many(family: str, wanted: Mapping[int, Sequence[Row]], *, by: Any = None) -> int:
    """The same for many publications at once; returns how many changed. Facets and caches follow."""
    _must_be_right(family, wanted)
    if not _changed(family, wanted):
        return 0
    # The chain before all else, as everywhere; what was read before its turn came is read again.
    entry = {"family": family, "publications": sorted(wanted)}
    audit.record("publishing.labelled", about=None, by=by, details=entry)
    changed = _changed(family, wanted)
    for part in _parts(list(changed)):
        DatedLabel.objects.filter(publication_id__in=part, family=family).delete()
    DatedLabel.objects.bulk_create(
        (
            DatedLabel(publication_id=publication, family=family, **Label(*row)._asdict())
            for publication in changed
            for row in wanted[publication]
        ),
        batch_size=AT_ONCE,
    )
    _tell(family, changed, wanted)
    return len(changed)


def _must_be_right(family: str, wanted: Mapping[int, Sequence[Row]]) -> None:
    if family in SIGNED:
        raise ValueError(f"“{family}”由已签文本决定，不能用日期标签设置。")
    for rows in wanted.values():
        for code, _, begins, ends in rows:
            if begins and ends and ends < begins:
                raise ValueError(f"标签“{code}”的期间先止后起：{begins}至{ends}。")


def _changed(family: str, wanted: Mapping[int, Sequence[Row]]) -> dict[int, list[Row]]:
    """What stands on the publications whose labels are not those wanted."""
    standing: dict[int, list[Row]] = {publication: [] for publication in wanted}
    for part in _parts(list(wanted)):
        rows = DatedLabel.objects.filter(publication_id__in=part, family=family).order_by("pk")
        for publication, code, name, begins, ends in rows.values_list(
            "publication_id", "code", "name", "valid_from", "valid_until"
        ):
            standing[publication].append((code, name, begins, ends))
    return {pk: rows for pk, rows in standing.items() if rows != [tuple(row) for row in wanted[pk]]}


def _tell(family: str, before: Mapping[int, Sequence[Row]], after: Mapping[int, Sequence[Row]]) -> None:
    """Turn the facets of those that are public, and let caches forget their pages."""
    live: dict[int, tuple[int, str]] = {}
    for part in _parts(list(before)):
        rows = LiveEdition.objects.filter(publication_id__in=part)
        live |= {
            p: (pk, public_id) for p, pk, public_id in rows.values_list("publication_id", "pk", "public_id")
        }
    if not live:
        return
    facets.relabel(family, [(live[p][0], _periods(before[p]), _periods(after[p])) for p in sorted(live)])
    names = [public_id for _, public_id in live.values()] if len(live) <= NAMED_CHANGES else [""]
    PublicChange.objects.bulk_create(PublicChange(public_id=name) for name in names)


def _periods(rows: Sequence[Row]) -> list[Period]:
    return [(code, begins, ends) for code, _, begins, ends in rows]


def _parts(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), AT_ONCE):
        yield pks[start : start + AT_ONCE]

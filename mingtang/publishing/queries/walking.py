"""A page of a selection by keyset: the newest first, or by document number.

Each order parts the editions into buckets that memory knows: months, or years of numbers. From the place where the page
begins, buckets are gathered until they hold enough; the few editions in them are sorted by the database. Where a bucket
holds many, the index is walked instead and asked against memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import BooleanField, DateTimeField, F, Func, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from pyroaring import BitMap

from mingtang.publishing.models import LiveEdition, NumberedEdition
from mingtang.publishing.queries.public import month_bounds

Key = tuple[Any, ...]
STRIDE, LONGEST_STRIDE = 500, 8000
_TIME = re.compile(r"t(\d{1,17})-(\d{1,18})", re.ASCII)
_NUMBER = re.compile(r"n(\d{4})-(\d{1,15})-(\d{1,18})-(\D{1,60})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """The row at which a page ends or begins: what it is sorted by, the number of the edition last."""

    order: str
    key: Key

    def __str__(self) -> str:
        """As it stands in an address; `place_from` reads it."""
        if self.order == NUMBER.name:
            year, mark, serial, edition = self.key
            return f"n{year}-{serial}-{edition}-{mark}"
        at, edition = self.key[0].astimezone(UTC), self.key[1]
        return f"t{int(at.replace(microsecond=0).timestamp()) * 1_000_000 + at.microsecond}-{edition}"


def place_from(text: str) -> Place | None:
    """A place from an address; None for anything else."""
    if found := _NUMBER.fullmatch(text):
        return Place(NUMBER.name, (int(found[1]), found[4], int(found[2]), int(found[3])))
    found = _TIME.fullmatch(text)
    if not found:
        return None
    seconds, micro = divmod(int(found[1]), 1_000_000)
    try:
        at = datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micro)
    except (OverflowError, ValueError, OSError):
        return None
    return Place(TIME.name, (at, int(found[2])))


@dataclass(frozen=True)
class SelectedPage:
    """A page of a selection; the places at its ends are None where there is no more."""

    rows: list[LiveEdition]
    newer: Place | None = None
    older: Place | None = None


@dataclass(frozen=True)
class Order:
    """How rows are sorted: by these fields, largest first, in buckets of a family."""

    name: str
    family: str
    fields: tuple[str, ...]
    rows: Callable[[str], QuerySet[Any]]  # of one bucket, or of all where none is named
    bucket: Callable[[Key], str]


def _by_time(month: str) -> QuerySet[Any]:
    rows = LiveEdition.objects.all()
    if not month:
        return rows
    start, end = month_bounds(date(int(month[:4]), int(month[5:]), 1))
    return rows.filter(published_at__gte=start, published_at__lt=end)


def _by_number(year: str) -> QuerySet[Any]:
    rows = NumberedEdition.objects.all()
    return rows.filter(year=int(year)) if year else rows


TIME = Order(
    "time", "month", ("published_at", "pk"), _by_time, lambda key: f"{timezone.localtime(key[0]):%Y-%m}"
)
NUMBER = Order("number", "number_year", ("year", "mark", "serial", "pk"), _by_number, lambda key: str(key[0]))


def page(
    parts: Sequence[tuple[Order, BitMap]],
    buckets: Mapping[str, Mapping[str, BitMap]],
    *,
    older_than: Place | None,
    newer_than: Place | None,
    limit: int,
) -> SelectedPage:
    """A page of editions that stand in parts one after another, each with its own order.

    A place of another order is no place here: the list then begins at its top.
    """
    names = {order.name for order, _ in parts}
    older_than, newer_than = (p if p and p.order in names else None for p in (older_than, newer_than))
    upwards = newer_than is not None
    place = newer_than or older_than
    keys = _keys(parts, buckets, place, upwards=upwards, need=limit + 1)
    shown = keys[:limit][::-1] if upwards else keys[:limit]
    rows = LiveEdition.objects.in_bulk([key[-1] for _, key in shown])
    more = len(keys) > limit
    has_newer, has_older = (more, True) if upwards else (place is not None, more)
    return SelectedPage(
        [rows[key[-1]] for _, key in shown if key[-1] in rows],
        Place(*shown[0]) if shown and has_newer else None,
        Place(*shown[-1]) if shown and has_older else None,
    )


def _keys(
    parts: Sequence[tuple[Order, BitMap]],
    buckets: Mapping[str, Mapping[str, BitMap]],
    place: Place | None,
    *,
    upwards: bool,
    need: int,
) -> list[tuple[str, Key]]:
    """The next keys from a place on, each with the name of its order."""
    ahead = list(parts)
    if place is not None:
        begin = [order.name for order, _ in parts].index(place.order)
        ahead = ahead[begin::-1] if upwards else ahead[begin:]
    found: list[tuple[str, Key]] = []
    for order, editions in ahead:
        if len(found) >= need:
            break
        here = place if place and place.order == order.name else None
        walk = _Walk(order, editions, buckets.get(order.family, {}), here, upwards, need - len(found))
        found += [(order.name, key) for key in walk.met()]
    return found


class _Walk:
    """The way through one part: buckets with few are gathered and sorted at once, in those with many the index is walked."""

    def __init__(
        self,
        order: Order,
        editions: BitMap,
        buckets: Mapping[str, BitMap],
        place: Place | None,
        upwards: bool,
        need: int,
    ) -> None:
        self.order, self.editions, self.buckets = order, editions, buckets
        self.place, self.upwards, self.need = place, upwards, need
        self.found: list[Key] = []

    def met(self) -> list[Key]:
        """The next keys, as many as are needed where there are so many."""
        gathered, sure = BitMap(), 0
        start = self.order.bucket(self.place.key) if self.place else None
        for bucket in self._ahead(start):
            here = self.editions & self.buckets[bucket]
            if self._is_dense(len(here), len(self.buckets[bucket])):
                self._sort(gathered)
                gathered, sure = BitMap(), 0
                self._walk(bucket, here)
            else:
                gathered |= here
                # Of the bucket in which the place lies, some may lie behind.
                sure += len(here) if bucket != start else 0
            if len(self.found) + sure >= self.need:
                break
        self._sort(gathered)
        return self.found

    def _ahead(self, start: str | None) -> list[str]:
        names = sorted(self.buckets, reverse=not self.upwards)
        if start is None:
            return names
        return [name for name in names if (name >= start if self.upwards else name <= start)]

    def _is_dense(self, here: int, all_: int) -> bool:
        """Whether walking the index until enough are met is likely to be less than to sort them all."""
        return here * here > self.need * all_ and here > STRIDE

    def _sort(self, editions: BitMap) -> None:
        if editions and len(self.found) < self.need:
            rows = self._beyond(self.order.rows("").filter(pk__in=list(editions)), self._place())
            # The few that are named are to be read and sorted. By its plain name the first field would lead PostgreSQL to
            # walk the index of the order past all those that are not asked for.
            first, *rest = rows.query.order_by
            named = F(str(first).removeprefix("-"))
            still = Coalesce(named, named)
            rows = rows.order_by(still.asc() if self.upwards else still.desc(), *rest)
            self.found += list(rows[: self.need - len(self.found)])

    def _walk(self, bucket: str, editions: BitMap) -> None:
        place, stride = self._place(), STRIDE
        while len(self.found) < self.need:
            keys = list(self._beyond(self.order.rows(bucket), place)[:stride])
            self.found += [key for key in keys if key[-1] in editions][: self.need - len(self.found)]
            if len(keys) < stride:
                return
            place, stride = keys[-1], min(stride * 2, LONGEST_STRIDE)

    def _place(self) -> Key | None:
        return self.found[-1] if self.found else self.place.key if self.place else None

    def _beyond(self, rows: QuerySet[Any], place: Key | None) -> QuerySet[Any]:
        fields = self.order.fields
        if place is not None:
            there = [Value(v, DateTimeField()) if isinstance(v, datetime) else Value(v) for v in place]
            sign = " > " if self.upwards else " < "
            rows = rows.filter(
                Func(
                    _together(fields),
                    _together(there),
                    template="%(expressions)s",
                    arg_joiner=sign,
                    output_field=BooleanField(),
                )
            )
        return rows.order_by(*(name if self.upwards else f"-{name}" for name in fields)).values_list(*fields)


def _together(parts: Sequence[Any]) -> Func:
    """Several values compared as one."""
    return Func(*parts, template="(%(expressions)s)", output_field=BooleanField())

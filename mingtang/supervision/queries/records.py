"""Records counted and listed: plan against fact for each kind and unit, in constant queries. Only complete ones count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingtang.core.design.api import Tag
from mingtang.core.elements.api import Element
from mingtang.core.organisations.api import Membership, bodies
from mingtang.supervision.models import Record, RecordKind, RecordProof, RecordStep
from mingtang.supervision.queries.record_kinds import Definition, definition_of, definitions

# Who takes part in open government: bodies with one of these roles; of these each owes a minimum of each unit.
TAKING_PART = ("office", "contact", "unit_leader")


@dataclass(frozen=True)
class UnitLine:
    """One unit's records of a kind in a year: with evidence, without, and how many are asked of it (0: none)."""

    organisation_id: int
    name: str
    complete: int
    drafts: int
    asked: int
    # The year is over: what is missing is overdue.
    is_over: bool = False

    @property
    def missing(self) -> int:
        return max(self.asked - self.complete, 0)

    @property
    def is_short(self) -> bool:
        return self.missing > 0

    @property
    def tag(self) -> Tag:
        return _minimum_tag(self.missing, self.asked, self.is_over, "次")


def _minimum_tag(missing: int, asked: int, is_over: bool, unit: str) -> Tag:
    """缺 while the year lasts, 逾期 once it is over."""
    if missing:
        return Tag(f"逾期，缺{missing}{unit}", "bad") if is_over else Tag(f"缺{missing}{unit}", "warn")
    return Tag("已达到", "good") if asked else Tag("不要求次数")


@dataclass(frozen=True)
class KindLine:
    """One kind in a year. `value` of `asked`: records for a minimum of the office, units that reached it for one of each unit."""

    kind: RecordKind
    definition: Definition
    complete: int
    drafts: int
    units: Sequence[UnitLine]
    is_over: bool = False

    @property
    def short(self) -> list[UnitLine]:
        return [line for line in self.units if line.is_short]

    @property
    def telling(self) -> list[UnitLine]:
        """The units that have records, or owe some."""
        return [line for line in self.units if line.complete or line.drafts or line.asked]

    @property
    def asked(self) -> int:
        """0 too for a unit that looks at what is asked of the office alone."""
        minimum = self.definition.minimum
        owing = sum(line.asked > 0 for line in self.units)
        return minimum.number if minimum and owing and not minimum.each_unit else owing

    @property
    def value(self) -> int:
        minimum = self.definition.minimum
        if minimum is not None and minimum.each_unit:
            return sum(line.asked > 0 and not line.is_short for line in self.units)
        return sum(line.complete for line in self.units if line.asked) if minimum else self.complete

    @property
    def words(self) -> str:
        """培训：1/2 次."""
        if not self.asked:
            return f"{self.definition.name}：{self.complete}条"
        return f"{self.definition.name}：{self.value}/{self.asked}{self.measure}"

    @property
    def measure(self) -> str:
        """What is counted against the minimum: times, or units that reached theirs."""
        minimum = self.definition.minimum
        return "个单位" if minimum is not None and minimum.each_unit else "次"

    @property
    def missing(self) -> int:
        return max(self.asked - self.value, 0)

    @property
    def is_short(self) -> bool:
        return self.missing > 0

    @property
    def tag(self) -> Tag:
        return _minimum_tag(self.missing, self.asked, self.is_over, self.measure)


def year_of_kinds(year: int, day: date, readable: set[int] | None = None) -> list[KindLine]:
    """Every kind with its counts in a year; of the readable bodies where not all. Four queries, however many rows."""
    counted = _counted(year, readable)
    units = _units(day, readable)
    offices = _offices(day)
    return [
        _line(kind, definition, counted.get(kind.pk, {}), units, offices, is_over=day.year > year)
        for kind, definition in definitions()
    ]


def line_of(
    kind: RecordKind, definition: Definition, year: int, day: date, readable: set[int] | None = None
) -> KindLine:
    """The same for one kind."""
    counted = _counted(year, readable, kind)
    told = counted.get(kind.pk, {})
    return _line(kind, definition, told, _units(day, readable), _offices(day), is_over=day.year > year)


def _counted(
    year: int, readable: set[int] | None, kind: RecordKind | None = None
) -> dict[int, dict[int, dict[str, int]]]:
    rows = Record.objects.filter(held_on__range=(date(year, 1, 1), date(year, 12, 31)))
    rows = rows.filter(state__in=("draft", "complete"))
    if kind is not None:
        rows = rows.filter(kind=kind)
    if readable is not None:
        rows = rows.filter(organisation__in=readable)
    found: dict[int, dict[int, dict[str, int]]] = {}
    grouped = rows.order_by().values_list("kind", "organisation", "state").annotate(number=Count("pk"))
    for kind_id, body, state, number in grouped:
        found.setdefault(kind_id, {}).setdefault(body, {})[state] = number
    return found


def _units(day: date, readable: set[int] | None) -> dict[int, str]:
    """Bodies that take part on a day, by id, in order; those with older records only are named by `_line`."""
    mine = Membership.objects.on(day).filter(role__in=TAKING_PART).values("organisation")
    rows = bodies(day).filter(pk__in=mine).order_by("order", "pk")
    if readable is not None:
        rows = rows.filter(pk__in=readable)
    return dict(rows.values_list("pk", "short_name"))


def _offices(day: date) -> set[int]:
    return set(Membership.objects.on(day).filter(role="office").values_list("organisation", flat=True))


def _line(
    kind: RecordKind,
    definition: Definition,
    counted: dict[int, dict[str, int]],
    units: dict[int, str],
    offices: set[int],
    *,
    is_over: bool,
) -> KindLine:
    minimum = definition.minimum
    lines = []
    for pk, name in units.items():
        owes = minimum is not None and (minimum.each_unit or pk in offices)
        asked = minimum.number if minimum and owes else 0
        told = counted.get(pk, {})
        lines.append(UnitLine(pk, name, told.get("complete", 0), told.get("draft", 0), asked, is_over))
    return KindLine(
        kind=kind,
        definition=definition,
        complete=sum(told.get("complete", 0) for told in counted.values()),
        drafts=sum(told.get("draft", 0) for told in counted.values()),
        units=lines,
        is_over=is_over,
    )


# --- lists


@dataclass(frozen=True)
class RecordFilters:
    """What a list is narrowed to; empty values do not narrow."""

    first: date | None = None
    last: date | None = None
    kind: str = ""
    unit: int | None = None
    state: str = ""
    words: str = ""


def listed(rows: QuerySet[Record], filters: RecordFilters) -> QuerySet[Record]:
    """Records, the newest day first; corrected and void ones only where they are asked for."""
    if filters.first:
        rows = rows.filter(held_on__gte=filters.first)
    if filters.last:
        rows = rows.filter(held_on__lte=filters.last)
    if filters.kind:
        rows = rows.filter(kind__code=filters.kind)
    if filters.unit:
        rows = rows.filter(organisation=filters.unit)
    for word in filters.words.split():
        rows = rows.filter(words__icontains=word)
    rows = rows.filter(state=filters.state) if filters.state else rows.filter(state__in=("draft", "complete"))
    return rows.order_by("-held_on", "-pk")


def after(rows: QuerySet[Record], key: str) -> QuerySet[Record]:
    """The rows behind a key `2026-03-01.17`; all where the key says nothing."""
    day, _, pk = key.partition(".")
    try:
        held_on = date.fromisoformat(day)
    except ValueError:
        return rows
    if not pk.isdecimal():
        return rows
    return rows.filter(Q(held_on__lt=held_on) | Q(held_on=held_on, pk__lt=int(pk)))


# What a record in each state is to those who read lists. The first alone counts; what is owed and not there is 缺 or 逾期.
TAGS = {
    "complete": Tag("有佐证", "good"),
    "draft": Tag("无佐证", "warn"),
    "corrected": Tag("已更正"),
    "void": Tag("已作废"),
}


@dataclass(frozen=True)
class Row:
    """A record in a list, with what its kind asked when it was made, and its key."""

    record: Record
    definition: Definition
    key: str

    @property
    def tag(self) -> Tag:
        return TAGS[self.record.state]

    @property
    def stage(self) -> str:
        return self.definition.stage_name(self.record.stage)


def page(rows: QuerySet[Record], key: str, limit: int) -> list[Row]:
    """One page of a list behind a key, and one row more where there is more."""
    found = after(rows, key).select_related("kind", "organisation", "version__kind")[: limit + 1]
    return [Row(record, definition_of(record.version), f"{record.held_on}.{record.pk}") for record in found]


@dataclass(frozen=True)
class Tally:
    """How the complete records of a year spread over the answers of one question, those without any included."""

    element: Element
    counts: Sequence[tuple[str, int]]


def tallies(definition: Definition, rows: QuerySet[Record]) -> list[Tally]:
    """For each question of a kind that is counted: how many complete records gave each answer. One query."""
    if not definition.tally:
        return []
    told = list(rows.filter(state="complete").values_list("values", flat=True))
    return [
        Tally(element, _spread(element, (values.get(element.code) for values in told)))
        for element in definition.tallied
    ]


def _spread(element: Element, answers: Iterable[Any]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for answer in answers:
        counts.update(answer if isinstance(answer, list) else [answer])
    return [(name, counts[code]) for code, name in element.choices]


# --- one record


def proofs_of(record: Record) -> list[RecordProof]:
    return list(record.proofs.select_related("file"))


def steps_of(record: Record) -> list[RecordStep]:
    return list(record.steps.all())


def history_of(record: Record) -> list[Record]:
    """The records that this one corrects, the newest first, and after them those that correct it."""
    earlier: list[Record] = []
    one = record
    while one.corrects_id is not None and one.corrects is not None:
        one = one.corrects
        earlier.append(one)
    return [*record.corrections.exclude(state="void"), *earlier]

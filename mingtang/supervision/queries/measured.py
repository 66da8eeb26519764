"""What the measured indicators say: of one task, and of all units. Only what was stored; nothing is read anew here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localdate, localtime

from mingtang.core.design.api import Cell, Table, Tag
from mingtang.core.indicators.api import Indicator, listed
from mingtang.supervision.models import IndicatorBinding, IndicatorReading, Task

NEWEST = 20_000  # readings of one overview


@dataclass(frozen=True)
class Span:
    """What a reading is about: from the first day of a year `until` today, kept under the `last` day of the quarter."""

    first: date
    until: date
    last: date


def span_of(task: Task, day: date) -> Span | None:
    """The year so far, as it stands in this quarter: earlier quarters keep what they said. None before the plan's year.

    A standing task is measured in the year of the day, another one in the year of its plan.
    """
    year = max(day.year, task.plan.year) if task.is_standing else task.plan.year
    if year > day.year:
        return None
    first = date(year, 1, 1)
    until = min(day, date(year, 12, 31))
    return Span(first, until, quarter_end(until))


def quarter_end(day: date) -> date:
    ends = (date(day.year, 3, 31), date(day.year, 6, 30), date(day.year, 9, 30), date(day.year, 12, 31))
    return next(end for end in ends if day <= end)


@dataclass(frozen=True)
class BoundIndicator:
    """An indicator of a task: its rule and bar in plain words, and its newest reading of each unit with the way to the rows."""

    binding: IndicatorBinding
    indicator: Indicator | None
    readings: Sequence[IndicatorReading]
    earlier: Sequence[IndicatorReading] = field(default=())

    @property
    def name(self) -> str:
        return self.indicator.name if self.indicator else self.binding.code

    @property
    def rule(self) -> str:
        return self.indicator.rule if self.indicator else "平台目前不测量这个指标，保留以前的测量值。"

    @property
    def bar(self) -> str:
        """达标标准 in words."""
        share = self.binding.at_least_percent
        words = "须全部达到" if share == 100 else f"须达到{share}%"
        least = self.binding.at_least_value
        return f"{words}，且不少于{least}" if least else words

    @property
    def table(self) -> Table | None:
        if not self.readings:
            return None
        rows = [_row(reading) for reading in self.readings]
        return Table(f"{self.name}（本年累计）", ("单位", *RESULT_COLUMNS), rows)


RESULT_COLUMNS = ("达到/应有", "结果", "截至", "测量时间")


def _row(reading: IndicatorReading) -> list[Cell | Tag | str | int]:
    return [reading.organisation.short_name, *result_of(reading)]


def result_of(reading: IndicatorReading) -> list[Cell | Tag | str | int]:
    """A reading as cells: the number with the way to its rows, what it proves, until when, and when it was read."""
    until = f"{min(reading.last_day, localdate(reading.as_of)):%Y-%m-%d}"
    read_at = f"{localtime(reading.as_of):%Y-%m-%d %H:%M}"
    return [
        Cell(words_of(reading), reading.rows_url),
        tag_of(reading),
        Cell(until, lines=(until,)),
        Cell(read_at, lines=(read_at,)),
    ]


def words_of(reading: IndicatorReading) -> str:
    """“1/2”，或“没有应计事项”."""
    return f"{reading.value}/{reading.of}" if reading.of else "没有应计事项"


def tag_of(reading: IndicatorReading) -> Tag:
    if not reading.of:
        return Tag("不作印证")
    return Tag("达标", "good") if reading.meets else Tag("未达标", "warn")


def indicators_of(task: Task, on: date) -> list[BoundIndicator]:
    """The indicators bound to a task, with what was read of its units until a day. Two queries."""
    bindings = list(task.indicators.all())
    if not bindings:
        return []
    known = listed()
    rows = (
        IndicatorReading.objects.filter(binding__in=bindings, first_day__lte=on)
        .select_related("organisation")
        .order_by("organisation__order", "organisation", "-last_day", "-pk")
    )
    newest: dict[int, list[IndicatorReading]] = {}
    earlier: dict[int, list[IndicatorReading]] = {}
    seen: set[tuple[int, int]] = set()
    for row in rows:
        key = (row.binding_id, row.organisation_id)
        (earlier if key in seen else newest).setdefault(row.binding_id, []).append(row)
        seen.add(key)
    return [
        BoundIndicator(
            binding, known.get(binding.code), newest.get(binding.pk, ()), earlier.get(binding.pk, ())
        )
        for binding in bindings
    ]


# --- all of them


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator that the platform measures, and to how many open tasks it is bound."""

    indicator: Indicator
    tasks: int


def known_indicators() -> list[IndicatorLine]:
    """Every indicator that is measured; what no trade measures yet is absent. One query beside those of the trades."""
    bound: dict[str, int] = {}
    for code in IndicatorBinding.objects.filter(task__state="open").values_list("code", flat=True):
        bound[code] = bound.get(code, 0) + 1
    return [IndicatorLine(indicator, bound.get(code, 0)) for code, indicator in listed().items()]


@dataclass(frozen=True)
class UnitReadings:
    """One unit with its newest reading of each indicator, None where it has none."""

    name: str
    readings: Sequence[IndicatorReading | None]


def newest_by_unit(
    year: int, codes: Sequence[str], readable: Iterable[int] | None = None
) -> list[UnitReadings]:
    """Units by indicator in a year. An indicator bound to several tasks says the same of a unit: the newest stands."""
    rows = IndicatorReading.objects.filter(first_day=date(year, 1, 1), binding__code__in=codes)
    if readable is not None:
        rows = rows.filter(organisation__in=list(readable))
    rows = rows.select_related("organisation", "binding").order_by(
        "organisation__order", "organisation", "-as_of", "-pk"
    )
    units: dict[int, tuple[str, dict[str, IndicatorReading]]] = {}
    for row in rows[:NEWEST]:
        _, found = units.setdefault(row.organisation_id, (row.organisation.short_name, {}))
        found.setdefault(row.binding.code, row)
    return [UnitReadings(name, [found.get(code) for code in codes]) for name, found in units.values()]

"""Results: the table of units and indicators, totals, places, and the year's score across periods and versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from mingtang.assessments.models import Assessment, Scheme, SchemeIndicator, SchemePeriod, ScoreLine
from mingtang.assessments.permissions.doors import SEEN
from mingtang.core.organisations.api import Organisation
from mingtang.law import assessment as law


@dataclass(frozen=True)
class UnitRow:
    """One unit: its lines by indicator, its total out of 100, and its place; no total while points are missing."""

    unit: Organisation
    lines: Mapping[int, ScoreLine]
    total: Decimal | None
    place: int | None


@dataclass(frozen=True)
class Grid:
    """A whole assessment."""

    indicators: list[SchemeIndicator]
    rows: list[UnitRow]

    @property
    def without_points(self) -> int:
        return sum(line.points is None for row in self.rows for line in row.lines.values())


def grid(assessment: Assessment) -> Grid:
    """Units × indicators, in two queries."""
    indicators = list(assessment.scheme.indicators.all())
    lines: dict[Organisation, dict[int, ScoreLine]] = {}
    for line in assessment.lines.select_related("organisation"):
        lines.setdefault(line.organisation, {})[line.indicator_id] = line
    totals = {unit: total_of(own.values()) for unit, own in lines.items()}
    places = places_of(totals.values())
    return Grid(
        indicators,
        [UnitRow(unit, own, totals[unit], places.get(totals[unit])) for unit, own in lines.items()],
    )


def total_of(lines: Iterable[ScoreLine]) -> Decimal | None:
    return law.total((line.weight, line.points) for line in lines)


def places_of(totals: Iterable[Decimal | None]) -> dict[Decimal | None, int]:
    """The place of each total; equal totals share one, and the next place is left free."""
    ordered = sorted((total for total in totals if total is not None), reverse=True)
    return {total: ordered.index(total) + 1 for total in ordered}


@dataclass(frozen=True)
class YearRow:
    """One unit through the year: a score for each period that has one, and the year's score so far."""

    unit: Organisation
    periods: list[Decimal | None]
    year: Decimal | None
    place: int | None


@dataclass(frozen=True)
class Year:
    """A year by its newest scheme: the periods, the assessment of each (of whichever version), the units."""

    periods: list[SchemePeriod]
    assessments: list[Assessment | None]
    rows: list[YearRow]


def year_of(scheme: Scheme, *, states: tuple[str, ...] = SEEN) -> Year:
    """The year's scores by the periods and weights of a scheme. Periods scored under an earlier version count by their days."""
    periods = list(scheme.periods.all())
    by_days = {
        (row.period.first_day, row.period.last_day): row
        for row in Assessment.objects.filter(
            scheme__organisation=scheme.organisation_id, scheme__year=scheme.year, state__in=states
        )
        .select_related("scheme", "period")
        .order_by("scheme__version")
    }
    assessments = [by_days.get((period.first_day, period.last_day)) for period in periods]
    totals = _totals([row.pk for row in assessments if row])
    units = [row.organisation for row in scheme.units.select_related("organisation")]
    return Year(periods, assessments, _year_rows(units, periods, assessments, totals))


def _totals(assessments: list[int]) -> dict[tuple[int, int], Decimal | None]:
    """Totals by assessment and unit, in one query."""
    parts: dict[tuple[int, int], list[tuple[Decimal, Decimal | None]]] = {}
    rows = ScoreLine.objects.filter(assessment__in=assessments).order_by()
    for assessment, unit, weight, points in rows.values_list(
        "assessment_id", "organisation_id", "weight", "points"
    ):
        parts.setdefault((assessment, unit), []).append((weight, points))
    return {key: law.total(part) for key, part in parts.items()}


def _year_rows(
    units: list[Organisation],
    periods: list[SchemePeriod],
    assessments: list[Assessment | None],
    totals: dict[tuple[int, int], Decimal | None],
) -> list[YearRow]:
    scores = {unit: [totals.get((row.pk, unit.pk)) if row else None for row in assessments] for unit in units}
    weights = [period.weight for period in periods]
    years = {unit: law.year_score(zip(weights, own, strict=True)) for unit, own in scores.items()}
    places = places_of(years.values())
    return [YearRow(unit, scores[unit], years[unit], places.get(years[unit])) for unit in units]

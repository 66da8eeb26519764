"""Deeds of assessment: the year's scheme, quarters scored by facts and by hand, objections, what was frozen and used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mingtang.assessments import api as assessments
from mingtang.config.demo.district import District
from mingtang.config.demo.following import contact
from mingtang.core.organisations import api as organisations

Told = Mapping[str, Any]
SCHEME = "scheme"


def draw_up(district: District, told: Told, on: date) -> None:
    """The usual indicators, each bound to what the platform measures where it does; who is assessed; in force."""
    scheme = assessments.draft_scheme(
        district.bodies["gov"],
        year=told["year"],
        name=told["name"],
        basis=told["basis"],
        by=district.office,
        on=on,
    )
    for row in told["indicators"]:
        indicator = scheme.indicators.get(code=row["code"])
        facts = {key: row[key] for key in ("source", "rule", "name", "body_kinds") if key in row}
        assessments.change_indicator(indicator, by=district.office, on=on, **facts)
    units = organisations.bodies(on).filter(kind__in=told["kinds"]).exclude(code__in=told["but"])
    parts = [_part(row) for row in told["periods"]]
    assessments.set_periods(scheme, parts, by=district.office, on=on)
    assessments.set_units(scheme, units.order_by("order", "pk"), by=district.office, on=on)
    district.made[SCHEME] = assessments.put_in_force(scheme, by=district.office, on=on)


def _part(row: Told) -> assessments.Part:
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    return assessments.Part(row["name"], first, last, Decimal(row["weight"]))


def score(district: District, told: Told, on: date) -> None:
    """Facts are taken; what is not measured a person scores, with the reason."""
    period = district.made[SCHEME].periods.get(name=told["period"])
    assessment = assessments.begin(period, by=district.office, on=on)
    district.made[told["period"]] = assessment
    waiting = assessment.lines.filter(points=None).select_related("assessment", "organisation", "indicator")
    given = [_given(line, told) for line in waiting]
    assessments.give_points(given, by=district.office, on=on)


def _given(line: assessments.ScoreLine, told: Told) -> assessments.Given:
    """The usual share of an indicator's weight, and its reason; another of the units that the story names."""
    usual = told["by_hand"][line.indicator.code]
    found = usual.get("units", {}).get(line.organisation.code, usual)
    return assessments.Given(line, line.weight * Decimal(found["share"]) / 100, found["reason"])


def show(district: District, told: Told, on: date) -> None:
    assessment = district.made[told["period"]]
    district.made[told["period"]] = assessments.show(assessment, by=district.office, on=on)


def object_to(district: District, told: Told, on: date) -> None:
    line = assessments.ScoreLine.objects.get(
        assessment=district.made[told["period"]],
        organisation=district.bodies[told["unit"]],
        indicator__code=told["indicator"],
    )
    by = contact(district, told["unit"], on)
    district.made[told["key"]] = assessments.object_to(line, reason=told["reason"], by=by, on=on)


def answer(district: District, told: Told, on: date) -> None:
    """Upheld: the whole weight. Otherwise what the line had."""
    objection = district.made[told["key"]]
    line = objection.line
    points = line.weight if told["upheld"] else objection.points_before
    assessments.answer(objection, answer=told["answer"], points=points, by=district.office, on=on)


def freeze(district: District, told: Told, on: date) -> None:
    assessment = district.made[told["period"]]
    district.made[told["period"]] = assessments.freeze(assessment, by=district.office, on=on)


def use(district: District, told: Told, on: date) -> None:
    for row in told["uses"]:
        assessments.record_use(
            district.made[told["period"]],
            district.bodies[row["unit"]],
            kind=row["kind"],
            decided_on=on,
            text=row["text"],
            document=row.get("document", ""),
            by=district.office,
            on=on,
        )


DEEDS = {
    "scheme": draw_up,
    "score": score,
    "show": show,
    "object": object_to,
    "answer": answer,
    "freeze": freeze,
    "use": use,
}

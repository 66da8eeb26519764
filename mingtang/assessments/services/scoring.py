"""Scoring: a scheme for a period, facts from the measured indicators, points by hand with reasons, showing and freezing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mingtang.assessments.models import (
    Assessment,
    Objection,
    Scheme,
    SchemeIndicator,
    SchemePeriod,
    ScoreLine,
)
from mingtang.assessments.permissions.doors import UNIT_ROLES
from mingtang.assessments.queries.facts import measured, readings
from mingtang.assessments.services.schemes import work_refusals
from mingtang.core.audit import api as audit
from mingtang.core.indicators.api import Period, Reading
from mingtang.core.messages import api as messages
from mingtang.core.organisations.api import Organisation, holders
from mingtang.core.refusals import Refusal, Refused
from mingtang.law import assessment as law

_FACT = ("weight", "computed", "points", "rule", "note", "value", "of", "rows_url", "as_of")
AT_ONCE = 500


class MayNotScore(Refused):
    """The assessment may not be scored, shown or frozen so."""


def _refuse(reasons: list[Refusal]) -> None:
    if reasons:
        raise MayNotScore(reasons)


# --- a period begins


def beginning_refusals(period: SchemePeriod, *, by: Any, on: date) -> list[Refusal]:
    """Why a period may not be scored."""
    reasons = work_refusals(by=by, on=on)
    if period.scheme.state != "in_force":
        reasons.append(Refusal("考核方案没有执行，请先执行，再按时段评分。"))
    if period.first_day > on:
        reasons.append(Refusal(f"“{period.name}”自{period.first_day}起，还没有到。"))
    if _scored(period.scheme, period.first_day, period.last_day):
        reasons.append(Refusal(f"“{period.name}”已经开始评分。"))
    return reasons


def _scored(scheme: Scheme, first_day: date, last_day: date) -> bool:
    """Whether these days are scored already, under whichever version of the year."""
    return Assessment.objects.filter(
        scheme__organisation=scheme.organisation_id,
        scheme__year=scheme.year,
        period__first_day__lte=last_day,
        period__last_day__gte=first_day,
    ).exists()


@transaction.atomic
def begin(period: SchemePeriod, *, by: Any, on: date) -> Assessment:
    """Begin to score a period, and take the facts at once."""
    _refuse(beginning_refusals(period, by=by, on=on))
    assessment = Assessment.objects.create(scheme=period.scheme, period=period)
    audit.record("assessments.begun", about=assessment, by=by)
    return run(assessment, by=by, on=on)


# --- facts


def run_refusals(assessment: Assessment, *, by: Any, on: date) -> list[Refusal]:
    reasons = work_refusals(by=by, on=on)
    if assessment.state != "open":
        reasons.append(Refusal("得分已经反馈单位，不再重新取数；有误的通过异议更正。"))
    return reasons


@transaction.atomic
def run(assessment: Assessment, *, by: Any, on: date) -> Assessment:
    """Take the facts of today and score every unit by them. What a person decided stays."""
    assessment = _locked(assessment)
    _refuse(run_refusals(assessment, by=by, on=on))
    units = [row.organisation for row in assessment.scheme.units.select_related("organisation")]
    indicators = list(assessment.scheme.indicators.all())
    span = Period(assessment.period.first_day, min(assessment.period.last_day, on))
    _write(assessment, units, indicators, _facts(indicators, units, span))
    assessment.run_at = timezone.now()
    assessment.save(update_fields=["run_at"])
    audit.record("assessments.run", about=assessment, by=by, details={"units": len(units)})
    return assessment


def _locked(assessment: Assessment) -> Assessment:
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    return Assessment.objects.select_related("scheme", "period").get(pk=assessment.pk)


def _facts(
    indicators: Iterable[SchemeIndicator], units: list[Organisation], span: Period
) -> dict[str, Mapping[int, Reading]]:
    """Readings by code of the scheme's indicator and by unit; each measure is asked once for all its units."""
    known = measured()
    return {
        indicator.code: readings(
            known[indicator.source], [unit.pk for unit in units if indicator.concerns(unit.kind)], span
        )
        for indicator in indicators
        if indicator.source in known
    }


def _write(
    assessment: Assessment,
    units: list[Organisation],
    indicators: list[SchemeIndicator],
    facts: Mapping[str, Mapping[int, Reading]],
) -> None:
    decided = {
        (line.organisation_id, line.indicator_id): line for line in assessment.lines.exclude(hand_by=None)
    }
    lines = []
    for unit in units:
        own = [indicator for indicator in indicators if indicator.concerns(unit.kind)]
        scored = law.score([indicator.indicator for indicator in own], _facts_of(unit, facts))
        for indicator, result in zip(own, scored, strict=True):
            line = ScoreLine(assessment=assessment, organisation=unit, indicator=indicator)
            lines.append(_told(line, result, decided.get((unit.pk, indicator.pk))))
    ScoreLine.objects.bulk_create(
        lines,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=("assessment", "organisation", "indicator"),
        update_fields=_FACT,
    )


def _facts_of(
    unit: Organisation, facts: Mapping[str, Mapping[int, Reading]]
) -> dict[str, law.Fact | law.ByHand]:
    return {
        code: law.Fact(
            of_units[unit.pk].value, of_units[unit.pk].of, of_units[unit.pk].rows_url, of_units[unit.pk].as_of
        )
        for code, of_units in facts.items()
        if unit.pk in of_units
    }


def _told(line: ScoreLine, result: law.Line, decided: ScoreLine | None) -> ScoreLine:
    """The line with what the rule made of the fact; points that a person gave before stay."""
    line.weight, line.rule, line.note, line.computed = result.weight, result.rule, result.note, result.points
    fact = result.fact
    line.value, line.of, line.as_of = (fact.value, fact.of, fact.as_of) if fact else (None, None, None)
    line.rows_url = fact.rows_url if fact else ""
    line.points = decided.points if decided else result.points
    return line


# --- points by hand


@dataclass(frozen=True)
class Given:
    """Points that a person gives to one line, with the reason."""

    line: ScoreLine
    points: Decimal
    reason: str


def hand_refusals(given: Given, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not give these points."""
    line, unit = given.line, given.line.organisation.short_name
    reasons = work_refusals(by=by, on=on)
    if line.assessment.state != "open":
        reasons.append(Refusal("得分已经反馈单位，只能通过异议更正。"))
    if line.computed is not None:
        reasons.append(
            Refusal(f"“{unit}”的这项得分由系统数据计算，不能人工改分；数据有误的，请更正数据后重新取数。")
        )
    if not 0 <= given.points <= line.weight:
        reasons.append(Refusal(f"“{unit}”的得分应在0至{line.weight}之间。"))
    if not given.reason.strip():
        reasons.append(Refusal(f"请写明给“{unit}”评分的理由。"))
    return reasons


@transaction.atomic
def give_points(given: Iterable[Given], *, by: Any, on: date) -> int:
    """Give points by hand, all or none of them; return how many lines."""
    rows = list(given)
    # The same reason from several lines is told once.
    _refuse(list(dict.fromkeys(r for one in rows for r in hand_refusals(one, by=by, on=on))))
    for one in rows:
        line = one.line
        line.points, line.hand_reason = law.rounded(one.points), one.reason.strip()
        line.hand_by, line.hand_by_name, line.hand_at = by, by.name, timezone.now()
        line.save(update_fields=["points", "hand_reason", "hand_by", "hand_by_name", "hand_at"])
        audit.record("assessments.points_given", about=line, by=by, details={"points": str(line.points)})
    return len(rows)


# --- shown and frozen


def showing_refusals(assessment: Assessment, *, by: Any, on: date) -> list[Refusal]:
    """Why the units may not see their lines yet."""
    reasons = work_refusals(by=by, on=on)
    if assessment.state != "open":
        return [*reasons, Refusal("得分已经反馈单位。")]
    if not assessment.lines.exists():
        reasons.append(Refusal("还没有得分，请先取数评分。"))
    missing = assessment.lines.filter(points=None).count()
    if missing:
        reasons.append(Refusal(f"还有{missing}项没有得分，请先人工评分并写明理由。"))
    if on <= assessment.period.last_day:
        reasons.append(
            Refusal(f"“{assessment.period.name}”到{assessment.period.last_day}为止，时段结束后才能反馈。")
        )
    return reasons


@transaction.atomic
def show(assessment: Assessment, *, by: Any, on: date) -> Assessment:
    """Let every unit see its lines and object within the days that the scheme states."""
    assessment = _locked(assessment)
    _refuse(showing_refusals(assessment, by=by, on=on))
    assessment.state, assessment.shown_on = "shown", on
    assessment.objections_until = on + timedelta(days=assessment.scheme.objection_days)
    assessment.save(update_fields=["state", "shown_on", "objections_until"])
    audit.record("assessments.shown", about=assessment, by=by)
    _tell_units(assessment, on)
    return assessment


def _tell_units(assessment: Assessment, on: date) -> None:
    units = list(assessment.scheme.units.values_list("organisation_id", flat=True))
    people = {person for role in UNIT_ROLES for person in holders(role, units, on)}
    messages.notify(
        sorted(people),
        subject=f"{assessment}考核得分已反馈",
        text=f"请核对本单位各项得分；有异议的，请在{assessment.objections_until}前提出。",
        key=f"assessments.shown:{assessment.pk}",
        url=reverse("assessments-desk:home"),
    )


def freezing_refusals(assessment: Assessment, *, by: Any, on: date) -> list[Refusal]:
    """Why a result may not be frozen."""
    reasons = work_refusals(by=by, on=on)
    if assessment.state == "frozen":
        return [*reasons, Refusal("考核结果已经定版。")]
    if assessment.state == "open" or assessment.objections_until is None:
        return [*reasons, Refusal("得分还没有反馈单位，请先反馈。")]
    if on <= assessment.objections_until:
        reasons.append(Refusal(f"异议期到{assessment.objections_until}为止，期满后才能定版。"))
    waiting = Objection.objects.filter(line__assessment=assessment, state="raised").count()
    if waiting:
        reasons.append(Refusal(f"还有{waiting}件异议没有答复，请先答复。"))
    return reasons


@transaction.atomic
def freeze(assessment: Assessment, *, by: Any, on: date) -> Assessment:
    """Fix the result for ever: the database refuses every change from now on."""
    assessment = _locked(assessment)
    _refuse(freezing_refusals(assessment, by=by, on=on))
    assessment.state, assessment.frozen_at = "frozen", timezone.now()
    assessment.save(update_fields=["state", "frozen_at"])
    audit.record("assessments.frozen", about=assessment, by=by)
    return assessment

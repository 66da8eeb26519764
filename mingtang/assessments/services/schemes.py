"""Making schemes: indicators, periods and units of a draft, putting it in force, new versions."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Max

from mingtang.assessments.analysis import usual
from mingtang.assessments.labels import AREAS, OBJECTION_DAYS, WANTED_AREAS
from mingtang.assessments.models import Assessment, Scheme, SchemeIndicator, SchemePeriod, SchemeUnit
from mingtang.assessments.permissions.doors import may_work
from mingtang.assessments.queries.facts import measured
from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Organisation, bodies
from mingtang.core.refusals import Refusal, Refused
from mingtang.law import assessment as law
from mingtang.law.reasons import Reason


class MayNotEdit(Refused):
    """The scheme may not be made or changed so."""


@dataclass(frozen=True)
class Part:
    """A period as it is told: name, first and last day, weight."""

    name: str
    first_day: date
    last_day: date
    weight: Decimal


def work_refusals(*, by: Any, on: date) -> list[Refusal]:
    return [] if may_work(by, on) else [Refusal("考核方案和评分由政务公开办办理。")]


def edit_refusals(scheme: Scheme, *, by: Any, on: date) -> list[Refusal]:
    """Why a scheme may not be edited."""
    reasons = work_refusals(by=by, on=on)
    if scheme.state != "draft":
        reasons.append(Refusal("考核方案已经执行，不能再改；需要调整的请另起新版本。"))
    return reasons


def _refuse(reasons: Sequence[Refusal]) -> None:
    if reasons:
        raise MayNotEdit(reasons)


def of_law(reasons: Iterable[Reason]) -> list[Refusal]:
    return [Refusal(reason.reason, reason.article) for reason in reasons]


# --- a new scheme


@transaction.atomic
def draft_scheme(
    organisation: Organisation,
    *,
    year: int,
    name: str,
    by: Any,
    on: date,
    basis: str = "",
    objection_days: int = OBJECTION_DAYS,
) -> Scheme:
    """Begin the scheme of a year with the usual indicators, four quarters and all bodies; all of it is to be edited."""
    reasons = work_refusals(by=by, on=on)
    if Scheme.objects.filter(organisation=organisation, year=year).exists():
        reasons.append(Refusal(f"{year}年已有考核方案，请打开它，或者从它另起新版本。"))
    _refuse(reasons)
    scheme = Scheme.objects.create(
        organisation=organisation, year=year, name=name, basis=basis, objection_days=objection_days
    )
    _usual_parts(scheme, on)
    audit.record("assessments.scheme_drafted", about=scheme, by=by)
    return scheme


def _usual_parts(scheme: Scheme, on: date) -> None:
    SchemeIndicator.objects.bulk_create(
        SchemeIndicator(scheme=scheme, **facts) for facts in usual.indicators(measured())
    )
    SchemePeriod.objects.bulk_create(
        SchemePeriod(scheme=scheme, name=name, first_day=first, last_day=last, weight=weight)
        for name, first, last, weight in usual.quarters(scheme.year)
    )
    units = bodies(on).exclude(kind="government").exclude(pk=scheme.organisation_id)
    SchemeUnit.objects.bulk_create(SchemeUnit(scheme=scheme, organisation=unit) for unit in units)


@transaction.atomic
def new_version(scheme: Scheme, *, by: Any, on: date) -> Scheme:
    """Copy a scheme into a draft that can be edited; the copied one stays as it is."""
    rows = Scheme.objects.filter(organisation=scheme.organisation_id, year=scheme.year)
    reasons = work_refusals(by=by, on=on)
    if rows.filter(state="draft").exists():
        reasons.append(Refusal("已有编制中的新版本，请在其中修改。"))
    _refuse(reasons)
    newest = rows.aggregate(newest=Max("version"))["newest"] or 0
    copy = Scheme.objects.create(
        organisation_id=scheme.organisation_id,
        year=scheme.year,
        version=newest + 1,
        name=scheme.name,
        basis=scheme.basis,
        objection_days=scheme.objection_days,
    )
    for table, manager in (
        (SchemeIndicator, scheme.indicators),
        (SchemePeriod, scheme.periods),
        (SchemeUnit, scheme.units),
    ):
        _copy(table, manager.all(), copy)
    audit.record("assessments.scheme_copied", about=copy, by=by, details={"from_version": scheme.version})
    return copy


def _copy(table: Any, rows: Iterable[Any], scheme: Scheme) -> None:
    copies = []
    for row in rows:
        row.pk, row.scheme = None, scheme
        row._state.adding = True
        copies.append(row)
    table.objects.bulk_create(copies)


@transaction.atomic
def change_scheme(scheme: Scheme, *, name: str, basis: str, objection_days: int, by: Any, on: date) -> Scheme:
    _refuse(edit_refusals(scheme, by=by, on=on))
    scheme.name, scheme.basis, scheme.objection_days = name, basis, objection_days
    scheme.save(update_fields=["name", "basis", "objection_days"])
    audit.record("assessments.scheme_changed", about=scheme, by=by)
    return scheme


# --- indicators


def indicator_refusals(indicator: SchemeIndicator, known: Container[str]) -> list[Refusal]:
    """Why one indicator may not stand in a scheme: its rule, and whether it fits where its facts come from.

    `known` holds the codes of what the platform measures.
    """
    reasons = of_law(law.rule_refusals(indicator.indicator))
    kind = indicator.rule.get("kind")
    if indicator.source and indicator.source not in known:
        reasons.append(
            Refusal(
                f"“{indicator.name}”的数据来源“{indicator.source}”目前没有测量，请改选其他来源或者人工评分。"
            )
        )
    if indicator.source and kind == "hand":
        reasons.append(Refusal(f"“{indicator.name}”有数据来源，请选择按数据计分的规则。"))
    if not indicator.source and kind != "hand":
        reasons.append(Refusal(f"“{indicator.name}”没有数据来源，只能人工评分。"))
    return reasons


@transaction.atomic
def add_indicator(scheme: Scheme, *, by: Any, on: date, **facts: Any) -> SchemeIndicator:
    """Put an indicator into a draft: code, name, weight, rule, area, source, body_kinds."""
    last = scheme.indicators.aggregate(last=Max("order"))["last"] or 0
    return _keep(SchemeIndicator(scheme=scheme, order=last + 1), facts, by=by, on=on)


@transaction.atomic
def change_indicator(indicator: SchemeIndicator, *, by: Any, on: date, **facts: Any) -> SchemeIndicator:
    return _keep(indicator, facts, by=by, on=on)


def _keep(indicator: SchemeIndicator, facts: dict[str, Any], *, by: Any, on: date) -> SchemeIndicator:
    reasons = edit_refusals(indicator.scheme, by=by, on=on)
    for name, value in facts.items():
        setattr(indicator, name, value)
    same = indicator.scheme.indicators.filter(code=indicator.code).exclude(pk=indicator.pk)
    if same.exists():
        reasons.append(Refusal(f"指标编号“{indicator.code}”重复，请改用不同的编号。"))
    _refuse([*reasons, *indicator_refusals(indicator, measured())])
    indicator.save()
    audit.record("assessments.indicator_kept", about=indicator, by=by, details={"rule": indicator.rule})
    return indicator


@transaction.atomic
def remove_indicator(indicator: SchemeIndicator, *, by: Any, on: date) -> None:
    """Take an indicator out of a draft."""
    _refuse(edit_refusals(indicator.scheme, by=by, on=on))
    audit.record("assessments.indicator_removed", about=indicator, by=by, details={"code": indicator.code})
    indicator.delete()


# --- periods and units


def _period_refusals(parts: Sequence[Part]) -> list[Refusal]:
    reasons = of_law(law.period_refusals([part.weight for part in parts]))
    ordered = sorted(parts, key=lambda part: part.first_day)
    if any(part.last_day < part.first_day for part in parts):
        reasons.append(Refusal("考核时段的止日不能早于起日。"))
    if any(earlier.last_day >= later.first_day for earlier, later in pairwise(ordered)):
        reasons.append(Refusal("考核时段不能重叠，请核对起止日期。"))
    if len({part.name for part in parts}) < len(parts):
        reasons.append(Refusal("考核时段的名称不能重复。"))
    return reasons


@transaction.atomic
def set_periods(scheme: Scheme, parts: Sequence[Part], *, by: Any, on: date) -> None:
    """Say for which parts of the year the scheme is scored, and with which weights."""
    _refuse([*edit_refusals(scheme, by=by, on=on), *_period_refusals(parts)])
    scheme.periods.all().delete()
    SchemePeriod.objects.bulk_create(
        SchemePeriod(
            scheme=scheme,
            name=part.name,
            first_day=part.first_day,
            last_day=part.last_day,
            weight=part.weight,
        )
        for part in parts
    )
    audit.record("assessments.periods_set", about=scheme, by=by, details={"periods": len(parts)})


@transaction.atomic
def set_units(scheme: Scheme, units: Iterable[Organisation], *, by: Any, on: date) -> None:
    """Say which units the scheme assesses."""
    _refuse(edit_refusals(scheme, by=by, on=on))
    scheme.units.all().delete()
    rows = SchemeUnit.objects.bulk_create(SchemeUnit(scheme=scheme, organisation=unit) for unit in units)
    audit.record("assessments.units_set", about=scheme, by=by, details={"units": len(rows)})


# --- in force


def put_in_force_refusals(scheme: Scheme, *, by: Any, on: date) -> list[Refusal]:
    """Why a scheme may not be put in force."""
    indicators = list(scheme.indicators.all())
    parts = [Part(p.name, p.first_day, p.last_day, p.weight) for p in scheme.periods.all()]
    reasons = edit_refusals(scheme, by=by, on=on)
    # What the rules say of each indicator comes once, from `indicator_refusals`.
    of_rules = {reason for indicator in indicators for reason in law.rule_refusals(indicator.indicator)}
    of_scheme = [r for r in law.scheme_refusals([i.indicator for i in indicators]) if r not in of_rules]
    reasons += of_law(of_scheme)
    known = measured()
    reasons += [reason for indicator in indicators for reason in indicator_refusals(indicator, known)]
    reasons += _period_refusals(parts)
    if not scheme.units.exists():
        reasons.append(Refusal("还没有被考核单位，请先选择。"))
    unfinished = _unfinished(scheme)
    if unfinished:
        reasons.append(Refusal(f"现行版本的“{unfinished}”还没有定版，请先定版，再执行新版本。"))
    return reasons


def _unfinished(scheme: Scheme) -> Assessment | None:
    rows = Assessment.objects.filter(
        scheme__organisation=scheme.organisation_id, scheme__year=scheme.year, scheme__state="in_force"
    )
    return rows.exclude(state="frozen").select_related("scheme", "period").first()


def advice(scheme: Scheme) -> list[str]:
    """What is not refused and yet should be looked at: areas that yearly plans want among the indices."""
    there = set(scheme.indicators.values_list("area", flat=True))
    names = dict(AREAS)
    return [
        f"指标体系中没有“{names[area]}”的指标；上级要求将其纳入考核。"
        for area in WANTED_AREAS
        if area not in there
    ]


@transaction.atomic
def put_in_force(scheme: Scheme, *, by: Any, on: date) -> Scheme:
    """Fix a draft and use it from now on; the version before it is closed."""
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    _refuse(put_in_force_refusals(scheme, by=by, on=on))
    Scheme.objects.filter(organisation=scheme.organisation_id, year=scheme.year, state="in_force").update(
        state="closed"
    )
    scheme.state, scheme.in_force_on = "in_force", on
    scheme.save(update_fields=["state", "in_force_on"])
    audit.record("assessments.scheme_in_force", about=scheme, by=by, details={"version": scheme.version})
    return scheme

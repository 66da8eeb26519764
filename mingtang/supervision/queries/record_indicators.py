"""Measured indicators of records: kinds with a yearly minimum against their complete records; how soon opinion was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.core.indicators.api import Indicator, Period, Row, by_body, measured
from mingtang.supervision.models import Record, RecordKind
from mingtang.supervision.queries.record_kinds import Definition, Minimum, definitions

TRADE = "工作台账"
OPINION = "opinion_response"
# 国办发〔2016〕61号: 政务舆情 other than of major incidents is answered within 48 hours; a day in a record is a day.
ANSWER_DAYS = 2


def record_indicators() -> list[Indicator]:
    """One for each kind that has a minimum now: “培训次数：1/2”; and one for answers to public opinion."""
    known = definitions()
    held = [
        _held_indicator(kind, definition, definition.minimum)
        for kind, definition in known
        if definition.minimum is not None
    ]
    return held + [_answered_indicator(kind) for kind, _ in known if kind.code == OPINION]


def _held_indicator(kind: RecordKind, definition: Definition, minimum: Minimum) -> Indicator:
    return measured(
        f"records_{definition.code}",
        f"{definition.name}次数",
        f"{minimum.basis}：统计时段内{definition.date_name}在该时段、要素和必需佐证齐备的“{definition.name}”台账条数，"
        f"与全年应有的{minimum.number}次相比；没有佐证的不计。",
        trade=TRADE,
        rows=partial(_held, kind),
        asked=lambda period: minimum.number * period.years,
    )


def _records(kind: RecordKind, bodies: Sequence[int], period: Period) -> QuerySet[Record]:
    """Complete records of bodies in a period and those still being entered, the newest first."""
    rows = Record.objects.filter(kind=kind, state__in=("complete", "draft"), organisation__in=bodies)
    return rows.filter(held_on__range=(period.first, period.last)).order_by("-held_on", "-pk")


def _url(pk: int) -> str:
    return reverse("supervision-desk:record", args=[pk])


def _held(kind: RecordKind, bodies: Sequence[int], period: Period) -> Mapping[int, Sequence[Row]]:
    """What counts is complete with its evidence; the others are shown as what they are. One query."""
    told = _records(kind, bodies, period).values_list("organisation", "pk", "title", "held_on", "state")
    return by_body(
        bodies,
        (
            (body, Row(title, state == "complete", held_on, _words(state), _url(pk)))
            for body, pk, title, held_on, state in told
        ),
    )


def _words(state: str) -> str:
    return "有佐证" if state == "complete" else "无佐证，不计"


def _answered_indicator(kind: RecordKind) -> Indicator:
    return measured(
        "opinion_answered",
        "政务舆情48小时内回应率",
        "统计时段内发现的政务舆情（有佐证的舆情处置台账）中，首次回应日期不晚于发现日期后第2日的件数，除以全部件数；"
        "没有写首次回应日期的算作没有按时回应（国办发〔2016〕61号）。",
        trade=TRADE,
        rows=partial(_answered, kind),
    )


def _answered(kind: RecordKind, bodies: Sequence[int], period: Period) -> Mapping[int, Sequence[Row]]:
    """Cases with evidence, those not answered in time first. One query."""
    found = _records(kind, bodies, period).filter(state="complete")
    told = [(record.organisation_id, _answer(record)) for record in found]
    return by_body(bodies, sorted(told, key=lambda one: one[1].counts))


def _answer(record: Record) -> Row:
    said = record.values.get("responded_on")
    if not said:
        return Row(record.title, False, record.held_on, "没有写首次回应日期", _url(record.pk))
    days = (date.fromisoformat(said) - record.held_on).days
    return Row(record.title, days <= ANSWER_DAYS, record.held_on, f"发现后{days}天回应", _url(record.pk))

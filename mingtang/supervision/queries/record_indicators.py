"""Measured indicators of records: of each kind with a yearly minimum, how many a body held with evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from mingtang.core.indicators.api import Indicator, Period, Reading
from mingtang.supervision.models import Record, RecordKind
from mingtang.supervision.queries.record_kinds import Definition, Minimum, definitions


def record_indicators() -> list[Indicator]:
    """One for each kind that has a minimum now: “培训次数：1/2”."""
    return [
        _indicator(kind, definition, definition.minimum)
        for kind, definition in definitions()
        if definition.minimum is not None
    ]


def _indicator(kind: RecordKind, definition: Definition, minimum: Minimum) -> Indicator:
    return Indicator(
        code=f"records_{definition.code}",
        name=f"{definition.name}次数",
        rule=f"{minimum.basis}：统计时段内{definition.date_name}在该时段、要素和必需佐证齐备的“{definition.name}”台账条数，"
        f"与全年应有的{minimum.number}次相比；没有佐证的不计。",
        read=partial(_held, kind, minimum),
        read_many=partial(_held_by_many, kind, minimum),
    )


def _held(kind: RecordKind, minimum: Minimum, body: int, period: Period) -> Reading:
    return _held_by_many(kind, minimum, [body], period)[body]


def _held_by_many(
    kind: RecordKind, minimum: Minimum, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """Complete records of each body in a period, against the minimum of its years. One query."""
    rows = Record.objects.filter(
        kind=kind, state="complete", organisation__in=bodies, held_on__range=(period.first, period.last)
    )
    counted = dict(
        rows.order_by()
        .values_list("organisation")
        .annotate(number=Count("pk"))
        .values_list("organisation", "number")
    )
    asked, now = minimum.number * (period.last.year - period.first.year + 1), timezone.now()
    return {body: _reading(kind, counted.get(body, 0), asked, body, period, now) for body in bodies}


def _reading(kind: RecordKind, value: int, asked: int, body: int, period: Period, now: datetime) -> Reading:
    query = urlencode({"year": period.last.year, "unit": body, "state": "complete"})
    url = f"{reverse('supervision-desk:records-of', args=[kind.code])}?{query}"
    return Reading(value, asked, url, now)

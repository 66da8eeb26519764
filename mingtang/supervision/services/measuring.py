"""Measured indicators bound to tasks: the platform reads them every day for each unit and keeps the numbers, never the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.indicators.api import Indicator, Period, Reading, listed
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision.models import IndicatorBinding, IndicatorReading, Task, TaskUnit
from mingtang.supervision.queries.measured import span_of
from mingtang.supervision.services import keeping


class MayNotBind(Refused):
    """An indicator may not be bound to a task, or taken off it, so."""


def bind_refusals(
    task: Task, code: str, *, at_least_percent: int, at_least_value: int | None, by: Any, on: date
) -> list[Refusal]:
    """Why an indicator may not be bound to a task."""
    reasons = office_refusals(task, by=by, on=on)
    if code not in listed():
        reasons.append(Refusal("平台还不测量这个指标，请选择列表中的指标。"))
    if task.indicators.filter(code=code).exists():
        reasons.append(Refusal("这项任务已绑定这个指标；要改变标准的，先解除再绑定。"))
    if not 1 <= at_least_percent <= 100:
        reasons.append(Refusal("达标比例须在1到100之间。"))
    if at_least_value is not None and at_least_value < 1:
        reasons.append(Refusal("至少的数目须大于0；不按数目的请留空。"))
    return reasons


def office_refusals(task: Task, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not bind indicators to a task, or take them off it."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("测量指标由政务公开办绑定和解除。")]
    if task.state != "open":
        reasons.append(Refusal(f"这项任务{task.get_state_display()}，不再改变测量指标。"))
    return reasons


@transaction.atomic
def bind(
    task: Task,
    code: str,
    *,
    at_least_percent: int = 100,
    at_least_value: int | None = None,
    by: Any,
    on: date,
) -> IndicatorBinding:
    """Bind an indicator to a task, and read it at once."""
    if reasons := bind_refusals(
        task, code, at_least_percent=at_least_percent, at_least_value=at_least_value, by=by, on=on
    ):
        raise MayNotBind(reasons)
    binding = IndicatorBinding.objects.create(
        task=task, code=code, at_least_percent=at_least_percent, at_least_value=at_least_value
    )
    audit.record("supervision.indicator_bound", about=task, by=by, details={"indicator": code})
    _measure([binding], listed(), on)
    keeping.keep([task.pk], on=on)
    return binding


@transaction.atomic
def unbind(binding: IndicatorBinding, *, by: Any, on: date) -> None:
    """Take an indicator off a task with its readings, which could be read again; the audit trail tells of it."""
    if reasons := office_refusals(binding.task, by=by, on=on):
        raise MayNotBind(reasons)
    audit.record(
        "supervision.indicator_unbound", about=binding.task, by=by, details={"indicator": binding.code}
    )
    binding.readings.all().delete()
    task_id = binding.task_id
    binding.delete()
    keeping.keep([task_id], on=on)


def measure(day: date) -> int:
    """Read every bound indicator for the units of open tasks. Reading twice on a day leaves one row. Called daily."""
    known = listed()
    bindings = IndicatorBinding.objects.filter(task__state="open", code__in=known)
    return _measure(list(bindings.select_related("task__plan")), known, day)


def _measure(bindings: Sequence[IndicatorBinding], known: dict[str, Indicator], day: date) -> int:
    """Each indicator is read once for a span, however many tasks it is bound to."""
    units = _units(bindings)
    together: dict[tuple[str, date, date, date], list[IndicatorBinding]] = {}
    for binding in bindings:
        span = span_of(binding.task, day)
        if span is not None:
            together.setdefault((binding.code, span.first, span.until, span.last), []).append(binding)
    kept = 0
    for (code, first, until, last), group in together.items():
        bodies = sorted({body for binding in group for body in units.get(binding.task_id, ())})
        readings = _read(known[code], bodies, Period(first, until))
        kept += _keep(group, units, readings, first, last)
    return kept


def _units(bindings: Iterable[IndicatorBinding]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = TaskUnit.objects.filter(task__in={binding.task_id for binding in bindings}, left_on=None)
    for task, body in rows.order_by("pk").values_list("task", "organisation"):
        found.setdefault(task, []).append(body)
    return found


def _read(indicator: Indicator, bodies: Sequence[int], period: Period) -> dict[int, Reading]:
    if indicator.read_many is not None:
        return dict(indicator.read_many(bodies, period))
    return {body: indicator.read(body, period) for body in bodies}


@transaction.atomic
def _keep(
    bindings: Iterable[IndicatorBinding],
    units: dict[int, list[int]],
    readings: dict[int, Reading],
    first: date,
    last: date,
) -> int:
    rows = [
        IndicatorReading(
            binding=binding,
            organisation_id=body,
            first_day=first,
            last_day=last,
            value=readings[body].value,
            of=readings[body].of,
            rows_url=readings[body].rows_url,
            as_of=readings[body].as_of,
            meets=meets(binding, readings[body]),
        )
        for binding in bindings
        for body in units.get(binding.task_id, ())
    ]
    IndicatorReading.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["binding", "organisation", "first_day", "last_day"],
        update_fields=["value", "of", "rows_url", "as_of", "meets"],
    )
    return len(rows)


def meets(binding: IndicatorBinding, reading: Reading) -> bool:
    """Whether a reading proves the task. Where there was nothing to count, nothing is proven."""
    if reading.of == 0:
        return False
    enough = binding.at_least_value is None or reading.value >= binding.at_least_value
    return enough and reading.value * 100 >= reading.of * binding.at_least_percent

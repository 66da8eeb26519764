"""分解: each unit says what it does of a task, who answers for it, and by when, within 30 days of the plan's issue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.supervision.models import TaskUnit
from mingtang.supervision.permissions.tasks import acts_for
from mingtang.supervision.services.keeping import keep


class MayNotBreakDown(Refused):
    """A breakdown may not be filed so."""


def breakdown_refusals(part: TaskUnit, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not file the breakdown of a part: the page shows the same list."""
    reasons = []
    if not acts_for(by, part, on):
        reasons.append(Refusal(f"分解措施由{part.organisation.short_name}的信息员或者负责人报送。"))
    if part.task.state != "open":
        reasons.append(Refusal(f"任务{part.task.get_state_display()}，不再修改分解措施。"))
    return reasons + left_refusals(part)


def left_refusals(part: TaskUnit) -> list[Refusal]:
    """A unit that left the task does nothing more in it."""
    reasons = []
    if part.left_on is not None:
        name = part.organisation.short_name
        reasons.append(Refusal(f"{name}已于{part.left_on.isoformat()}起不再承担这项任务。"))
    return reasons


@transaction.atomic
def break_down(
    part: TaskUnit, *, breakdown: str, responsible_name: str, own_due_on: date | None, by: Any, on: date
) -> TaskUnit:
    """File a unit's breakdown, or put it right. The day of the first filing stays: it tells whether it was in time."""
    part = locked(part)
    reasons = breakdown_refusals(part, by=by, on=on) + _lacks(part, breakdown, responsible_name, own_due_on)
    if reasons:
        raise MayNotBreakDown(reasons)
    part.breakdown, part.responsible_name, part.own_due_on = breakdown, responsible_name, own_due_on
    part.broken_down_on = part.broken_down_on or on
    part.breakdown_by, part.breakdown_by_name = by, by.name
    part.save()
    keep([part.task_id], on=on)
    audit.record("supervision.broken_down", about=part, by=by)
    return part


def _lacks(part: TaskUnit, breakdown: str, responsible_name: str, own_due_on: date | None) -> list[Refusal]:
    end = part.task.due_on
    reasons = []
    if not breakdown.strip():
        reasons.append(Refusal("请写明本单位的分解措施。"))
    if not responsible_name.strip():
        reasons.append(Refusal("请写明本单位的具体责任人。"))
    if own_due_on is None and not part.task.is_standing:
        reasons.append(Refusal("请填写本单位时限。"))
    if own_due_on and end and own_due_on > end:
        reasons.append(Refusal(f"本单位时限不能晚于任务时限{end.isoformat()}；确需延期的，请申请变更时限。"))
    return reasons


def locked(part: TaskUnit) -> TaskUnit:
    rows = TaskUnit.objects.select_for_update(of=("self",))
    return rows.select_related("task__plan", "organisation").get(pk=part.pk)

"""办结: a task ends when every unit's part is proven."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision.events import TaskCompleted
from mingtang.supervision.models import Task
from mingtang.supervision.queries.standing import standing_of
from mingtang.supervision.services.changes import locked
from mingtang.supervision.services.keeping import keep


class MayNotClose(Refused):
    """A task may not be closed now."""


def closing_refusals(task: Task, *, by: Any, on: date) -> list[Refusal]:
    """Why a task may not be closed: each unit whose part is not proven is named."""
    reasons = []
    if not publishing.is_office(by, on):
        reasons.append(Refusal("任务由政务公开办办结。"))
    if task.state != "open":
        reasons.append(Refusal(f"任务{task.get_state_display()}。"))
    if task.is_standing and on <= date(task.plan.year, 12, 31):
        reasons.append(Refusal("长期坚持的任务在年度之内不办结。"))
    parts = standing_of([task], on)[task.pk].parts
    if task.state == "open" and not parts:
        reasons.append(Refusal("任务还没有责任单位，不能办结。"))
    reasons += [
        Refusal(f"{row.part.organisation.short_name}承担的部分尚未印证。")
        for row in parts
        if row.standing != "proven"
    ]
    return reasons


@transaction.atomic
def close(task: Task, *, by: Any, on: date) -> Task:
    """Close a task that is proven part by part."""
    task = locked(task)
    if reasons := closing_refusals(task, by=by, on=on):
        raise MayNotClose(reasons)
    task.state, task.closed_on = "closed", on
    task.save(update_fields=["state", "closed_on"])
    keep([task.pk], on=on)
    audit.record("supervision.closed", about=task, by=by)
    events.announce(TaskCompleted(task_id=task.pk, on=on.isoformat()))
    return task

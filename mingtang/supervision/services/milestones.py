"""Steps on the way of a task, each with its own day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision.models import Milestone, Task, TaskUnit
from mingtang.supervision.permissions.tasks import ACTING_ROLES


class MayNotSetMilestone(Refused):
    """A milestone may not be set or reached so."""


def milestone_refusals(task: Task, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not set or reach milestones of a task."""
    reasons = []
    leading = TaskUnit.objects.filter(
        task=task, role="lead", left_on=None, organisation__in=publishing.bodies_with(by, ACTING_ROLES, on)
    )
    if not publishing.is_office(by, on) and not leading.exists():
        reasons.append(Refusal("节点由政务公开办或者牵头单位设置和登记。"))
    if task.state != "open":
        reasons.append(Refusal(f"任务{task.get_state_display()}，节点不再变动。"))
    return reasons


@transaction.atomic
def add_milestone(task: Task, *, title: str, due_on: date, by: Any, on: date) -> Milestone:
    """Set a step within the time of the task."""
    reasons = milestone_refusals(task, by=by, on=on)
    if task.due_on and due_on > task.due_on:
        reasons.append(Refusal(f"节点时限不能晚于任务时限{task.due_on.isoformat()}。"))
    if task.milestones.filter(title=title).exists():
        reasons.append(Refusal(f"已有名为“{title}”的节点。"))
    if reasons:
        raise MayNotSetMilestone(reasons)
    milestone = Milestone.objects.create(task=task, title=title, due_on=due_on)
    audit.record("supervision.milestone_set", about=milestone, by=by)
    return milestone


@transaction.atomic
def reach_milestone(milestone: Milestone, *, by: Any, on: date) -> Milestone:
    """Write down that a step was reached today."""
    milestone = Milestone.objects.select_for_update(of=("self",)).select_related("task").get(pk=milestone.pk)
    reasons = milestone_refusals(milestone.task, by=by, on=on)
    if milestone.reached_on:
        reasons.append(Refusal(f"这个节点已于{milestone.reached_on.isoformat()}登记完成。"))
    if reasons:
        raise MayNotSetMilestone(reasons)
    milestone.reached_on = on
    milestone.save(update_fields=["reached_on"])
    audit.record("supervision.milestone_reached", about=milestone, by=by)
    return milestone

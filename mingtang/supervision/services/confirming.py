"""Confirming a plan: the one act that makes tasks. What it would be refused for is listed item by item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Group, Organisation
from mingtang.core.refusals import Refusal, Refused
from mingtang.supervision.labels import BREAKDOWN_DAYS
from mingtang.supervision.models import ProposedTask, ProposedUnit, Task, TaskUnit, WorkPlan
from mingtang.supervision.services.keeping import keep
from mingtang.supervision.services.plans import working_refusals


class MayNotConfirm(Refused):
    """A plan may not become tasks yet."""


@dataclass(frozen=True)
class ItemRefusal:
    """Why one proposal cannot become a task."""

    proposal: int
    item: str
    reason: str

    def __str__(self) -> str:
        return f"{self.item}：{self.reason}"


def open_proposals(plan: WorkPlan) -> list[ProposedTask]:
    return list(plan.proposals.filter(state="open").prefetch_related("units__organisation", "units__group"))


def item_refusals(proposals: Sequence[ProposedTask], living: Expansion) -> list[ItemRefusal]:
    """What keeps each of the proposals from becoming a task."""
    return [
        ItemRefusal(row.pk, item_name(row), reason) for row in proposals for reason in _reasons(row, living)
    ]


def item_name(row: ProposedTask) -> str:
    return f"第{row.seq}项" if row.seq else f"“{row.text[:12]}…”"


def _reasons(row: ProposedTask, living: Expansion) -> list[str]:
    units = list(row.units.all())
    reasons = [] if row.text.strip() else ["没有任务内容，请补写。"]
    if not units:
        reasons.append("没有责任单位，请加上单位。")
    if unknown := [unit.name for unit in units if not unit.is_resolved]:
        reasons.append(f"“{'”“'.join(unknown)}”还没有对应到单位，请选定。")
    if row.open_list:
        reasons.append("原文写有“等”，名单没有列全：请加上其他单位，或者确认没有其他单位。")
    return reasons + [f"“{unit.name}”现在没有单位，请改选。" for unit in units if living.is_empty(unit)]


class Expansion:
    """Groups and bodies as they live on a day: loaded once for all proposals."""

    def __init__(self, on: date) -> None:
        self._living = set(Organisation.objects.on(on).values_list("pk", flat=True))
        self._members: dict[int, list[int]] = {}
        pairs = Group.members.through.objects.order_by("organisation__order", "organisation_id")
        for group, body in pairs.values_list("group_id", "organisation_id"):
            if body in self._living:
                self._members.setdefault(group, []).append(body)

    def bodies(self, unit: ProposedUnit) -> list[int]:
        """The bodies that a unit of a proposal stands for."""
        if unit.group_id is not None:
            return self._members.get(unit.group_id, [])
        body = unit.organisation_id
        return [body] if body is not None and body in self._living else []

    def is_empty(self, unit: ProposedUnit) -> bool:
        return unit.is_resolved and not self.bodies(unit)

    def roles(self, units: Iterable[ProposedUnit]) -> dict[int, str]:
        """Each body once with its role; who leads leads, even if a group names it again."""
        found: dict[int, str] = {}
        for unit in sorted(units, key=lambda unit: (unit.role != "lead", unit.pk)):
            for body in self.bodies(unit):
                found.setdefault(body, unit.role)
        return found


def confirming_refusals(plan: WorkPlan, *, by: Any, on: date) -> list[Refusal]:
    """Why a plan may not be confirmed now, item by item."""
    reasons = working_refusals(plan, by=by, on=on)
    return reasons + [Refusal(str(item)) for item in refused_items(plan, on=on)]


def refused_items(plan: WorkPlan, *, on: date) -> list[ItemRefusal]:
    """The items that stand in the way, with their proposals."""
    proposals = open_proposals(plan)
    if not proposals:
        return [ItemRefusal(0, "全文", "没有一项任务，不能确认。")]
    return item_refusals(proposals, Expansion(on))


@transaction.atomic
def confirm(plan: WorkPlan, *, by: Any, on: date) -> list[Task]:
    """Make tasks of a plan's proposals. A plan that corrects another is applied by `correcting.apply_correction`."""
    plan = WorkPlan.objects.select_for_update().get(pk=plan.pk)
    reasons = confirming_refusals(plan, by=by, on=on)
    if plan.corrects_id is not None:
        reasons.append(Refusal("这是一份更正，请在对照页面确认。"))
    if reasons:
        raise MayNotConfirm(reasons)
    tasks = make_tasks(plan, open_proposals(plan), issued_on=plan.issued_on or on, on=on)
    settle(plan, by=by, details={"tasks": len(tasks)})
    return tasks


def settle(plan: WorkPlan, *, by: Any, details: dict[str, Any]) -> None:
    """Write down who confirmed a plan and when."""
    plan.state, plan.confirmed_at = "confirmed", timezone.now()
    plan.confirmed_by, plan.confirmed_by_name = by, by.name
    plan.save(update_fields=["state", "confirmed_at", "confirmed_by", "confirmed_by_name"])
    audit.record("supervision.plan_confirmed", about=plan, by=by, details=details)


def make_tasks(plan: WorkPlan, proposals: Sequence[ProposedTask], *, issued_on: date, on: date) -> list[Task]:
    """Tasks of a plan out of proposals, with their units; breakdowns are due 30 days after the issue (TS-02)."""
    begun = Task.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    tasks = Task.objects.bulk_create(
        _task(plan, row, number=begun + at) for at, row in enumerate(proposals, start=1)
    )
    living, due = Expansion(on), breakdown_due(issued_on)
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, organisation_id=body, role=role, breakdown_due_on=due)
        for task, row in zip(tasks, proposals, strict=True)
        for body, role in living.roles(row.units.all()).items()
    )
    ProposedTask.objects.filter(pk__in=[row.pk for row in proposals]).update(state="made")
    keep([task.pk for task in tasks], on=on)
    return tasks


def breakdown_due(issued_on: date) -> date:
    """Within 30 days of the issue: 2024-06-05 gives 2024-07-05."""
    return issued_on + timedelta(days=BREAKDOWN_DAYS)


def _task(plan: WorkPlan, row: ProposedTask, *, number: int) -> Task:
    return Task(
        plan=plan,
        proposal=row,
        number=number,
        seq=row.seq,
        level1=row.level1,
        level2=row.level2,
        text=row.text,
        due_on=row.due_on,
        deadline_text=row.deadline_text,
        is_standing=row.is_standing,
        first_due_on=row.due_on,
        first_text=row.text,
    )

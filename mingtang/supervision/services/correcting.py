"""A corrected document: what it changes of the tasks that there are, and carrying that over. Nothing is doubled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal
from mingtang.supervision.analysis.matching import Item, matched
from mingtang.supervision.models import ProposedTask, Task, TaskChange, WorkPlan
from mingtang.supervision.services.confirming import (
    Expansion,
    MayNotConfirm,
    confirming_refusals,
    make_tasks,
    open_proposals,
    settle,
)
from mingtang.supervision.services.keeping import keep
from mingtang.supervision.services.taking_part import in_words, set_units

KINDS = {"changed": "有变化", "new": "新增", "gone": "新文件没有", "same": "没有变化"}
FIELDS = {"text": "任务内容", "due_on": "完成时限", "units": "责任单位"}
# How a change that a corrected document brought is known among those that units asked for.
REASON = "更正文件："


@dataclass(frozen=True)
class FieldChange:
    """One matter as it is and as the corrected document has it."""

    what: str
    before: str
    after: str
    units: tuple[tuple[int, str], ...] = field(default=(), compare=False)

    @property
    def label(self) -> str:
        return FIELDS[self.what]


@dataclass(frozen=True)
class Difference:
    """What the corrected document makes of one task. Kind: same, changed, new or gone."""

    kind: str
    task: Task | None = None
    proposal: ProposedTask | None = None
    changes: tuple[FieldChange, ...] = ()

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def is_closed(self) -> bool:
        """A task that is done is left as it is."""
        return self.task is not None and self.task.state != "open"


@dataclass
class _Known:
    """What the comparing needs, loaded once."""

    living: Expansion
    names: dict[int, str]
    by_unit: set[tuple[int, str]]
    first_units: dict[int, str]


def differences(plan: WorkPlan, *, on: date) -> list[Difference]:
    """Task by task what a corrected document changes, in its order; what it no longer has comes last."""
    tasks = list(
        Task.objects.filter(plan=plan.corrects_id or 0)
        .exclude(state="ended")
        .select_related("proposal")
        .prefetch_related("units", "proposal__units")
        .order_by("number")
    )
    proposals = open_proposals(plan)
    pairs = matched(
        [Item(task.pk, task.seq, task.text) for task in tasks],
        [Item(row.pk, row.seq, row.text) for row in proposals],
    )
    known = _Known(Expansion(on), _names(), _changed_by_units(tasks), _first_units(tasks))
    by_key = {task.pk: task for task in tasks}
    found = [_difference(by_key.get(pairs.get(row.pk, 0)), row, known) for row in proposals]
    kept = set(pairs.values())
    return [*found, *(Difference("gone", task) for task in tasks if task.pk not in kept)]


def _names() -> dict[int, str]:
    return dict(Organisation.objects.order_by("order", "pk").values_list("pk", "short_name"))


def _first_units(tasks: Sequence[Task]) -> dict[int, str]:
    """Of tasks whose units were changed: who they were at first, in words."""
    rows = TaskChange.objects.filter(task__in=tasks, what="units", state="approved").order_by(
        "-decided_at", "-pk"
    )
    return dict(rows.values_list("task_id", "before"))


def _changed_by_units(tasks: Sequence[Task]) -> set[tuple[int, str]]:
    """Matters whose last approved change was asked for by a unit: the document's old words do not undo it."""
    rows = TaskChange.objects.filter(task__in=tasks, state="approved").order_by("pk")
    last = {(task, what): reason for task, what, reason in rows.values_list("task_id", "what", "reason")}
    return {key for key, reason in last.items() if not reason.startswith(REASON)}


def _difference(task: Task | None, row: ProposedTask, known: _Known) -> Difference:
    if task is None:
        return Difference("new", proposal=row)
    changes = tuple(_changes(task, row, known))
    return Difference("changed" if changes else "same", task, row, changes)


def _changes(task: Task, row: ProposedTask, known: _Known) -> Iterable[FieldChange]:
    stands = (task.pk, "text") in known.by_unit and _bare(row.text) == _bare(task.first_text)
    if _bare(row.text) != _bare(task.text) and not stands:
        yield FieldChange("text", task.text, row.text)
    stands = (task.pk, "due_on") in known.by_unit and row.due_on == task.first_due_on
    if (row.due_on, row.is_standing) != (task.due_on, task.is_standing) and not stands:
        yield FieldChange(
            "due_on", _until(task.due_on, task.is_standing), _until(row.due_on, row.is_standing)
        )
    yield from _unit_changes(task, row, known)


def _unit_changes(task: Task, row: ProposedTask, known: _Known) -> Iterable[FieldChange]:
    before = {unit.organisation_id: unit.role for unit in task.units.all() if unit.left_on is None}
    after = _wanted(task, row, before, known.living)
    unknown = [unit.name for unit in row.units.all() if not unit.is_resolved]
    words = in_words(after, known.names, unknown)
    stands = (task.pk, "units") in known.by_unit and words == known.first_units.get(task.pk)
    if (before != after or unknown) and not stands:
        yield FieldChange("units", in_words(before, known.names), words, tuple(after.items()))


def _wanted(task: Task, row: ProposedTask, now: dict[int, str], living: Expansion) -> dict[int, str]:
    """The units that a corrected item asks for. A group that it named before stays the bodies that it was then."""
    units, old = list(row.units.all()), list(task.proposal.units.all()) if task.proposal else []
    kept = {unit.group_id for unit in units if unit.group_id} & {unit.group_id for unit in old}
    wanted = living.roles(unit for unit in units if unit.group_id not in kept)
    if kept:
        named = living.roles(unit for unit in old if unit.group_id not in kept)
        wanted |= {body: role for body, role in now.items() if body not in named and body not in wanted}
    return wanted


def _bare(text: str) -> str:
    return "".join(text.split())


def _until(day: date | None, is_standing: bool) -> str:
    return day.isoformat() if day else "长期坚持" if is_standing else "没有时限"


# --- carrying it over


@transaction.atomic
def apply_correction(plan: WorkPlan, *, ended: Collection[int] = (), by: Any, on: date) -> list[Difference]:
    """Carry a corrected document over to the tasks of the plan that it corrects. `ended`: tasks to end, of those gone.

    Each changed matter becomes an approved change with before and after; the first words stay on the task.
    """
    plan = WorkPlan.objects.select_for_update().get(pk=plan.pk)
    reasons = confirming_refusals(plan, by=by, on=on)
    if plan.corrects_id is None:
        reasons.append(Refusal("这不是更正，请在工作要点页面确认。"))
    found = [] if reasons else differences(plan, on=on)
    gone = {one.task.pk for one in found if one.kind == "gone" and one.task}
    if not reasons and not gone >= set(ended):
        reasons.append(Refusal("要终止的任务在更正后的文件里还有，请刷新页面后再确认。"))
    if reasons:
        raise MayNotConfirm(reasons)
    old = WorkPlan.objects.select_for_update().get(corrections=plan)
    _carry_over(plan, old, found, ended, by=by, on=on)
    return found


def _carry_over(
    plan: WorkPlan, old: WorkPlan, found: Sequence[Difference], ended: Collection[int], *, by: Any, on: date
) -> None:
    issued_on = plan.issued_on or on
    rows: list[TaskChange] = []
    for one in found:
        if one.kind in ("changed", "same") and not one.is_closed:
            rows += _changed(one, plan, by=by, on=on)
        elif one.kind == "gone" and one.task and one.task.pk in ended and not one.is_closed:
            rows.append(_ended(one.task, plan, by=by, on=on))
    TaskChange.objects.bulk_create(rows)
    met = [one.proposal.pk for one in found if one.proposal and one.task]
    ProposedTask.objects.filter(pk__in=met).update(state="made")
    new = [one.proposal for one in found if one.kind == "new" and one.proposal]
    made = make_tasks(old, new, issued_on=issued_on, on=on)
    keep(sorted({row.task_id for row in rows}), on=on)
    settle(plan, by=by, details={"corrects": old.pk, "changes": len(rows), "tasks": len(made)})


def _changed(one: Difference, plan: WorkPlan, *, by: Any, on: date) -> list[TaskChange]:
    task, row = one.task, one.proposal
    if task is None or row is None:
        return []
    task.seq, task.level1, task.level2 = row.seq, row.level1, row.level2
    for change in one.changes:
        if change.what == "text":
            task.text = row.text
        elif change.what == "due_on":
            task.due_on, task.is_standing, task.deadline_text = row.due_on, row.is_standing, row.deadline_text
    task.save()
    for change in one.changes:
        if change.what == "units":
            set_units(task, dict(change.units), on=on)
    return [_row(task, change, plan, by=by) for change in one.changes]


def _ended(task: Task, plan: WorkPlan, *, by: Any, on: date) -> TaskChange:
    before = task.get_state_display()
    task.state, task.closed_on = "ended", on
    task.save(update_fields=["state", "closed_on"])
    return _row(task, FieldChange("ended", before, task.get_state_display()), plan, by=by)


def _row(task: Task, change: FieldChange, plan: WorkPlan, *, by: Any) -> TaskChange:
    return TaskChange(
        task=task,
        what=change.what,
        before=change.before,
        after=change.after,
        units=[list(pair) for pair in change.units],
        reason=f"{REASON}《{plan.title}》",
        state="approved",
        asked_by=by,
        asked_by_name=by.name,
        decided_at=timezone.now(),
        decided_by=by,
        decided_by_name=by.name,
    )

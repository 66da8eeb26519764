"""What a person does with what was read: put it right, name the units, split, merge, leave out. No task comes of it yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Group, Organisation, call
from mingtang.core.refusals import Refusal, Refused
from mingtang.supervision.models import ProposedTask, ProposedUnit, WorkPlan
from mingtang.supervision.services.plans import STEP, working_refusals


class MayNotPropose(Refused):
    """A proposal may not be changed so."""


@dataclass(frozen=True)
class Wording:
    """What a proposal says."""

    text: str
    seq: str = ""
    level1: str = ""
    level2: str = ""
    deadline_text: str = ""
    due_on: date | None = None
    is_standing: bool = False


def locked(proposal: ProposedTask, *, by: Any, on: date, state: str = "open") -> ProposedTask:
    """The proposal as it is now, its plan held so that nobody confirms it meanwhile."""
    plan = WorkPlan.objects.select_for_update().get(pk=proposal.plan_id)
    row = ProposedTask.objects.select_for_update().filter(pk=proposal.pk).first()
    reasons = working_refusals(plan, by=by, on=on)
    if row is None or (row.state != state and not reasons):
        words = row.get_state_display() if row else "已不存在"
        reasons.append(Refusal(f"这一项现在是“{words}”，不能这样改。请刷新页面。"))
    if reasons or row is None:
        raise MayNotPropose(reasons)
    row.plan = plan
    return row


def wording_refusals(wording: Wording) -> list[Refusal]:
    """What is wrong with the words of a proposal."""
    reasons = [] if wording.text.strip() else [Refusal("请填写任务内容；不作为任务的，请用“不作为任务”。")]
    if wording.is_standing and wording.due_on:
        reasons.append(Refusal("长期坚持的任务没有完成时限：请去掉日期，或者去掉“长期坚持”。"))
    return reasons


@transaction.atomic
def correct(proposal: ProposedTask, wording: Wording, *, by: Any, on: date) -> ProposedTask:
    """Put right text, headings and deadline. The source stays beside it as it was read."""
    row = locked(proposal, by=by, on=on)
    if reasons := wording_refusals(wording):
        raise MayNotPropose(reasons)
    changed = [name for name, value in asdict(wording).items() if getattr(row, name) != value]
    for name, value in asdict(wording).items():
        setattr(row, name, value)
    row.save(update_fields=changed or ["text"])
    noted("corrected", row, by=by, fields=changed)
    return row


# --- units


def _kept(organisation: Organisation | None, group: Group | None) -> tuple[Organisation | None, Group | None]:
    if (organisation is None) == (group is None):
        raise MayNotPropose("请选择一个单位或者一个机构组。")
    return organisation, group


@transaction.atomic
def choose_unit(
    unit: ProposedUnit,
    *,
    organisation: Organisation | None = None,
    group: Group | None = None,
    everywhere: bool = False,
    remember: bool = False,
    by: Any,
    on: date,
) -> int:
    """Say what a name means; `everywhere` for all open proposals of the plan that use it. Returns how many.

    `remember` makes it a name of that body or group, so that the next document that uses it is understood.
    """
    row = locked(unit.task, by=by, on=on)
    body, group = _kept(organisation, group)
    if remember:
        call(unit.name, organisation=body, group=group, by=by)
    same = ProposedUnit.objects.filter(pk=unit.pk)
    if everywhere:
        same = ProposedUnit.objects.filter(task__plan=row.plan, task__state="open", name=unit.name)
    count = same.update(organisation=body, group=group, chosen_by_hand=True)
    noted("unit_chosen", row, by=by, name=unit.name, meant=_meant(body, group), items=count)
    return count


@transaction.atomic
def add_unit(
    proposal: ProposedTask,
    *,
    role: str,
    organisation: Organisation | None = None,
    group: Group | None = None,
    by: Any,
    on: date,
) -> ProposedUnit:
    """Add a unit that the document does not name, or names only as 等有关部门."""
    row = locked(proposal, by=by, on=on)
    body, group = _kept(organisation, group)
    if row.units.filter(organisation=body, group=group).exists():
        raise MayNotPropose(f"这一项已经有{_meant(body, group)}了。")
    unit = ProposedUnit.objects.create(
        task=row, name=_free_name(row, _meant(body, group)), role=role, **_chosen(body, group)
    )
    noted("unit_added", row, by=by, meant=unit.name, role=role)
    return unit


def _free_name(row: ProposedTask, name: str) -> str:
    """The name, marked where the document uses it already for something else."""
    return f"{name}（人工添加）"[:120] if row.units.filter(name=name).exists() else name[:120]


def _chosen(body: Organisation | None, group: Group | None) -> dict[str, Any]:
    return {"organisation": body, "group": group, "chosen_by_hand": True}


def _meant(body: Organisation | None, group: Group | None) -> str:
    return body.short_name if body else str(group)


@transaction.atomic
def add_unit_to_all(
    plan: WorkPlan,
    *,
    role: str,
    organisation: Organisation | None = None,
    group: Group | None = None,
    by: Any,
    on: date,
) -> int:
    """Give a unit to all open proposals that name none: plans in prose often name none at all. Returns how many."""
    plan = WorkPlan.objects.select_for_update().get(pk=plan.pk)
    reasons = working_refusals(plan, by=by, on=on)
    if reasons:
        raise MayNotPropose(reasons)
    body, group = _kept(organisation, group)
    rows = plan.proposals.filter(state="open", units=None)
    made = ProposedUnit.objects.bulk_create(
        ProposedUnit(task=row, name=_meant(body, group)[:120], role=role, **_chosen(body, group))
        for row in rows
    )
    audit.record(
        "supervision.unit_added_to_all",
        about=plan,
        by=by,
        details={"meant": _meant(body, group), "items": len(made)},
    )
    return len(made)


@transaction.atomic
def drop_unit(unit: ProposedUnit, *, by: Any, on: date) -> None:
    """Take away a name that is no unit of this task. The source still shows it."""
    row = locked(unit.task, by=by, on=on)
    noted("unit_dropped", row, by=by, name=unit.name)
    unit.delete()


@transaction.atomic
def settle_list(proposal: ProposedTask, *, by: Any, on: date) -> ProposedTask:
    """Say that the units are complete, though the text says 等."""
    row = locked(proposal, by=by, on=on)
    if not row.units.exists():
        raise MayNotPropose("还没有一个单位，请先加上单位。")
    row.open_list = False
    row.save(update_fields=["open_list"])
    noted("list_settled", row, by=by)
    return row


# --- one into two, several into one


def parts_at(text: str, words: str) -> tuple[str, str]:
    """A text cut where these words begin. Refused unless they stand there exactly once, and not at the beginning."""
    words = words.strip()
    if not words or text.count(words) != 1 or not text.split(words)[0].strip():
        raise MayNotPropose("请填写第二项开头的几个字，和任务内容中的完全一样，并且只出现一次、不在最前面。")
    place = text.index(words)
    return text[:place].strip(), text[place:].strip()


@transaction.atomic
def split(proposal: ProposedTask, first: str, second: str, *, by: Any, on: date) -> list[ProposedTask]:
    """One proposal as two with these texts; both keep the source, the deadline and the units."""
    row = locked(proposal, by=by, on=on)
    if not first.strip() or not second.strip():
        raise MayNotPropose("拆成的两项都要有任务内容。")
    order = _room_behind(row)
    units = [unit.facts() for unit in row.units.all()]
    other = ProposedTask.objects.get(pk=row.pk)
    other.pk, other.order, other.text, other.seq = None, order, second.strip(), _second_seq(row)
    other.split_from_id, other.as_read = row.split_from_id or row.pk, {}
    other.save(force_insert=True)
    ProposedUnit.objects.bulk_create(ProposedUnit(task=other, **facts) for facts in units)
    row.text = first.strip()
    row.save(update_fields=["text"])
    noted("split", row, by=by, other=other.pk)
    return [row, other]


def _second_seq(row: ProposedTask) -> str:
    """5, then 5-2, 5-3 …; no number where there is none."""
    if not row.seq:
        return ""
    taken = set(row.plan.proposals.values_list("seq", flat=True))
    return next(seq for n in range(2, 1000) if (seq := f"{row.seq}-{n}"[:40]) not in taken or n == 999)


def _room_behind(row: ProposedTask) -> int:
    """A free place right behind a proposal."""
    following = (
        row.plan.proposals.filter(order__gt=row.order).order_by("order").values_list("order", flat=True)
    )
    order = (row.order + (following.first() or row.order + 2 * STEP)) // 2
    if order > row.order:
        return order
    _spread(row.plan)
    row.refresh_from_db(fields=["order"])
    return row.order + STEP // 2


def _spread(plan: WorkPlan) -> None:
    """Set the proposals wide apart again; in two steps, because no two may share a place in between."""
    rows = list(plan.proposals.order_by("order"))
    beyond = (plan.proposals.aggregate(last=Max("order"))["last"] or 0) + STEP * (len(rows) + 1)
    for base in (beyond, 0):
        for at, row in enumerate(rows, start=1):
            row.order = base + at * STEP
        ProposedTask.objects.bulk_update(rows, ["order"])


@transaction.atomic
def merge(proposals: Sequence[ProposedTask], *, by: Any, on: date) -> ProposedTask:
    """Several proposals of a plan as one, the first of them: its number and headings, all texts, sources and units."""
    rows = sorted(
        (locked(one, by=by, on=on) for one in {one.pk: one for one in proposals}.values()),
        key=lambda row: row.order,
    )
    if len(rows) < 2:
        raise MayNotPropose("请至少选择两项再合并。")
    if len({row.plan_id for row in rows}) > 1:
        raise MayNotPropose("只能合并同一份工作要点中的任务。")
    first, *others = rows
    first.text = "\n".join(row.text for row in rows)
    first.source_text = "\n".join(dict.fromkeys(row.source_text for row in rows))
    first.open_list = any(row.open_list for row in rows)
    _latest_deadline(first, rows)
    first.save()
    _take_units(first, others)
    ProposedTask.objects.filter(pk__in=[row.pk for row in others]).update(state="merged", merged_into=first)
    noted("merged", first, by=by, others=[row.pk for row in others])
    return first


def _latest_deadline(first: ProposedTask, rows: Sequence[ProposedTask]) -> None:
    """The latest of the days; all words of the deadlines. Standing only where no part has a day."""
    days = [row.due_on for row in rows if row.due_on]
    first.due_on = max(days, default=None)
    first.is_standing = not days and any(row.is_standing for row in rows)
    words = dict.fromkeys(row.deadline_text for row in rows if row.deadline_text)
    first.deadline_text = "；".join(words)[:200]


def _take_units(first: ProposedTask, others: Sequence[ProposedTask]) -> None:
    held = {(unit.name, unit.role) for unit in first.units.all()}
    for unit in ProposedUnit.objects.filter(task__in=others).order_by("task__order", "pk"):
        if (unit.name, unit.role) not in held:
            held.add((unit.name, unit.role))
            ProposedUnit.objects.create(task=first, **unit.facts())


# --- no task


@transaction.atomic
def leave_out(proposal: ProposedTask, reason: str, *, by: Any, on: date) -> ProposedTask:
    """Say that this is no task, and why."""
    row = locked(proposal, by=by, on=on)
    if not reason.strip():
        raise MayNotPropose("请写明不作为任务的理由。")
    row.state, row.reason = "left_out", reason.strip()[:300]
    row.save(update_fields=["state", "reason"])
    noted("left_out", row, by=by, reason=row.reason)
    return row


@transaction.atomic
def take_back(proposal: ProposedTask, *, by: Any, on: date) -> ProposedTask:
    """Make a proposal again of what was left out."""
    row = locked(proposal, by=by, on=on, state="left_out")
    row.state, row.reason = "open", ""
    row.save(update_fields=["state", "reason"])
    noted("taken_back", row, by=by)
    return row


def noted(what: str, row: ProposedTask, *, by: Any, **details: Any) -> None:
    audit.record(f"supervision.proposal_{what}", about=row.plan, by=by, details={"item": row.pk, **details})

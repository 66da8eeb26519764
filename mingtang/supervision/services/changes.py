"""Changes of a task: a unit asks with its reason, the office decides, and what was first asked stays visible."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.supervision.models import Task, TaskChange, TaskUnit
from mingtang.supervision.permissions.tasks import ACTING_ROLES
from mingtang.supervision.services.keeping import keep
from mingtang.supervision.services.taking_part import in_words, names_of, roles_of, set_units, units_refusals

ASKED_FOR = ("due_on", "target", "text", "ended")
UNITS = "units"


class MayNotChange(Refused):
    """A change may not be asked for or decided so."""


def asking_refusals(task: Task, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not ask for changes of a task."""
    reasons = []
    bodies = publishing.bodies_with(by, ACTING_ROLES, on)
    if not TaskUnit.objects.filter(task=task, organisation__in=bodies, left_on=None).exists():
        reasons.append(Refusal("变更由承担任务的单位申请。"))
    return reasons + _state_refusals(task)


def _state_refusals(task: Task) -> list[Refusal]:
    reasons = []
    if task.state != "open":
        reasons.append(Refusal(f"任务{task.get_state_display()}，不能再变更。"))
    return reasons


def asking_units_refusals(task: Task, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not ask for other units: one of them does, or the office; another person then decides."""
    return _state_refusals(task) if publishing.is_office(by, on) else asking_refusals(task, by=by, on=on)


@transaction.atomic
def ask_change(task: Task, *, what: str, after: str, reason: str, by: Any, on: date) -> TaskChange:
    """Ask for another date, target or text, or for the end of a task. Nothing changes until the office agrees."""
    task = locked(task)
    reasons = asking_refusals(task, by=by, on=on) + _value_refusals(task, what, after, on)
    reasons += _plain_refusals(task, what, reason)
    if reasons:
        raise MayNotChange(reasons)
    return _asked(task, by, what=what, after=after.strip(), reason=reason)


@transaction.atomic
def ask_units(task: Task, *, units: Mapping[int, str], reason: str, by: Any, on: date) -> TaskChange:
    """Ask that these bodies take part, each in its role: some join, some leave, another leads. Nothing changes yet."""
    task = locked(task)
    reasons = asking_units_refusals(task, by=by, on=on) + units_refusals(task, units, on)
    reasons += _plain_refusals(task, UNITS, reason)
    if reasons:
        raise MayNotChange(reasons)
    after = in_words(units, names_of(units))
    pairs = [[body, role] for body, role in units.items()]
    return _asked(task, by, what=UNITS, after=after, reason=reason, units=pairs)


def _plain_refusals(task: Task, what: str, reason: str) -> list[Refusal]:
    reasons = []
    if not reason.strip():
        reasons.append(Refusal("请写明变更的理由。"))
    if TaskChange.objects.filter(task=task, what=what, state="asked").exists():
        reasons.append(Refusal("同一事项已有变更申请待批准，请等待答复。"))
    return reasons


def _asked(task: Task, by: Any, *, what: str, **facts: Any) -> TaskChange:
    change = TaskChange.objects.create(
        task=task, what=what, before=value_of(task, what), asked_by=by, asked_by_name=by.name, **facts
    )
    audit.record("supervision.change_asked", about=change, by=by, details={"what": what})
    return change


def value_of(task: Task, what: str) -> str:
    """What a task says now of the matter of a change."""
    if what == UNITS:
        roles = roles_of(task)
        return in_words(roles, names_of(roles))
    values: dict[str, str] = {
        "due_on": task.due_on.isoformat() if task.due_on else "",
        "target": f"{task.target:f}" if task.target is not None else "",
        "text": task.text,
        "ended": task.get_state_display(),
    }
    return values.get(what, "")


def _value_refusals(task: Task, what: str, after: str, on: date) -> list[Refusal]:
    if what not in ASKED_FOR:
        return [Refusal("调整单位请在任务页的“调整责任单位”中申请。")]
    if what == "due_on":
        return _day_refusals(task, after, on)
    if what == "target" and _number(after) is None:
        return [Refusal("目标请填写不小于零的数字，例如 12 或者 98.5。")]
    if what == "text" and not after.strip():
        return [Refusal("请写明变更后的任务内容。")]
    return [Refusal("变更后的内容与现在相同。")] if after.strip() == value_of(task, what) else []


def _day_refusals(task: Task, after: str, on: date) -> list[Refusal]:
    day = _day(after)
    if task.is_standing:
        return [Refusal("长期坚持的任务没有终点，不能变更时限。")]
    if day is None:
        return [Refusal("时限请按 2026-12-31 的格式填写。")]
    if day <= on:
        return [Refusal("变更后的时限应当晚于今天。")]
    return [Refusal("变更后的时限与现在相同。")] if day == task.due_on else []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number < 10**10 else None


def deciding_refusals(change: TaskChange, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not decide on a change."""
    reasons = []
    if not publishing.is_office(by, on):
        reasons.append(Refusal("变更由政务公开办批准。"))
    if change.asked_by_id == by.pk:
        reasons.append(Refusal("不能批准自己的申请，请由另一人办理。"))
    if change.state != "asked":
        reasons.append(Refusal(f"这项申请{change.get_state_display()}。"))
    return reasons


@transaction.atomic
def approve(change: TaskChange, *, words: str = "", by: Any, on: date) -> TaskChange:
    """Agree to a change and apply it. What was first asked stays on the task, the change beside it."""
    change = _locked_change(change)
    task = locked(change.task)
    reasons = deciding_refusals(change, by=by, on=on)
    if change.state == "asked" and value_of(task, change.what) != change.before:
        reasons.append(Refusal("申请之后任务已有变动，请不予批准，并请单位重新申请。"))
    if task.state != "open":
        reasons.append(Refusal(f"任务{task.get_state_display()}，不能再变更。"))
    if reasons:
        raise MayNotChange(reasons)
    _apply(task, change, on)
    return _decided(change, "approved", words, by)


def _apply(task: Task, change: TaskChange, on: date) -> None:
    if change.what == UNITS:
        set_units(task, dict(change.units), on=on)
        return
    if change.what == "due_on":
        task.due_on = date.fromisoformat(change.after)
    elif change.what == "target":
        task.target = Decimal(change.after)
    elif change.what == "text":
        task.text = change.after
    else:
        task.state, task.closed_on = "ended", on
    task.save()
    keep([task.pk], on=on)


@transaction.atomic
def refuse(change: TaskChange, *, words: str, by: Any, on: date) -> TaskChange:
    """Say no, with the reason that the unit reads."""
    change = _locked_change(change)
    reasons = deciding_refusals(change, by=by, on=on)
    if not words.strip():
        reasons.append(Refusal("不予批准须写明理由。"))
    if reasons:
        raise MayNotChange(reasons)
    return _decided(change, "refused", words, by)


def _decided(change: TaskChange, state: str, words: str, by: Any) -> TaskChange:
    change.state, change.decision_reason = state, words
    change.decided_at, change.decided_by, change.decided_by_name = timezone.now(), by, by.name
    change.save()
    audit.record(f"supervision.change_{state}", about=change, by=by, details={"what": change.what})
    return change


def _locked_change(change: TaskChange) -> TaskChange:
    return TaskChange.objects.select_for_update(of=("self",)).select_related("task").get(pk=change.pk)


def locked(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("plan").get(pk=task.pk)

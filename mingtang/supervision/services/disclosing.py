"""How the public is told of a plan: its sort and interval, the periods that are owed, and whether they were told.

A duty is written when its period is over; it is told once a public text tells of a day within the period. Nobody
removes one: what was missed stays seen, and what is no longer asked keeps the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition
from mingtang.supervision.analysis.disclosure import EACH_TASK, Period, node_period, periods_over
from mingtang.supervision.labels import INTERVALS, PLAN_SORTS, PROGRESS_PARTS
from mingtang.supervision.models import (
    DisclosureDuty,
    Milestone,
    ProgressItem,
    PublicNode,
    Task,
    TaskUnit,
    WorkPlan,
)

MOST_DAYS = 60
AT_ONCE = 500


class MayNotSet(Refused):
    """The public may not be told of a plan in this way."""


@dataclass(frozen=True)
class Way:
    """How the public is told of a plan."""

    sort: str
    interval: str
    by_task: bool
    within_days: int


def way_of(plan: WorkPlan) -> Way:
    return Way(plan.sort, plan.interval, plan.by_task, plan.within_days)


def setting_refusals(plan: WorkPlan, way: Way, reason: str, *, by: Any, on: date) -> list[Refusal]:
    """Why a plan may not be disclosed in this way."""
    reasons = [] if publishing.is_office(by, on) else [Refusal("公布方式由政务公开办确定。")]
    if way.sort not in dict(PLAN_SORTS):
        reasons.append(Refusal("请选择计划类别。"))
    if way.interval not in dict(INTERVALS):
        reasons.append(Refusal("请选择公布周期。"))
    if not 1 <= way.within_days <= MOST_DAYS:
        reasons.append(Refusal(f"期满后公布的天数在1天到{MOST_DAYS}天之间。"))
    if way.interval == "node" and not way.by_task:
        reasons.append(Refusal("按节点公布的，须逐项公布：节点是各项任务的节点。"))
    loosens = way.interval == "none" or (plan.by_task and not way.by_task)
    if plan.state == "confirmed" and loosens and not reason.strip():
        reasons.append(Refusal("不再逐项公布或者不另行公布的，请写明理由。"))
    return reasons


@transaction.atomic
def set_disclosure(plan: WorkPlan, way: Way, *, reason: str = "", by: Any, on: date) -> WorkPlan:
    """Say what sort of plan it is and how its progress is published. What is no longer owed keeps the reason."""
    plan = WorkPlan.objects.select_for_update().get(pk=plan.pk)
    if reasons := setting_refusals(plan, way, reason, by=by, on=on):
        raise MayNotSet(reasons)
    before = way_of(plan)
    for name, value in vars(way).items():
        setattr(plan, name, value)
    plan.save(update_fields=list(vars(way)))
    if (before.interval, before.by_task) != (way.interval, way.by_task):
        _void(plan, way, reason.strip() or "公布方式已调整")
    audit.record(
        "supervision.disclosure_set",
        about=plan,
        by=by,
        details={"before": vars(before), "after": vars(way), "reason": reason.strip()[:200]},
    )
    follow_plan(plan, on)
    return plan


def _void(plan: WorkPlan, way: Way, reason: str) -> None:
    """Open duties that the new way would not ask for: those of the tasks, or of the whole, or all."""
    rows = plan.duties.filter(state__in=("asked", "partial"))
    if way.interval != "none":
        rows = rows.filter(task__isnull=way.by_task)
    rows.update(state="void", void_reason=reason[:200])


# --- what is owed


def follow(on: date) -> None:
    """Daily: write down which periods are over, and whether they were told."""
    for plan in WorkPlan.objects.filter(state="confirmed", corrects=None).order_by("pk"):
        with transaction.atomic():
            follow_plan(plan, on)


def follow_plan(plan: WorkPlan, on: date) -> None:
    """Bring the duties of one plan up to a day. Done twice, nothing changes."""
    if plan.state != "confirmed" or plan.corrects_id is not None:
        return
    name_nodes(plan)
    if plan.interval != "none":
        owed = _of_tasks(plan, on) if plan.by_task else _of_plan(plan, on)
        there = set(plan.duties.values_list("task_id", "organisation_id", "last_day"))
        new = [duty for duty in owed if (duty.task_id, duty.organisation_id, duty.last_day) not in there]
        DisclosureDuty.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    settle(plan, on)


def began(plan: WorkPlan) -> date:
    """Periods are owed from the day on which the plan was confirmed here."""
    return localdate(plan.confirmed_at) if plan.confirmed_at else date.max


def _of_plan(plan: WorkPlan, on: date) -> list[DisclosureDuty]:
    until = date(plan.year, 12, 31)
    return [
        _duty(plan, None, plan.organisation_id, period)
        for period in periods_over(
            plan.interval, since=began(plan), until=until, on=on, days=plan.within_days
        )
    ]


def _of_tasks(plan: WorkPlan, on: date) -> list[DisclosureDuty]:
    """Each task is told by those who lead it; by all of its units where nobody leads."""
    units = _units(plan)
    tasks = list(plan.tasks.exclude(state="ended").only("plan_id", "due_on", "closed_on", "is_standing"))
    nodes = _nodes(tasks) if plan.interval == "node" else {}
    return [
        _duty(plan, task.pk, unit.organisation_id, period)
        for task in tasks
        for period in _periods(plan, task, nodes.get(task.pk, []), on)
        for unit in _tellers(units.get(task.pk, []))
        if unit.joined_on is None or unit.joined_on <= period.last_day
    ]


def _units(plan: WorkPlan) -> dict[int, list[TaskUnit]]:
    """The units of each task that have not left it."""
    found: dict[int, list[TaskUnit]] = {}
    rows = TaskUnit.objects.filter(task__plan=plan, left_on=None).order_by("pk")
    for unit in rows.only("task_id", "role", "organisation_id", "joined_on"):
        found.setdefault(unit.task_id, []).append(unit)
    return found


def _tellers(units: Sequence[TaskUnit]) -> Sequence[TaskUnit]:
    return [unit for unit in units if unit.role == "lead"] or units


def _nodes(tasks: Iterable[Task]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    rows = Milestone.objects.filter(task__in=[task.pk for task in tasks]).order_by("due_on", "pk")
    for task, day in rows.values_list("task_id", "due_on"):
        found.setdefault(task, []).append(day)
    return found


def _periods(plan: WorkPlan, task: Task, nodes: Sequence[date], on: date) -> list[Period]:
    since = began(plan)
    if plan.interval == "node":
        days = [day for day in dict.fromkeys(nodes) if since <= day < on]
        starts = [since, *(day + timedelta(days=1) for day in days)]
        return [node_period(day, start, plan.within_days) for start, day in zip(starts, days, strict=False)]
    # What is done is told once more for the period in which it was done, and then no longer.
    until = task.closed_on or max(task.due_on or date.min, date(plan.year, 12, 31))
    return periods_over(plan.interval, since=since, until=until, on=on, days=plan.within_days)


def _duty(plan: WorkPlan, task: int | None, body: int, period: Period) -> DisclosureDuty:
    return DisclosureDuty(plan=plan, task_id=task, organisation_id=body, **vars(period))


# --- what was told


def readable() -> Any:
    """Publications that anyone may read and that were not withdrawn."""
    return LiveEdition.objects.filter(withdrawn=False).values("publication")


@transaction.atomic
def settle(plan: WorkPlan, on: date, tasks: Iterable[int] | None = None) -> None:
    """Compare what is owed with what is public; with `tasks`, only theirs (0 stands for the whole plan)."""
    duties = plan.duties.exclude(state="void").order_by("pk")
    items = plan.progress_items.filter(publication__in=readable()).select_related("publication__live")
    if tasks is not None:
        named = set(tasks)
        wanted = Q(task__in=named) | (Q(task=None) if 0 in named else Q(pk__in=[]))
        duties, items = duties.filter(wanted), items.filter(wanted)
    by_task: dict[int | None, list[ProgressItem]] = {}
    for item in items:
        by_task.setdefault(item.task_id, []).append(item)
    asked = set(promised_parts(plan))
    changed = [duty for duty in duties if _settled(duty, by_task.get(duty.task_id, []), asked)]
    DisclosureDuty.objects.bulk_update(changed, ["state", "told_on", "missing"], batch_size=AT_ONCE)


def promised_parts(plan: WorkPlan) -> list[str]:
    """公开承诺事项 tell all four parts; of other plans the progress is enough."""
    return [code for code, _ in PROGRESS_PARTS] if plan.sort == "promise" else []


def _settled(duty: DisclosureDuty, items: Sequence[ProgressItem], asked: set[str]) -> bool:
    """Write into a duty how it stands; whether that is news."""
    before = (duty.state, duty.told_on, duty.missing)
    telling = [item for item in items if duty.first_day <= item.told_until <= duty.last_day]
    told = set().union(*(item.parts for item in telling)) if telling else set()
    lacking = [code for code, _ in PROGRESS_PARTS if code in asked - told] if telling else []
    duty.missing = ",".join(lacking)
    duty.state = "partial" if lacking else "told" if telling else "asked"
    duty.told_on = min((localdate(item.publication.live.published_at) for item in telling), default=None)
    return before != (duty.state, duty.told_on, duty.missing)


# --- nodes in public words


def name_nodes(plan: WorkPlan, tasks: Iterable[int] | None = None) -> None:
    """Where the words of a node stand in the plan's public text, or in public progress, the public may read them."""
    nodes = Milestone.objects.filter(task__plan=plan, public_node=None)
    if tasks is not None:
        nodes = nodes.filter(task__in=list(tasks))
    waiting = list(nodes.order_by("pk"))
    if not waiting:
        return
    texts = _texts(plan, {node.task_id for node in waiting})
    found = [
        PublicNode(milestone=node, publication_id=source)
        for node in waiting
        if (source := _source(node, texts)) is not None
    ]
    PublicNode.objects.bulk_create(found, ignore_conflicts=True)


def _texts(plan: WorkPlan, tasks: set[int]) -> list[tuple[int | None, int, str]]:
    """Public texts that may name nodes: of which task (None: of all), which publication, and the words."""
    items = plan.progress_items.filter(Q(task=None) | Q(task__in=tasks)).values_list(
        "task_id", "publication_id"
    )
    named = [(None, plan.publication_id), *items] if plan.publication_id else list(items)
    rows = LiveEdition.objects.filter(publication__in=[pk for _, pk in named], withdrawn=False)
    words = {
        live.publication_id: bare_words(live)
        for live in rows.select_related("revision__content", "revision__kind_version")
    }
    return [(task, pk, words[pk]) for task, pk in named if pk in words]


def _source(node: Milestone, texts: Sequence[tuple[int | None, int, str]]) -> int | None:
    title = "".join(node.title.split())
    return next((pk for task, pk, words in texts if task in (None, node.task_id) and title in words), None)


def bare_words(live: LiveEdition) -> str:
    """All that a public text says in body and public elements, without white space."""
    content = publishing.content_of(live.revision)
    shown = {e["code"] for e in live.revision.kind_version.elements if e.get("public", True)}
    told = [str(value) for code, value in content.elements.items() if code in shown]
    return "".join("".join([publishing.plain_text(content.body), *told]).split())


def default_by_task(sort: str) -> bool:
    return sort in EACH_TASK

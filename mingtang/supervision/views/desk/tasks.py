"""Tasks on the desk: the list with its filters, one task, one unit's part, and what is mine."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import PAGE_SIZE, Chip, Crumb, Fact, TimelineEntry, desk_page, following
from mingtang.core.organisations.api import Organisation, bodies
from mingtang.core.refusals import Refusal
from mingtang.publishing import api as publishing
from mingtang.supervision.forms.tasks import MilestoneForm
from mingtang.supervision.labels import LIGHTS, STANDINGS, TASK_STATES
from mingtang.supervision.models import Evidence, Report, Task, TaskChange, TaskUnit, WorkPlan
from mingtang.supervision.permissions import tasks as permissions
from mingtang.supervision.permissions.records import readable_records
from mingtang.supervision.queries import tasks as queries
from mingtang.supervision.queries.measured import indicators_of
from mingtang.supervision.queries.standing import RULE, PartStanding, standing_of
from mingtang.supervision.queries.tasks import Wanted
from mingtang.supervision.services import breakdown, changes, closing, evidence, milestones, reports

REPORTS = 24
_ADDRESS_NAMES = {"words": "q"}


@staff_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """All tasks that one sees, by filters; the newest plan to begin with."""
    on = localdate()
    permissions.may_enter(request.user, on)
    plans = queries.plans()
    wanted = _wanted(request, plans)
    rows = queries.page_of(
        permissions.tasks_for(request.user, on), wanted, request.GET.get("after", ""), PAGE_SIZE, on
    )
    units = list(bodies(on).order_by("order", "pk"))
    listed, pager = following(rows, request, "pk")
    context = {
        "rows": listed,
        "wanted": wanted,
        "plans": plans,
        "units": units,
        "chapters": queries.chapters(wanted.plan) if wanted.plan else [],
        "lights": LIGHTS,
        "standings": STANDINGS,
        "states": TASK_STATES,
        "chips": _chips(request, wanted, plans, units),
        "clear_url": f"{request.path}?plan=all",
        "rule": RULE,
        "office": publishing.is_office(request.user, on),
        "crumbs": [Crumb("任务")],
        **pager,
    }
    return desk_page(request, "supervision/tasks/list.html", context)


def _wanted(request: HttpRequest, plans: list[WorkPlan]) -> Wanted:
    told = request.GET.dict()
    if "plan" not in told and plans:
        told["plan"] = str(plans[0].pk)
    return queries.wanted_from(told)


def _chips(
    request: HttpRequest, wanted: Wanted, plans: list[WorkPlan], units: list[Organisation]
) -> list[Chip]:
    """The filters that are on, each with the address without it."""
    names = {
        "plan": {plan.pk: plan.title for plan in plans},
        "unit": {unit.pk: unit.short_name for unit in units},
        "light": dict(LIGHTS),
        "standing": dict(STANDINGS),
        "state": dict(TASK_STATES),
    }
    found = []
    for name in ("plan", "unit", "light", "standing", "state", "chapter", "words"):
        if value := getattr(wanted, name):
            label = names.get(name, {}).get(value, str(value))  # type: ignore[attr-defined]
            found.append(Chip(label, _address(request, wanted.without(name))))
    return found


def _address(request: HttpRequest, wanted: Wanted) -> str:
    told = {_ADDRESS_NAMES.get(name, name): value for name, value in vars(wanted).items() if value}
    return f"{request.path}?{urlencode({'plan': 'all', **told})}"


@staff_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """我的任务: the parts of the own units, red ones first, with what is asked now."""
    on = localdate()
    permissions.may_enter(request.user, on)
    wanted = queries.wanted_from(request.GET.dict())
    listed, pager = following(_own_parts(request, wanted, on), request, "pk")
    parts: list[TaskUnit] = listed
    found = standing_of([part.task for part in parts], on)
    asked = _asked_of(parts)
    context = {
        "rows": [(queries.part_of(found[part.task_id], part), asked.get(part.pk, [])) for part in parts],
        "wanted": wanted,
        "lights": LIGHTS,
        "rule": RULE,
        "crumbs": [Crumb("我的任务")],
        **pager,
    }
    return desk_page(request, "supervision/tasks/mine.html", context)


def _own_parts(request: HttpRequest, wanted: Wanted, on: date) -> list[TaskUnit]:
    own = permissions.own_bodies(request.user, on)
    rows = TaskUnit.objects.filter(organisation__in=own, task__state="open", left_on=None)
    rows = rows.select_related("task__plan", "organisation")
    if wanted.light:
        rows = rows.filter(light=wanted.light)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 12:
        rows = rows.filter(pk__gt=int(after))
    return list(rows.order_by("pk")[: PAGE_SIZE + 1])


def _asked_of(parts: list[TaskUnit]) -> dict[int, list[Report]]:
    """Reports that are asked of these parts now."""
    rows = Report.objects.filter(
        part__in=[part.pk for part in parts], state__in=("asked", "returned"), round__closed_at=None
    ).select_related("round")
    found: dict[int, list[Report]] = {}
    for row in rows.order_by("round__due_on", "pk"):
        found.setdefault(row.part_id, []).append(row)
    return found


@staff_required
@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what is asked with the source's own words, its units with their lights, steps, proofs, changes."""
    on = localdate()
    found = permissions.task_for(request.user, pk, on)
    stands = standing_of([found], on)[found.pk]
    seen = set(permissions.parts_for(request.user, on).filter(task=found).values_list("pk", flat=True))
    parts = list(found.units.select_related("organisation"))
    context = {
        "task": found,
        "stands": stands,
        "facts": _facts(found),
        "rule": RULE,
        "parts": [(queries.part_of(stands, part), part.pk in seen) for part in parts if part.left_on is None],
        "left": [(part, part.pk in seen) for part in parts if part.left_on is not None],
        "milestones": queries.milestones_of(found),
        "milestone_form": None
        if milestones.milestone_refusals(found, by=request.user, on=on)
        else MilestoneForm(),
        "evidence": _proofs(found, seen),
        "indicators": indicators_of(found, on),
        "changes": _timeline(found),
        "waiting": list(found.changes.filter(state="asked")),
        "may_ask": not changes.asking_refusals(found, by=request.user, on=on),
        "may_ask_units": not changes.asking_units_refusals(found, by=request.user, on=on),
        "closing": closing.closing_refusals(found, by=request.user, on=on),
        "office": publishing.is_office(request.user, on),
        "today": on,
        "crumbs": _way(found),
    }
    return desk_page(request, "supervision/tasks/task.html", context)


def _way(task: Task, *more: Crumb) -> list[Crumb]:
    url = reverse("supervision-desk:task", args=[task.pk]) if more else ""
    return [Crumb("任务", reverse("supervision-desk:tasks")), Crumb(f"第{task.number}项", url), *more]


def _facts(task: Task) -> list[Fact]:
    """What is asked. Where a change was approved, what was first asked stands beside it."""
    first_units = queries.first_units_of(task)
    facts = [
        ("工作要点", task.plan.title, True),
        ("原文序号", task.seq, False),
        ("章节", " › ".join(filter(None, [task.level1, task.level2])), True),
        ("完成时限", "长期坚持" if task.is_standing else _or_none(task.due_on), False),
        ("时限原文", task.deadline_text, False),
        ("目标", f"{task.target.normalize():f}{task.measure}" if task.target is not None else "", False),
        ("最初时限", _or_none(task.first_due_on) if task.first_due_on != task.due_on else "", False),
        ("最初目标", _or_none(task.first_target) if task.first_target != task.target else "", False),
        ("最初内容", task.first_text if task.first_text != task.text else "", True),
        ("最初责任单位", first_units, True),
        ("公众可读的说明", task.public_words, True),
        ("办结日期", task.closed_on.isoformat() if task.closed_on else "", False),
    ]
    return [Fact(label, value, wide=wide) for label, value, wide in facts if value]


def _or_none(value: Any) -> str:
    return "未定" if value is None else str(value)


def _proofs(task: Task, seen: set[int]) -> list[tuple[str, list[Evidence]]]:
    """Proofs of the parts whose papers one sees, by kind."""
    rows = list(
        Evidence.objects.filter(part__task=task, part__in=seen)
        .select_related("part__organisation", "file", "publication__live", "record")
        .order_by("kind", "pk")
    )
    named = (("已公开信息", "publication"), ("台账记录", "record"), ("文件", "file"))
    return [(name, [row for row in rows if row.kind == kind]) for name, kind in named]


def _timeline(task: Task) -> list[TimelineEntry]:
    """What was confirmed first, then each change as it was asked and decided."""
    first = "；".join(
        filter(
            None,
            [f"时限{_or_none(task.first_due_on)}" if not task.is_standing else "长期坚持", task.first_text],
        )
    )
    entries = (
        [TimelineEntry(task.plan.confirmed_at, "确认任务", task.plan.confirmed_by_name, first)]
        if task.plan.confirmed_at
        else []
    )
    for row in task.changes.order_by("pk"):
        entries.append(
            TimelineEntry(row.asked_at, f"申请变更{row.get_what_display()}", row.asked_by_name, _words(row))
        )
        if row.decided_at:
            what = f"{row.get_what_display()}变更{row.get_state_display()}"
            entries.append(TimelineEntry(row.decided_at, what, row.decided_by_name, row.decision_reason))
    return entries


def _words(change: TaskChange) -> str:
    return f"由“{change.before or '未定'}”改为“{change.after}”。理由：{change.reason}"


@staff_required
@require_GET
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's part: breakdown, reports by round, proofs, and what may be done with each."""
    on = localdate()
    found = permissions.part_for(request.user, pk, on)
    context = part_context(request, found, on)
    return desk_page(request, "supervision/tasks/part.html", context)


def part_context(request: HttpRequest, found: TaskUnit, on: date, **forms: Any) -> dict[str, Any]:
    """What the page of a part shows; forms that were refused stand where they were typed."""
    stands: PartStanding = queries.part_of(standing_of([found.task], on)[found.task_id], found)
    proofs = list(
        found.evidence.select_related(
            "file",
            "publication__live",
            "part__organisation",
            "part__task",
            "record__kind",
            "record__organisation",
        )
    )
    rows = found.reports.select_related("round", "part__task", "part__organisation").order_by(
        "-round__due_on", "-pk"
    )
    by = request.user
    verifies = permissions.verifies_for(by, found, on)
    return {
        "part": found,
        "task": found.task,
        "stands": stands,
        "rule": RULE,
        "may_break_down": not breakdown.breakdown_refusals(found, by=by, on=on),
        "may_claim": not evidence.claiming_refusals(found, by=by, on=on),
        "proofs": [_proof(row, by, on, verifies) for row in proofs],
        "opens": _opens(proofs, by, on),
        "reports": [_report(row, by, on) for row in rows[:REPORTS]],
        "today": on,
        "crumbs": _way(found.task, Crumb(found.organisation.short_name)),
        **forms,
    }


def _proof(row: Evidence, by: Any, on: date, verifies: bool) -> tuple[Evidence, bool, list[Refusal]]:
    """A proof, whether it may be judged, and what keeps it from being verified; judged ones ask no more questions."""
    if row.state != "claimed" or not verifies:
        return row, False, []
    return (
        row,
        not evidence.judging_refusals(row, by=by, on=on),
        evidence.verifying_refusals(row, by=by, on=on),
    )


def _opens(proofs: list[Evidence], by: Any, on: date) -> set[int]:
    """The proofs whose record the reader may open: the office's own are named only."""
    claimed = {row.record_id for row in proofs if row.record_id}
    if not claimed:
        return set()
    readable = set(readable_records(by, on).filter(pk__in=claimed).values_list("pk", flat=True))
    return {row.pk for row in proofs if row.record_id in readable}


def _report(row: Report, by: Any, on: date) -> tuple[Report, bool, bool]:
    """A report, whether it may be handed in, and whether it may be judged; what is settled asks no more questions."""
    is_settled = row.state == "accepted" or row.round.closed_at is not None
    may_submit = not is_settled and not reports.submitting_refusals(row, by=by, on=on)
    may_judge = row.state == "submitted" and not reports.judging_refusals(row, by=by, on=on)
    return row, may_submit, may_judge

"""What the public reads of a plan: its tasks in public words, as of the end of a finished quarter, and what tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from mingtang.core.design.api import Tag
from mingtang.publishing.api import Site
from mingtang.supervision.analysis.rounds import last_finished_quarter, quarter_end
from mingtang.supervision.labels import PLAN_SORTS, PUBLIC_STANDING_TASK, PUBLIC_STANDINGS, STANDING_TONES
from mingtang.supervision.models import DisclosureDuty, Report, Task, WorkPlan
from mingtang.supervision.queries import told
from mingtang.supervision.queries.standing import TaskStanding, standing_of
from mingtang.supervision.queries.told import Node, Told

PAGE = 20
SORT_NAMES = dict(PLAN_SORTS)
ENDED = "ended"
STATES = (
    ("proven", "已完成或者本期已落实"),
    ("claimed", "已报成果，正在核验"),
    ("missing", "正在推进"),
    ("overdue", "未按期完成"),
    (ENDED, "已终止"),
)


@dataclass(frozen=True)
class Wanted:
    """What a reader narrows a plan to; empty values ask for nothing."""

    chapter: str = ""
    unit: int | None = None
    state: str = ""
    after: int = 0


@dataclass(frozen=True)
class PublicTask:
    """One task as the public reads it."""

    number: int
    chapter: str
    words: str
    units: str
    due: str
    tag: Tag | None
    unreported: bool
    missed: Sequence[Tag] = ()
    nodes: Sequence[Node] = ()
    told: Sequence[Told] = ()


@dataclass(frozen=True)
class PublicPlan:
    """A plan as of a day (None before its first quarter is over): all of it counted, one page of its tasks."""

    plan: WorkPlan
    as_of: date | None
    tasks: list[PublicTask]
    counts: list[tuple[Tag, int]] = field(default_factory=list)
    proven: int = 0
    total: int = 0
    chapters: Sequence[str] = ()
    units: Sequence[tuple[int, str]] = ()
    told: Sequence[Told] = ()
    missed: Sequence[Tag] = ()

    @property
    def by_chapter(self) -> list[tuple[str, list[PublicTask]]]:
        found: dict[str, list[PublicTask]] = {}
        for task in self.tasks[:PAGE]:
            found.setdefault(task.chapter, []).append(task)
        return list(found.items())


# --- which plans


@dataclass(frozen=True)
class PlanRow:
    """A public plan in the list: how much of its progress was not published."""

    plan: WorkPlan
    missed: int

    @property
    def place(self) -> str:
        return f"{self.plan.year}.{self.plan.pk}"

    @property
    def sort_name(self) -> str:
        return SORT_NAMES[self.plan.sort]


def public_plans(site: Site) -> QuerySet[WorkPlan]:
    """Confirmed plans whose text is public, of the government whose site this is; all on the main site. The newest first."""
    rows = (
        WorkPlan.objects.filter(state="confirmed", corrects=None, publication__in=told.readable())
        .select_related("organisation", "publication__live")
        .defer("requirements", "warnings")
        .order_by("-year", "-pk")
    )
    return rows if site.is_default else rows.filter(organisation=site.organisation_id)


def sorts_of(plans: QuerySet[WorkPlan]) -> list[tuple[str, str, int]]:
    """The sorts of which there is a public plan, each with its name and how many there are."""
    counted = dict(plans.order_by().values_list("sort").annotate(count=Count("pk")))
    return [(code, name, counted[code]) for code, name in PLAN_SORTS if code in counted]


def page_of_plans(plans: QuerySet[WorkPlan], sort: str, after: str, on: date) -> list[PlanRow]:
    """One page of plans and one more."""
    rows = plans.filter(sort=sort) if sort else plans
    year, _, pk = after.partition(".")
    if year.isdecimal() and pk.isdecimal() and len(year) < 5 and len(pk) < 12:
        rows = rows.filter(Q(year__lt=int(year)) | Q(year=int(year), pk__lt=int(pk)))
    listed = list(rows[: PAGE + 1])
    missed = DisclosureDuty.objects.filter(told.missed_on(on), plan__in=[row.pk for row in listed])
    counted = dict(missed.order_by().values_list("plan").annotate(count=Count("pk")))
    return [PlanRow(row, counted.get(row.pk, 0)) for row in listed]


def quarters(plan: WorkPlan, on: date) -> list[tuple[int, int]]:
    """The finished quarters of a plan's year since it was confirmed, the newest first."""
    year, last = last_finished_quarter(on)
    ends = range(1, (last if year == plan.year else 4 if year > plan.year else 0) + 1)
    began = plan.issued_on or (plan.confirmed_at.date() if plan.confirmed_at else date.min)
    return [(plan.year, number) for number in reversed(ends) if quarter_end(plan.year, number) >= began]


# --- one plan


def progress_of(
    plan: WorkPlan, quarter: tuple[int, int] | None, wanted: Wanted, *, on: date, is_newest: bool = True
) -> PublicPlan:
    """How the public reads a plan as of the end of a quarter, one page of it. Texts that came later stand on the newest page."""
    as_of = quarter_end(*quarter) if quarter else None
    tasks = list(_all(plan))
    stands = standing_of(tasks, as_of or on)
    codes = {task.pk: _code(task, stands[task.pk]) for task in tasks}
    chosen = [task for task in tasks if _is_wanted(task, stands[task.pk], codes[task.pk], wanted)]
    page = _words([task for task in chosen if task.number > wanted.after][: PAGE + 1])
    until = None if is_newest else as_of
    return PublicPlan(
        plan,
        as_of,
        _public_tasks(plan, page, stands, as_of, on, until),
        _counts(tasks, codes) if as_of else [],
        sum(code == "proven" for code in codes.values()),
        len(tasks),
        list(dict.fromkeys(task.level1 for task in tasks if task.level1)),
        _units(stands),
        told.of_plan(plan.pk, until),
        told.missed_of_plan(plan.pk, on, until),
    )


def _all(plan: WorkPlan) -> QuerySet[Task]:
    """Every task of a plan, with what counting and choosing needs."""
    return (
        Task.objects.filter(plan=plan)
        .only("plan_id", "number", "level1", "state", "is_standing", "due_on", "closed_on")
        .order_by("number")
    )


def task_of(plan: WorkPlan, number: int, quarter: tuple[int, int] | None, on: date) -> PublicTask | None:
    """One task of a public plan."""
    found = list(_all(plan).filter(number=number))
    if not found:
        return None
    as_of = quarter_end(*quarter) if quarter else None
    stands = standing_of(found, as_of or on)
    return _public_tasks(plan, _words(found), stands, as_of, on, None)[0]


def _code(task: Task, stands: TaskStanding) -> str:
    return ENDED if task.state == "ended" else stands.standing or "missing"


def _is_wanted(task: Task, stands: TaskStanding, code: str, wanted: Wanted) -> bool:
    return (
        (not wanted.chapter or task.level1 == wanted.chapter)
        and (not wanted.state or code == wanted.state)
        and (wanted.unit is None or any(row.part.organisation_id == wanted.unit for row in stands.parts))
    )


def _words(tasks: Sequence[Task]) -> list[Task]:
    """The tasks of a page with all their words."""
    rows = Task.objects.filter(pk__in=[task.pk for task in tasks]).defer("first_text")
    return list(rows.order_by("number"))


def _units(stands: Mapping[int, TaskStanding]) -> list[tuple[int, str]]:
    bodies = {row.part.organisation for stand in stands.values() for row in stand.parts}
    return [(body.pk, body.short_name) for body in sorted(bodies, key=lambda body: (body.order, body.pk))]


def _public_tasks(
    plan: WorkPlan,
    tasks: Sequence[Task],
    stands: Mapping[int, TaskStanding],
    as_of: date | None,
    on: date,
    until: date | None,
) -> list[PublicTask]:
    pks = [task.pk for task in tasks]
    sources = told.readable().filter(
        publication__in=[task.words_from_id for task in tasks if task.words_from_id]
    )
    public = set(sources.values_list("publication", flat=True))
    silent = _silent(plan, as_of) if as_of else set()
    missed, nodes = told.missed_of_tasks(pks, on, until), told.nodes_of(pks, on)
    newest = told.newest_of_tasks(pks, until)
    return [
        PublicTask(
            task.number,
            task.level1,
            task.public_words if task.words_from_id in public else task.text,
            "、".join(row.part.organisation.short_name for row in stands[task.pk].parts),
            "长期坚持" if task.is_standing else task.due_on.isoformat() if task.due_on else "",
            _tag(task, _code(task, stands[task.pk])) if as_of else None,
            task.pk in silent,
            missed.get(task.pk, ()),
            nodes.get(task.pk, ()),
            newest.get(task.pk, ()),
        )
        for task in tasks
    ]


def _tag(task: Task, code: str) -> Tag:
    names = (PUBLIC_STANDING_TASK if task.is_standing else PUBLIC_STANDINGS) | {ENDED: "已依程序终止"}
    return Tag(names[code], STANDING_TONES.get(code, "neutral"))


def _silent(plan: WorkPlan, as_of: date) -> set[int]:
    """Tasks of which a unit did not report in the quarter's rounds, though their day was over by now.

    A unit that had left the task by that day owed nothing.
    """
    first = date(as_of.year, as_of.month - 2, 1)
    rows = Report.objects.filter(
        Q(part__left_on=None) | Q(part__left_on__gt=F("round__due_on")),
        round__plan=plan,
        round__last_day__gte=first,
        round__last_day__lte=as_of,
        state__in=("asked", "returned"),
    )
    return set(rows.values_list("part__task", flat=True))


def _counts(tasks: Sequence[Task], codes: Mapping[int, str]) -> list[tuple[Tag, int]]:
    counted = Counter(_tag(task, codes[task.pk]) for task in tasks)
    return sorted(counted.items(), key=lambda pair: -pair[1])


def wanted_from(given: Mapping[str, Any]) -> Wanted:
    """The filters of an address; what makes no sense is left out."""
    unit, after, state = (str(given.get(name, "")) for name in ("unit", "after", "state"))
    return Wanted(
        str(given.get("chapter", "")).strip()[:300],
        int(unit) if unit.isdecimal() and len(unit) < 12 else None,
        state if state in dict(STATES) else "",
        int(after) if after.isdecimal() and len(after) < 10 else 0,
    )

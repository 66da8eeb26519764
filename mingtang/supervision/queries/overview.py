"""Pictures of the work: progress by unit and month, units × tasks, the year. All from rows kept with each task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingtang.supervision.models import Milestone, Round, Task, TaskUnit, WorkPlan

HEAT_TASKS = 100
MARK_EVERY = 5
CELL = 10
HEIGHTS = {"red": 14, "yellow": 10, "green": 6, "none": 2}
HIGHEST = max(HEIGHTS.values())


@dataclass(frozen=True)
class Progress:
    """Of so many parts or tasks, how many are proven, and how many red."""

    label: str
    total: int
    proven: int
    red: int
    yellow: int = 0
    key: int = 0

    @property
    def green(self) -> int:
        return self.total - self.red - self.yellow

    @property
    def percent(self) -> int:
        return round(100 * self.proven / self.total) if self.total else 0


@dataclass(frozen=True)
class HeatRow:
    """A unit and the light of its part in each task shown, empty where it has none."""

    unit: str
    lights: list[str] = field(default_factory=list)
    key: int = 0

    @property
    def paths(self) -> list[tuple[str, str]]:
        """For each light, blocks to draw, in one path. Their heights tell them apart where colours do not."""
        return [(light, self._path(light, high)) for light, high in HEIGHTS.items() if light in self.lights]

    def _path(self, light: str, high: int) -> str:
        columns = (at * CELL for at, one in enumerate(self.lights) if one == light)
        return "".join(f"M{x} {HIGHEST - high}h{CELL - 1}v{high}h-{CELL - 1}z" for x in columns)

    def numbers(self, tasks: Sequence[Task], light: str) -> str:
        """The tasks of a light, by number."""
        found = (str(task.number) for task, one in zip(tasks, self.lights, strict=True) if one == light)
        return "、".join(found) or "无"


@dataclass(frozen=True)
class Heat:
    tasks: list[Task]
    rows: list[HeatRow]
    more: int

    @property
    def width(self) -> int:
        return len(self.tasks) * CELL

    @property
    def marks(self) -> list[tuple[int, int]]:
        """Where to write which number above the columns: the first, and every fifth task."""
        at = enumerate(task.number for task in self.tasks)
        return [(x * CELL, number) for x, number in at if not x or (number % MARK_EVERY == 0 and x > 1)]

    @property
    def lines(self) -> list[tuple[Any, ...]]:
        """The picture in words: key and name of the unit, and the numbers of its red, yellow and green tasks."""
        return [
            (row.key, row.unit, *(row.numbers(self.tasks, light) for light in ("red", "yellow", "green")))
            for row in self.rows
        ]


@dataclass(frozen=True)
class Moment:
    """A day of the year on which something is due."""

    day: date
    what: str
    kind: str
    done: bool = False

    @property
    def iso(self) -> str:
        return self.day.isoformat()


_PROVEN, _RED, _YELLOW = (
    Count("pk", filter=Q(standing="proven")),
    Count("pk", filter=Q(light="red")),
    Count("pk", filter=Q(light="yellow")),
)


def by_unit(plan: WorkPlan) -> list[Progress]:
    """Each unit's parts; who has most red stands first."""
    rows = (
        TaskUnit.objects.filter(task__plan=plan)
        .exclude(light="")
        .values_list("organisation", "organisation__short_name")
        .annotate(total=Count("pk"), proven=_PROVEN, red=_RED, yellow=_YELLOW)
        .order_by("-red", "-yellow", "organisation__order", "organisation")
    )
    return [Progress(name, total, proven, red, yellow, key) for key, name, total, proven, red, yellow in rows]


@dataclass(frozen=True)
class DueDay:
    """How many tasks end on a day (None: standing ones and those without a day), and how they stand."""

    day: date | None
    total: int
    proven: int
    red: int
    yellow: int


def due_days(plan: WorkPlan) -> list[DueDay]:
    """The tasks of a plan counted by their day, in order: what months, the whole and the year are made of."""
    return _counted(Task.objects.filter(plan=plan), "due_on")


def due_days_of(plan: WorkPlan, unit: int) -> list[DueDay]:
    """The same of one unit's parts."""
    return _counted(TaskUnit.objects.filter(task__plan=plan, organisation=unit), "task__due_on")


def _counted(rows: QuerySet[Any], day: str) -> list[DueDay]:
    counted = (
        rows.exclude(light="")
        .values_list(day)
        .annotate(total=Count("pk"), proven=_PROVEN, red=_RED, yellow=_YELLOW)
        .order_by(day)
    )
    found = [DueDay(*row) for row in counted]
    return sorted(found, key=lambda one: (one.day is None, one.day or date.min))


def by_month(days: Iterable[DueDay]) -> list[Progress]:
    """Tasks by the month in which they are due; standing ones at the end."""
    return [_summed(label, list(group)) for label, group in groupby(days, key=lambda one: _month(one.day))]


def whole(days: Iterable[DueDay]) -> Progress:
    """All tasks of a plan."""
    return _summed("全部任务", list(days))


def _summed(label: str, days: Sequence[DueDay]) -> Progress:
    return Progress(
        label,
        sum(one.total for one in days),
        sum(one.proven for one in days),
        sum(one.red for one in days),
        sum(one.yellow for one in days),
    )


def _month(day: date | None) -> str:
    return f"{day.year}年{day.month}月" if day else "长期坚持或者未定时限"


def heat(plan: WorkPlan, start: int = 0) -> Heat:
    """Units × tasks with the light of each part: so many tasks at once, from a number on."""
    tasks = list(
        Task.objects.filter(plan=plan, number__gt=start).only("number").order_by("number")[: HEAT_TASKS + 1]
    )
    more = tasks[HEAT_TASKS - 1].number if len(tasks) > HEAT_TASKS else 0
    tasks = tasks[:HEAT_TASKS]
    parts = (
        TaskUnit.objects.filter(task__in=tasks, left_on=None)
        .order_by("organisation__order", "organisation")
        .values_list("organisation", "organisation__short_name", "task", "light")
    )
    units: dict[int, tuple[str, dict[int, str]]] = {}
    for body, name, task, light in parts:
        units.setdefault(body, (name, {}))[1][task] = light or "none"
    rows = [
        HeatRow(name, [lights.get(task.pk, "") for task in tasks], key)
        for key, (name, lights) in units.items()
    ]
    return Heat(tasks, rows, more)


def year_of(plan: WorkPlan, days: Iterable[DueDay]) -> list[Moment]:
    """Ends of tasks (one line a day), ends of rounds and milestones of the plan's year, in order."""
    found = [
        Moment(one.day, _ends(one.total, one.proven), "task", one.total == one.proven)
        for one in days
        if one.day is not None
    ]
    found += [
        Moment(row.due_on, f"{row.title}报送截止", "round", row.closed_at is not None)
        for row in Round.objects.filter(plan=plan)
    ]
    found += [
        Moment(row.due_on, f"节点：{row.title}", "milestone", row.reached_on is not None)
        for row in Milestone.objects.filter(task__plan=plan).order_by("due_on")[:100]
    ]
    return sorted(found, key=lambda moment: (moment.day, moment.kind))


def _ends(total: int, proven: int) -> str:
    return f"{total}项任务到期，已印证{proven}项"


def months_of(moments: Sequence[Moment], year: int) -> list[tuple[int, list[Moment]]]:
    """The twelve months of a year with what is due in them."""
    return [
        (month, [m for m in moments if (m.day.year, m.day.month) == (year, month)]) for month in range(1, 13)
    ]

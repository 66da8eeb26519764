"""Pictures of the work: progress by unit and month, units × tasks, the year. All from rows kept with each task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q
from django.db.models.functions import ExtractMonth

from mingtang.supervision.models import Milestone, Round, Task, TaskUnit, WorkPlan

HEAT_TASKS = 60


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

    @property
    def paths(self) -> list[tuple[str, str]]:
        """For each light, squares to draw: one path instead of a cell for each task."""
        return [
            (light, "".join(f"M{at * 10} 0h9v14h-9z" for at, one in enumerate(self.lights) if one == light))
            for light in ("red", "yellow", "green", "none")
            if light in self.lights
        ]

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
        return len(self.tasks) * 10

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """The picture in words: unit, and the numbers of its red, yellow and green tasks."""
        return [
            (row.unit, *(row.numbers(self.tasks, light) for light in ("red", "yellow", "green")))
            for row in self.rows
        ]


@dataclass(frozen=True)
class Moment:
    """A day of the year on which something is due."""

    day: date
    what: str
    kind: str
    done: bool = False


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


def by_month(plan: WorkPlan) -> list[Progress]:
    """Tasks by the month in which they are due; standing ones at the end."""
    rows = (
        Task.objects.filter(plan=plan)
        .exclude(light="")
        .annotate(month=ExtractMonth("due_on"))
        .values_list("due_on__year", "month")
        .annotate(total=Count("pk"), proven=_PROVEN, red=_RED, yellow=_YELLOW)
        .order_by("due_on__year", "month")
    )
    found = [
        Progress(_month(year, month), total, proven, red, yellow)
        for year, month, total, proven, red, yellow in rows
    ]
    return sorted(found, key=lambda row: row.label == _month(None, None))


def _month(year: int | None, month: int | None) -> str:
    return f"{year}年{month}月" if year and month else "长期坚持或者未定时限"


def whole(plan: WorkPlan) -> Progress:
    """All tasks of a plan."""
    found = (
        Task.objects.filter(plan=plan)
        .exclude(light="")
        .aggregate(t=Count("pk"), p=_PROVEN, r=_RED, y=_YELLOW)
    )
    return Progress("全部任务", found["t"], found["p"], found["r"], found["y"])


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
    rows = [HeatRow(name, [lights.get(task.pk, "") for task in tasks]) for name, lights in units.values()]
    return Heat(tasks, rows, more)


def year_of(plan: WorkPlan, on: date) -> list[Moment]:
    """Ends of tasks (one line a day), ends of rounds and milestones of the plan's year, in order."""
    ends = (
        Task.objects.filter(plan=plan, due_on__isnull=False)
        .exclude(state="ended")
        .values_list("due_on")
        .annotate(total=Count("pk"), proven=_PROVEN, last=Max("number"))
        .order_by("due_on")
    )
    found = [Moment(day, _ends(total, proven), "task", total == proven) for day, total, proven, _ in ends]
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

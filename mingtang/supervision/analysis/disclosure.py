"""When the progress of a plan is published: its sort read off its title, and the periods that a day leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mingtang.supervision.analysis.rounds import spans

DAYS_TO_PUBLISH = 15
# The kind of information that tells how a matter comes along.
KIND = "work_progress"
# Of these each task is told for itself; of the others one text tells of the whole plan.
EACH_TASK = frozenset({"livelihood", "project", "promise"})
_IN_TITLE = (
    ("公开承诺", "promise"),
    ("承诺事项", "promise"),
    ("民生实事", "livelihood"),
    ("实事项目", "livelihood"),
    ("政府工作报告", "work_report"),
    ("重大项目", "project"),
    ("重点项目", "project"),
    ("重大建设项目", "project"),
    ("国民经济和社会发展", "economic_plan"),
    ("攻坚", "decision"),
    ("决策部署", "decision"),
    ("改革任务", "goal"),
    ("改革要点", "goal"),
    ("民生举措", "goal"),
)


@dataclass(frozen=True)
class Period:
    """A stretch of days whose progress is to be public by `due_on`."""

    label: str
    first_day: date
    last_day: date
    due_on: date


def sort_of(title: str) -> str:
    """The sort that a plan's title names; a year's work plan where it names none."""
    return next((sort for words, sort in _IN_TITLE if words in title), "work_points")


def periods_over(interval: str, *, since: date, until: date, on: date, days: int) -> list[Period]:
    """The months or quarters that ended on or after `since`, began by `until`, and are over on a day; in order."""
    if interval not in {"monthly", "quarterly"}:
        return []
    found = [span for year in range(since.year, on.year + 1) for span in spans(interval, year, days)]
    return [
        Period(span.title, span.first_day, span.last_day, span.due_on)
        for span in found
        if since <= span.last_day < on and span.first_day <= until
    ]


def node_period(day: date, before: date, days: int) -> Period:
    """What is told after a node: the days since the one before it."""
    return Period(f"{day.isoformat()}节点", before, day, day + timedelta(days=days))

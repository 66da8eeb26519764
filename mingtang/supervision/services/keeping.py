"""Standing and light of tasks and parts, kept in their rows so that lists can filter and sum by them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.publishing.api import EditionWithdrawn
from mingtang.supervision.events import TaskReopened
from mingtang.supervision.models import Evidence, Task, TaskUnit
from mingtang.supervision.queries.standing import PartStanding, TaskStanding, standing_of

AT_ONCE = 500
_KEPT = ["standing", "light"]


@transaction.atomic
def keep(tasks: Iterable[int], *, on: date) -> None:
    """Write down how these tasks stand on a day. Every act that may change it calls this; so does the daily run."""
    rows = list(
        Task.objects.filter(pk__in=list(tasks)).only("plan_id", "state", "is_standing", "due_on", *_KEPT)
    )
    found = standing_of(rows, on)
    Task.objects.bulk_update([row for row in rows if _changed(row, found[row.pk])], _KEPT)
    parts = [stand for row in rows for stand in found[row.pk].parts]
    TaskUnit.objects.bulk_update([stand.part for stand in parts if _changed(stand.part, stand)], _KEPT)
    ended = [row.pk for row in rows if row.state == "ended"]
    if ended:
        TaskUnit.objects.filter(task__in=ended).update(standing="", light="")


def _changed(row: Task | TaskUnit, now: TaskStanding | PartStanding) -> bool:
    """Give a row the standing and light of now; whether that is news."""
    told = (now.standing, now.light)
    is_news = (row.standing, row.light) != told
    row.standing, row.light = told
    return is_news


def keep_lights(on: date) -> None:
    """Daily: days have passed, so lights may have turned."""
    last = 0
    while True:
        pks = list(
            Task.objects.filter(pk__gt=last)
            .exclude(state="ended")
            .order_by("pk")
            .values_list("pk", flat=True)[:AT_ONCE]
        )
        if not pks:
            return
        keep(pks, on=on)
        last = pks[-1]


def follow_withdrawn(event: EditionWithdrawn) -> None:
    """Handler: what was withdrawn proves nothing any more. What is archived was public for its whole time."""
    tasks = Evidence.objects.filter(publication=event.publication_id).values_list("part__task", flat=True)
    _look_again(set(tasks), on=localdate(), may_reopen=event.way != "archived")


def follow_record(record: int, *, on: date) -> None:
    """A record that was corrected or made void: the tasks that it proved are looked at again."""
    tasks = Evidence.objects.filter(record=record).values_list("part__task", flat=True)
    _look_again(set(tasks), on=on)


@transaction.atomic
def _look_again(tasks: Collection[int], *, on: date, may_reopen: bool = True) -> None:
    """Keep how these tasks stand; one that was closed and is not proven any more goes on."""
    keep(tasks, on=on)
    fallen = Task.objects.filter(pk__in=tasks, state="closed").exclude(standing="proven").order_by("pk")
    for task in fallen.select_for_update() if may_reopen else ():
        task.state, task.closed_on = "open", None
        task.save(update_fields=["state", "closed_on"])
        audit.record("supervision.reopened", about=task, by=None)
        events.announce(TaskReopened(task_id=task.pk, on=on.isoformat()))

"""Standing and light of tasks and parts, kept in their rows so that lists can filter and sum by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from mingtang.publishing.api import EditionWithdrawn
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
    """Handler: what was withdrawn proves nothing any more."""
    tasks = Evidence.objects.filter(publication=event.publication_id).values_list("part__task", flat=True)
    keep(set(tasks), on=localdate())


def follow_record(record: int, *, on: date) -> None:
    """A record that was completed, corrected or made void: the tasks that it proves are looked at again."""
    tasks = Evidence.objects.filter(record=record).values_list("part__task", flat=True)
    keep(set(tasks), on=on)

"""Records as proofs of tasks: which a unit may choose from, and what a record proves."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mingtang.supervision.models import Evidence, Record, RecordKind, TaskUnit


def bodies_for(part: TaskUnit) -> set[int]:
    """Whose records may prove a part: the unit's own, and those of the office that supervises."""
    return {part.organisation_id, part.task.plan.organisation_id}


def choosable(part: TaskUnit, *, kind: str = "", words: str = "", after: str = "") -> QuerySet[Record]:
    """Complete records for a part that do not prove it yet, by kind and title; the newest entered first."""
    used = Evidence.objects.filter(part=part, record__isnull=False).exclude(state="returned")
    rows = (
        Record.objects.filter(organisation__in=bodies_for(part), state="complete")
        .exclude(pk__in=used.values("record"))
        .select_related("kind", "organisation")
    )
    if kind:
        rows = rows.filter(kind__code=kind)
    if words:
        rows = rows.filter(title__icontains=words)
    if after.isdecimal() and len(after) < 12:
        rows = rows.filter(pk__lt=int(after))
    return rows.order_by("-pk")


def kinds_for(part: TaskUnit) -> list[tuple[str, str]]:
    """The kinds of which there are records to choose from."""
    used = Record.objects.filter(organisation__in=bodies_for(part), state="complete").values("kind")
    return list(RecordKind.objects.filter(pk__in=used).values_list("code", "name"))


def proved_by(record: Record, parts: QuerySet[TaskUnit]) -> list[Any]:
    """The proofs that a record is, of the parts that the reader sees."""
    rows = Evidence.objects.filter(record=record, part__in=parts).exclude(state="returned")
    return list(rows.select_related("part__task__plan", "part__organisation", "record").order_by("pk"))

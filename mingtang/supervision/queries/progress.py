"""What the public reads of a plan: its tasks in public words, as of the end of a finished quarter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingtang.core.design.api import Tag
from mingtang.publishing.api import LiveEdition, Site
from mingtang.supervision.analysis.rounds import last_finished_quarter, quarter_end
from mingtang.supervision.labels import PUBLIC_STANDING_TASK, PUBLIC_STANDINGS, STANDING_TONES
from mingtang.supervision.models import Report, Task, WorkPlan
from mingtang.supervision.queries.standing import standing_of

PLANS = 30
SHOWN = 400


@dataclass(frozen=True)
class PublicTask:
    """One task as the public reads it."""

    number: int
    chapter: str
    words: str
    units: str
    due: str
    standing: str
    tag: Tag
    unreported: bool


@dataclass(frozen=True)
class PublicPlan:
    """A plan's tasks by chapter, as of a day, and how many stand where."""

    plan: WorkPlan
    as_of: date
    chapters: list[tuple[str, list[PublicTask]]]
    counts: list[tuple[Tag, int]]
    proven: int
    total: int


def public_plans(site: Site) -> list[WorkPlan]:
    """Confirmed plans whose text is public, of the government whose site this is; all on the main site. The newest first."""
    rows = (
        WorkPlan.objects.filter(state="confirmed", corrects=None, publication__in=_readable())
        .select_related("organisation")
        .order_by("-year", "-pk")
    )
    return list((rows if site.is_default else rows.filter(organisation=site.organisation_id))[:PLANS])


def _readable() -> Any:
    return LiveEdition.objects.filter(withdrawn=False, publication__isnull=False).values("publication")


def quarters(plan: WorkPlan, on: date) -> list[tuple[int, int]]:
    """The finished quarters of a plan's year since it was confirmed, the newest first."""
    year, last = last_finished_quarter(on)
    ends = range(1, (last if year == plan.year else 4 if year > plan.year else 0) + 1)
    began = plan.issued_on or (plan.confirmed_at.date() if plan.confirmed_at else date.min)
    return [(plan.year, number) for number in reversed(ends) if quarter_end(plan.year, number) >= began]


def progress_of(plan: WorkPlan, quarter: tuple[int, int]) -> PublicPlan:
    """How the public reads a plan as of the end of a quarter; ended tasks say so."""
    as_of = quarter_end(*quarter)
    tasks = list(Task.objects.filter(plan=plan).order_by("number")[:SHOWN])
    stands = standing_of(tasks, as_of)
    sources = _readable().filter(publication__in=[task.words_from_id for task in tasks if task.words_from_id])
    told = set(sources.values_list("publication", flat=True))
    silent = _silent(plan, as_of)
    rows = []
    for task in tasks:
        found = stands[task.pk]
        code = found.standing
        names = (PUBLIC_STANDING_TASK if task.is_standing else PUBLIC_STANDINGS) | {"": "已依程序终止"}
        word = names[code or ("" if task.state == "ended" else "missing")]
        units = "、".join(part.part.organisation.short_name for part in found.parts)
        due = "长期坚持" if task.is_standing else task.due_on.isoformat() if task.due_on else ""
        tag = Tag(word, STANDING_TONES.get(code, "neutral"))
        words = task.public_words if task.words_from_id in told else task.text
        rows.append(PublicTask(task.number, task.level1, words, units, due, code, tag, task.pk in silent))
    return PublicPlan(
        plan, as_of, _by_chapter(rows), _counts(rows), sum(r.standing == "proven" for r in rows), len(rows)
    )


def _silent(plan: WorkPlan, as_of: date) -> set[int]:
    """Tasks of which a unit did not report in the quarter's rounds, though their day was over by now."""
    first = date(as_of.year, as_of.month - 2, 1)
    rows = Report.objects.filter(
        round__plan=plan,
        round__last_day__gte=first,
        round__last_day__lte=as_of,
        state__in=("asked", "returned"),
    )
    return set(rows.values_list("part__task", flat=True))


def _by_chapter(rows: list[PublicTask]) -> list[tuple[str, list[PublicTask]]]:
    found: dict[str, list[PublicTask]] = {}
    for row in rows:
        found.setdefault(row.chapter, []).append(row)
    return list(found.items())


def _counts(rows: list[PublicTask]) -> list[tuple[Tag, int]]:
    counted = Counter(row.tag for row in rows)
    return sorted(counted.items(), key=lambda pair: -pair[1])

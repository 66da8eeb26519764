"""What was published of tasks and plans: read from the signed texts, and the periods for which nothing was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from mingtang.core.design.api import Tag
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition
from mingtang.supervision.labels import PROGRESS_PARTS
from mingtang.supervision.models import DisclosureDuty, Milestone, ProgressItem

NEWEST = 3
NODES = "nodes"
_READ = ("publication__live__revision__content", "publication__live__organisation")


@dataclass(frozen=True)
class Told:
    """One public text about a task or a plan: until when it tells, and its parts in their own words."""

    item: ProgressItem
    title: str
    url: str
    unit: str
    published_on: Any
    parts: Sequence[tuple[str, str]]
    nodes: Sequence[str]

    @property
    def place(self) -> str:
        return f"{self.item.told_until.isoformat()}.{self.item.pk}"


@dataclass(frozen=True)
class Node:
    """A step on the way as the public reads it: its own words only where a public text has them."""

    words: str
    due_on: date
    tag: Tag
    reached_on: date | None


def readable() -> QuerySet[LiveEdition, Any]:
    """Publications that anyone may read and that were not withdrawn."""
    return LiveEdition.objects.filter(withdrawn=False).values("publication")


def told_of(item: ProgressItem) -> Told:
    live: LiveEdition = item.publication.live
    elements = publishing.content_of(live.revision).elements
    parts = [(name, str(elements[code])) for code, name in PROGRESS_PARTS if elements.get(code)]
    lines = [line.strip() for line in str(elements.get(NODES) or "").splitlines() if line.strip()]
    return Told(
        item,
        live.title,
        f"/doc/{live.public_id}.html",
        live.organisation.short_name,
        live.published_at,
        parts or [("内容", live.summary)] if parts or live.summary else [],
        [_node_words(line) for line in lines],
    )


def _node_words(line: str) -> str:
    """学校交付使用（2026-08-31）：已完成 of a line whose fields ｜ sets apart."""
    title, day, *more = [*(field.strip() for field in line.replace("|", "｜").split("｜")), ""]
    state = "，".join(field for field in more if field)
    return (f"{title}（{day}）" if day else title) + (f"：{state}" if state else "")


def _public_items(until: date | None) -> QuerySet[ProgressItem]:
    rows = ProgressItem.objects.filter(publication__in=readable())
    return rows if until is None else rows.filter(told_until__lte=until)


def newest_of_tasks(tasks: Iterable[int], until: date | None = None) -> dict[int, list[Told]]:
    """The newest texts about each of several tasks, in one query; the newest first."""
    ranked = (
        _public_items(until)
        .filter(task__in=list(tasks))
        .annotate(
            rank=Window(
                RowNumber(), partition_by=F("task_id"), order_by=(F("told_until").desc(), F("pk").desc())
            )
        )
    )
    found: dict[int, list[Told]] = {}
    for item in ranked.filter(rank__lte=NEWEST).select_related(*_READ).order_by("-told_until", "-pk"):
        found.setdefault(item.task_id or 0, []).append(told_of(item))
    return found


def of_plan(plan: int, until: date | None = None) -> list[Told]:
    """The newest texts about a whole plan."""
    rows = _public_items(until).filter(plan=plan, task=None).select_related(*_READ)
    return [told_of(item) for item in rows.order_by("-told_until", "-pk")[:NEWEST]]


def page_of(plan: int, task: int | None, after: str, size: int) -> list[Told]:
    """All texts about a task, or a whole plan, the newest first: one page and one more."""
    rows = _public_items(None).filter(plan=plan, task=task).select_related(*_READ)
    if place := _place(after):
        day, pk = place
        rows = rows.filter(Q(told_until__lt=day) | Q(told_until=day, pk__lt=pk))
    return [told_of(item) for item in rows.order_by("-told_until", "-pk")[: size + 1]]


def _place(after: str) -> tuple[date, int] | None:
    day, _, pk = after.partition(".")
    try:
        return (date.fromisoformat(day), int(pk)) if len(pk) < 12 and pk.isdecimal() else None
    except ValueError:
        return None


# --- what was not published


def missed_of_tasks(tasks: Iterable[int], on: date, until: date | None = None) -> dict[int, list[Tag]]:
    """What is said beside tasks of which a period, or a part that was promised to be told, is not public."""
    rows = _missed(on, until).filter(task__in=list(tasks)).select_related("organisation")
    found: dict[int, list[Tag]] = {}
    for duty in rows.order_by("-last_day", "pk"):
        found.setdefault(duty.task_id or 0, []).append(missed_tag(duty, named=True))
    return found


def missed_of_plan(plan: int, on: date, until: date | None = None) -> list[Tag]:
    rows = _missed(on, until).filter(plan=plan, task=None)
    return [missed_tag(duty) for duty in rows.order_by("-last_day", "pk")]


def _missed(on: date, until: date | None) -> QuerySet[DisclosureDuty]:
    rows = DisclosureDuty.objects.filter(missed_on(on))
    return rows if until is None else rows.filter(last_day__lte=until)


def missed_on(on: date) -> Q:
    """Duties whose day passed without a word, or that were told without all that was to be told."""
    return Q(state="asked", due_on__lt=on) | Q(state="partial")


def missed_tag(duty: DisclosureDuty, *, named: bool = False) -> Tag:
    who = f"{duty.organisation.short_name}：" if named else ""
    if duty.state == "partial":
        return Tag(f"{who}{duty.label}没有写明{'、'.join(duty.missing_names)}", "warn")
    return Tag(f"{who}{duty.label}未公布进展", "bad")


# --- nodes


def nodes_of(tasks: Iterable[int], on: date) -> dict[int, list[Node]]:
    """The nodes of tasks with their days; a node that no public text names is only counted."""
    public = set(
        readable().values_list("publication", flat=True).filter(publication__in=_node_sources(tasks))
    )
    found: dict[int, list[Node]] = {}
    rows = Milestone.objects.filter(task__in=list(tasks)).select_related("public_node")
    for row in rows.order_by("task", "due_on", "pk"):
        mine = found.setdefault(row.task_id, [])
        source = getattr(row, "public_node", None)
        words = row.title if source and source.publication_id in public else f"第{len(mine) + 1}个节点"
        mine.append(Node(words, row.due_on, _node_tag(row, on), row.reached_on))
    return found


def _node_sources(tasks: Iterable[int]) -> Any:
    rows = Milestone.objects.filter(task__in=list(tasks), public_node__isnull=False)
    return rows.values("public_node__publication")


def _node_tag(row: Milestone, on: date) -> Tag:
    if row.reached_on is not None:
        return Tag("已完成", "good")
    return Tag("未按时完成", "bad") if row.due_on < on else Tag("未到期", "neutral")

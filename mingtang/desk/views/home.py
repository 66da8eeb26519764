"""The to-do list: what is late, what must be done today, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET

from mingtang.core.design.api import Chip, Counter, Todo, TodoItem
from mingtang.core.organisations.api import Standing, standings
from mingtang.desk.labels import DOORS, LATER
from mingtang.desk.views.frame import address, page, staff, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import WORK_GROUPS, WorkCount, WorkItem

SHOWN = 60
PRESSING = frozenset({"failed", "second", "takedown"})


@dataclass(frozen=True)
class Section:
    """One part of the list, with its heading."""

    title: str
    items: list[TodoItem]


@staff_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The desk opens here. `?group=` shows one group, `?after=` what comes behind the last one shown."""
    day = localdate()
    group = request.GET.get("group", "")
    group = group if group in WORK_GROUPS else ""
    after = request.GET.get("after", "") if is_key(request.GET.get("after", "")) else ""
    items = publishing.todo_items(request.user, day, group=group, after=after, limit=SHOWN)
    counts = publishing.todo_counts(request.user, day)
    mine = standings(staff(request).pk, day)
    # What the trades ask stands on the whole list, not on a single group of reviews, nor behind its first page.
    asked = [] if group or after else todos(request.user, mine, day)
    context = {
        "day": day,
        "sections": sections(items, [row for todo in asked for row in todo.items]),
        "counters": counters(counts) + columns_due(mine, day) + [c for todo in asked for c in todo.counters],
        "total": sum(count.count for count in counts) + sum(c.count for todo in asked for c in todo.counters),
        "chips": [Chip(WORK_GROUPS[group], reverse("desk:home"))] if group else [],
        "next_url": _next(group, items),
    }
    return page(request, "desk/work/home.html", context, mine=mine)


def columns_due(mine: Iterable[Standing], day: date) -> list[Counter]:
    """栏目更新预警 for the office, which looks after all columns; nobody else's desk asks for it."""
    if not any(standing.role == "office" for standing in mine):
        return []
    late = len(publishing.neglected_columns(day))
    return [Counter("栏目待更新", late, reverse("desk:columns-due"), "warn")] if late else []


@cache
def _askers() -> tuple[Callable[[Any, Sequence[Standing], date], Todo], ...]:
    return tuple(import_string(path) for path in import_module(settings.WIRING).TODO)


def todos(user: Any, mine: Sequence[Standing], day: date) -> list[Todo]:
    """What each trade asks of this person today, in the order of `config/wiring.py`."""
    return [ask(user, mine, day) for ask in _askers()]


def sections(items: Iterable[WorkItem], more: Iterable[TodoItem] = ()) -> list[Section]:
    """Late, now, next: parts that hold nothing are left out. What the trades ask comes by its date among the rest."""
    parts: dict[str, list[TodoItem]] = {"已经逾期": [], "现在要办": [], "接下来": []}
    for item in items:
        parts[_part(item)].append(shown(item))
    for row in sorted(more, key=lambda row: row.due_on or date.max):
        name = {"late": "已经逾期", "today": "现在要办"}.get(row.state, "接下来")
        parts[name].append(row)
    return [Section(title, rows) for title, rows in parts.items() if rows]


def _part(item: WorkItem) -> str:
    if item.state == "late" and item.group not in LATER - {"cleanup"}:
        return "已经逾期"
    return "接下来" if item.group in LATER and item.state != "today" else "现在要办"


def shown(item: WorkItem) -> TodoItem:
    what = f"{item.what}（代{item.on_behalf_of}）" if item.on_behalf_of else item.what
    if item.note:
        what += f"：{item.note}"
    since = f"{localtime(item.since):%Y-%m-%d %H:%M} 起"
    return TodoItem(
        title=item.title,
        url=address(DOORS[item.group], item.thing) or reverse("desk:home"),
        what=what,
        due_on=item.due_on,
        state="scheduled" if item.group == "scheduled" else item.state,
        unit="，".join(part for part in (item.unit, since) if part),
    )


def counters(counts: Iterable[WorkCount]) -> list[Counter]:
    """How many wait in each group, each leading to exactly these."""
    return [
        Counter(
            count.name,
            count.count,
            f"{reverse('desk:home')}?group={count.group}",
            "bad" if count.group in PRESSING else "neutral",
        )
        for count in counts
    ]


def _next(group: str, items: list[WorkItem]) -> str:
    if len(items) < SHOWN:
        return ""
    narrowed = f"group={group}&" if group else ""
    return f"{reverse('desk:home')}?{narrowed}after={items[-1].key.replace('+', '%2B')}"


def is_key(text: str) -> bool:
    """Whether words can be the key of a row of the to-do list."""
    parts = text.split("~")
    if len(parts) != 4 or not parts[2].isdecimal() or not parts[3].isdecimal():
        return False
    try:
        return bool(date.fromisoformat(parts[0]) and datetime.fromisoformat(parts[1]).tzinfo)
    except ValueError:
        return False

"""A notice as paper: its text and the table of standings as blocks that docx and PDF are made of; what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from mingtang.core.design.api import Table, Todo, TodoItem
from mingtang.core.documents.api import Block, blocks
from mingtang.core.organisations.api import Standing
from mingtang.supervision.models import NoticeUnit, StandingNotice
from mingtang.supervision.permissions.tasks import ACTING_ROLES

COLUMNS = ("单位", "任务数", "已印证", "黄灯", "红灯")
SHOWN = 10


def table_of(rows: Sequence[Sequence[Any]]) -> Table | None:
    """The standings of the units, as the pages show them."""
    return Table("各单位进展", COLUMNS, list(rows), frozenset({1, 2, 3, 4})) if rows else None


def blocks_of(notice: StandingNotice, units: Iterable[NoticeUnit]) -> list[Block]:
    """Text, then the table of standings, then what is asked of the units that the reader may see."""
    paragraphs = [line.strip() for line in notice.text.splitlines() if line.strip()]
    text = format_html_join("", "<p>{}</p>", ((line,) for line in paragraphs))
    head = format_html_join("", "<th>{}</th>", ((name,) for name in COLUMNS))
    body = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in notice.standings),
    )
    asked = [row for row in units if row.matter]
    matters = format_html_join(
        "",
        "<p>{}：{}（{}前完成整改）</p>",
        ((row.organisation.name, row.matter, row.due_on) for row in asked),
    )
    title = format_html("<h2>{}</h2>", "整改事项") if matters else ""
    page = format_html(
        "{}<h2>各单位进展</h2><table><tr>{}</tr>{}</table>{}{}", text, head, body, title, matters
    )
    return blocks(str(page))


def notice_todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """Units put right what they are asked; the office looks again."""
    acting = {standing.organisation_id for standing in mine if standing.role in ACTING_ROLES}
    rows = NoticeUnit.objects.filter(notice__state="issued").select_related("notice", "organisation")
    items: list[TodoItem] = []
    if any(standing.role == "office" for standing in mine):
        items += [_item(row, "复核整改情况", day) for row in _some(rows.filter(state="answered"))]
    if acting:
        open_ones = rows.filter(state__in=("asked", "returned"), organisation__in=acting)
        items += [_item(row, "整改并报告", day) for row in _some(open_ones)]
    return Todo(items)


def _some(rows: Any) -> Any:
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:SHOWN]


def _item(row: NoticeUnit, what: str, day: date) -> TodoItem:
    due = row.due_on
    state = "open" if due is None or due > day else "late" if due < day else "today"
    url = reverse("supervision-desk:notice-unit", args=[row.pk])
    return TodoItem(row.notice.title, url, what, due, state, row.organisation.short_name)

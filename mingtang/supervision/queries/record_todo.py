"""What the yearly minimums still ask in the last quarter: of the office what it owes and which units owe, of a unit its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from mingtang.core.design.api import Todo, TodoItem
from mingtang.core.organisations.api import Standing
from mingtang.supervision.permissions.records import UNIT_ROLES
from mingtang.supervision.queries.records import KindLine, year_of_kinds

LAST_QUARTER = 10


def record_todo(user: Any, mine: Sequence[Standing], day: date) -> Todo:
    """From October on: records that are still owed this year. Nothing before, for the year is not over."""
    is_office = any(standing.role == "office" for standing in mine)
    bodies = {standing.organisation_id for standing in mine if standing.role in UNIT_ROLES}
    if day.month < LAST_QUARTER or not (is_office or bodies):
        return Todo()
    lines = [
        line for line in year_of_kinds(day.year, day, None if is_office else bodies) if _owed(line, is_office)
    ]
    return Todo([_item(line, day) for line in lines])


def _owed(line: KindLine, is_office: bool) -> bool:
    """Units are asked only for what each unit owes."""
    minimum = line.definition.minimum
    return minimum is not None and line.is_short and (is_office or minimum.each_unit)


def _item(line: KindLine, day: date) -> TodoItem:
    url = f"{reverse('supervision-desk:records-of', args=[line.kind.code])}?year={day.year}"
    year_end = date(day.year, 12, 31)
    state = "today" if day == year_end else "soon" if day.month == 12 else "open"
    return TodoItem(line.words, url, "年底前补齐工作台账", year_end, state)

"""Columns that are not kept up: missing, empty, or without news for longer than their period."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from mingtang.publishing.models import Column, Placement


@dataclass(frozen=True)
class NeglectedColumn:
    """A column that should have had news: `last_on` is None where it never had any."""

    column_id: int
    name: str
    site: str
    owner: str
    period_days: int
    last_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class KeptColumn:
    """A column that has a period, and whether it was kept up on a day."""

    column_id: int
    name: str
    site: str
    owner: str
    owner_id: int
    period_days: int
    last_on: date | None
    due_on: date | None
    is_late: bool


def kept_columns(today: date, *, owners: Collection[int] | None = None) -> list[KeptColumn]:
    """Every open column that has a period, and how it stands: late ones first. One query."""
    # The newest row of each column's list: an index look-up for each, whatever the columns hold.
    newest = Placement.objects.filter(column=OuterRef("pk")).order_by("-published_at").values("published_at")
    columns = (
        Column.objects.filter(update_period_days__isnull=False, closed_on=None)
        .select_related("site", "owner")
        .annotate(newest_at=Subquery(newest[:1]))
    )
    if owners is not None:
        columns = columns.filter(owner__in=owners)
    found = [_kept(column, today) for column in columns]
    return sorted(found, key=lambda c: (not c.is_late, c.due_on or date.min, c.column_id))


def _kept(column: Any, today: date) -> KeptColumn:
    period = column.update_period_days
    last = timezone.localdate(column.newest_at) if column.newest_at else None
    due = last + timedelta(days=period) if last else None
    return KeptColumn(
        column.pk, column.name, column.site.name, column.owner.short_name, column.owner_id, period, last, due,
        due is None or due < today,
    )  # fmt: skip


def neglected_columns(today: date, *, owners: set[int] | None = None) -> list[NeglectedColumn]:
    """Open columns whose period has passed without news, the longest waiting first (栏目更新预警)."""
    return [
        NeglectedColumn(c.column_id, c.name, c.site, c.owner, c.period_days, c.last_on, c.due_on)
        for c in kept_columns(today, owners=owners)
        if c.is_late
    ]

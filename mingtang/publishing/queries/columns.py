"""Columns that are not kept up: missing, empty, or without news for longer than their period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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


def neglected_columns(today: date, *, owners: set[int] | None = None) -> list[NeglectedColumn]:
    """Open columns whose period has passed without news, the longest waiting first (栏目更新预警)."""
    # The newest row of each column's list: an index look-up for each, whatever the columns hold.
    newest = Placement.objects.filter(column=OuterRef("pk")).order_by("-published_at").values("published_at")
    columns = (
        Column.objects.filter(update_period_days__isnull=False, closed_on=None)
        .select_related("site", "owner")
        .annotate(newest_at=Subquery(newest[:1]))
    )
    if owners is not None:
        columns = columns.filter(owner__in=owners)
    found = []
    for column in columns:
        last = timezone.localdate(column.newest_at) if column.newest_at else None
        due = last + timedelta(days=column.update_period_days or 0) if last else None
        if due is None or due < today:
            found.append(
                NeglectedColumn(
                    column.pk, column.name, column.site.name, column.owner.short_name,
                    column.update_period_days or 0, last, due,
                )
            )  # fmt: skip
    return sorted(found, key=lambda c: (c.due_on or date.min, c.column_id))

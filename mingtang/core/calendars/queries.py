"""Reading calendars: the shipped years, the loaded ones over them, local days on top."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from mingtang.core.calendars.models import LocalDays, YearVersion
from mingtang.law.working_days import CalendarYear, NamedDay, WorkingCalendar, shipped_calendar

# Which rows a calendar is made of; the moments tell apart rows that got the same key after a rollback.
Rows = tuple[tuple[int, datetime], ...]


def working_calendar(on: date | None = None) -> WorkingCalendar:
    """The calendar in use now, or as it was known at the end of the day `on`. Two small queries."""
    moment = None if on is None else timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    return _calendar(_years_known(moment), _local_days_known(moment))


def year_versions(year: int | None = None) -> list[YearVersion]:
    """What has been loaded, the newest first."""
    versions = YearVersion.objects.order_by("-year", "-loaded_at", "-pk")
    return list(versions if year is None else versions.filter(year=year))


def _years_known(before: datetime | None) -> Rows:
    rows = YearVersion.objects.order_by("year", "loaded_at", "pk")
    if before is not None:
        rows = rows.filter(loaded_at__lt=before)
    # The last version of each year wins.
    newest = {year: (pk, at) for year, pk, at in rows.values_list("year", "pk", "loaded_at")}
    return tuple(newest.values())


def _local_days_known(before: datetime | None) -> Rows:
    rows = LocalDays.objects.order_by("added_at", "pk")
    if before is None:
        rows = rows.filter(struck_at__isnull=True)
    else:
        rows = rows.filter(added_at__lt=before).filter(Q(struck_at__isnull=True) | Q(struck_at__gte=before))
    return tuple(rows.values_list("pk", "added_at"))


@lru_cache(maxsize=64)
def _calendar(years: Rows, local: Rows) -> WorkingCalendar:
    calendar = shipped_calendar()
    for row in YearVersion.objects.filter(pk__in=[pk for pk, _ in years]):
        calendar = calendar.with_year(_year(row))
    for layer in LocalDays.objects.filter(pk__in=[pk for pk, _ in local]).order_by("added_at", "pk"):
        calendar = calendar.with_local(_named_days(layer), layer.source)
    return calendar


def _year(row: YearVersion) -> CalendarYear:
    source = {"name": row.source, "address": row.address}
    return CalendarYear.from_data({"year": row.year, "version": row.version, "source": source, **row.days})


def _named_days(layer: LocalDays) -> list[NamedDay]:
    return [NamedDay(date.fromisoformat(day["date"]), day["name"]) for day in layer.days]

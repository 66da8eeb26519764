"""Loading a year's arrangement, and the days off of this place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.calendars.models import LocalDays, YearVersion
from mingtang.core.refusals import Refusal, Refused
from mingtang.law.working_days import BadCalendar, CalendarYear, shipped_calendar

ARTICLE = "全国年节及纪念日放假办法"


class MayNotLoad(Refused):
    """A year's arrangement is not accepted."""


class MayNotChangeLocalDays(Refused):
    """Local days off are not accepted, or cannot be struck out."""


class Actor(Protocol):
    """Whoever acts: anything with a key and a name."""

    pk: Any
    name: str


def loading_refusals(data: Mapping[str, Any]) -> list[Refusal]:
    """Why a year's arrangement, in the shape of the shipped files, would not be accepted."""
    try:
        year = CalendarYear.from_data(data)
    except BadCalendar as bad:
        return [Refusal(problem, ARTICLE) for problem in bad.problems]
    return _repeats(year)


@transaction.atomic
def load_year(data: Mapping[str, Any], *, by: Actor, at: datetime) -> YearVersion:
    """Load a year announced by the State Council's General Office, or a corrected version of one. The newest counts."""
    if reasons := loading_refusals(data):
        raise MayNotLoad(reasons)
    shape = CalendarYear.from_data(data).as_data()
    loaded = YearVersion.objects.create(
        year=shape["year"],
        version=shape["version"],
        source=shape["source"]["name"],
        address=shape["source"]["address"],
        days={"off": shape["off"], "work": shape["work"]},
        loaded_by_id=by.pk,
        loaded_by_name=by.name,
        loaded_at=at,
    )
    audit.record(
        "calendars.year_loaded", about=loaded, by=by, details={"year": loaded.year, "version": loaded.version}
    )
    return loaded


def _repeats(year: CalendarYear) -> list[Refusal]:
    shipped = [known for known in shipped_calendar().years if known.year == year.year]
    versions = {known.version for known in shipped}
    versions |= set(YearVersion.objects.filter(year=year.year).values_list("version", flat=True))
    if year.version in versions:
        return [
            Refusal(
                f"{year.year}年日历已有版本“{year.version}”，请换一个版本号，如“{year.year}.{len(versions) + 1}”"
            )
        ]
    shape = year.as_data()
    newest = YearVersion.objects.filter(year=year.year).order_by("loaded_at", "pk").last()
    held = (
        newest.days
        if newest
        else {key: shipped[0].as_data()[key] for key in ("off", "work")}
        if shipped
        else None
    )
    if held == {"off": shape["off"], "work": shape["work"]}:
        return [Refusal(f"与正在使用的{year.year}年日历完全相同，不必再装")]
    return []


def local_days_refusals(days: Iterable[date], source: str) -> list[Refusal]:
    """Why days off of this place would not be accepted."""
    dates, reasons = list(days), []
    if not dates:
        reasons.append(Refusal("没有写明放假的日期"))
    if len(dates) != len(set(dates)):
        reasons.append(Refusal("放假的日期有重复"))
    if not source.strip():
        reasons.append(Refusal("地方假日要写明依据文件", f"{ARTICLE}第四条"))
    return reasons


@transaction.atomic
def add_local_days(
    days: Iterable[date], *, source: str, by: Actor, at: datetime, name: str = "地方假日"
) -> LocalDays:
    """Add days off of this place to the calendar, on the authority of a document."""
    dates = list(days)
    if reasons := local_days_refusals(dates, source):
        raise MayNotChangeLocalDays(reasons)
    added = LocalDays.objects.create(
        source=source.strip(),
        days=[{"date": day.isoformat(), "name": name} for day in sorted(dates)],
        added_by_id=by.pk,
        added_by_name=by.name,
        added_at=at,
    )
    audit.record(
        "calendars.local_days_added", about=added, by=by, details={"days": [d["date"] for d in added.days]}
    )
    return added


@transaction.atomic
def strike_local_days(local: LocalDays, *, because: str, by: Actor, at: datetime) -> LocalDays:
    """Take local days off out of the calendar again; the row stays, with the reason."""
    local = LocalDays.objects.select_for_update().get(pk=local.pk)
    if local.struck_at is not None:
        raise MayNotChangeLocalDays("这些地方假日已经撤销")
    if not because.strip():
        raise MayNotChangeLocalDays("撤销地方假日要写明理由")
    local.struck_by_id, local.struck_by_name = by.pk, by.name
    local.struck_at, local.struck_because = at, because.strip()
    local.save(update_fields=["struck_by_id", "struck_by_name", "struck_at", "struck_because"])
    audit.record("calendars.local_days_struck", about=local, by=by)
    return local

"""Working days (工作日): weekends and holidays are off, make-up days (调休) count.

Every limit in working days counts from the day after its trigger. A calendar holds the years whose arrangement the State
Council's General Office has announced; a year that it does not hold is refused, or answered as *provisional* (暂定) where
the caller asks for that. It is never taken to be Monday to Friday in silence.

Law: 全国年节及纪念日放假办法 (2024), arts. 2 and 6; 国务院关于职工工作时间的规定, art. 7; the yearly notice.
Worked cases: docs/law/working_days.md.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

CALENDARS = Path(__file__).resolve().parent.parent / "data" / "calendars"
SATURDAY = 5
ONE_DAY = timedelta(days=1)


class YearNotCovered(ValueError):
    """The calendar does not hold `year`; the message says in Chinese what to do."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"工作日历没有 {year} 年的节假日安排，不能确定期限。请等国务院办公厅发布{year}年部分节假日安排的通知后装入该年日历；"
            "此前如需参考，可按“暂定”推算。"
        )


class BadCalendar(ValueError):
    """Year data that contradict the rules; `problems` holds every sentence, in Chinese."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(self.problems))


@dataclass(frozen=True, order=True)
class NamedDay:
    on: date
    name: str


@dataclass(frozen=True)
class CalendarYear:
    """One year's arrangement: days off beside the weekends, and weekend days that are worked."""

    year: int
    version: str
    source: str
    address: str = ""
    off: tuple[NamedDay, ...] = ()
    work: tuple[NamedDay, ...] = ()
    provisional: bool = False

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> CalendarYear:
        """Read the shape of the files in `mingtang/data/calendars`. Raises BadCalendar with every problem."""
        if problems := _shape_problems(data):
            raise BadCalendar(problems)
        year = cls(
            year=data["year"],
            version=data["version"].strip(),
            source=data["source"]["name"].strip(),
            address=data["source"].get("address", "").strip(),
            off=_named_days(data["off"]),
            work=_named_days(data["work"]),
        )
        if problems := year_problems(year):
            raise BadCalendar(problems)
        return year

    def as_data(self) -> dict[str, Any]:
        """The same year in the shape that `from_data` reads."""
        return {
            "year": self.year,
            "version": self.version,
            "source": {"name": self.source, "address": self.address},
            "off": [{"date": day.on.isoformat(), "name": day.name} for day in self.off],
            "work": [{"date": day.on.isoformat(), "name": day.name} for day in self.work],
        }

    @cached_property
    def working_days(self) -> tuple[int, ...]:
        """The ordinals of the working days of the year, sorted."""
        off = {day.on.toordinal() for day in self.off}
        work = {day.on.toordinal() for day in self.work}
        first, last = date(self.year, 1, 1).toordinal(), date(self.year, 12, 31).toordinal()
        # date.toordinal() % 7: Sunday is 0, Saturday 6.
        return tuple(d for d in range(first, last + 1) if d in work or (d % 7 not in (0, 6) and d not in off))


@dataclass(frozen=True)
class LocalDays:
    """Extra days off of one place: art. 4, holidays of national minorities, set by the local government."""

    days: tuple[NamedDay, ...]
    source: str


@dataclass(frozen=True)
class Due:
    """The last day of a limit, and the working days that were counted to reach it."""

    on: date
    provisional: bool
    counted: tuple[date, ...]
    calendar: str
    assumed_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class WorkingCalendar:
    """The years that are known, and local days off on top of them. Immutable; `version` names exactly this content."""

    years: tuple[CalendarYear, ...]
    local: tuple[LocalDays, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.years:
            raise BadCalendar(["工作日历至少要有一个年度"])
        if len({year.year for year in self.years}) != len(self.years):
            raise BadCalendar(["同一年度只能有一份节假日安排"])
        object.__setattr__(self, "years", tuple(sorted(self.years, key=lambda year: year.year)))

    @cached_property
    def version(self) -> str:
        """First and last year and a digest of the content: two calendars with one version are the same calendar."""
        content = [year.as_data() for year in self.years]
        local = [[layer.source, [day.on.isoformat() for day in layer.days]] for layer in self.local]
        digest = hashlib.sha256(json.dumps([content, local], sort_keys=True).encode()).hexdigest()
        return f"{self.years[0].year}-{self.years[-1].year}:{digest[:8]}"

    @cached_property
    def covers(self) -> frozenset[int]:
        return frozenset(year.year for year in self.years)

    @cached_property
    def _table(self) -> tuple[int, ...]:
        local = {day.on.toordinal() for layer in self.local for day in layer.days}
        return tuple(day for year in self.years for day in year.working_days if day not in local)

    @cached_property
    def _members(self) -> frozenset[int]:
        return frozenset(self._table)

    def year(self, year: int) -> CalendarYear:
        """The arrangement of one year. Raises YearNotCovered."""
        for known in self.years:
            if known.year == year:
                return known
        raise YearNotCovered(year)

    def is_working_day(self, day: date, *, provisional: bool = False) -> bool:
        """Whether offices work on `day`. Raises YearNotCovered unless `provisional` is asked for."""
        return day.toordinal() in self._knowing(day.year, day.year, provisional=provisional)._members

    def add_working_days(self, day: date, n: int, *, provisional: bool = False) -> Due:
        """The n-th working day after `day`, which itself is not counted.

        Raises YearNotCovered where the count enters a year that is not held; with `provisional` such years are
        assumed by `assumed_year` and the answer says so.
        """
        if n < 1:
            raise ValueError("工作日数应为正整数。")
        start = (day + ONE_DAY).toordinal()
        held = self._reach(start, n)
        if held is not None:
            assumed = self._assumed(held)
            return Due(held[-1], bool(assumed), held, self.version, assumed)
        missing = self._first_year_missing(date.fromordinal(start).year)
        if not provisional:
            raise YearNotCovered(missing)
        return replace(
            self.with_year(assumed_year(missing)).add_working_days(day, n, provisional=True),
            calendar=self.version,
        )

    def working_days_between(self, after: date, until: date, *, provisional: bool = False) -> int:
        """How many working days d there are with after < d <= until: the count of `add_working_days`, turned round."""
        if until <= after:
            return 0
        table = self._knowing((after + ONE_DAY).year, until.year, provisional=provisional)._table
        return bisect_right(table, until.toordinal()) - bisect_right(table, after.toordinal())

    def working_days_in(self, year: int, *, provisional: bool = False) -> int:
        """The number of working days of one year."""
        return self.working_days_between(date(year - 1, 12, 31), date(year, 12, 31), provisional=provisional)

    def with_local(self, days: Iterable[date | NamedDay], source: str) -> WorkingCalendar:
        """The same calendar with extra local days off, on the authority of `source`."""
        if not source.strip():
            raise BadCalendar(["地方假日要写明依据文件"])
        named = tuple(sorted(d if isinstance(d, NamedDay) else NamedDay(d, "地方假日") for d in days))
        return replace(self, local=(*self.local, LocalDays(named, source.strip())))

    def with_year(self, year: CalendarYear) -> WorkingCalendar:
        """The same calendar with one year added, or replaced by a newer version."""
        return replace(self, years=(*(known for known in self.years if known.year != year.year), year))

    def _reach(self, start: int, n: int) -> tuple[date, ...] | None:
        """The n working days from `start` on, or None where they leave the years that are held."""
        year = date.fromordinal(start).year
        if year not in self.covers:
            return None
        first = bisect_left(self._table, start)
        end = bisect_left(self._table, date(self._first_year_missing(year), 1, 1).toordinal())
        if first + n > end:
            return None
        return tuple(date.fromordinal(day) for day in self._table[first : first + n])

    def _first_year_missing(self, year: int) -> int:
        while year in self.covers:
            year += 1
        return year

    def _knowing(self, first: int, last: int, *, provisional: bool) -> WorkingCalendar:
        """This calendar where it holds the years from first to last; extended by assumptions where that is allowed."""
        missing = [year for year in range(first, last + 1) if year not in self.covers]
        if missing and not provisional:
            raise YearNotCovered(missing[0])
        calendar = self
        for year in missing:
            calendar = calendar.with_year(assumed_year(year))
        return calendar

    def _assumed(self, counted: tuple[date, ...]) -> tuple[int, ...]:
        used = range(counted[0].year, counted[-1].year + 1)
        return tuple(year.year for year in self.years if year.provisional and year.year in used)


@cache
def shipped_calendar() -> WorkingCalendar:
    """The calendar that comes with Mingtang: the years in `mingtang/data/calendars`."""
    files = sorted(CALENDARS.glob("[0-9][0-9][0-9][0-9].json"))
    return WorkingCalendar(
        tuple(CalendarYear.from_data(json.loads(file.read_text("utf-8"))) for file in files)
    )


def statutory_days(year: int) -> dict[date, str]:
    """The statutory holidays (放假办法, art. 2) of one year whose dates are known beforehand.

    Holidays by the sun and the civil calendar always; those of the lunar calendar (春节、端午、中秋) where the table
    `festivals.json` has the year. Four days of 春节 and two of 劳动节 since 2025, three and one before.
    """
    days = {date(year, 1, 1): "元旦", _qingming(year): "清明", date(year, 5, 1): "劳动节"}
    if year >= 2025:
        days[date(year, 5, 2)] = "劳动节"
    days |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    lunar = _festivals().get(str(year))
    if lunar:
        new_year = date.fromisoformat(lunar["春节"])
        days |= {new_year + timedelta(days=n): "春节" for n in range(-1 if year >= 2025 else 0, 3)}
        days |= {date.fromisoformat(lunar[name]): name for name in ("端午", "中秋")}
    return days


@cache
def assumed_year(year: int) -> CalendarYear:
    """A year before its notice is out, marked provisional.

    It assumes: weekends are off; the statutory holidays of `statutory_days` are off; a holiday that falls on a weekend
    is made up on the next working day (art. 6: 适逢周六、周日，应当在工作日补假); and no make-up days (调休), because nobody
    can know them. Lunar holidays of years beyond `festivals.json` are left out.
    """
    off: dict[date, str] = {}
    for day, name in sorted(statutory_days(year).items()):
        while day.weekday() >= SATURDAY or day in off:
            off.setdefault(day, name)
            day += ONE_DAY
        if day.year == year:
            off[day] = name
    return CalendarYear(
        year=year,
        version=f"{year}.assumed",
        source="暂定：按周末和全国年节及纪念日放假办法推算，未计调休",
        off=tuple(NamedDay(day, name) for day, name in sorted(off.items()) if day.year == year),
        provisional=True,
    )


def year_problems(year: CalendarYear) -> list[str]:
    """What contradicts the rules in one year's arrangement, each as a Chinese sentence."""
    off, work = {day.on for day in year.off}, {day.on for day in year.work}
    problems = [f"{day} 不在 {year.year} 年" for day in sorted(off | work) if day.year != year.year]
    problems += [f"{day} 既列为放假又列为上班" for day in sorted(off & work)]
    problems += [
        f"{day} 是周一至周五，本来就上班，不应列为补班日" for day in sorted(work) if day.weekday() < SATURDAY
    ]
    for day, name in sorted(_certain_days(year.year).items()):
        if day not in off and not (year.off and day.weekday() >= SATURDAY):
            problems.append(f"{day}（{name}）是法定节假日，应列为放假")
    if not problems and not 240 <= len(year.working_days) <= 256:
        problems.append(
            f"全年工作日为 {len(year.working_days)} 天，不合常情（应在 240 至 256 天之间），请核对放假和补班日期"
        )
    return problems


def _certain_days(year: int) -> dict[date, str]:
    """Statutory holidays whose date needs no almanac: a calendar without one of them is certainly incomplete."""
    return {day: name for day, name in statutory_days(year).items() if name in {"元旦", "劳动节", "国庆节"}}


def _qingming(year: int) -> date:
    """清明 by the usual rule for 2000 to 2099: the fourth or the fifth of April."""
    return date(year, 4, int((year % 100) * 0.2422 + 4.81) - (year % 100) // 4)


@cache
def _festivals() -> dict[str, dict[str, str]]:
    days: dict[str, dict[str, str]] = json.loads((CALENDARS / "festivals.json").read_text("utf-8"))["days"]
    return days


def _shape_problems(data: Mapping[str, Any]) -> list[str]:
    problems = []
    if not isinstance(data.get("year"), int) or not 1949 <= data["year"] <= 2099:
        problems.append("年度（year）应为四位整数")
    if not isinstance(data.get("version"), str) or not data["version"].strip():
        problems.append("缺少版本号（version）")
    source = data.get("source")
    if not isinstance(source, Mapping) or not str(source.get("name") or "").strip():
        problems.append("缺少依据（source.name）：请写明国务院办公厅通知的名称")
    for key, meaning in (("off", "放假日"), ("work", "补班日")):
        problems += _day_problems(data.get(key), meaning)
    if not problems and not data["off"]:
        problems.append("放假日（off）为空")
    return problems


def _day_problems(days: Any, meaning: str) -> list[str]:
    if not isinstance(days, list):
        return [f"缺少{meaning}清单"]
    problems, seen = [], set()
    for row in days:
        text = str(row.get("date", "")) if isinstance(row, Mapping) else str(row)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            problems.append(f"{meaning}“{text}”不是日期，应为 2026-10-01 的写法")
            continue
        if day in seen:
            problems.append(f"{meaning} {day} 重复")
        seen.add(day)
    return problems


def _named_days(rows: Iterable[Mapping[str, Any] | str]) -> tuple[NamedDay, ...]:
    days = (row if isinstance(row, Mapping) else {"date": row} for row in rows)
    return tuple(sorted(NamedDay(date.fromisoformat(day["date"]), str(day.get("name", ""))) for day in days))

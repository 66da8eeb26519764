"""Working days: the worked tables of docs/law/working_days.md, and what no table can say."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.law.tests import tables
from mingtang.law.working_days import (
    CALENDARS,
    BadCalendar,
    CalendarYear,
    NamedDay,
    WorkingCalendar,
    YearNotCovered,
    assumed_year,
    shipped_calendar,
)

PAGE = "working_days.md"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CALENDAR = shipped_calendar()
KNOWN_DAYS = st.dates(date(2019, 1, 1), date(2025, 12, 31))


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize("row", tables.cases(PAGE, "Is it a working day"))
def test_a_day_is_worked_or_not(row):
    assert WEEKDAYS[day(row["day"]).weekday()] == row["weekday"]
    assert CALENDAR.is_working_day(day(row["day"])) is tables.yes(row["working"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "Working days of a year"))
def test_a_year_has_so_many_working_days(row):
    years, days = row["year"].split(" / "), row["days"].split(" / ")
    assert [CALENDAR.working_days_in(int(year)) for year in years] == [int(number) for number in days]


@pytest.mark.parametrize("row", tables.cases(PAGE, "The last day of a limit"))
def test_a_limit_ends_on(row):
    due = CALENDAR.add_working_days(day(row["trigger"]), int(row["working days"]))
    assert (due.on, due.provisional) == (day(row["due"]), False)
    assert (len(due.counted), due.counted[-1], due.calendar) == (
        int(row["working days"]),
        due.on,
        CALENDAR.version,
    )


@pytest.mark.parametrize("row", tables.cases(PAGE, "A year that is not known"))
def test_a_year_that_is_not_known_is_refused_or_answered_provisionally(row):
    start, count = day(row["trigger"]), int(row["working days"])
    with pytest.raises(YearNotCovered, match=row["refused for"]) as refusal:
        CALENDAR.add_working_days(start, count)
    assert refusal.value.year == int(row["refused for"])
    due = CALENDAR.add_working_days(start, count, provisional=True)
    assert (due.on, due.provisional) == (day(row["provisional"]), True)
    assert due.on.year in due.assumed_years
    assert due.calendar == CALENDAR.version


@pytest.mark.parametrize("row", tables.cases(PAGE, "Working days between two days"))
def test_so_many_working_days_lie_between(row):
    assert CALENDAR.working_days_between(day(row["after"]), day(row["until"])) == int(row["days"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "Local days off"))
def test_a_place_with_holidays_of_its_own(row):
    local = CALENDAR.with_local(
        [date(2026, 4, 20), date(2026, 5, 9)], "某自治县人民政府关于民族节日放假的通告"
    )
    assert local.add_working_days(day(row["trigger"]), int(row["working days"])).on == day(row["due"])
    assert local.version != CALENDAR.version


def test_every_table_of_the_page_is_read():
    read = {
        "Is it a working day",
        "Working days of a year",
        "The last day of a limit",
        "A year that is not known",
        "Working days between two days",
        "Local days off",
    }
    assert tables.headings(PAGE) == read
    assert len(tables.ids(PAGE)) == len(set(tables.ids(PAGE)))


@given(KNOWN_DAYS, st.integers(1, 60))
def test_counting_agrees_with_walking_day_by_day(start, count):
    walked, left = start, count
    while left:
        walked += timedelta(days=1)
        left -= CALENDAR.is_working_day(walked)
    due = CALENDAR.add_working_days(start, count)
    assert due.on == walked
    assert CALENDAR.working_days_between(start, due.on) == count


def test_the_message_names_the_year_and_what_to_do():
    with pytest.raises(YearNotCovered) as refusal:
        CALENDAR.is_working_day(date(2027, 3, 1))
    assert "2027" in str(refusal.value)
    assert "通知" in str(refusal.value)
    assert "装入" in str(refusal.value)


def test_a_gap_between_known_years_is_not_jumped_over():
    gap = WorkingCalendar((CALENDAR.year(2024), CALENDAR.year(2026)))
    with pytest.raises(YearNotCovered, match="2025"):
        gap.add_working_days(date(2024, 12, 25), 10)
    with pytest.raises(YearNotCovered, match="2025"):
        gap.working_days_between(date(2024, 12, 25), date(2026, 1, 10))
    assert gap.add_working_days(date(2024, 12, 25), 10, provisional=True).assumed_years == (2025,)


def test_nought_or_fewer_working_days_are_no_limit():
    for count in (0, -3):
        with pytest.raises(ValueError, match="正整数"):
            CALENDAR.add_working_days(date(2026, 3, 2), count)


def test_a_calendar_cannot_be_changed_only_layered():
    with pytest.raises(FrozenInstanceError):
        CALENDAR.local = ()
    before = CALENDAR.version
    newer = CALENDAR.with_year(assumed_year(2027))
    assert (CALENDAR.version, 2027 in CALENDAR.covers, 2027 in newer.covers) == (before, False, True)


def test_local_days_need_their_source():
    with pytest.raises(BadCalendar, match="依据"):
        CALENDAR.with_local([date(2026, 4, 20)], " ")


def test_a_newer_version_of_a_year_replaces_the_older_and_changes_the_version():
    data = CALENDAR.year(2026).as_data()
    data["off"].append({"date": "2026-12-31", "name": "某日"})
    newer = CALENDAR.with_year(CalendarYear.from_data(data | {"version": "2026.2"}))
    assert (newer.working_days_in(2026), newer.version == CALENDAR.version) == (247, False)


def test_the_shipped_files_are_whole_and_name_their_source():
    for year in range(2019, 2027):
        data = json.loads((CALENDARS / f"{year}.json").read_text("utf-8"))
        assert data["source"]["name"] == f"国务院办公厅关于{year}年部分节假日安排的通知"
        assert CalendarYear.from_data(data).year == year
    assert CALENDAR.covers == set(range(2019, 2027))
    assert all("gov.cn" in CALENDAR.year(year).address for year in range(2023, 2027))


def test_the_shipped_files_say_what_chinesecalendar_says():
    chinese_calendar = pytest.importorskip("chinese_calendar")
    days = [date(2019, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2019, 1, 1)).days)]
    assert [d for d in days if CALENDAR.is_working_day(d) != chinese_calendar.is_workday(d)] == []


def test_an_assumed_year_makes_weekend_holidays_up_and_has_the_days_that_the_law_gives():
    for year in range(2027, 2031):
        assert len(assumed_year(year).working_days) == 248
    assert NamedDay(date(2028, 1, 3), "元旦") in assumed_year(2028).off


BAD = {
    "not an object's year": ({"year": "2026"}, "年度"),
    "no version": ({"version": " "}, "版本号"),
    "no source": ({"source": {}}, "依据"),
    "no list": ({"off": None}, "放假日清单"),
    "no days off": ({"off": [], "work": []}, "为空"),
    "no date": ({"off": [{"date": "2026-02-30", "name": "x"}]}, "不是日期"),
    "twice": ({"work": [{"date": "2026-02-14", "name": "x"}] * 2}, "重复"),
    "other year": ({"work": [{"date": "2027-02-13", "name": "x"}]}, "不在 2026 年"),
    "a weekday made up": ({"work": [{"date": "2026-03-02", "name": "x"}]}, "周一至周五"),
    "off and worked": ({"work": [{"date": "2026-02-15", "name": "x"}]}, "既列为放假又列为上班"),
    "no national day": ({"off": [{"date": "2026-01-01", "name": "元旦"}]}, "国庆节"),
}


@pytest.mark.parametrize(("change", "message"), BAD.values(), ids=BAD.keys())
def test_a_year_that_contradicts_the_rules_is_refused_with_reasons(change, message):
    with pytest.raises(BadCalendar, match=message) as refusal:
        CalendarYear.from_data(CALENDAR.year(2026).as_data() | change)
    assert refusal.value.problems


def test_a_calendar_holds_each_year_once_and_at_least_one():
    with pytest.raises(BadCalendar, match="同一年度"):
        WorkingCalendar((CALENDAR.year(2026), CALENDAR.year(2026)))
    with pytest.raises(BadCalendar, match="至少"):
        WorkingCalendar(())

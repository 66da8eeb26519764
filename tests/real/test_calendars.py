"""The shipped calendars against another compilation of the same notices."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from mingtang.law.working_days import shipped_calendar


@pytest.mark.real
@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_day_agrees_with_the_compilation_of_the_notices(documents, year):
    data = json.loads((documents / "corpora" / "holidays" / f"{year}.json").read_text("utf-8"))
    announced = {date.fromisoformat(day["date"]): not day["isOffDay"] for day in data["days"]}
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    expected = {day: announced.get(day, day.weekday() < 5) for day in days}
    assert {day: shipped_calendar().is_working_day(day) for day in days} == expected


@pytest.mark.real
@pytest.mark.parametrize("year", range(2023, 2027))
def test_the_address_of_the_notice_is_the_same(documents, year):
    data = json.loads((documents / "corpora" / "holidays" / f"{year}.json").read_text("utf-8"))
    assert shipped_calendar().year(year).address in data["papers"]

"""Loading the year that the State Council has announced, and the days off of one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from mingtang.core.audit import api as audit
from mingtang.core.calendars import api as calendars
from mingtang.core.calendars.models import LocalDays, YearVersion
from mingtang.law.working_days import YearNotCovered, assumed_year, shipped_calendar

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)


@dataclass
class Clerk:
    pk: int = 7
    name: str = "陈管理"


def the_notice_for_2027(version: str = "2027.1") -> dict[str, object]:
    """An invented arrangement for 2027: the statutory days, and Sunday 01-10 worked."""
    data = assumed_year(2027).as_data()
    data["source"] = {"name": "国务院办公厅关于2027年部分节假日安排的通知", "address": ""}
    data["work"] = [{"date": "2027-01-10", "name": "元旦"}]
    return data | {"version": version}


def test_the_shipped_calendar_is_in_use_until_something_is_loaded():
    assert calendars.working_calendar() == shipped_calendar()


def test_a_loaded_year_turns_a_provisional_date_into_a_sure_one():
    with pytest.raises(YearNotCovered):
        calendars.working_calendar().add_working_days(date(2026, 12, 31), 7)
    loaded = calendars.load_year(the_notice_for_2027(), by=Clerk(), at=MORNING)
    due = calendars.working_calendar().add_working_days(date(2026, 12, 31), 7)
    assert (due.on, due.provisional) == (date(2027, 1, 11), False)
    assert calendars.year_versions(2027) == [loaded]
    assert (loaded.loaded_by_id, loaded.loaded_by_name) == (7, "陈管理")


def test_loading_a_year_is_recorded():
    loaded = calendars.load_year(the_notice_for_2027(), by=Clerk(), at=MORNING)
    assert audit.was_recorded("calendars.year_loaded", loaded)


def test_a_corrected_version_counts_from_when_it_was_loaded_and_the_older_stays():
    calendars.load_year(the_notice_for_2027(), by=Clerk(), at=MORNING)
    before = calendars.working_calendar()
    corrected = the_notice_for_2027("2027.2") | {"work": []}
    calendars.load_year(corrected, by=Clerk(), at=MORNING + timedelta(days=3))
    after = calendars.working_calendar()
    assert (before.is_working_day(date(2027, 1, 10)), after.is_working_day(date(2027, 1, 10))) == (
        True,
        False,
    )
    assert before.version != after.version
    assert calendars.working_calendar(date(2026, 11, 21)) == before
    assert 2027 not in calendars.working_calendar(date(2026, 11, 19)).covers
    assert [row.version for row in calendars.year_versions(2027)] == ["2027.2", "2027.1"]


def test_a_year_that_contradicts_the_rules_is_refused_with_every_reason():
    wrong = the_notice_for_2027() | {
        "work": [{"date": "2027-03-01", "name": "x"}, {"date": "2027-01-01", "name": "x"}]
    }
    with pytest.raises(calendars.MayNotLoad) as refusal:
        calendars.load_year(wrong, by=Clerk(), at=MORNING)
    reasons = " ".join(str(reason) for reason in refusal.value.reasons)
    assert "2027-03-01" in reasons
    assert "2027-01-01 既列为放假又列为上班" in reasons
    assert not YearVersion.objects.exists()


def test_a_version_is_loaded_once_and_the_same_days_are_not_loaded_again():
    calendars.load_year(the_notice_for_2027(), by=Clerk(), at=MORNING)
    with pytest.raises(calendars.MayNotLoad, match="换一个版本号"):
        calendars.load_year(the_notice_for_2027() | {"work": []}, by=Clerk(), at=MORNING)
    with pytest.raises(calendars.MayNotLoad, match="完全相同"):
        calendars.load_year(the_notice_for_2027("2027.9"), by=Clerk(), at=MORNING)
    shipped = shipped_calendar().year(2026).as_data()
    assert calendars.loading_refusals(shipped)[0].reason.endswith("“2026.2”")
    assert "完全相同" in calendars.loading_refusals(shipped | {"version": "2026.2"})[0].reason


def test_the_page_and_the_act_refuse_for_the_same_reasons():
    with pytest.raises(calendars.MayNotLoad) as refusal:
        calendars.load_year({}, by=Clerk(), at=MORNING)
    assert list(refusal.value.reasons) == calendars.loading_refusals({})


def test_the_days_off_of_this_place_are_laid_over_and_can_be_struck_out():
    source = "某自治县人民政府关于民族节日放假的通告"
    local = calendars.add_local_days([date(2026, 4, 20)], source=source, by=Clerk(), at=MORNING)
    assert not calendars.working_calendar().is_working_day(date(2026, 4, 20))
    calendars.strike_local_days(local, because="日期登记错误", by=Clerk(), at=MORNING + timedelta(days=2))
    assert calendars.working_calendar().is_working_day(date(2026, 4, 20))
    assert not calendars.working_calendar(date(2026, 11, 21)).is_working_day(date(2026, 4, 20))
    assert audit.was_recorded("calendars.local_days_struck", local)


def test_days_off_of_this_place_need_dates_and_a_document():
    with pytest.raises(calendars.MayNotChangeLocalDays, match="依据文件"):
        calendars.add_local_days([date(2026, 4, 20)], source=" ", by=Clerk(), at=MORNING)
    with pytest.raises(calendars.MayNotChangeLocalDays, match="没有写明"):
        calendars.add_local_days([], source="某通告", by=Clerk(), at=MORNING)
    with pytest.raises(calendars.MayNotChangeLocalDays, match="重复"):
        calendars.add_local_days([date(2026, 4, 20)] * 2, source="某通告", by=Clerk(), at=MORNING)
    assert not LocalDays.objects.exists()


def test_local_days_are_struck_out_once_and_with_a_reason():
    local = calendars.add_local_days([date(2026, 4, 20)], source="某通告", by=Clerk(), at=MORNING)
    with pytest.raises(calendars.MayNotChangeLocalDays, match="理由"):
        calendars.strike_local_days(local, because="", by=Clerk(), at=MORNING)
    calendars.strike_local_days(local, because="误登", by=Clerk(), at=MORNING)
    with pytest.raises(calendars.MayNotChangeLocalDays, match="已经撤销"):
        calendars.strike_local_days(local, because="误登", by=Clerk(), at=MORNING)


def test_the_database_keeps_struck_days_with_their_reason():
    local = calendars.add_local_days([date(2026, 4, 20)], source="某通告", by=Clerk(), at=MORNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalDays.objects.filter(pk=local.pk).update(struck_at=MORNING)


def test_reading_the_calendar_costs_two_queries_however_much_is_loaded(django_assert_num_queries):
    calendars.load_year(the_notice_for_2027(), by=Clerk(), at=MORNING)
    calendars.working_calendar()
    with django_assert_num_queries(2):
        calendars.working_calendar()
    for n, day in enumerate((date(2026, 4, 20), date(2026, 4, 21), date(2026, 4, 22))):
        calendars.add_local_days([day], source="某通告", by=Clerk(), at=MORNING + timedelta(hours=n))
    calendars.working_calendar()
    with django_assert_num_queries(2):
        calendars.working_calendar()

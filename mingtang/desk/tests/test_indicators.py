"""Indicators of publishing equal what one counts by hand, and each opens exactly its rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Period
from mingtang.publishing.api import INDICATORS, Edition
from mingtang.publishing.testing import a_draft, a_government, published

READ = {indicator.code: indicator.read for indicator in INDICATORS}
BODY = "<p>第{}项：请各镇街在规定时间内报送材料，并确定一名联络员负责日常工作，逾期未报的予以通报。</p>"


@pytest.fixture
def government(db):
    return a_government()


def this_year() -> Period:
    today = localdate()
    return Period(today.replace(month=1, day=1), today)


def a_text(government, title: str, due_on: date | None) -> Edition:
    draft = a_draft(government, title=title, body=BODY.format(title))
    Edition.objects.filter(pk=draft.pk).update(due_on=due_on)
    draft.refresh_from_db()
    return published(government, draft)


@pytest.mark.demand("PO-03")
def test_columns_kept_up_are_counted_and_the_late_ones_stand_first(government):
    for column in (government.column, government.child):
        column.update_period_days = 14
        column.save()
    published(government)

    found = READ["columns_kept"](government.body.pk, this_year())
    client = sign_in(Client(), government.office)
    page = client.get(found.rows_url)

    assert (found.value, found.of, page.status_code) == (1, 2, 200)
    rows = page.context["table"].rows
    assert [(str(row[0]), row[-1].partition("，")[0]) for row in rows] == [
        ("公示", "未按期更新"),
        ("通知公告", "按期更新"),
    ]
    outside = READ["columns_kept"](government.people["outsider"].pk + 10_000, this_year())
    assert (outside.value, outside.of) == (0, 0)


def test_of_what_had_a_limit_those_public_within_it_are_counted(government):
    today = localdate()
    a_text(government, "当日到期", today)
    a_text(government, "早已到期", today - timedelta(days=3))
    a_text(government, "没有时限", None)

    found = READ["public_in_time"](government.body.pk, this_year())
    client = sign_in(Client(), government.contact)
    rows = client.get(found.rows_url).context["table"].rows

    assert (found.value, found.of) == (1, 2)
    assert [(str(row[0]), row[-1].partition("，")[0]) for row in rows] == [
        ("早已到期", "逾期3天"),
        ("当日到期", "按时"),
    ]
    last_year = Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    assert READ["public_in_time"](government.body.pk, last_year).of == 0

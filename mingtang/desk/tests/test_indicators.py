"""Indicators of publishing equal what one counts by hand, and each opens exactly its rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Period
from mingtang.publishing.api import INDICATORS, CleanupTask, Edition
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


def test_clean_up_tasks_count_that_were_decided_by_their_day(government):
    today = localdate()
    texts = [
        a_text(government, title, None) for title in ("按期清理的信息", "没有清理的信息", "还没到期的信息")
    ]
    for edition, due in zip(texts, (today, today, today + timedelta(days=9)), strict=True):
        CleanupTask.objects.create(
            edition=edition, organisation=government.body, reason="reported", raised_on=today, due_on=due
        )
    first = CleanupTask.objects.get(edition=texts[0])
    first.decision, first.decision_reason = "keep", "内容仍然有效"
    first.decided_by, first.decided_at = government.contact, timezone.now()
    first.save()

    found = READ["cleanups_in_time"](government.body.pk, this_year())
    rows = sign_in(Client(), government.office).get(found.rows_url).context["table"].rows
    assert (found.value, found.of) == (1, 2)
    assert [(str(row[0]), row[-1]) for row in rows] == [
        ("没有清理的信息", f"有人反映：没有办结，期限{today}"),
        ("按期清理的信息", f"有人反映：继续公开，期限{today}"),
    ]

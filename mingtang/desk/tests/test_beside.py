"""Beside the text of an item: other carriers and the deadline; and columns that are not kept up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.desk.views.beside import timeliness
from mingtang.publishing.api import Carrier, Column, Edition, change_deadline, plan_carrier, plan_release
from mingtang.publishing.testing import DAY, a_column, a_draft, a_government, published, ready


@pytest.fixture
def government(db):
    return a_government()


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def words(answer) -> str:
    return answer.content.decode()


def planned(desk, edition, name, carrier="press", **facts):
    told = {"carrier-carrier": carrier, "carrier-name": name, **facts}
    return desk.post(f"/desk/work/{edition.pk}/carriers/", told)


def appeared(desk, edition, carrier, address, on):
    told = {f"carrier-{carrier.pk}-address": address, f"carrier-{carrier.pk}-appeared_on": f"{on}"}
    return desk.post(f"/desk/work/{edition.pk}/carriers/{carrier.pk}/", told)


@pytest.mark.demand("MC-01")
def test_carriers_are_planned_and_recorded_and_the_coverage_is_told(government):
    edition, desk, today = published(government), signed_in(government.contact), localdate()
    for name, carrier in (("云棠日报", "press"), ("云棠发布", "weixin_weibo"), ("社区公示栏", "screen")):
        planned(desk, edition, name, carrier, **{"carrier-planned_on": f"{today}"})
    paper, account, _ = Carrier.objects.order_by("id")

    appeared(desk, edition, paper, "第3版", today)
    appeared(desk, edition, account, "https://weixin.example/1", today)

    page = words(desk.get(f"/desk/work/{edition.pk}/"))
    assert "计划3处，已发布2处" in page
    assert f"实际 {today}：第3版" in page
    assert f'实际 {today}：<a href="https://weixin.example/1"' in page
    assert "计划3处，已发布2处" in words(signed_in(government.auditor).get(f"/desk/work/{edition.pk}/"))


@pytest.mark.demand("MC-02")
def test_nothing_is_recorded_elsewhere_before_it_is_on_the_portal(government):
    edition, desk = a_draft(government), signed_in(government.contact)
    planned(desk, edition, "云棠日报")
    paper = Carrier.objects.get()

    page = words(desk.get(f"/desk/work/{edition.pk}/"))
    early = appeared(desk, edition, paper, "第3版", localdate())

    assert ("公开后再登记" in page, "登记已发布" in page) == (True, False)
    assert early.status_code == 422
    assert ("还没有在门户网站公开" in words(early), 'value="第3版"' in words(early)) == (True, True)
    paper.refresh_from_db()
    assert paper.appeared_on is None

    shown = published(government, edition)
    before = appeared(desk, shown, paper, "第3版", localdate() - timedelta(days=1))
    assert (before.status_code, "早于门户网站的发布日期" in words(before)) == (422, True)


def test_a_refused_plan_keeps_what_was_typed(government):
    edition, desk = a_draft(government), signed_in(government.contact)

    refused = planned(desk, edition, "  ", "screen", **{"carrier-planned_on": "2026-12-01"})

    assert refused.status_code == 422
    assert '<option value="screen" selected>' in words(refused)
    assert 'value="2026-12-01"' in words(refused)
    assert not Carrier.objects.exists()


def test_only_editors_of_the_unit_plan_record_and_change(government):
    edition = published(government)
    carrier = plan_carrier(
        edition.publication, "press", name="云棠日报", planned_on=None, by=government.contact, on=DAY
    )
    other = published(
        government,
        title="另一件事的公示",
        body="<p>另一件事：请各镇街在规定时间内报送年度材料，并确定一名联络员，逾期未报的予以通报。</p>",
    )

    for person in (government.outsider, government.auditor, government.administrator):
        desk = signed_in(person)
        tries = [
            planned(desk, edition, "他报"),
            appeared(desk, edition, carrier, "第1版", localdate()),
            desk.post(f"/desk/work/{edition.pk}/deadline/", {"deadline-due": "2026-12-01"}),
        ]
        assert [answer.status_code for answer in tries] == [404, 404, 404]
    wrong = appeared(signed_in(government.contact), other, carrier, "第1版", localdate())
    assert wrong.status_code == 404
    reader = words(signed_in(government.auditor).get(f"/desk/work/{edition.pk}/"))
    assert ("云棠日报" in reader, "增加一个载体" in reader, "登记已发布" in reader) == (True, False, False)


@pytest.mark.demand("MC-01")
def test_the_page_of_an_item_costs_the_same_with_one_carrier_and_with_three(government):
    edition, desk, counted = published(government), signed_in(government.contact), set()

    for name in ("云棠日报", "云棠晚报", "云棠广播"):
        plan_carrier(edition.publication, "press", name=name, planned_on=None, by=government.contact, on=DAY)
        with CaptureQueriesContext(connection) as queries:
            assert name in words(desk.get(f"/desk/work/{edition.pk}/"))
        counted.add(len(queries))

    assert len(counted) == 1


# --- the deadline


def due(government, on, **facts) -> Edition:
    edition = a_draft(government, **facts)
    Edition.objects.filter(pk=edition.pk).update(due_on=on)
    edition.refresh_from_db()
    return edition


def test_a_deadline_is_changed_with_reason_and_article(government):
    edition, desk = due(government, date(2026, 12, 1)), signed_in(government.contact)
    told = {"deadline-due": "2027-03-01", "deadline-reason": "等待上级统一口径"}

    refused = desk.post(f"/desk/work/{edition.pk}/deadline/", told)
    desk.post(f"/desk/work/{edition.pk}/deadline/", {**told, "deadline-article": "某条例第五条"})

    assert refused.status_code == 422
    assert "延后公开须写明法律、法规的具体条款" in words(refused)
    assert ('value="2027-03-01"' in words(refused), "等待上级统一口径</textarea>" in words(refused)) == (
        True,
        True,
    )
    edition.refresh_from_db()
    assert (edition.due_on, edition.due_reason) == (date(2027, 3, 1), "等待上级统一口径（某条例第五条）")
    page = words(desk.get(f"/desk/work/{edition.pk}/"))
    assert ("2027-03-01" in page, "时限经过调整：等待上级统一口径" in page) == (True, True)


@pytest.mark.parametrize(("days", "told"), [(-2, "已逾期2天"), (0, "今天到期"), (5, "还有5天")])
def test_work_in_hand_is_late_or_has_days_left(government, days, told):
    today = date(2026, 11, 20)
    assert timeliness(due(government, today + timedelta(days=days)), today).text == told


def test_what_is_public_was_in_time_or_late(government):
    edition = published(government, due(government, None))
    today = localdate()

    assert timeliness(edition, today) is None
    edition.due_on = today
    assert timeliness(edition, today).text == "按时公开"
    edition.due_on = today - timedelta(days=3)
    assert timeliness(edition, today).text == "逾期3天公开"
    page = words(signed_in(government.contact).get(f"/desk/work/{edition.pk}/"))
    assert "调整时限" not in page


def test_a_changed_deadline_can_be_seen_by_those_who_cannot_change_it(government):
    edition = due(government, date(2026, 12, 1))
    change_deadline(edition, due=date(2026, 11, 25), reason="群众集中关切", by=government.contact, on=DAY)

    page = words(signed_in(government.reviewer1).get(f"/desk/work/{edition.pk}/"))

    assert ("群众集中关切" in page, "调整时限" in page) == (True, False)


# --- columns


def watched(government, code, name, owner=None):
    column = a_column(government.site, code, name, owner or government.body)
    Column.objects.filter(pk=column.pk).update(update_period_days=30)
    return column


@pytest.mark.demand("PO-03")
def test_columns_without_news_are_listed_for_their_owner_and_the_office(government):
    watched(government, "hy", "会议公开")
    watched(government, "zd", "重点领域", government.site.organisation)

    own = words(signed_in(government.contact).get("/desk/columns-due/"))
    whole = words(signed_in(government.office).get("/desk/columns-due/"))

    assert ("会议公开" in own, "重点领域" in own) == (True, False)
    assert ("会议公开" in whole, "重点领域" in whole, "从未更新" in whole) == (True, True, True)
    assert "栏目都按期更新" in words(signed_in(government.outsider).get("/desk/columns-due/"))
    for person in (government.auditor, government.administrator, government.reviewer1):
        assert signed_in(person).get("/desk/columns-due/").status_code == 404


@pytest.mark.demand("PO-03")
def test_news_takes_a_column_off_the_list(government):
    Column.objects.filter(pk=government.column.pk).update(update_period_days=30)
    desk = signed_in(government.office)
    assert "栏目待更新" in words(desk.get("/desk/"))

    published(government)

    assert "栏目待更新" not in words(desk.get("/desk/"))
    assert "栏目都按期更新" in words(desk.get("/desk/columns-due/"))


def test_columns_cost_the_same_however_many_and_only_the_office_asks_at_home(government):
    office, contact, counted = signed_in(government.office), signed_in(government.contact), set()

    for number in range(3):
        watched(government, f"c{number}", f"栏目{number}")
        with CaptureQueriesContext(connection) as queries:
            office.get("/desk/columns-due/")
            office.get("/desk/")
        counted.add(len(queries))
    with CaptureQueriesContext(connection) as queries:
        contact.get("/desk/")

    assert len(counted) == 1
    assert not [q for q in queries.captured_queries if '"update_period_days" IS NOT NULL' in q["sql"]]


def test_what_is_scheduled_says_so(government):
    from django.utils import timezone

    edition = ready(government)
    at = timezone.now() + timedelta(days=2)
    plan_release([edition], at=at, reason="随会议发布", by=government.contact, on=DAY)

    page = words(signed_in(government.contact).get("/desk/"))

    assert ("等待他人" in page, ">定时<" in page) == (False, True)

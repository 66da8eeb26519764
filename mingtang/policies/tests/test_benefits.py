"""惠企惠民政策: six elements or no publication, open by the day, how fast and where they came out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Period
from mingtang.policies.analysis.benefits import missing_elements, period, window
from mingtang.policies.models import AudienceMark, Benefit
from mingtang.policies.models.benefits import NEVER
from mingtang.policies.queries import benefits
from mingtang.policies.services.benefits import complete_benefits
from mingtang.policies.services.following import follow_published
from mingtang.policies.tests.gathering import BENEFIT, a_benefit, an_item, drafted, shipped
from mingtang.publishing.api import (
    EditionPublished,
    LiveEdition,
    labels_of,
    plan_carrier,
    record_appearance,
)
from mingtang.publishing.services.reviewing import MayNotSubmit
from mingtang.publishing.testing import DAY, a_draft, a_kind, submitted

pytestmark = pytest.mark.django_db


def told(edition):
    follow_published(
        EditionPublished(edition_id=edition.pk, publication_id=edition.publication_id, scope="public")
    )
    return edition


def around(first: int, last: int | None, **elements):
    """Elements of a benefit that opens and closes so many days from today."""
    today = localdate()
    ends = {"period": "长期受理", "ends_on": None}
    if last is not None:
        ends = {"period": "有截止日期", "ends_on": (today + timedelta(days=last)).isoformat()}
    return {"starts_on": (today + timedelta(days=first)).isoformat(), **ends, **elements}


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, []),
        ({"conditions": "  "}, ["申请条件"]),
        ({"materials": ""}, ["申报材料清单"]),
        ({"process": None}, ["办理流程"]),
        ({"undertaker": ""}, ["承办部门"]),
        ({"contact": ""}, ["联系方式"]),
        ({"starts_on": ""}, ["起止时间"]),
        ({"ends_on": ""}, ["起止时间"]),
        ({"period": "长期受理", "ends_on": ""}, []),
        ({"conditions": "", "contact": "", "period": ""}, ["申请条件", "联系方式", "起止时间"]),
    ],
)
def test_each_of_the_six_elements_is_asked_for(changed, missing):
    assert missing_elements(BENEFIT | changed) == missing


def test_a_period_holds_both_its_ends():
    first, last = period(BENEFIT)

    assert [window(first, last, day) for day in (date(2026, 11, 9), first, last, date(2027, 1, 1))] == [
        "opens_soon",
        "open",
        "open",
        "closed",
    ]
    assert period(BENEFIT | {"ends_on": "2026-11-09"}) is None
    assert period(BENEFIT | {"period": "长期受理"}) == (first, None)


@pytest.mark.demand("EP-01")
@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("conditions", "申请条件"),
        ("materials", "申报材料清单"),
        ("process", "办理流程"),
        ("undertaker", "承办部门"),
        ("contact", "联系方式"),
        ("ends_on", "起止时间"),
    ],
)
def test_a_benefit_without_one_of_its_elements_is_not_complete_and_not_public(government, code, name):
    elements = {key: value for key, value in BENEFIT.items() if key != code}
    edition = drafted(government, shipped("benefit"), "创业补贴事项", elements=elements)

    assert [str(reason) for reason in complete_benefits([edition])] == [
        f"《创业补贴事项》六要素不全，缺{name}，请补齐后再发布。（惠企惠民政策六要素"
        "（申请条件、申报材料清单、办理流程、承办部门、联系方式、起止时间））"
    ]
    with pytest.raises(MayNotSubmit, match="缺少"):
        submitted(government, edition)
    [row] = benefits.completeness(None)
    assert (row.missing, str(row.tag)) == ([name], "不完整，缺1项")


def test_an_end_before_the_beginning_is_refused(government):
    edition = drafted(
        government, shipped("benefit"), "创业补贴事项", elements=BENEFIT | {"ends_on": "2026-11-01"}
    )

    assert [reason.reason for reason in complete_benefits([edition])] == [
        "《创业补贴事项》的截止受理日期早于开始日期，请核对起止时间。"
    ]
    government.kind = a_kind()
    assert complete_benefits([a_draft(government)]) == []  # other kinds are not asked


def test_a_public_benefit_keeps_its_dates_and_groups_and_turns_by_itself(government):
    edition = told(told(a_benefit(government)))  # heard twice

    benefit = Benefit.objects.get()
    assert (benefit.side, benefit.opens_on, benefit.closes_on, benefit.made_on) == (
        "enterprise",
        date(2026, 11, 10),
        date(2026, 12, 31),
        date(2026, 11, 2),
    )
    assert sorted(AudienceMark.objects.values_list("code", "source")) == [
        ("businesses", "element"),
        ("graduates", "element"),
    ]

    def words(day):
        return [label.name for label in labels_of([edition.publication_id], day)[edition.publication_id]]

    assert [words(date(2026, 11, 9)), words(date(2026, 12, 31)), words(date(2027, 1, 1))] == [
        ["即将受理"],
        ["正在受理"],
        ["已截止"],
    ]


def public_page(query=""):
    return Client().get(f"/policies/benefits/{query}").content.decode()


def test_the_public_sees_what_is_open_soon_and_closed_and_narrows_by_group(government):
    told(a_benefit(government, "正在受理的创业补贴", **around(-5, 5)))
    told(a_benefit(government, "长期受理的稳岗返还", **around(-5, None, audience=["经营主体"])))
    told(a_benefit(government, "下月开始的场地补贴", **around(20, 40, audience=["退役军人"], side="惠民")))
    told(a_benefit(government, "去年截止的老项目补贴", **around(-90, -30)))

    page = public_page()

    assert ["正在受理的创业补贴" in page, "长期受理的稳岗返还" in page] == [True, True]
    assert page.index("正在受理的创业补贴") < page.index(
        "长期受理的稳岗返还"
    )  # what closes first comes first
    assert ["下月开始的场地补贴" in page, "去年截止的老项目补贴" in page] == [False, False]
    assert "下月开始的场地补贴" in public_page("?window=opens_soon")
    assert "去年截止的老项目补贴" in public_page("?window=closed")
    narrowed = public_page("?audience=graduates")
    assert ["正在受理的创业补贴" in narrowed, "长期受理的稳岗返还" in narrowed] == [True, False]
    assert "没有符合条件的事项" in public_page("?side=people")
    assert Client().get("/policies/benefits/?window=x&audience=y&after=z").status_code == 200


def test_what_left_the_site_is_in_no_list(government):
    edition = told(a_benefit(government, "正在受理的创业补贴", **around(-5, 5)))
    LiveEdition.objects.filter(pk=edition.pk).delete()

    assert "正在受理的创业补贴" not in public_page()


def test_pages_follow_each_other_without_losing_or_repeating(government, monkeypatch):
    monkeypatch.setattr(benefits, "PAGE", 2)
    for number in range(5):
        told(a_benefit(government, f"第{number}号补贴事项", **around(-5, 5 + number // 2)))

    seen, after = [], ""
    for _ in range(3):
        rows, after = benefits.public_benefits(benefits.Filters(after=after), government.site.pk, localdate())
        seen += [row.publication.live.title for row in rows]

    assert (seen, after) == ([f"第{number}号补贴事项" for number in range(5)], "")


def test_long_open_benefits_come_last_and_closed_ones_newest_first(government):
    told(a_benefit(government, "先截止的补贴事项", **around(-30, -20)))
    told(a_benefit(government, "后截止的补贴事项", **around(-30, -2)))
    told(a_benefit(government, "长期的补贴事项", **around(-30, None)))

    closed, _ = benefits.public_benefits(benefits.Filters(window="closed"), government.site.pk, localdate())

    assert [row.publication.live.title for row in closed] == ["后截止的补贴事项", "先截止的补贴事项"]
    assert Benefit.objects.get(closes_on=NEVER).publication.live.title == "长期的补贴事项"


def test_the_public_list_costs_the_same_with_one_and_with_three(government):
    counted = set()
    for number in range(3):
        told(a_benefit(government, f"第{number}号补贴事项", **around(-5, 5)))
        with CaptureQueriesContext(connection) as queries:
            public_page(f"?n={number}")
        counted.add(len(queries))
    assert len(counted) == 1


@pytest.mark.demand("EP-02")
def test_the_site_and_the_media_stand_side_by_side_with_link_and_day(government):
    edition = told(a_benefit(government))
    row = plan_carrier(
        edition.publication,
        "weixin_weibo",
        name="云棠发布",
        planned_on=DAY,
        by=government.contact,
        on=DAY,
    )
    desk = sign_in(Client(), government.contact)
    before = desk.get("/desk/policies/benefits/timeliness/").content.decode()

    today = localdate()
    record_appearance(
        row, address="https://weixin.example.test/1", appeared_on=today, by=government.contact, on=today
    )

    page = desk.get("/desk/policies/benefits/timeliness/").content.decode()
    assert "媒体待发布" in before
    assert all(
        words in page
        for words in (
            "同日发布",
            "https://weixin.example.test/1",
            f"/doc/{edition.publication.public_id}.html",
            f"{today:%Y-%m-%d}",
        )
    )


@pytest.mark.demand("EP-03")
def test_days_from_making_to_the_site_are_counted_against_the_limit(government):
    today = localdate()
    for title, days in (("按时公开的补贴事项", 3), ("晚公开的补贴事项", 80)):
        told(a_benefit(government, title, written_on=(today - timedelta(days=days)).isoformat()))
    an_item(government, "service_guide", "办事指南", "企业开办办事指南")

    rows = {row.live.title: row for row in benefits.timeliness(None, today)}

    assert {title: (row.days, row.tag.text[:4]) for title, row in rows.items()} == {
        "按时公开的补贴事项": (3, "按时公开"),
        "晚公开的补贴事项": (80, "超过期限"),
        "企业开办办事指南": (None, "没有成文"),
    }
    late = rows["晚公开的补贴事项"]
    assert late.tag.text == f"超过期限{(today - late.due_on).days}天"
    reading = benefits.IN_TIME.read(government.body.pk, Period(today, today))
    assert (reading.value, reading.of) == (1, 3)


def test_the_desk_lists_incomplete_benefits_first_and_each_unit_sees_its_own(government):
    told(a_benefit(government, "完整的补贴事项"))
    drafted(government, shipped("benefit"), "缺材料的补贴事项", elements=BENEFIT | {"materials": ""})

    page = sign_in(Client(), government.contact).get("/desk/policies/benefits/").content.decode()

    assert page.index("缺材料的补贴事项") < page.index("完整的补贴事项")
    stranger = sign_in(Client(), government.outsider).get("/desk/policies/benefits/").content.decode()
    assert "补贴事项" not in stranger.replace("惠企惠民政策事项", "")
    reading = benefits.COMPLETE.read(government.body.pk, Period(DAY, DAY))
    assert (reading.value, reading.of) == (1, 2)

"""风险排查: public items looked at together, through the page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.core.accounts.testing import sign_in
from mingtang.publishing.api import Screening, screen
from mingtang.publishing.testing import DAY, a_government, published

BODY = "<p>第{}项：请各镇街在规定时间内报送材料，并确定一名联络员负责日常工作，逾期未报的予以通报。</p>"


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def items(government):
    return [
        published(government, title=f"第{number}件补助公示", body=BODY.format(number)).publication
        for number in range(2)
    ]


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def told(items, **facts):
    return {
        "items": [item.pk for item in items],
        "question": "合看两份公示能否推出家庭住址",
        "has_risk": "yes",
        "conclusion": "第二份只公示到村",
        **facts,
    }


def screened(government, items, question="合看能否推出住址"):
    facts = {
        "question": question,
        "has_risk": False,
        "conclusion": "不能",
        "by": government.office,
        "on": DAY,
    }
    return screen(items, organisation_id=government.body.pk, **facts)


@pytest.mark.demand("CL-03")
def test_a_screening_is_recorded_and_stays_on_the_list(government, items):
    desk = signed_in(government.secrecy_reviewer)
    offered = desk.get("/desk/screenings/new/").content.decode()

    answer = desk.post("/desk/screenings/new/", told(items, unit=government.body.pk))

    assert ("第0件补助公示" in offered, "第1件补助公示" in offered) == (True, True)
    assert answer.url == "/desk/screenings/"
    row = Screening.objects.get()
    assert (row.organisation_id, row.has_risk, set(row.publications.all())) == (
        government.body.pk,
        True,
        set(items),
    )
    page = desk.get("/desk/screenings/").content.decode()
    assert all(words in page for words in ("有汇聚风险", "第二份只公示到村", "第0件补助公示", "周保密"))


def test_one_item_is_no_screening_and_nothing_typed_is_lost(government, items):
    desk = signed_in(government.contact)

    answer = desk.post("/desk/screenings/new/", told(items[:1], unit=government.body.pk))

    page = answer.content.decode()
    assert (answer.status_code, Screening.objects.count()) == (422, 0)
    assert "请至少选两条" in page
    assert "合看两份公示能否推出家庭住址</textarea>" in page
    assert page.count(" checked") == 2  # the item and the result


def test_looking_for_other_items_keeps_ticks_and_words(government, items):
    desk = signed_in(government.contact)
    told_ = told(items[:1], unit=government.body.pk, words="第1件", narrow="1")

    answer = desk.post("/desk/screenings/new/", told_)
    other = desk.post("/desk/screenings/new/", {**told_, "items": [], "words": "没有的词"})

    page = answer.content.decode()
    assert (answer.status_code, Screening.objects.count()) == (200, 0)
    assert ("第0件补助公示" in page, "第1件补助公示" in page) == (True, True)
    assert page.count(" checked") == 2
    assert "第二份只公示到村</textarea>" in page
    assert "没有标题符合的已公开信息" in other.content.decode()


def test_the_office_chooses_a_body_first_and_items_of_others_are_not_taken(government, items):
    desk = signed_in(government.office)
    stranger = government.outsider

    empty = desk.get("/desk/screenings/new/").content.decode()
    other = sign_in(Client(), stranger).post("/desk/screenings/new/", told(items, unit=government.body.pk))
    desk.post("/desk/screenings/new/", told(items, unit=government.body.pk))

    assert "请先选择责任单位" in empty
    assert other.status_code == 422
    assert [row.screened_by for row in Screening.objects.all()] == [government.office]


@pytest.mark.demand("CL-03")
def test_each_sees_the_screenings_of_their_own_body(government, items):
    screened(government, items)

    def seen(person):
        return "合看能否推出住址" in signed_in(person).get("/desk/screenings/").content.decode()

    people = (government.contact, government.auditor, government.office, government.outsider)
    assert [seen(person) for person in people] == [True, True, True, False]
    assert signed_in(government.administrator).get("/desk/screenings/").status_code == 404
    for person in (government.administrator, government.auditor, government.reviewer1):
        assert signed_in(person).get("/desk/screenings/new/").status_code == 404


def test_screenings_follow_page_by_page_at_the_same_cost(government, items, monkeypatch):
    monkeypatch.setattr("mingtang.core.design.services.PAGE_SIZE", 2)
    monkeypatch.setattr("mingtang.desk.views.screenings.PAGE_SIZE", 2)
    desk, counted = signed_in(government.contact), set()
    for number in range(3):
        screened(government, items, f"问题{number}")
        with CaptureQueriesContext(connection) as queries:
            first = desk.get("/desk/screenings/")
        counted.add(len(queries))

    assert len(counted) == 1
    assert ("问题2" in first.content.decode(), "问题0" in first.content.decode()) == (True, False)
    second = desk.get(first.context["next_url"]).content.decode()
    assert ("问题2" in second, "问题0" in second) == (False, True)
    assert desk.get("/desk/screenings/?after=x").status_code == 200

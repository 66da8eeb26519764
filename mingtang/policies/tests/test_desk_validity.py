"""Facts, campaigns and warnings through the desk's pages: those who may act do, an outsider does not learn that they exist."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.api import standings
from mingtang.law.validity import Force
from mingtang.policies.models import Campaign
from mingtang.policies.queries.validity import state_of
from mingtang.policies.services import confirming
from mingtang.policies.testing import a_policy
from mingtang.policies.views.desk_campaigns import todo
from mingtang.policies.views.desk_validity import item_parts


def signed_in(user) -> Client:
    return sign_in(Client(), user)


def a_campaign(government):
    return confirming.open_campaign(
        title="2026年行政规范性文件集中确认",
        levels=["normative"],
        due_on=localdate() + timedelta(days=20),
        by=government.office,
        on=localdate(),
    )


def test_a_fact_is_recorded_on_the_page_and_voided_there(government):
    policy, page = a_policy(government), "/desk/policies/validity/{}/"
    decision = a_policy(government, "关于废止部分文件的决定", number="云民发〔2026〕40号")
    desk = signed_in(government.contact)
    day = localdate() + timedelta(days=5)

    bare = desk.post(page.format(policy.pk), {"kind": "repealed", "day": day})
    assert bare.status_code == 422
    assert "须写明依据文件的名称或发文字号" in bare.content.decode()
    told = {"kind": "repealed", "day": day, "document": "云民发〔2026〕40号"}
    assert desk.post(page.format(policy.pk), told).status_code == 302

    fact = policy.facts.get(kind="repealed")
    assert (fact.document, fact.on) == (decision, day)
    assert state_of(policy, day).force is Force.REPEALED

    desk.post(f"/desk/policies/validity/{policy.pk}/void/{fact.pk}/", {"reason": "登记错了文件"})
    assert state_of(policy, day).force is Force.IN_FORCE
    assert "登记错了文件" in desk.get(page.format(policy.pk)).content.decode()


def test_an_outsider_does_not_learn_that_a_page_exists(government):
    policy = a_policy(government)
    stranger = signed_in(government.outsider)
    assert stranger.get(f"/desk/policies/validity/{policy.pk}/").status_code == 404
    fact = policy.facts.first()
    assert stranger.post(f"/desk/policies/validity/{policy.pk}/void/{fact.pk}/", {}).status_code == 404


@pytest.mark.demand("PV-02")
def test_a_campaign_runs_through_the_desk(government):
    policy = a_policy(government)
    office, contact = signed_in(government.office), signed_in(government.contact)
    assert contact.get("/desk/policies/campaigns/new/").status_code == 404
    told = {
        "title": "2026年行政规范性文件集中确认",
        "levels": ["normative"],
        "due_on": localdate() + timedelta(days=20),
    }
    assert office.post("/desk/policies/campaigns/new/", told).status_code == 302
    campaign = Campaign.objects.get()
    row = campaign.answers.get()

    assert policy.title in contact.get(f"/desk/policies/campaigns/{campaign.pk}/").content.decode()
    stranger = signed_in(government.outsider)
    assert stranger.get(f"/desk/policies/campaigns/answers/{row.pk}/").status_code == 404
    assert policy.title not in stranger.get(f"/desk/policies/campaigns/{campaign.pk}/").content.decode()
    page = f"/desk/policies/campaigns/answers/{row.pk}/"
    assert contact.post(page, {"answer": "repeal"}).status_code == 422
    assert contact.post(page, {"answer": "keep"}).status_code == 302

    office.post(f"/desk/policies/campaigns/{campaign.pk}/act/", {"close": "1"})
    campaign.refresh_from_db()
    assert campaign.closed_on == localdate()


def test_open_answers_and_near_ends_stand_on_the_to_do_list_of_their_unit(government):
    a_policy(government, valid_until=localdate() + timedelta(days=40))
    a_campaign(government)
    day = localdate()

    mine = todo(government.contact, standings(government.contact.pk, day), day)

    assert [(item.what, item.state) for item in mine.items] == [("确认文件效力", "open")]
    assert [(c.label, c.count) for c in mine.counters] == [("文件效力待答复", 1), ("即将到期的文件", 1)]
    theirs = todo(government.outsider, standings(government.outsider.pk, day), day)
    assert (list(theirs.items), list(theirs.counters)) == ([], [])


def test_lists_take_the_same_number_of_queries_with_one_row_and_with_three(government):
    desk = signed_in(government.office)
    soon = localdate() + timedelta(days=40)
    counts = []
    for number in (1, 2, 3):
        a_policy(
            government, f"云棠区第{number}号暂行规定", number=f"云民发〔2024〕{number}号", valid_until=soon
        )
        a_policy(government, f"云棠区第{number}号试行办法", number=f"云民发〔2025〕{number}号")
        if number == 2:
            continue
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for page in ("expiring", "incomplete"):
                answer = desk.get(f"/desk/policies/{page}/")
                assert answer.status_code == 200
                assert f"第{number}号" in answer.content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_item_of_the_library_shows_its_force_and_the_way_to_its_facts(government):
    policy = a_policy(government)
    edition = policy.publication.editions.get()
    (part,) = item_parts(edition, government.contact, localdate())
    assert (part.heading, part.place, part.context["tag"].text) == ("文件效力", "aside", "现行有效")
    page = signed_in(government.contact).get(f"/desk/work/{edition.pk}/").content.decode()
    assert "查看和登记效力事实" in page

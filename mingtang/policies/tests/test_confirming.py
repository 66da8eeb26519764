"""集中确认: every document of the scope is answered by its drafting unit, and the result goes the one road."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingtang.law.validity import Force
from mingtang.policies.queries.campaigns import answers_count, open_answers, progress_of
from mingtang.policies.queries.validity import state_of
from mingtang.policies.services import confirming
from mingtang.policies.services.confirming import Answer, MayNotConfirm
from mingtang.policies.testing import a_policy
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, a_kind

DUE = DAY + timedelta(days=30)


@pytest.fixture
def documents(government):
    return [
        a_policy(government, "云棠区临时救助办法"),
        a_policy(
            government, "云棠区养老服务补贴办法", number="云民发〔2021〕5号", valid_until=date(2026, 6, 30)
        ),
        a_policy(government, "云棠区殡葬管理规定", number="云民发〔2022〕7号", valid_until=date(2027, 3, 31)),
        a_policy(government, "关于开展冬春救助的通知", number="云民发〔2024〕9号", normative=False),
    ]


def a_campaign(government, **facts):
    asked = {"title": "2026年行政规范性文件集中确认", "levels": ["normative"], "due_on": DUE, **facts}
    return confirming.open_campaign(**asked, by=government.office, on=DAY)


def refused(act, *args, **kwargs):
    with pytest.raises(MayNotConfirm) as refusal:
        act(*args, **kwargs)
    return [str(reason) for reason in refusal.value.reasons]


def row_of(campaign, policy):
    return campaign.answers.get(policy=policy)


@pytest.mark.demand("PV-02")
def test_the_scope_is_what_holds_on_the_opening_day_and_open_answers_are_listed(government, documents):
    campaign = a_campaign(government)

    # One has lapsed, one is of another level: both are out.
    assert {row.policy for row in campaign.answers.all()} == {documents[0], documents[2]}
    (unit,) = progress_of(campaign)
    assert (unit.unit, unit.total, unit.answered, unit.waiting) == ("云棠区民政局", 2, 0, 2)
    assert [row.policy for row in open_answers([government.body.pk])] == [documents[0], documents[2]]
    assert list(open_answers([government.site.organisation_id])) == []


def test_only_the_office_opens_a_campaign_and_says_until_when(government, documents):
    facts = {"title": "确认", "levels": [], "due_on": DAY}
    assert refused(confirming.open_campaign, **facts, by=government.contact, on=DAY) == [
        "由政务公开办发起集中确认。",
        "请填写名称（至少4个字）。",
        "请选择至少一个效力级别。",
        "完成期限应在今天之后。",
    ]


def test_the_drafting_unit_answers_and_an_outsider_does_not(government, documents):
    row = row_of(a_campaign(government), documents[0])
    keep = Answer("keep", valid_until=date(2029, 12, 31))
    assert refused(confirming.answer, row, keep, by=government.outsider, on=DAY) == [
        "由起草单位“云棠区民政局”的信息员或负责人答复。"
    ]

    confirming.answer(row, keep, by=government.contact, on=DAY)

    assert state_of(documents[0], date(2029, 12, 31)).force is Force.IN_FORCE
    assert state_of(documents[0], date(2030, 1, 1)).force is Force.EXPIRED
    assert list(open_answers([government.body.pk])) == [row_of(row.campaign, documents[2])]


def test_an_answer_that_ends_a_document_says_from_when_and_why(government, documents):
    row = row_of(a_campaign(government), documents[0])
    assert refused(confirming.answer, row, Answer("repeal"), by=government.contact, on=DAY) == [
        "请写明理由（至少4个字）。",
        "请写明自何日起废止或失效。",
    ]
    told = Answer("repeal", counts_from=date(2027, 1, 1), reason="已被上位规定取代")
    confirming.answer(row, told, by=government.contact, on=DAY)
    assert state_of(documents[0], date(2026, 12, 31)).force is Force.IN_FORCE
    assert state_of(documents[0], date(2027, 1, 1)).force is Force.REPEALED


def test_nothing_is_said_to_have_lapsed_before_its_time(government, documents):
    campaign = a_campaign(government)
    told = Answer("expired", reason="期限已满")
    assert refused(
        confirming.answer, row_of(campaign, documents[0]), told, by=government.contact, on=DAY
    ) == ["文件没有规定有效期，不得推定失效。确需终止的，请选择废止或宣布失效。"]
    assert refused(
        confirming.answer, row_of(campaign, documents[2]), told, by=government.contact, on=DAY
    ) == ["有效期至2027-03-31，尚未届满。确需终止的，请选择废止或宣布失效。"]


def test_a_changed_answer_voids_the_fact_of_the_first(government, documents):
    row = row_of(a_campaign(government), documents[0])
    confirming.answer(
        row, Answer("repeal", counts_from=date(2027, 1, 1), reason="已被取代"), by=government.contact, on=DAY
    )
    confirming.answer(row, Answer("amend", reason="个别条款需要修改"), by=government.contact, on=DAY)

    assert state_of(documents[0], date(2027, 6, 1)).force is Force.IN_FORCE
    assert [(f.kind, f.void_reason) for f in documents[0].facts.filter(source="campaign")] == [
        ("repealed", "答复单位改变了答复")
    ]


@pytest.mark.demand("PV-03")
def test_the_result_is_drafted_with_tables_when_all_is_answered_and_goes_the_one_road(government, documents):
    campaign = a_campaign(government)
    assert refused(confirming.close_campaign, campaign, by=government.office, on=DAY) == [
        "还有2份文件没有答复，请催办后再办结。"
    ]
    confirming.answer(
        row_of(campaign, documents[0]),
        Answer("keep", valid_until=date(2029, 12, 31)),
        by=government.contact,
        on=DAY,
    )
    confirming.answer(
        row_of(campaign, documents[2]),
        Answer("repeal", counts_from=date(2027, 1, 1), reason="任务已经完成"),
        by=government.contact,
        on=DAY,
    )
    notice = {
        "kind": a_kind(),
        "column": government.column,
        "organisation_id": government.site.organisation_id,
    }
    assert refused(confirming.draft_result, campaign, **notice, by=government.office, on=DAY) == [
        "集中确认办结后才能公布结果。"
    ]
    confirming.close_campaign(campaign, by=government.office, on=DAY)
    publishing.grant(government.site.organisation_id, government.column, by=government.office)

    edition = confirming.draft_result(campaign, **notice, by=government.office, on=DAY)

    content = publishing.content_of(publishing.newest_revision(edition))
    assert (edition.state, content.title) == ("draft", "关于公布2026年行政规范性文件集中确认结果的公告")
    text = publishing.plain_text(content.body)
    for words in (
        "继续有效1件，废止1件",
        "云棠区临时救助办法",
        "云民发〔2022〕7号",
        "2029-12-31",
        "2027-01-01",
    ):
        assert words in text
    assert answers_count(campaign) == {"keep": 1, "repeal": 1}
    campaign.refresh_from_db()
    assert refused(confirming.draft_result, campaign, **notice, by=government.office, on=DAY) == [
        "结果公告已经起草。"
    ]

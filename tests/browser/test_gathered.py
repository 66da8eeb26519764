"""Points, benefits, topics, lists and evaluations in a real browser: wide, narrow, in elder mode, and staff's pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from mingtang.policies.models import PolicyPoint
from mingtang.policies.queries import points
from mingtang.policies.services import evaluating, lists, splitting, topics
from mingtang.policies.services.following import follow_published
from mingtang.policies.tests.gathering import (
    BENEFIT,
    REPORT,
    a_benefit,
    a_policy,
    a_topic,
    an_item,
    drafted,
    next_text,
    shipped,
)
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, Government, a_government, a_kind, published
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 667}
NARROW = {"width": 320, "height": 640}
WAYS = {"standard": {}, "elder": {"mode": "elder"}, "contrast": {"contrast": "high", "text": "large"}}
TODAY = localdate()


@pytest.fixture
def government(db, monkeypatch):
    monkeypatch.setattr("mingtang.portal.middleware.ASK_EVERY", 0.0)
    return a_government()


def told(edition):
    follow_published(
        publishing.EditionPublished(
            edition_id=edition.pk, publication_id=edition.publication_id, scope="public"
        )
    )
    return edition


def with_points(government: Government):
    """A policy whose points are public, one of them flagged by a newer text, one proposal open."""
    policy = a_policy(government).publication
    rows = splitting.propose_points(policy, by=government.contact, on=DAY)
    quotes = points.quotes_of(rows)
    for row in rows:
        facts = {name: getattr(row, name) for name in splitting.FACTS}
        splitting.confirm_point(row, facts, quote=quotes[row.pk], by=government.contact, on=DAY)
    shipped("policy_points")
    sheet = splitting.draft_sheet(policy, column=None, by=government.contact, on=DAY)
    government.kind = sheet.publication.kind
    told(published(government, sheet))
    body = publishing.content_of(policy.editions.get(state="live").live_revision).body
    next_text(government, policy.editions.get(state="live"), body.replace("不超过2万元", "不超过3万元"))
    told(policy.editions.get(state="live"))
    PolicyPoint.objects.filter(publication=policy, number=1).update(state="proposed")
    return policy


def with_topic(government: Government, policy):
    topic = a_topic(government).publication
    dead = a_policy(government, "云棠区小微企业旧补贴办法")
    publishing.set_labels(policy.pk, "validity", [("in_force", "现行有效", None, None)])
    publishing.set_labels(dead.publication_id, "validity", [("repealed", "废止", None, None)])
    items = (
        (policy, "policy", "设立登记"),
        (dead.publication, "policy", "设立登记"),
        (
            an_item(government, "service_guide", "办事指南", "营业执照办理指南").publication,
            "guide",
            "设立登记",
        ),
        (
            an_item(government, "service_guide", "办事指南", "公章刻制办理指南").publication,
            "guide",
            "刻制公章",
        ),
        (
            an_item(government, "service_list", "事项目录", "企业开办政务服务事项目录").publication,
            "service_list",
            "",
        ),
        (
            an_item(government, "service_progress", "办理进展", "三季度企业开办办理进展").publication,
            "progress",
            "",
        ),
    )
    for item, role, step in items:
        topics.gather(topic, item, role=role, step=step, by=government.contact, on=DAY)
    return topic


def with_evaluation(government: Government, policy):
    facts = {
        "organisation_id": government.body.pk,
        "year": TODAY.year,
        "theme": "一次性创业补贴政策",
        "planned_on": date(TODAY.year, 12, 1),
    }
    a_kind("policy_evaluation", "政策评价报告")
    evaluation = evaluating.plan_evaluation(facts, [policy], by=government.contact, on=DAY)
    edition = evaluating.draft_report(evaluation, column=government.column, by=government.contact, on=DAY)
    last = publishing.newest_revision(edition)
    content = publishing.content_of(last).__dict__
    whole = {**content, "elements": {**content["elements"], **REPORT}}
    publishing.save(edition, whole, by=government.contact, base=last.number)
    edition.refresh_from_db()
    government.kind = edition.publication.kind
    report = published(government, edition)
    measure = {
        "action": "amend",
        "text": "第二条减少两份材料",
        "due_on": TODAY - timedelta(days=1),
        "unit_id": government.body.pk,
        "policy": policy,
    }
    row = evaluating.add_measure(evaluation, measure, by=government.contact, on=DAY)
    evaluating.add_measure(evaluation, measure | {"text": "第三条放宽期限"}, by=government.contact, on=DAY)
    decision = a_policy(government, "关于修改创业补贴办法的决定")
    evaluating.finish_measure(
        row,
        outcome="已修改第二条",
        done_on=DAY,
        document=decision.publication,
        by=government.contact,
        on=max(DAY, TODAY),
    )
    return evaluation, report


def with_followed_decision(government: Government, policy):
    evaluating.set_duty(
        policy, is_decision=True, reason="群众来信集中", due=None, by=government.contact, on=TODAY
    )
    facts = {
        "stage": "execution",
        "held_on": TODAY,
        "held_by_id": government.body.pk,
        "finding": "走访二十家企业，补贴平均九天到账。",
        "result": None,
    }
    evaluating.record_round(policy, facts, by=government.contact, on=TODAY)


@pytest.fixture
def shown(government):
    """Every page of these trades with something on it: addresses of the public's pages, and of the desk's."""
    policy = with_points(government)
    topic = with_topic(government, policy)
    evaluation, report = with_evaluation(government, policy)
    with_followed_decision(government, policy)
    begun = (TODAY - timedelta(days=5)).isoformat()
    benefit = told(a_benefit(government, starts_on=begun, ends_on=(TODAY + timedelta(days=9)).isoformat()))
    publishing.plan_carrier(
        benefit.publication, "weixin_weibo", name="云棠发布", planned_on=DAY, by=government.contact, on=DAY
    )
    told(
        a_benefit(
            government, "稳岗返还政策事项", starts_on=begun, period="长期受理", ends_on=None, side="惠民"
        )
    )
    drafted(government, shipped("benefit"), "缺材料的补贴事项", elements=BENEFIT | {"materials": ""})
    kept = lists.define_list(
        {
            "code": "employment",
            "name": "就业创业政策清单",
            "description": "促进就业创业的现行政策",
            "audiences": ["graduates", "veterans", "businesses"],
            "organisation_id": government.body.pk,
        },
        by=government.office,
        on=TODAY,
    )
    lists.adjust(
        kept, policy, audience="veterans", excluded=False, reason="同样适用", by=government.contact, on=TODAY
    )
    candidate = {
        "year": TODAY.year,
        "name": "企业开办",
        "attention": 5200,
        "attention_source": "门户网站一季度访问统计",
        "demand": 860,
        "demand_source": "政务服务平台一季度办件统计",
        "words": "创业",
    }
    row = topics.enter_candidate(candidate, by=government.office, on=TODAY)
    public = [
        f"/doc/{policy.public_id}.html",
        f"/doc/{report.publication.public_id}.html",
        f"/doc/{points.sheet_of(policy.pk).public_id}.html",
        f"/doc/{topic.public_id}.html",
        "/topics/one-thing/",
        f"/topics/one-thing/{topic.public_id}/",
        "/policies/benefits/",
        "/policies/benefits/?window=closed&audience=graduates",
        "/policies/lists/",
        "/policies/lists/employment/",
    ]
    desk = [
        "/desk/policies/points/",
        f"/desk/policies/points/{policy.pk}/",
        f"/desk/policies/points/{policy.pk}/3/",
        f"/desk/policies/points/{policy.pk}/new/",
        "/desk/policies/benefits/",
        "/desk/policies/benefits/timeliness/",
        "/desk/policies/topics/",
        f"/desk/policies/topics/{topic.pk}/",
        "/desk/policies/topics/candidates/",
        f"/desk/policies/topics/candidates/{row.pk}/",
        "/desk/policies/lists/",
        "/desk/policies/lists/new/",
        f"/desk/policies/lists/{kept.pk}/",
        "/desk/policies/evaluations/",
        "/desk/policies/evaluations/new/",
        f"/desk/policies/evaluations/{evaluation.pk}/",
        f"/desk/policies/evaluations/measures/{evaluation.measures.last().pk}/",
        "/desk/policies/evaluations/duties/",
        "/desk/policies/evaluations/decisions/",
        f"/desk/policies/evaluations/decisions/{policy.pk}/",
    ]
    return public, desk


@pytest.mark.demand("AC-01", "AC-02")
def test_every_public_page_passes_axe_and_fits_320_pixels(shown, desk, page, axe, overflow, choose):
    found = {}
    for name, way in WAYS.items():
        page.context.clear_cookies()
        choose(desk, **way)
        for path in shown[0]:
            page.set_viewport_size(WIDE)
            answer = page.goto(desk + path)
            problems = [] if answer.status == 200 else [f"status {answer.status}"]
            problems += axe(page)
            for narrow in (PHONE, NARROW):
                page.set_viewport_size(narrow)
                problems += overflow(page)
            if problems := problems + axe(page):
                found[f"{path} ({name})"] = problems

    assert found == {}


@pytest.mark.demand("AC-01")
def test_every_page_of_the_desk_passes_axe_and_fits_a_telephone(shown, government, someone, axe, overflow):
    page = someone(government.office)
    found = {}
    for path in shown[1]:
        page.set_viewport_size(WIDE)
        answer = page.goto(path)
        problems = [] if answer.status == 200 else [f"status {answer.status}"]
        problems += axe(page)
        for narrow in (PHONE, NARROW):
            page.set_viewport_size(narrow)
            problems += overflow(page)
        if problems := problems + axe(page):
            found[path] = problems

    assert found == {}


def test_a_contact_confirms_a_point_on_a_telephone(shown, government, someone):
    page = someone(government.contact)
    page.set_viewport_size(PHONE)

    page.goto(shown[1][1])
    follow(page.get_by_role("link", name="核对、确认"))
    page.get_by_label("标准").fill("一次性5000元")
    follow(page.get_by_role("button", name="确认", exact=True))

    assert "第1条已确认" in page.locator("main").inner_text()
    assert PolicyPoint.objects.get(number=1).amount == "一次性5000元"

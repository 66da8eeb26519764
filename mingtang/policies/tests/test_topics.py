"""高效办成一件事: one page for one event, items of several units by step, what ended marked, fields chosen by numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.api import standings
from mingtang.policies.analysis.steps import Step, steps
from mingtang.policies.models import TopicCandidate, TopicMember
from mingtang.policies.queries import gathered_work, naming, topics
from mingtang.policies.services import topics as acts
from mingtang.policies.tests.gathering import a_policy, a_topic, an_item
from mingtang.publishing.api import LiveEdition, set_labels
from mingtang.publishing.testing import DAY, a_draft, a_kind

pytestmark = pytest.mark.django_db
FACTS = {
    "year": 2026,
    "name": "企业开办",
    "attention": 5200,
    "attention_source": "门户网站一季度访问统计",
    "demand": 860,
    "demand_source": "政务服务平台一季度办件统计",
    "words": "创业、企业",
}


def gather(government, topic, item, role="policy", step=""):
    return acts.gather(topic, item.publication, role=role, step=step, by=government.contact, on=DAY)


def whole(government):
    """A topic with a policy and a guide at its steps, and list, interpretation and progress for the whole."""
    topic = a_topic(government).publication
    policy = a_policy(government)
    items = {
        "service_list": an_item(government, "service_list", "政务服务事项目录", "企业开办事项目录"),
        "guide": an_item(government, "service_guide", "办事指南", "营业执照办理指南"),
        "interpretation": an_item(government, "notice", "通知公告", "企业开办一件事解读"),
        "progress": an_item(government, "service_progress", "办理进展", "三季度企业开办办理进展"),
    }
    gather(government, topic, policy, step="设立登记")
    for role, item in items.items():
        gather(government, topic, item, role, "设立登记" if role == "guide" else "")
    return topic, policy


def page_of(topic) -> str:
    return Client().get(f"/topics/one-thing/{topic.public_id}/").content.decode()


def test_steps_are_read_from_the_signed_lines():
    text = "1. 设立登记｜区市场监管局\n\n（二）刻制公章|区公安分局\n领取发票\n领取发票｜区税务局"

    assert steps(text) == [
        Step(1, "设立登记", "区市场监管局"),
        Step(2, "刻制公章", "区公安分局"),
        Step(3, "领取发票"),
    ]


@pytest.mark.demand("OT-01", "OT-03", "OT-04")
def test_one_page_gathers_policies_guides_lists_interpretation_and_progress_by_step(government):
    topic, _ = whole(government)

    page = page_of(topic)

    wanted = (
        "企业开办一件事",
        "1. 设立登记",
        "区市场监管局",
        "云棠区创业补贴办法",
        "营业执照办理指南",
        "2. 刻制公章",
        "政务服务事项目录",
        "企业开办事项目录",
        "政策解读",
        "企业开办一件事解读",
        "办理进展",
        "三季度企业开办办理进展",
    )
    assert [words for words in wanted if words not in page] == []
    assert page.index("1. 设立登记") < page.index("云棠区创业补贴办法") < page.index("2. 刻制公章")
    assert "企业开办一件事" in Client().get("/topics/one-thing/").content.decode()


def test_a_dead_policy_drops_out_of_what_holds_with_a_mark_and_its_owner_is_told(government):
    topic, policy = whole(government)
    today = localdate()
    validity = [("in_force", "现行有效", None, today), ("repealed", "废止", today + timedelta(days=1), None)]
    set_labels(policy.publication_id, "validity", validity)
    lines = "设立登记｜区市场监管局\n刻制公章｜区公安分局"

    before = topics.topic_page(topic.pk, lines, today)
    after = topics.topic_page(topic.pk, lines, today + timedelta(days=1))

    assert [group.role for group in before.by_step[0].groups] == ["policy", "guide"]
    assert [str(tag) for tag in before.by_step[0].groups[0].documents[0].tags] == ["现行有效"]
    assert [group.role for group in after.by_step[0].groups] == ["guide"]
    assert [(one.document.title, one.dead) for one in after.ended] == [("云棠区创业补贴办法", "废止")]
    [row] = topics.topic_rows({government.body.pk}, today + timedelta(days=1))
    assert (row.dead, str(row.tag)) == (1, "1条已失效或下线")
    assert [str(row.tag) for row in topics.topic_rows({government.body.pk}, today)] == ["内容齐全"]
    mine = _standings(government.contact)
    items = gathered_work.todo(government.contact, mine, today + timedelta(days=1)).items
    assert [(item.title, item.what) for item in items] == [("企业开办一件事", "专题中有1条已失效或下线")]
    assert gathered_work.todo(government.contact, mine, today).items == []
    assert gathered_work.todo(government.reviewer1, _standings(government.reviewer1), today).items == ()


def _standings(user):
    return standings(user.pk, localdate())


def test_the_policys_page_names_the_topic_and_the_topics_page_the_items(government):
    topic, policy = whole(government)

    of_policy = Client().get(f"/doc/{policy.publication.public_id}.html").content.decode()
    of_topic = Client().get(f"/doc/{topic.public_id}.html").content.decode()

    assert f"/topics/one-thing/{topic.public_id}/" in of_policy
    assert all(words in of_topic for words in ("办事内容", "营业执照办理指南", "打开“一件事”专题页"))


def test_what_left_the_site_is_not_shown_and_is_counted(government):
    topic, policy = whole(government)
    LiveEdition.objects.filter(publication=policy.publication_id).delete()

    assert "云棠区创业补贴办法" not in page_of(topic)
    [row] = topics.topic_rows(None, DAY)
    assert (row.gone, row.lacking) == (1, ["政策依据"])


def test_only_public_items_and_known_steps_are_gathered(government):
    topic = a_topic(government).publication
    government.kind = a_kind()
    draft = a_draft(government)

    with pytest.raises(acts.MayNotGather) as refused:
        acts.gather(topic, draft.publication, role="x", step="注销", by=government.outsider, on=DAY)

    assert [reason.reason for reason in refused.value.reasons] == [
        "由这份文件的责任单位信息员或政务公开办办理。",
        "请选择这条信息在专题中的作用。",
        "专题的办理环节中没有“注销”，请先在专题文本中写明并发布。",
        "这条信息没有公开。专题只集成已公开的信息。",
    ]
    with pytest.raises(acts.MayNotGather, match="没有这条信息"):
        acts.gather(topic, None, role="policy", by=government.contact, on=DAY)
    with pytest.raises(acts.MayNotGather, match="不能把专题列入自身"):
        acts.gather(topic, topic, role="policy", by=government.contact, on=DAY)


def test_an_item_stands_once_at_a_step_is_moved_and_let_go_with_a_reason(government):
    topic = a_topic(government).publication
    first = gather(government, topic, a_policy(government, "甲补贴管理办法"))
    second = gather(government, topic, a_policy(government, "乙补贴管理办法"))

    with pytest.raises(acts.MayNotGather, match="已经列在这个环节"):
        acts.gather(topic, first.item, role="policy", by=government.contact, on=DAY)
    acts.move(second, up=True, by=government.contact, on=DAY)
    assert [row.pk for row in TopicMember.objects.order_by("order")] == [second.pk, first.pk]
    with pytest.raises(acts.MayNotGather, match="请写明移出的理由"):
        acts.let_go(first, reason="", by=government.contact, on=DAY)
    acts.let_go(first, reason="已并入乙办法", by=government.contact, on=DAY)
    assert [row.pk for row in TopicMember.objects.all()] == [second.pk]


def test_a_line_names_an_item_by_address_number_or_title(government):
    policy = a_policy(government)
    public_id = policy.publication.public_id
    number = LiveEdition.objects.get(publication=policy.publication).document_number

    named = [
        naming.named(text)
        for text in (
            f"https://example.test/doc/{public_id}.html",
            public_id,
            number,
            "《云棠区创业补贴办法》",
            "没有这份",
            "",
        )
    ]

    assert named == [policy.publication] * 4 + [None, None]
    assert naming.all_named(f"{public_id}\n\n不存在的文件\n{public_id}") == (
        [policy.publication],
        ["不存在的文件"],
    )


# --- the three numbers


@pytest.mark.demand("OT-02")
def test_candidate_fields_show_attention_demand_and_volume_with_their_sources(government):
    a_policy(government, "云棠区创业补贴办法")
    a_policy(government, "云棠区企业开办实施细则")
    dead = a_policy(government, "云棠区小微企业旧补贴办法")
    set_labels(dead.publication_id, "validity", [("repealed", "废止", None, None)])
    a_policy(government, "云棠区养老服务管理办法")

    candidate = acts.enter_candidate(dict(FACTS), by=government.office, on=DAY)
    other = {"name": "养老服务", "words": "养老", "attention": 9000, "demand": 100}
    acts.enter_candidate(FACTS | other, by=government.office, on=DAY)

    assert (candidate.volume, candidate.counted_on) == (2, DAY)
    rows = topics.candidates(2026)
    assert [(row.name, topics.ranks(row, rows)) for row in rows] == [
        ("企业开办", (2, 1, 1)),
        ("养老服务", (1, 2, 2)),
    ]
    page = (
        sign_in(Client(), government.contact)
        .get("/desk/policies/topics/candidates/?year=2026")
        .content.decode()
    )
    assert all(
        words in page
        for words in ("5200", "门户网站一季度访问统计", "860", "政务服务平台一季度办件统计", "2份（第1位")
    )


def test_a_number_without_its_source_is_refused(government):
    with pytest.raises(acts.MayNotGather) as refused:
        acts.enter_candidate(FACTS | {"attention_source": "", "demand": None}, by=government.contact, on=DAY)

    assert [reason.reason for reason in refused.value.reasons] == [
        "由政务公开办登记候选领域。",
        "请写明关注度数据的来源，如统计表名称和时段。",
        "请填写办件量。",
    ]


def test_a_field_is_chosen_with_a_reason_and_counted_anew(government):
    candidate = acts.enter_candidate(dict(FACTS), by=government.office, on=DAY)
    topic = a_topic(government).publication

    with pytest.raises(acts.MayNotGather, match="至少4个字"):
        acts.decide_candidate(
            candidate, state="chosen", reason="好", topic=None, by=government.office, on=DAY
        )
    acts.decide_candidate(
        candidate, state="chosen", reason="三项均居前列", topic=topic, by=government.office, on=DAY
    )
    a_policy(government)
    acts.recount(candidate, by=government.office, on=DAY)

    candidate.refresh_from_db()
    assert (candidate.state, candidate.topic, candidate.volume) == ("chosen", topic, 1)


# --- the pages


def test_the_owner_works_through_the_pages_and_a_refused_form_keeps_what_was_typed(government):
    topic = a_topic(government).publication
    policy = a_policy(government)
    desk = sign_in(Client(), government.contact)
    url = f"/desk/policies/topics/{topic.pk}/"

    refused = desk.post(url, {"item": "没有的文件", "role": "policy", "step": "设立登记"})
    done = desk.post(url, {"item": policy.publication.public_id, "role": "policy", "step": "设立登记"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "没有的文件" in refused.content.decode()
    member = TopicMember.objects.get()
    assert "云棠区创业补贴办法" in desk.get(url).content.decode()
    desk.post(f"{url}{member.pk}/", {"let_go": "1", "reason": ""})
    assert TopicMember.objects.count() == 1
    desk.post(f"{url}{member.pk}/", {"let_go": "1", "reason": "列错了"})
    assert TopicMember.objects.count() == 0


def test_strangers_find_no_topic_and_only_the_office_decides(government):
    topic = a_topic(government).publication
    candidate = acts.enter_candidate(dict(FACTS), by=government.office, on=DAY)
    policy = a_policy(government)

    stranger = sign_in(Client(), government.outsider)
    assert stranger.get(f"/desk/policies/topics/{topic.pk}/").status_code == 404
    assert stranger.post(f"/desk/policies/topics/{topic.pk}/").status_code == 404
    contact = sign_in(Client(), government.contact)
    assert contact.get(f"/desk/policies/topics/candidates/{candidate.pk}/").status_code == 404
    assert contact.get(f"/desk/policies/topics/{policy.publication_id}/").status_code == 404
    office = sign_in(Client(), government.office)
    data = {"state": "declined", "reason": "办件量还不大"}
    assert office.post(f"/desk/policies/topics/candidates/{candidate.pk}/", data).status_code == 302
    assert TopicCandidate.objects.get().state == "declined"
    assert office.post("/desk/policies/topics/candidates/", FACTS | {"name": "新领域"}).status_code == 302


def test_addresses_that_lead_nowhere(government):
    policy = a_policy(government)

    assert Client().get("/topics/one-thing/0000000000000000/").status_code == 404
    assert Client().get(f"/topics/one-thing/{policy.publication.public_id}/").status_code == 404


def test_pages_cost_the_same_with_one_item_and_with_three(government):
    topic = a_topic(government).publication
    desk = sign_in(Client(), government.contact)
    counted = set()
    for number in range(3):
        gather(government, topic, a_policy(government, f"第{number}号补贴管理办法"), step="设立登记")
        with CaptureQueriesContext(connection) as queries:
            desk.get("/desk/policies/topics/")
            desk.get(f"/desk/policies/topics/{topic.pk}/")
            Client().get(f"/topics/one-thing/{topic.public_id}/?n={number}")
        counted.add(len(queries))
    assert len(counted) == 1

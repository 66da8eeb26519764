"""The demonstration shows the policy library alive: every state, what explains it, and what is still owed."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.test import Client

from mingtang.catalogue import api as catalogue
from mingtang.config import demo
from mingtang.gazette import api as gazette
from mingtang.policies import api as policies
from mingtang.publishing import api as publishing

# The day for which the texts of the demonstration were written.
DAY = date(2026, 11, 20)


def _live(title: str) -> publishing.LiveEdition:
    return publishing.LiveEdition.objects.get(title__endswith=title)


def _page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_library_holds_documents_in_every_state(demonstration: demo.Made):
    ids = policies.Policy.objects.filter(publication__live__kind__code="policy").values_list("pk", flat=True)
    states = policies.states_of(list(ids), DAY)
    found = Counter(state.force.label for state in states.values())

    assert {label: found[label] for label in ("尚未施行", "部分失效", "停止执行", "失效", "宣布失效")} == {
        "尚未施行": 1,
        "部分失效": 1,
        "停止执行": 1,
        "失效": 2,
        "宣布失效": 2,
    }
    assert found["废止"] >= 4
    assert found["现行有效"] >= 25
    assert sum(state.amended for state in states.values()) >= 1


def test_an_amended_document_is_read_as_of_a_day_before_and_after(demonstration: demo.Made):
    live = _live("高校毕业生就业创业扶持办法的通知")
    before = _page(f"/policies/{live.public_id}/as-of?on=2025-01-01")
    after = _page(f"/policies/{live.public_id}/as-of?on=2026-01-01")

    assert "一次性创业补贴5000元" in before
    assert "一次性创业补贴8000元" in after


def test_an_amendment_that_text_and_relation_tell_is_shown_once(demonstration: demo.Made):
    page = _page(_live("高校毕业生就业创业扶持办法的通知").publication.get_absolute_url())

    assert "关于修改《云棠区高校毕业生就业创业扶持办法》的决定" in page
    assert "关于修改〈云棠区高校毕业生就业创业扶持办法〉的决定》（印发）" not in page


def test_interpretations_come_in_several_forms_and_as_a_series(demonstration: demo.Made):
    page = _page(_live("高校毕业生就业创业扶持办法的通知").publication.get_absolute_url())

    for form in ("文字解读", "新闻发布会", "简明问答", "案例说明"):
        assert form in page
    assert "高校毕业生就业创业政策系列解读" in _page(
        _live("《云棠区高校毕业生就业创业扶持办法》文字解读").publication.get_absolute_url()
    )


def test_what_waits_on_the_desk(demonstration: demo.Made):
    draft = publishing.Edition.objects.get(title__contains="可回收物回收网点", state="draft")
    dead = publishing.unsettled(publishing.newest_revision(draft))
    proposed = policies.RelationProposal.objects.filter(state="proposed")

    assert any(finding.subkind == "dead_citation" for finding in dead)
    assert policies.RelationProposal.objects.filter(state="confirmed").exists()
    assert {row.subject_id for row in proposed} == {_live("公布行政规范性文件清理结果的决定").publication_id}


def test_one_document_went_out_alone_and_owes_its_interpretation(demonstration: demo.Made):
    client = Client()
    client.post("/accounts/sign-in/", {"username": "peishuning", "password": demo.PASSWORD})
    listed = client.get("/desk/policies/three-sync/violations/?year=2026").content.decode()

    assert "自然灾害倒损住房恢复重建补助办法" in listed


def test_benefits_are_open_about_to_open_and_closed_and_one_is_incomplete(demonstration: demo.Made):
    labels = publishing.DatedLabel.objects.filter(family="benefit")
    now = [row.code for row in labels if (row.valid_from or DAY) <= DAY <= (row.valid_until or DAY)]

    assert Counter(now) == {"open": 2, "opens_soon": 1, "closed": 1}
    draft = publishing.Edition.objects.get(title__contains="创业担保贷款贴息", state="draft")
    assert any(f.kind == "missing_element" for f in publishing.unsettled(publishing.newest_revision(draft)))


def test_a_policy_is_split_into_points_and_its_sheet_is_public(demonstration: demo.Made):
    policy = _live("高校毕业生就业创业扶持办法的通知")
    confirmed = policies.PolicyPoint.objects.filter(publication=policy.publication_id, state="confirmed")

    assert confirmed.count() >= 5
    assert _live("要点表").kind.code == "policy_points"


def test_a_topic_gathers_what_several_units_published_for_one_thing(demonstration: demo.Made):
    page = _page(f"/topics/one-thing/{_live('企业开办“一件事”').public_id}/")

    for words in ("政策依据", "政策解读", "政务服务事项目录", "办事指南", "常见问答", "办理进展"):
        assert words in page
    assert "科技创新券" in _page("/policies/lists/employment/")


def test_campaigns_and_evaluations_of_the_year(demonstration: demo.Made):
    answers = policies.CampaignAnswer.objects
    last, this = policies.Campaign.objects.order_by("opened_on")

    assert (last.closed_on is not None, this.closed_on) == (True, None)
    assert answers.filter(campaign=this, answer="").count() == 2
    assert "农贸市场标准化改造实施办法" in _page(last.result.get_absolute_url())
    assert "结果运用情况" in _page(_live("临时救助政策专题评价报告").publication.get_absolute_url())


def test_the_gazette_is_whole_but_for_one_issue(demonstration: demo.Made):
    kept = gazette.Gazette.objects.get()
    old = gazette.Issue.objects.filter(gazette=kept, is_old=True).count()

    assert (old, gazette.Issue.objects.filter(gazette=kept, is_old=False).count()) == (39, 6)
    home = _page("/gazette/")
    assert "第20期" in home
    for number in range(1, 6):
        assert Client().get(f"/gazette/2026/{number}/").status_code == 200
    assert Client().get("/gazette/2026/6/").status_code == 404
    assert Client().get("/gazette/2026/4.pdf").headers["Content-Type"] == "application/pdf"


def test_most_sections_are_complete_and_the_office_sees_what_is_owed(demonstration: demo.Made):
    site = publishing.Site.objects.get(is_default=True)
    found = catalogue.flaws(site, on=DAY)

    assert len({flaw.body_code for flaw in found}) == 11
    assert {flaw.state for flaw in found} == {"missing", "incomplete", "outdated"}
    assert len(_page("/zwgk/market/power-list/")) > 0

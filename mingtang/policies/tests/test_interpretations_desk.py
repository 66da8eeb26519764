"""政策解读 on the desk: what is due, beginning from the document, the plan, the leader's word, series, reports."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.core.accounts.testing import sign_in
from mingtang.core.events import api as events
from mingtang.core.organisations.api import standings
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.policies.models import (
    FocusField,
    InterpretationAssignment,
    InterpretationPlan,
    Series,
    SoloRelease,
)
from mingtang.policies.queries import three_sync as figures
from mingtang.policies.services.interpreting import (
    MayNotArrangeSeries,
    MayNotInterpret,
    MayNotSetField,
    Outline,
    arrange_series,
    set_fields,
    start_interpretation,
)
from mingtang.policies.services.planning import MayNotPlan, Plan, deploy_plan, make_plan, sign_plan
from mingtang.policies.tests.interpreting import a_document, an_interpretation, kinds
from mingtang.policies.views.interpretation_parts import todo
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import DAY, a_draft, a_government, a_kind, ready, submitted

PLAN = Plan(
    interpreter="区民政局局长",
    forms=("文字解读", "一图读懂"),
    platforms=(("weixin_weibo", "云棠发布"), ("press", "云棠日报")),
    reviewers="陈初审、吴复审、郑终审，周保密",
    draft_due=date(2026, 11, 25),
    release_due=date(2026, 11, 30),
)


@pytest.fixture
def government(db):
    made = a_government()
    kinds()
    return made


def desk(user) -> Client:
    return sign_in(Client(), user)


def settle(government, edition):
    for finding in publishing.unsettled(publishing.newest_revision(edition)):
        publishing.waive(finding, reason="已核对，按原文保留", by=government.contact)
    return edition


def signed(government, edition):
    return ready(government, settle(government, edition))


def released(government, title):
    document = a_document(government, title)
    reading = signed(government, an_interpretation(government, document, f"《{title}》解读"))
    publishing.publish_now([signed(government, document), reading], by=government.contact, on=DAY)
    events.drain()
    return document, reading


def address(document, what=""):
    return f"/desk/policies/interpretations/{document.publication_id}/{what}"


# --- beginning


@pytest.mark.demand("PI-04", "PI-06")
def test_the_drafter_begins_from_the_document_with_the_template_filled_in(government):
    document = a_document(government, "关于印发云棠区临时救助办法的通知", effective_on="2026-12-15")
    page = desk(government.contact)
    offered = page.get(address(document, "start/")).content.decode()
    assert "《云棠区临时救助办法》解读" in offered and "民政局主要负责人" in offered

    answer = page.post(
        address(document, "start/"),
        {
            "place": f"{government.body.pk}-{government.column.pk}",
            "title": "《云棠区临时救助办法》文字解读",
            "chosen_forms": ["文字解读", "简明问答"],
            "stage": "公开发布",
            "interpreter_kind": "部门主要负责人",
            "interpreter": "区民政局局长",
            "contact": "区民政局 0000-8800605",
        },
    )

    reading = publishing.Edition.objects.get(publication__kind__code="interpretation")
    assert answer.url == f"/desk/drafts/{reading.pk}/"
    content = publishing.content_of(publishing.newest_revision(reading))
    assert content.elements["forms"] == ["文字解读", "简明问答"]
    assert content.elements["interpreted"].startswith("关于印发云棠区临时救助办法的通知（云民发〔2026〕")
    assert content.body.count("<h2>") == 9 and "<p>自2026-12-15起施行。</p>" in content.body
    relation = publishing.Relation.objects.get()
    assert (relation.subject_id, relation.predicate, relation.object_id) == (
        reading.publication_id,
        "interprets",
        document.publication_id,
    )
    assert {f.subkind for f in publishing.run_checks(publishing.newest_revision(reading))} >= {"prompt"}


@pytest.mark.demand("PI-04")
def test_another_unit_may_not_begin_and_does_not_even_find_the_page(government):
    document = a_document(government)
    elsewhere = a_body("jtj", "云棠区教育和体育局")

    assert desk(government.outsider).get(address(document)).status_code == 404
    assert desk(government.outsider).get(address(document, "start/")).status_code == 404
    with pytest.raises(MayNotInterpret) as refusal:
        start_interpretation(
            document, Outline(forms=["文字解读"]), organisation_id=elsewhere.pk, column=government.column,
            by=government.outsider, on=DAY,
        )  # fmt: skip
    assert [reason.reason for reason in refusal.value.reasons] == [
        "《关于印发临时救助办法的通知》由云棠区民政局解读。其他单位解读的，先由政务公开办指定并写明理由。"
    ]


@pytest.mark.demand("PI-04")
def test_the_unit_that_drafted_for_the_office_reads_the_document_and_begins(government):
    """The document is the department's of 民政局; 教体局 has drafted it and must interpret it."""
    school = a_body("jtj", "云棠区教育和体育局")
    document = a_document(government, drafting_unit=school.name)

    page = desk(government.outsider).get(address(document)).content.decode()

    assert "起草解读" in page and "解读单位：云棠区教育和体育局" in page
    assert desk(government.contact).get(address(document, "start/")).status_code == 404


@pytest.mark.demand("PI-04")
def test_the_office_gives_the_task_away_with_a_reason(government):
    document = a_document(government)
    other = a_body("jtj", "云棠区教育和体育局")
    page = desk(government.office)

    assert page.post(address(document, "assign/"), {"unit": other.pk, "reason": ""}).status_code == 422
    assert desk(government.contact).get(address(document, "assign/")).status_code == 404
    page.post(address(document, "assign/"), {"unit": other.pk, "reason": "该项职能已经划转"})

    assert InterpretationAssignment.objects.get().organisation_id == other.pk
    assert "解读单位：云棠区教育和体育局" in page.get(address(document)).content.decode()


def test_an_outline_needs_a_form_and_a_stage(government):
    with pytest.raises(MayNotInterpret) as refusal:
        start_interpretation(
            a_document(government), Outline(forms=[], stage="以后"), organisation_id=government.body.pk,
            column=government.column, by=government.contact, on=DAY,
        )  # fmt: skip

    assert [reason.reason for reason in refusal.value.reasons] == [
        "请至少选一种解读形式。",
        "请选择解读阶段：草案征询、公开发布或者实施落地。",
    ]


# --- the plan


@pytest.mark.demand("PI-02")
def test_a_plan_is_organised_signed_and_deployed_each_on_its_day(government):
    document = a_document(government)
    plan = make_plan(document, PLAN, by=government.contact, on=DAY)

    with pytest.raises(MayNotPlan, match="方案审签后才能部署"):
        deploy_plan(plan, document, by=government.contact, on=DAY)
    with pytest.raises(MayNotPlan, match="由解读单位负责人审签"):
        sign_plan(plan, by=government.contact, on=DAY)
    sign_plan(plan, by=government.unit_leader, on=date(2026, 11, 21))
    deploy_plan(plan, document, by=government.contact, on=date(2026, 11, 22))

    plan.refresh_from_db()
    assert (plan.organised_on, plan.signed_on, plan.deployed_on) == (
        DAY,
        date(2026, 11, 21),
        date(2026, 11, 22),
    )
    make_plan(document, PLAN, by=government.contact, on=date(2026, 11, 23))
    plan.refresh_from_db()
    assert (plan.organised_on, plan.signed_on, plan.deployed_on) == (DAY, None, None)


@pytest.mark.demand("PI-02", "PI-18")
def test_the_platforms_of_the_plan_become_carriers_of_the_interpretation(government):
    document = a_document(government)
    make_plan(document, PLAN, by=government.contact, on=DAY)

    reading = start_interpretation(
        document, Outline(forms=["文字解读"]), organisation_id=government.body.pk, column=government.column,
        by=government.contact, on=DAY,
    )  # fmt: skip

    rows = publishing.Carrier.objects.filter(publication=reading.publication).order_by("carrier")
    assert [(r.carrier, r.name, r.planned_on) for r in rows] == [
        ("press", "云棠日报", PLAN.release_due),
        ("weixin_weibo", "云棠发布", PLAN.release_due),
    ]


def test_a_plan_through_the_page_says_what_is_wrong_and_keeps_what_was_typed(government):
    document, page = a_document(government), desk(government.contact)
    typed = {
        "interpreter": "区民政局局长", "chosen_forms": ["一图读懂"], "platforms": "电台 云棠之声",
        "reviewers": "郑终审", "draft_due": "2026-11-30", "release_due": "2026-11-25",
    }  # fmt: skip

    wrong = page.post(address(document, "plan/"), typed)
    assert wrong.status_code == 422 and "看不出是哪种平台" in wrong.content.decode()
    again = page.post(address(document, "plan/"), typed | {"platforms": "微 云棠发布"}).content.decode()
    assert "须包含文字解读" in again and "计划发布日期早于完成起草日期" in again
    right = {"chosen_forms": ["文字解读"], "platforms": "微 云棠发布", "release_due": "2026-12-05"}
    page.post(address(document, "plan/"), typed | right)

    assert InterpretationPlan.objects.get().platforms == [{"carrier": "weixin_weibo", "name": "云棠发布"}]
    leader = desk(government.unit_leader)
    assert "审签方案" in leader.get(address(document)).content.decode()
    leader.post(address(document, "plan/act/"), {"act": "sign"})
    assert InterpretationPlan.objects.get().signed_by_name == "孙局长"
    assert desk(government.outsider).get(address(document, "plan/")).status_code == 404


# --- alone


def test_the_leader_decides_on_the_page_and_others_do_not_find_it(government):
    document = a_document(government)
    document.due_on = DAY
    document.save(update_fields=["due_on"])
    page = desk(government.unit_leader)

    assert desk(government.contact).get(address(document, "alone/")).status_code == 404
    assert "批准先行公开" in page.get(address(document)).content.decode()
    assert page.post(address(document, "alone/"), {"reason": "急"}).status_code == 422
    page.post(address(document, "alone/"), {"reason": "二十个工作日今天届满"})

    assert SoloRelease.objects.get().reason == "二十个工作日今天届满"
    assert "已批准先行公开" in page.get(address(document)).content.decode()


# --- what is due


def test_what_is_due_stands_on_the_list_and_on_the_to_do_list(government):
    document = a_document(government, "关于印发供热办法的通知")
    page = desk(government.contact).get("/desk/policies/interpretations/").content.decode()
    asked = todo(government.contact, standings(government.contact.pk, DAY), DAY)

    assert "关于印发供热办法的通知" in page and "未起草" in page
    assert [(item.title, item.what) for item in asked.items] == [
        ("关于印发供热办法的通知", "起草解读（与文件同步）")
    ]
    assert [(counter.label, counter.count) for counter in asked.counters] == [("解读待起草", 1)]

    an_interpretation(government, document)
    assert todo(government.contact, standings(government.contact.pk, DAY), DAY).items == []
    assert "起草中" in desk(government.contact).get("/desk/policies/interpretations/").content.decode()


def test_the_drafting_unit_is_asked_and_not_the_unit_that_issues(government):
    school = a_body("jtj", "云棠区教育和体育局")
    a_document(government, drafting_unit=school.name)

    assert todo(government.contact, standings(government.contact.pk, DAY), DAY).items == []
    assert len(todo(government.outsider, standings(government.outsider.pk, DAY), DAY).items) == 1


def test_a_leader_is_asked_to_sign_the_plan(government):
    document = a_document(government)
    make_plan(document, PLAN, by=government.contact, on=DAY)

    asked = todo(government.unit_leader, standings(government.unit_leader.pk, DAY), DAY)

    assert ("审签解读方案", PLAN.draft_due) in [(item.what, item.due_on) for item in asked.items]


def test_one_and_three_documents_ask_the_same_number_of_queries(government):
    mine = standings(government.unit_leader.pk, DAY)
    make_plan(a_document(government, "关于甲的通知"), PLAN, by=government.contact, on=DAY)
    an_interpretation(government, a_document(government, "关于丁的通知"))
    with CaptureQueriesContext(connection) as one:
        todo(government.unit_leader, mine, DAY)
    for title in ("关于乙的通知", "关于丙的通知"):
        an_interpretation(government, a_document(government, title))
        make_plan(a_document(government, f"{title}二"), PLAN, by=government.contact, on=DAY)

    with CaptureQueriesContext(connection) as three:
        found = todo(government.unit_leader, mine, DAY)

    assert (len(three), len(found.items)) == (len(one), 6)


def test_who_interprets_nothing_has_no_such_page_and_no_query_is_asked(government, django_assert_num_queries):
    assert desk(government.duty_officer).get("/desk/policies/interpretations/").status_code == 404
    mine = standings(government.duty_officer.pk, DAY)
    with django_assert_num_queries(0):
        assert todo(government.duty_officer, mine, DAY).items == ()


def test_the_item_shows_how_its_interpretation_stands(government):
    document = a_document(government)
    page = desk(government.contact)
    before = page.get(f"/desk/work/{document.pk}/").content.decode()
    reading = an_interpretation(government, document)

    assert "应解读" in before and "还没有解读" in before
    assert "《临时救助办法》文字解读" in page.get(f"/desk/work/{document.pk}/").content.decode()
    assert "关于印发临时救助办法的通知" in page.get(f"/desk/work/{reading.pk}/").content.decode()


# --- series and fields


@pytest.mark.demand("PI-15")
def test_a_series_keeps_its_order_and_may_be_put_into_another(government):
    document = a_document(government)
    readings = [an_interpretation(government, document, f"《办法》解读之{n}") for n in "一二三"]
    first, second, third = (one.publication_id for one in readings)

    arrange_series(
        document, title="救助办法系列解读", publications=[first, third], by=government.contact, on=DAY
    )
    page = desk(government.contact)
    page.post(
        address(document, "series/"),
        {"title": "救助办法系列解读", f"place-{first}": "2", f"place-{second}": "3", f"place-{third}": "1"},
    )

    series = Series.objects.get()
    assert [item.publication_id for item in series.items.all()] == [third, first, second]


@pytest.mark.demand("PI-15")
def test_a_series_is_of_one_document_and_has_two_parts_at_least(government):
    document, other = a_document(government), a_document(government, "关于印发别的办法的通知")
    mine, foreign = (
        an_interpretation(government, document),
        an_interpretation(government, other, "《别的》解读"),
    )

    for chosen in ([mine.publication_id], [mine.publication_id, foreign.publication_id]):
        with pytest.raises(MayNotArrangeSeries, match="请至少选两篇对这份文件的解读"):
            arrange_series(document, title="系列", publications=chosen, by=government.contact, on=DAY)
    with pytest.raises(MayNotArrangeSeries, match="由解读单位的信息员"):
        arrange_series(
            document, title="系列", publications=[mine.publication_id], by=government.outsider, on=DAY
        )


@pytest.mark.demand("PI-14")
def test_the_years_fields_are_data_with_their_source_and_a_stranger_field_is_a_finding(government):
    page = desk(government.office)
    told = {"year": 2026, "use": "classify", "lines": "乡村振兴\n民生保障", "source": "云政办发〔2026〕1号"}
    assert page.post("/desk/policies/three-sync/focus-fields/", told | {"source": ""}).status_code == 422
    page.post("/desk/policies/three-sync/focus-fields/", told)
    assert desk(government.contact).get("/desk/policies/three-sync/focus-fields/").status_code == 404
    with pytest.raises(MayNotSetField, match="由政务公开办设定"):
        set_fields(2026, use="classify", fields=[("甲", [])], source="某文件", by=government.contact, on=DAY)

    assert [(f.year, f.name, f.source) for f in FocusField.objects.all()] == [
        (2026, "乡村振兴", "云政办发〔2026〕1号"),
        (2026, "民生保障", "云政办发〔2026〕1号"),
    ]
    reading = an_interpretation(government, a_document(government), focus_fields="民生保障、招商引资")
    found = publishing.run_checks(publishing.newest_revision(reading))
    assert [f.message for f in found if f.subkind == "unknown_field"] == ["“招商引资”不在重点解读领域清单里"]
    offered = desk(government.contact).get(address(a_document(government), "start/")).content.decode()
    assert "民生保障" in offered and "乡村振兴" in offered


@pytest.mark.demand("PI-19")
def test_fields_that_ask_for_interpretation_are_measured_by_their_documents(government):
    set_fields(
        2026, use="measure", fields=[("就业", ["就业", "岗位"]), ("住房", [])], source="云政办发〔2026〕1号",
        by=government.office, on=DAY,
    )  # fmt: skip
    released(government, "关于印发就业补贴办法的通知")
    plain = a_document(
        government,
        "关于公益性岗位的通知",
        interpretation_required=False,
        interpretation_exempt_reason="内部安排",
    )
    publishing.publish_now([signed(government, plain)], by=government.contact, on=DAY)
    events.drain()
    everything = publishing.Period(date(2020, 1, 1), date(2099, 12, 31))

    jobs, homes = figures.measured_fields(2026, everything)

    assert (jobs.field.name, len(jobs.documents), jobs.rate) == ("就业", 2, "50.0%")
    assert [duty.title for duty in jobs.missing] == ["关于公益性岗位的通知"]
    assert (homes.documents, homes.rate) == ([], "—")


# --- reports


@pytest.mark.demand("PI-03")
def test_the_reports_show_rate_pairs_and_violations_and_go_out_as_csv(government):
    released(government, "关于印发救助办法的通知")
    document = a_document(government, "关于印发供热办法的通知")
    document.due_on = DAY
    document.save(update_fields=["due_on"])
    page = desk(government.unit_leader)
    page.post(address(document, "alone/"), {"reason": "二十个工作日今天届满"})
    publishing.publish_now([signed(government, document)], by=government.contact, on=DAY)
    events.drain()
    asked = {"start": "2020-01-01", "end": "2099-12-31"}

    rates = page.get("/desk/policies/three-sync/", asked).content.decode()
    wrong = page.get("/desk/policies/three-sync/violations/", asked).content.decode()
    all_of_them = page.get("/desk/policies/three-sync/documents/", asked).content.decode()
    table = page.get("/desk/policies/three-sync/violations/", asked | {"format": "csv"})

    assert "50.0%" in rates and "关于印发供热办法的通知" not in rates
    assert "关于印发供热办法的通知" in wrong and "关于印发救助办法的通知" not in wrong
    assert "关于印发救助办法的通知" in all_of_them
    rows = table.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("文件,单位,起草：文件,起草：解读,审签：文件")
    assert len(rows) == 2 and "孙局长批准先行发布：二十个工作日今天届满" in rows[1]
    for name in ("exempt", "fields"):
        assert page.get(f"/desk/policies/three-sync/{name}/", asked).status_code == 200


def test_a_unit_reads_its_own_figures_and_the_office_all(government):
    released(government, "关于印发救助办法的通知")
    asked = {"start": "2020-01-01", "end": "2099-12-31"}

    def titles(user):
        return (
            "关于印发救助办法的通知"
            in desk(user).get("/desk/policies/three-sync/documents/", asked).content.decode()
        )

    stranger = a_person("别信息", "contact", a_body("jtj", "云棠区教育和体育局"))
    assert (titles(government.contact), titles(government.office), titles(stranger)) == (True, True, False)
    assert desk(government.administrator).get("/desk/policies/three-sync/").status_code == 404


def test_a_reviewer_sees_why_the_last_signature_waits(government):
    document = submitted(government, settle(government, a_document(government)))

    page = desk(government.contact).get(address(document)).content.decode()

    assert "现在还不能终审" in page and "还没有起草公开发布阶段的解读" in page


def test_the_office_is_asked_what_any_unit_still_owes_the_public(government):
    document = a_document(government, "关于印发供热办法的通知")
    document.due_on = DAY
    document.save(update_fields=["due_on"])
    desk(government.unit_leader).post(address(document, "alone/"), {"reason": "二十个工作日今天届满"})
    publishing.publish_now([signed(government, document)], by=government.contact, on=DAY)
    events.drain()

    asked = todo(government.office, standings(government.office.pk, DAY), DAY)

    assert [(counter.label, counter.count, counter.tone) for counter in asked.counters] == [
        ("解读待补发", 1, "bad")
    ]
    assert [item.what for item in asked.items] == ["补发解读"]


@pytest.mark.demand("PI-11")
def test_a_draft_under_consultation_leads_to_its_own_interpretation(government):
    government.kind = a_kind("notice")
    consultation = a_draft(government, "关于征求供热办法意见的公告")
    page = desk(government.contact)

    assert "征求意见稿可先解读" in page.get(f"/desk/work/{consultation.pk}/").content.decode()
    offered = page.get(address(consultation, "start/")).content.decode()

    assert '<option value="草案征询" selected>' in offered

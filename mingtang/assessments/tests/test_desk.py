"""考核评价 on the desk: doors, the editor, the table, a unit's own page, exports."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.assessments.models import Assessment, Scheme, SchemeIndicator
from mingtang.assessments.services import objecting, schemes, scoring
from mingtang.assessments.testing import DAY, Numbers, a_draft, a_scheme, a_shown, measured, the_quarter
from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.testing import a_body

AT = "/desk/assessments/"
INDICATOR = {
    "code": "11",
    "name": "意见采纳反馈",
    "weight": "5",
    "area": "general",
    "source": "",
    "kind": "hand",
}


def desk(person) -> Client:
    return sign_in(Client(), person)


def line_of(assessment, body, code="1"):
    return assessment.lines.get(organisation=body, indicator__code=code)


@pytest.fixture
def assessment(government, sync) -> Assessment:
    """The first quarter, shown today, so that the pages' own day lies within the objections."""
    assessment = a_shown(government)
    until = localdate() + timedelta(days=5)
    Assessment.objects.filter(pk=assessment.pk).update(objections_until=until)
    return Assessment.objects.get(pk=assessment.pk)


def test_outsiders_see_nothing_and_units_only_their_own(government, assessment):
    scheme, own = assessment.scheme, line_of(assessment, government.body)
    others = line_of(assessment, a_body("jtj"))
    everything = [
        f"schemes/{scheme.pk}/",
        f"schemes/{scheme.pk}/year/",
        f"schemes/{scheme.pk}/year.csv",
        f"{assessment.pk}/",
        f"{assessment.pk}/scores.csv",
        f"{assessment.pk}/units/{others.organisation_id}/",
        f"lines/{others.pk}/",
    ]
    theirs = [f"{assessment.pk}/units/{government.body.pk}/", f"lines/{own.pk}/"]
    office, auditor, contact = (desk(p) for p in (government.office, government.auditor, government.contact))

    assert [office.get(AT + path).status_code for path in everything + theirs] == [200] * 9
    assert [auditor.get(AT + path).status_code for path in everything + theirs] == [200] * 9
    assert [contact.get(AT + path).status_code for path in everything] == [404] * 7
    assert [contact.get(AT + path).status_code for path in theirs] == [200] * 2
    assert desk(government.outsider).get(AT + theirs[0]).status_code == 404
    assert (desk(government.reviewer1).get(AT).status_code, Client().get(AT).status_code) == (404, 302)
    acts = ["new/", f"schemes/{scheme.pk}/units/", f"{assessment.pk}/use/", f"schemes/{scheme.pk}/periods/"]
    assert [auditor.get(AT + path).status_code for path in acts] == [404] * 4
    assert "教育和体育局" not in contact.get(AT).content.decode()


def test_units_see_nothing_before_it_is_shown(government, sync):
    scoring.begin(the_quarter(a_scheme(government)), by=government.office, on=DAY)
    own = Assessment.objects.get().lines.filter(organisation=government.body).first()
    contact = desk(government.contact)
    assert contact.get(f"{AT}lines/{own.pk}/").status_code == 404
    assert "还没有反馈给本单位的得分" in contact.get(AT).content.decode()


@pytest.mark.demand("AS-01")
def test_the_office_edits_a_scheme_until_its_sum_is_right_and_puts_it_in_force(government, sync):
    a_body("qzf", "云棠区人民政府", kind="government")
    office = desk(government.office)
    told = {"organisation": a_body("qzf").pk, "year": 2026, "name": "考核方案", "objection_days": 5}
    made = office.post(f"{AT}new/", told)
    scheme = Scheme.objects.get()
    page = f"{AT}schemes/{scheme.pk}/"
    assert made["Location"] == page

    office.post(f"{page}indicators/new/", INDICATOR)
    assert "各项指标的分值合计为105，应为100，请调整。" in office.get(page).content.decode()
    first = scheme.indicators.get(code="1")
    told = {
        **INDICATOR,
        "code": "1",
        "name": "主动公开及时完整",
        "weight": "10",
        "source": "sync",
        "kind": "steps",
    }
    wrong = office.post(f"{AT}indicators/{first.pk}/", {**told, "steps": "95"})
    assert (wrong.status_code, "分档“95”看不懂" in wrong.content.decode()) == (422, True)
    assert 'value="主动公开及时完整"' in wrong.content.decode()
    office.post(f"{AT}indicators/{first.pk}/", {**told, "steps": "95 100\n80：60"})
    first.refresh_from_db()
    assert first.words == "达到95%得10分，达到80%得6分，未达到最低档的不得分"
    assert "测量项sync" in office.get(page).content.decode()

    office.post(f"{page}units/", {"units": [government.body.pk]})
    office.post(
        f"{page}periods/", {"periods": "上半年 2026-01-01 2026-06-30 40\n下半年 2026-07-01 2026-12-31 60"}
    )
    office.post(f"{page}put-in-force/")
    scheme.refresh_from_db()
    assert (scheme.state, scheme.units.count(), scheme.periods.count()) == ("in_force", 1, 2)
    office.post(f"{page}new-version/")
    assert "第2版" in office.get(page).content.decode()


def test_a_form_that_is_refused_keeps_what_was_typed(government, sync):
    scheme = a_draft(government)
    page, office = f"{AT}schemes/{scheme.pk}/", desk(government.office)
    endless = {**INDICATOR, "source": "sync", "kind": "count", "each": "0.1"}

    answers = [
        office.post(f"{page}indicators/new/", endless),
        office.post(f"{page}periods/", {"periods": "一季度 1月 3月 25"}),
        office.post(f"{page}periods/", {"periods": "一季度 2026-01-01 2026-03-31 25"}),
        office.post(f"{page}units/", {"units": []}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    said = [answer.content.decode() for answer in answers]
    assert "以量取胜" in said[0] and 'value="意见采纳反馈"' in said[0]
    assert "看不懂" in said[1] and "一季度 1月 3月 25" in said[1]
    assert "合计为25，应为100" in said[2]
    assert (scheme.indicators.count(), scheme.periods.count(), scheme.units.count()) == (2, 4, 2)


def test_an_indicator_is_taken_out_of_a_draft_and_not_of_a_scheme_in_force(government, sync):
    scheme = a_draft(government)
    office, second = desk(government.office), scheme.indicators.get(code="2")
    office.post(f"{AT}indicators/{second.pk}/", {"remove": "yes"})
    assert [one.code for one in scheme.indicators.all()] == ["1"]

    schemes.change_indicator(scheme.indicators.get(), weight=100, by=government.office, on=DAY)
    schemes.put_in_force(scheme, by=government.office, on=DAY)
    answer = office.post(f"{AT}indicators/{scheme.indicators.get().pk}/", {"remove": "yes"}, follow=True)
    assert "另起新版本" in answer.content.decode()
    assert SchemeIndicator.objects.filter(scheme=scheme).count() == 1


def test_the_office_scores_many_units_by_hand_on_one_page_and_nothing_typed_is_lost(government, sync):
    scheme = a_scheme(government)
    office = desk(government.office)
    office.post(f"{AT}periods/{the_quarter(scheme).pk}/begin/")
    assessment = Assessment.objects.get()
    page = f"{AT}{assessment.pk}/by-hand/{scheme.indicators.get(code='2').pk}/"
    ours, theirs = (line_of(assessment, body, "2") for body in (government.body, a_body("jtj")))
    told = {f"points-{ours.pk}": "38.5", f"reason-{ours.pk}": "专区建成", f"points-{theirs.pk}": "三十"}

    wrong = office.post(page, told)
    assert (wrong.status_code, "“三十”不是数字" in wrong.content.decode()) == (422, True)
    assert 'value="38.5"' in wrong.content.decode() and ours.hand_at is None
    bare = office.post(page, {**told, f"points-{theirs.pk}": "30"})
    assert "请写明给“教育和体育局”评分的理由。" in bare.content.decode()
    office.post(page, {**told, f"points-{theirs.pk}": "30", f"reason-{theirs.pk}": "专区在建"})

    assert [line_of(assessment, body, "2").points for body in (government.body, a_body("jtj"))] == [38.5, 30]
    shown = office.get(f"{AT}{assessment.pk}/").content.decode()
    assert "93.50" in shown and "60.00" in shown
    office.post(f"{AT}{assessment.pk}/act/show/")
    assessment.refresh_from_db()
    assert assessment.state == "shown"
    early = office.post(f"{AT}{assessment.pk}/act/freeze/", follow=True)
    assert "期满后才能定版" in early.content.decode()


def test_a_unit_reads_rule_fact_and_rows_and_objects_and_the_office_answers(government, assessment):
    line = line_of(assessment, government.body)
    page, contact, office = f"{AT}lines/{line.pk}/", desk(government.contact), desk(government.office)

    seen = contact.get(page).content.decode()
    assert "按完成比例计分，满分60分" in seen and f"/desk/rows/?unit={government.body.pk}" in seen
    assert contact.post(page, {"form": "objection", "reason": ""}).status_code == 422
    contact.post(page, {"form": "objection", "reason": "漏计一件"})
    again = contact.post(page, {"form": "objection", "reason": "再说一次"})
    assert (again.status_code, "正在等待答复" in again.content.decode()) == (422, True)
    assert contact.post(page, {"form": "answer", "answer": "采纳", "points": "60"}).status_code == 422
    office.post(page, {"form": "answer", "answer": "经核对，补计一件", "points": "60"})

    said = contact.get(page).content.decode()
    assert all(
        words in said
        for words in ("漏计一件", "经核对，补计一件", "原得分55.00", "复核后得分60.00", "已采纳")
    )
    line.refresh_from_db()
    assert (line.points, line.computed) == (60, 55)
    assert (
        desk(government.office).post(page, {"form": "answer", "answer": "再答", "points": "1"}).status_code
        == 404
    )


@pytest.mark.demand("AS-03")
def test_scores_of_a_period_and_of_the_year_go_out_as_tables(government, assessment):
    office = desk(government.office)

    csv = office.get(f"{AT}{assessment.pk}/scores.csv").content.decode("utf-8-sig").splitlines()
    assert csv == [
        "名次,单位,代码,1 政策解读同步发布（60分）,2 基层政务公开标准化规范化（40分）,总分",
        "1,云棠区民政局,minzheng,55.00,30.00,85.00",
        "2,云棠区教育和体育局,jtj,30.00,30.00,60.00",
    ]
    book = openpyxl.load_workbook(io.BytesIO(office.get(f"{AT}{assessment.pk}/scores.xlsx").content))
    assert [cell.value for cell in list(book.active.rows)[1]] == [1, "云棠区民政局", "minzheng", 55, 30, 85]
    year = office.get(f"{AT}schemes/{assessment.scheme_id}/year.csv").content.decode("utf-8-sig").splitlines()
    assert year == [
        "名次,单位,代码,一季度,二季度,三季度,四季度,全年得分",
        "1,云棠区民政局,minzheng,85.00,,,,85.00",
        "2,云棠区教育和体育局,jtj,60.00,,,,60.00",
    ]
    assert office.get(f"{AT}{assessment.pk}/scores.exe").status_code == 404


@pytest.mark.demand("AS-05")
def test_praise_is_recorded_beside_a_frozen_result(government, assessment):
    office = desk(government.office)
    told = {
        "organisation": government.body.pk,
        "kind": "praise",
        "decided_on": "2026-04-20",
        "text": "通报表扬",
    }
    early = office.post(f"{AT}{assessment.pk}/use/", told)
    assert (early.status_code, "定版以后" in early.content.decode()) == (422, True)

    Assessment.objects.filter(pk=assessment.pk).update(objections_until=DAY)
    office.post(f"{AT}{assessment.pk}/act/freeze/")
    office.post(f"{AT}{assessment.pk}/use/", told)
    shown = office.get(f"{AT}{assessment.pk}/").content.decode()
    assert "已定版" in shown and "通报表扬" in shown


def test_pages_ask_no_more_queries_for_more_units(government):
    office = desk(government.office)

    def queries(*units):
        with measured(sync=Numbers()):
            assessment = a_shown(government, a_scheme(government, *units))
            line = assessment.lines.filter(organisation=units[0]).get(indicator__code="2")
            raised = objecting.objection_refusals(line, by=government.contact, on=DAY)
            assert raised == []
            pages = (
                f"{assessment.pk}/",
                f"schemes/{assessment.scheme_id}/",
                f"schemes/{assessment.scheme_id}/year/",
            )
            counted = []
            for page in (*pages, f"{assessment.pk}/scores.csv", ""):
                with CaptureQueriesContext(connection) as asked:
                    assert office.get(AT + page).status_code == 200
                counted.append(len(asked))
        return counted

    office.get(AT)
    with transaction.atomic():
        one = queries(government.body)
        transaction.set_rollback(True)
    assert queries(government.body, *(a_body(f"dw{n}", f"云棠区第{n}单位") for n in range(6))) == one

"""Assessment and notices in a real browser: every page wide and at 320 px; a score objected to and answered by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from mingtang.assessments.models import Assessment
from mingtang.assessments.services import schemes, scoring
from mingtang.assessments.testing import DAY, Numbers, a_shown, measured, the_quarter
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import DAY as TODAY
from mingtang.publishing.testing import a_government
from mingtang.supervision.services import notices
from mingtang.supervision.testing import a_plan
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HERE = "/desk/assessments/"


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def assessment(government):
    """The first quarter, shown, with days left for objections; 民政局 did 11 of 12."""
    with measured(sync=Numbers({government.body.pk: (11, 12), a_body("jtj").pk: (6, 12)})):
        shown = a_shown(government)
        Assessment.objects.filter(pk=shown.pk).update(objections_until=localdate() + timedelta(days=5))
        yield shown


def test_every_page_of_assessment_is_for_everybody_wide_and_narrow(government, assessment, someone, wrong_on):
    scheme = assessment.scheme
    draft = a_draft_of_next_year(government)
    second = scoring.begin(the_quarter(scheme, 2), by=government.office, on=DAY)
    line = assessment.lines.first()
    addresses = [
        HERE,
        f"{HERE}new/",
        f"{HERE}schemes/{scheme.pk}/",
        f"{HERE}schemes/{draft.pk}/",
        f"{HERE}schemes/{draft.pk}/indicators/new/",
        f"{HERE}schemes/{draft.pk}/periods/",
        f"{HERE}schemes/{draft.pk}/units/",
        f"{HERE}indicators/{draft.indicators.first().pk}/",
        f"{HERE}schemes/{scheme.pk}/year/",
        f"{HERE}{assessment.pk}/",
        f"{HERE}{second.pk}/",
        f"{HERE}{second.pk}/by-hand/{scheme.indicators.get(code='2').pk}/",
        f"{HERE}{assessment.pk}/units/{line.organisation_id}/",
        f"{HERE}lines/{line.pk}/",
    ]
    assert wrong_on(someone(government.office), addresses) == []


def a_draft_of_next_year(government):
    body = a_body("qzf")
    return schemes.draft_scheme(body, year=2027, name="考核方案", by=government.office, on=DAY)


def test_every_page_of_notices_is_for_everybody_wide_and_narrow(government, someone, wrong_on):
    plan = a_plan(government)
    told = {"first_day": TODAY - timedelta(days=30), "last_day": TODAY, "text": "总体平稳。"}
    draft, notice = (
        notices.draft(plan, title=title, **told, by=government.office, on=TODAY)
        for title in ("十月通报", "十一月通报")
    )
    unit = notice.units.select_related("notice", "organisation").get(organisation=government.body)
    due = TODAY + timedelta(days=9)
    notices.ask(unit, matter="补报社会救助信息", due_on=due, by=government.office, on=TODAY)
    notices.issue(notice, by=government.office, on=TODAY)
    at = "/desk/tasks/notices/"
    mine = [at, f"{at}{notice.pk}/", f"{at}units/{unit.pk}/"]
    theirs = [*mine, f"{at}new/", f"{at}{draft.pk}/", f"{at}units/{draft.units.first().pk}/"]

    assert wrong_on(someone(government.office), theirs) == []
    assert wrong_on(someone(government.contact), mine) == []


def test_a_unit_objects_to_a_score_and_reads_the_answer(government, assessment, someone):
    page = someone(government.contact)
    page.goto(HERE)
    follow(page.get_by_role("link", name="2026年一季度"))
    follow(page.get_by_role("link", name="2 基层政务公开标准化规范化"))
    page.get_by_label("异议理由").fill("专区已于二月建成")
    follow(page.get_by_role("button", name="提出异议"))
    address = page.url

    office = someone(government.office)
    office.goto(address)
    office.get_by_label("答复").fill("经核对属实")
    office.get_by_label("复核后得分").fill("36")
    follow(office.get_by_role("button", name="答复"))

    page.goto(address)
    assert page.get_by_text("经核对属实").is_visible() and page.get_by_text("已采纳").is_visible()
    line = assessment.lines.get(organisation=government.body, indicator__code="2")
    assert (line.points, line.objections.get().points_before) == (36, 30)

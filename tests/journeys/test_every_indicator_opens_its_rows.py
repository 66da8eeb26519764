"""Every indicator that the platform measures: its number is what its page shows, of the body and the days alone, at one price."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Indicator, Period, Reading, listed
from mingtang.core.organisations.testing import a_body
from mingtang.gazette.models import Entry, Issue
from mingtang.gazette.testing import a_district, a_document, a_gazette, a_public_issue
from mingtang.policies.models import (
    Campaign,
    CampaignAnswer,
    EvaluationDuty,
    InterpretationDuty,
    Policy,
    PolicyEvaluation,
)
from mingtang.policies.testing import a_policy
from mingtang.publishing.api import CleanupTask, Edition
from mingtang.publishing.testing import Government, a_draft, a_kind, published
from mingtang.supervision.models import NoticeUnit, Report, Round, StandingNotice, Task, TaskUnit
from mingtang.supervision.testing import a_plan, a_record, proven

TODAY = localdate()
LATELY = Period(TODAY - timedelta(days=200), TODAY)
LONG_AGO = Period(date(1990, 1, 1), date(1990, 12, 31))
# What they count is counted as it stands on the day.
STANDING = {"section_parts", "columns_kept", "benefits_complete"}


# --- a district in which every indicator has something to count


@pytest.fixture
def district(db: None) -> Government:
    government = a_district()
    _gazette(government)
    _policies(government)
    _publishing(government)
    _tasks(government)
    _records(government)
    return government


def _gazette(government: Government) -> None:
    gazette = a_gazette(government, frequency="monthly")
    for number in (1, 2):
        a_public_issue(gazette, government, a_document(government, number), number=number)
        Issue.objects.filter(number=number).update(published_on=TODAY - timedelta(days=70 - 35 * number))
    Entry.objects.update(approved_on=TODAY - timedelta(days=40))


def _policies(government: Government) -> None:
    policy = a_policy(government)
    _interpretation(government, policy)
    facts = {"entered_on": TODAY, "entered_by": government.office}
    PolicyEvaluation.objects.create(
        organisation=government.body, year=TODAY.year, theme="救助政策", planned_on=TODAY, **facts
    )
    EvaluationDuty.objects.create(
        publication=policy.publication,
        reason="群众关注",
        due_on=TODAY,
        set_on=TODAY,
        set_by=government.office,
    )
    campaign = Campaign.objects.create(
        title="年度确认", opened_on=TODAY, due_on=TODAY, opened_by=government.office
    )
    CampaignAnswer.objects.create(campaign=campaign, policy=policy, unit=government.body)
    government.kind = a_kind("benefit", "惠企惠民政策事项")
    a_draft(government, title="创业补贴事项")
    government.kind = a_kind("service_guide", "办事指南")
    made = {"written_on": str(TODAY - timedelta(days=2))}
    text = "<p>企业开办一次办结：网上提交材料，窗口领取证照。</p>"
    published(government, title="企业开办办事指南", body=text, elements=made)


def _interpretation(government: Government, policy: Policy) -> None:
    edition = policy.publication.editions.get()
    InterpretationDuty.objects.update_or_create(
        policy=policy.publication,
        defaults={
            "edition": edition,
            "title": policy.title,
            "organisation": government.body,
            "must_be_interpreted": True,
            "drafted_at": timezone.now(),
            "published_at": timezone.now(),
            "due_on": TODAY,
        },
    )


def _publishing(government: Government) -> None:
    government.kind = a_kind("notice")
    government.column.update_period_days = 14
    government.column.save()
    for title, late in (("按时公开的通知", 0), ("逾期公开的通知", 3)):
        draft = a_draft(government, title=title, body=f"<p>{title}：请各镇街按时报送，并确定一名联络员。</p>")
        Edition.objects.filter(pk=draft.pk).update(due_on=TODAY - timedelta(days=late))
        draft.refresh_from_db()
        edition = published(government, draft)
    CleanupTask.objects.create(
        edition=edition, organisation=government.body, reason="reported", raised_on=TODAY, due_on=TODAY
    )


def _tasks(government: Government) -> None:
    plan = a_plan(government, tasks=2)
    mine = TaskUnit.objects.filter(organisation=government.body)
    mine.update(breakdown_due_on=TODAY)
    Task.objects.filter(plan=plan, is_standing=False).update(due_on=TODAY)
    round_ = Round.objects.create(
        plan=plan, kind="monthly", title="一期", first_day=TODAY, last_day=TODAY, opens_on=TODAY, due_on=TODAY
    )
    Report.objects.create(round=round_, part=mine[0], state="submitted", submitted_at=timezone.now())
    Report.objects.create(round=round_, part=mine[1])
    notice = StandingNotice.objects.create(plan=plan, title="季度通报", first_day=TODAY, last_day=TODAY)
    NoticeUnit.objects.create(
        notice=notice, organisation=government.body, matter="补齐指南", due_on=TODAY, state="asked"
    )


def _records(government: Government) -> None:
    for code in ("training", "joint_meeting", "leader_briefing", "staffing"):
        proven(government, a_record(government, code, body=government.body))
    a_record(government, "training", body=government.body, subject="没有佐证的培训")
    for late in (0, 5):
        said = str(TODAY + timedelta(days=late))
        proven(government, a_record(government, "opinion_response", body=government.body, responded_on=said))


# --- what each says


def rows_of(person: Any, reading: Reading) -> list[str]:
    """达到 or 未达到 of each row that the page behind a number holds, its whole table."""
    answer = sign_in(Client(), person).get(f"{reading.rows_url}&as=csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["事项", "日期", "是否达到", "情况"]
    return [line[2] for line in lines[1:]]


def shown_on(person: Any, reading: Reading) -> int:
    answer = sign_in(Client(), person).get(reading.rows_url)
    assert answer.status_code == 200
    return len(answer.context["table"].rows) if answer.context["table"] else 0


def is_share(indicator: Indicator) -> bool:
    """Others count up to what is asked of a year."""
    return not indicator.code.startswith("records_") and indicator.code != "policy_evaluations"


def test_every_number_is_what_its_page_shows(district):
    wrong = {}
    for code, indicator in listed().items():
        reading = indicator.read(district.body.pk, LATELY)
        told = rows_of(district.office, reading)
        right = (
            reading.of > 0
            and told.count("达到") == reading.value
            and (len(told) == reading.of or not is_share(indicator))
            and shown_on(district.office, reading) == len(told) > 0
        )
        if not right:
            wrong[code] = (reading.value, reading.of, told)
    assert wrong == {}


def test_no_number_and_no_page_holds_what_belongs_to_others_or_to_other_days(district):
    other = a_body("cjj", "云棠区财政局")
    wrong = {}
    for code, indicator in listed().items():
        elsewhere = indicator.read(other.pk, LATELY)
        before = indicator.read(district.body.pk, LONG_AGO)
        told = rows_of(district.office, elsewhere) if code != "section_parts" else []
        ago = rows_of(district.office, before) if code not in STANDING else []
        if told or ago or (before.value and code not in STANDING):
            wrong[code] = (told, ago, before.value)
    assert wrong == {}


def test_many_bodies_are_read_for_the_price_of_one_and_say_the_same(district):
    bodies = [district.body.pk, district.site.organisation_id, a_body("cjj", "云棠区财政局").pk]
    wrong = {}
    for code, indicator in listed().items():
        one, alone = _priced(lambda read=indicator.read_many: read(bodies[:1], LATELY))
        three, together = _priced(lambda read=indicator.read_many: read(bodies, LATELY))
        same = _numbers(alone)[bodies[0]] == _numbers(together)[bodies[0]]
        if one != three or not same or set(together) != set(bodies):
            wrong[code] = (one, three, same)
    assert wrong == {}


def _priced(act: Callable[[], Mapping[int, Reading]]) -> tuple[int, Mapping[int, Reading]]:
    with CaptureQueriesContext(connection) as asked:
        found = act()
    return len(asked), found


def _numbers(found: Mapping[int, Reading]) -> dict[int, tuple[int, int]]:
    return {body: (reading.value, reading.of) for body, reading in found.items()}


def test_rows_are_seen_by_the_unit_the_office_and_the_auditor_and_by_no_stranger(district):
    url = listed()["three_sync"].read(district.body.pk, LATELY).rows_url
    seen = {who: sign_in(Client(), district.people[who]).get(url).status_code for who in
            ("office", "auditor", "contact", "reviewer1", "unit_leader", "outsider", "administrator")}  # fmt: skip
    assert seen == {
        "office": 200, "auditor": 200, "contact": 200, "reviewer1": 200, "unit_leader": 200,
        "outsider": 404, "administrator": 404,
    }  # fmt: skip
    assert sign_in(Client(), district.office).get(url.replace("three_sync", "no_such_one")).status_code == 404


def test_a_long_list_of_rows_goes_on_without_doubling(district, monkeypatch):
    monkeypatch.setattr("mingtang.supervision.views.desk.indicators.PAGE_SIZE", 1)
    monkeypatch.setattr("mingtang.core.design.services.PAGE_SIZE", 1)
    client, seen = sign_in(Client(), district.office), []
    address = listed()["public_in_time"].read(district.body.pk, LATELY).rows_url
    while address:
        page = client.get(address)
        seen += [str(row[0]) for row in page.context["table"].rows]
        address = page.context["next_url"]
    assert seen == ["逾期公开的通知", "按时公开的通知"]

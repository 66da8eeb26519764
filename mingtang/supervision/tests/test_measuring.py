"""Measured indicators: what they count, the rows they open, how they prove a task, and that nothing is faked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.files import api as files
from mingtang.core.indicators import api as indicators
from mingtang.core.indicators.api import Indicator, Period, Reading, listed
from mingtang.publishing.testing import Government, a_government
from mingtang.supervision.models import IndicatorReading, Record, RecordKind, Task
from mingtang.supervision.queries.measured import indicators_of, newest_by_unit, quarter_end
from mingtang.supervision.queries.record_kinds import definition_of
from mingtang.supervision.queries.standing import standing_of
from mingtang.supervision.services import measuring
from mingtang.supervision.services import records as acts
from mingtang.supervision.services.measuring import MayNotBind
from mingtang.supervision.testing import a_plan, a_record

YEAR = 2026
DAY = date(YEAR, 11, 20)
SAMPLES = {"text": "测试内容", "longtext": "测试内容", "number": "12", "boolean": True}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    acts.load_kinds()
    return a_government()


@pytest.fixture
def task(government: Government) -> Task:
    """区民政局 leads, 区教育和体育局 shares; due at the end of 2026."""
    return a_plan(government, tasks=1).tasks.get()


def a_training(
    government: Government, held_on: date = DAY, *, is_complete: bool = True, subject: str = "条例培训"
) -> Record:
    """A training of 区民政局, with or without what proves it."""
    kind = RecordKind.objects.get(code="training")
    values: dict[str, Any] = {}
    for element in definition_of(kind.versions.get()).elements:
        choice = element.choices[0][0] if element.choices else ""
        values[element.code] = {"choice": choice, "multichoice": [choice]}.get(element.type) or SAMPLES[
            element.type
        ]
    record = acts.keep(
        kind,
        organisation_id=government.body.pk,
        held_on=held_on,
        values=values | {"subject": subject},
        by=government.office,
        on=DAY,
    )
    return _proven(government, record) if is_complete else record


def _proven(government: Government, record: Record) -> Record:
    for sort in definition_of(record.version).evidence:
        if sort.required:
            file = files.receive(
                ContentFile(PDF, name="佐证.pdf"), by=government.office, owner=government.body, purpose="test"
            )
            acts.add_proof(record, sort=sort.code, file=file, by=government.office, on=DAY)
    return acts.complete(record, by=government.office, on=DAY)


def desk(person: Any) -> Client:
    return sign_in(Client(), person)


def told_by(value: int, of: int) -> Indicator:
    """An indicator that says the same of everybody."""
    return Indicator(
        "told",
        "试测指标",
        "规则。",
        lambda body, period: Reading(value, of, "/desk/tasks/records/", timezone.now()),
    )


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets a test say which indicators the platform measures."""

    def wire(*told: Indicator) -> None:
        monkeypatch.setattr(indicators, "import_module", lambda name: SimpleNamespace(INDICATORS=told))

    return wire


def readings() -> list[tuple[str, int, int, bool]]:
    rows = IndicatorReading.objects.order_by("organisation", "last_day")
    return [(row.organisation.short_name, row.value, row.of, row.meets) for row in rows]


# --- what is counted


@pytest.mark.demand("TN-01")
def test_trainings_held_with_evidence_are_one_of_two_and_the_rows_open(government):
    a_training(government, subject="有佐证的培训")
    a_training(government, is_complete=False, subject="没有佐证的培训")
    a_training(government, date(YEAR - 1, 12, 1), subject="去年的培训")
    training = listed()["records_training"]
    year = Period(date(YEAR, 1, 1), date(YEAR, 12, 31))

    found = training.read(government.body.pk, year)
    said = desk(government.contact).get(found.rows_url).content.decode()
    assert (found.value, found.of) == (1, 2)
    assert "全年培训不少于2次" in training.rule
    assert ("去年的培训" in said, said.count("无佐证，不计")) == (False, 1)


@pytest.mark.demand("RE-02")
def test_the_days_from_finding_public_opinion_to_the_answer_are_measured(government):
    for subject, said in (
        ("及时回应", DAY + timedelta(days=2)),
        ("晚了一天", DAY + timedelta(days=3)),
        ("没有写", ""),
    ):
        facts = {"subject": subject, "responded_on": str(said), "judgment": "属于咨询类舆情。"}
        record = a_record(government, "opinion_response", body=government.body, held_on=DAY, **facts)
        _proven(government, record)
    answered = listed()["opinion_answered"]

    found = answered.read(government.body.pk, Period(date(YEAR, 1, 1), DAY))
    rows = desk(government.contact).get(found.rows_url).context["table"].rows
    assert (found.value, found.of) == (1, 3)
    assert {str(row[0]): (str(row[2]), row[3]) for row in rows} == {
        "及时回应": ("达到", "发现后2天回应"),
        "晚了一天": ("未达到", "发现后3天回应"),
        "没有写": ("未达到", "没有写首次回应日期"),
    }


def test_many_units_are_read_in_one_query_and_say_the_same_as_each_alone(government):
    a_training(government)
    training = listed()["records_training"]
    bodies = [government.body.pk, government.site.organisation_id]
    year = Period(date(YEAR, 1, 1), date(YEAR, 12, 31))
    with CaptureQueriesContext(connection) as queries:
        many = training.read_many(bodies, year)
    assert len(queries) == 1
    assert [(many[pk].value, many[pk].of) for pk in bodies] == [(1, 2), (0, 2)]
    assert [training.read(pk, year).value for pk in bodies] == [1, 0]


def test_every_indicator_says_its_rule_and_opens_a_page_of_its_rows(government):
    client = desk(government.office)
    year = Period(date(YEAR, 1, 1), DAY)
    found = listed()
    wrong = [code for code, one in found.items() if len(one.rule) < 15 or not one.rule.endswith("。")]
    opened = {
        code: client.get(one.read(government.body.pk, year).rows_url).status_code
        for code, one in found.items()
    }
    said = client.get("/desk/tasks/indicators/").content.decode()
    assert wrong == []
    assert [code for code in found if f"/desk/tasks/indicators/rows/{code}/" not in said] == []
    assert set(opened.values()) == {200}
    assert {"three_sync", "policy_evaluations", "section_parts", "gazette_in_time", "columns_kept"} <= set(
        found
    )
    assert {"public_in_time", "records_training", "records_leader_briefing", "records_joint_meeting"} <= set(
        found
    )


def test_a_trade_that_is_not_built_has_no_indicator_and_two_may_not_share_a_code(db, wired):
    assert not [code for code in listed() if "foi" in code or "consultation" in code]
    wired(told_by(1, 1), told_by(2, 2))
    with pytest.raises(ValueError, match="share the code told"):
        listed()


# --- bound to a task


@pytest.mark.demand("TS-03")
def test_an_indicator_bound_to_a_task_is_read_at_once_and_proves_it_when_it_is_met(government, task):
    a_training(government)
    measuring.bind(task, "records_training", at_least_value=2, by=government.office, on=DAY)
    assert readings() == [("民政局", 1, 2, False), ("教育和体育局", 0, 2, False)]

    a_training(government, date(YEAR, 6, 1))
    measuring.measure(DAY)
    assert readings() == [("民政局", 2, 2, True), ("教育和体育局", 0, 2, False)]
    today = localdate()  # readings carry the moment at which they were really taken
    stands = standing_of([task], today)[task.pk]
    assert {row.part.organisation.short_name: row.standing for row in stands.parts} == {
        "民政局": "proven",
        "教育和体育局": "missing",
    }


def test_measured_twice_in_a_day_a_reading_stands_once_and_a_new_quarter_keeps_the_earlier(
    government, task, wired
):
    wired(told_by(1, 2))
    measuring.bind(task, "told", by=government.office, on=date(YEAR, 9, 30))
    measuring.measure(date(YEAR, 9, 30))
    assert (IndicatorReading.objects.count(), measuring.measure(date(YEAR, 9, 30))) == (2, 2)
    measuring.measure(date(YEAR, 10, 1))

    spans = IndicatorReading.objects.filter(organisation=government.body).values_list("first_day", "last_day")
    assert sorted(spans) == [
        (date(YEAR, 1, 1), date(YEAR, 9, 30)),
        (date(YEAR, 1, 1), date(YEAR, 12, 31)),
    ]
    [bound] = indicators_of(task, date(YEAR, 10, 1))
    assert [[row.last_day.month for row in rows] for rows in (bound.readings, bound.earlier)] == [
        [12, 12],
        [9, 9],
    ]


def test_a_quarter_ends_on_its_last_day():
    days = (date(YEAR, 1, 1), date(YEAR, 3, 31), date(YEAR, 4, 1), date(YEAR, 12, 31))
    assert [quarter_end(day) for day in days] == [
        date(YEAR, 3, 31), date(YEAR, 3, 31), date(YEAR, 6, 30), date(YEAR, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "of", "percent", "least", "is_met"),
    [
        (0, 0, 1, None, False),
        (12, 12, 100, None, True),
        (11, 12, 100, None, False),
        (9, 10, 90, None, True),
        (1, 1, 100, 2, False),
        (2, 2, 100, 2, True),
    ],
)
def test_a_reading_proves_from_the_share_and_number_that_were_bound_and_nothing_counted_proves_nothing(
    government, task, wired, value, of, percent, least, is_met
):
    wired(told_by(value, of))
    measuring.bind(task, "told", at_least_percent=percent, at_least_value=least, by=government.office, on=DAY)
    assert [meets for *_, meets in readings()] == [is_met, is_met]


def test_binding_is_refused_with_every_reason(government, task):
    measuring.bind(task, "records_training", by=government.office, on=DAY)
    with pytest.raises(MayNotBind) as caught:
        measuring.bind(
            task, "records_training", at_least_percent=0, at_least_value=0, by=government.contact, on=DAY
        )
    assert [str(reason) for reason in caught.value.reasons] == [
        "测量指标由政务公开办绑定和解除。",
        "这项任务已绑定这个指标；要改变标准的，先解除再绑定。",
        "达标比例须在1到100之间。",
        "至少的数目须大于0；不按数目的请留空。",
    ]
    with pytest.raises(MayNotBind, match="平台还不测量这个指标"):
        measuring.bind(task, "foi_in_time", by=government.office, on=DAY)


def test_a_closed_task_is_measured_no_more_and_an_indicator_that_is_gone_keeps_what_it_said(
    government, task, wired
):
    wired(told_by(1, 2))
    measuring.bind(task, "told", by=government.office, on=DAY)
    wired()
    assert measuring.measure(DAY) == 0
    [bound] = indicators_of(task, DAY)
    assert (bound.name, bound.rule, len(bound.readings)) == (
        "told", "平台目前不测量这个指标，保留以前的测量值。", 2,
    )  # fmt: skip
    wired(told_by(2, 2))
    Task.objects.filter(pk=task.pk).update(state="closed", closed_on=DAY)
    assert measuring.measure(DAY) == 0
    assert [row[1] for row in readings()] == [1, 1]


# --- pages


def test_the_office_binds_and_unbinds_by_the_page_and_units_only_read(government, task, wired):
    wired(told_by(1, 2))
    page = f"/desk/tasks/indicators/task/{task.pk}/"
    office, contact = desk(government.office), desk(government.contact)
    refused = office.post(page, {"code": "nothing", "at_least_percent": 100})
    office.post(page, {"code": "told", "at_least_percent": 50, "at_least_value": ""})
    binding = task.indicators.get()
    said = contact.get(page).content.decode()

    assert refused.status_code == 422
    assert [words in said for words in ("试测指标", "规则。", "须达到50%", "1/2", "达标")] == [True] * 5
    assert ("绑定指标" in said, "绑定指标" in office.get(page).content.decode()) == (False, True)
    contact.post(f"/desk/tasks/indicators/{binding.pk}/unbind/")
    assert task.indicators.count() == 1
    office.post(f"/desk/tasks/indicators/{binding.pk}/unbind/")
    assert (task.indicators.count(), IndicatorReading.objects.count()) == (0, 0)


def test_outsiders_see_no_indicators_of_a_task_and_only_their_own_readings(government, task, wired):
    wired(told_by(1, 2))
    binding = measuring.bind(task, "told", by=government.office, on=DAY)
    reviewer, contact, office = (
        desk(one) for one in (government.reviewer1, government.contact, government.office)
    )

    assert desk(government.administrator).get("/desk/tasks/indicators/").status_code == 404
    assert reviewer.get("/desk/tasks/indicators/").status_code == 404
    assert desk(government.administrator).get(f"/desk/tasks/indicators/task/{task.pk}/").status_code == 404
    assert (
        desk(government.administrator).post(f"/desk/tasks/indicators/{binding.pk}/unbind/").status_code == 404
    )
    year = f"?year={YEAR}"
    tables = [client.get(f"/desk/tasks/indicators/{year}").context["units"] for client in (contact, office)]
    assert [[row[0] for row in table.rows] for [(_, table)] in tables] == [
        ["民政局"],
        ["民政局", "教育和体育局"],
    ]
    assert [title for [(title, _)] in tables] == [
        "试测指标：0个单位达标，共测量1个单位",
        "试测指标：0个单位达标，共测量2个单位",
    ]
    csv = office.get(f"/desk/tasks/indicators/{year}&as=csv").content.decode("utf-8-sig").splitlines()
    assert csv == ["单位,试测指标", "民政局,1/2", "教育和体育局,1/2"]


def test_units_by_indicator_cost_the_same_for_one_task_and_for_three(government, wired):
    wired(told_by(1, 2))
    tasks = list(a_plan(government, tasks=3).tasks.order_by("number"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            newest_by_unit(YEAR, ["told"])
            indicators_of(tasks[0], DAY)
        return len(queries)

    measuring.bind(tasks[0], "told", by=government.office, on=DAY)
    one = cost()
    for task in tasks[1:]:
        measuring.bind(task, "told", by=government.office, on=DAY)
    assert cost() == one == 3
    assert [unit.name for unit in newest_by_unit(YEAR, ["told"])] == ["民政局", "教育和体育局"]


def test_a_plan_of_next_year_is_not_measured_yet(government, wired):
    wired(told_by(1, 2))
    task = a_plan(government, tasks=1, title=f"云棠区{localdate().year + 1}年政务公开工作要点").tasks.get()
    task.plan.__class__.objects.filter(pk=task.plan_id).update(year=YEAR + 1)
    task.refresh_from_db()
    measuring.bind(task, "told", by=government.office, on=DAY)
    assert (readings(), measuring.measure(DAY)) == ([], 0)

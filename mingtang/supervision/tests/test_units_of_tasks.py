"""Other units for a task: asked with a reason, decided by another person, and what those that left did stays readable."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.indicators.api import Period
from mingtang.core.messages.api import Notice
from mingtang.core.organisations.api import Organisation, standings
from mingtang.core.organisations.testing import a_body, a_person
from mingtang.core.refusals import Refused
from mingtang.publishing.testing import Government, a_government
from mingtang.supervision.analysis.rounds import quarter_end
from mingtang.supervision.models import Report, Round, Task, TaskChange, TaskUnit
from mingtang.supervision.queries import progress
from mingtang.supervision.queries.standing import standing_of
from mingtang.supervision.queries.task_indicators import INDICATORS
from mingtang.supervision.queries.task_todo import task_todo
from mingtang.supervision.services import breakdown, changes, closing, evidence, reports, rounds
from mingtang.supervision.services.plans import Head
from mingtang.supervision.testing import a_plan

ON = localdate()
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    found = a_government()
    found.people["deputy"] = a_person("秦副科", "office", found.site.organisation)
    found.people["newcomer"] = a_person("曹财政", "contact", a_body("czj", "云棠区财政局"))
    return found


@pytest.fixture
def task(government: Government) -> Task:
    """民政局 leads, 教体局 shares."""
    return a_plan(government, on=ON, head=Head(issued_on=ON - 20 * DAY)).tasks.get(number=1)


@pytest.fixture
def finance(government: Government) -> Organisation:
    return Organisation.objects.get(code="czj")


@pytest.fixture
def schools(government: Government) -> Organisation:
    return Organisation.objects.get(code="jtj")


def reasons(act: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [str(reason) for reason in refused.value.reasons]


def changed(government: Government, task: Task, roles: dict[Organisation, str], on: Any = ON) -> TaskChange:
    """Asked by the unit, agreed to by the office."""
    asked = changes.ask_units(
        task,
        units={body.pk: role for body, role in roles.items()},
        reason="职责划转",
        by=government.office,
        on=on,
    )
    return changes.approve(asked, words="同意", by=government.deputy, on=on)


def an_open_round(task: Task) -> Round:
    row = Round.objects.create(
        plan=task.plan, kind="monthly", title="本月报送", first_day=ON - 20 * DAY, last_day=ON, opens_on=ON, due_on=ON + 10 * DAY
    )  # fmt: skip
    rounds.open_due(ON)
    return row


def reported(part: TaskUnit, by: Any) -> Report:
    return reports.submit(part.reports.get(), text="已公开三件。", by=by, on=ON)


def a_proof(part: TaskUnit, by: Any) -> Any:
    return evidence.claim_file(
        part,
        upload=SimpleUploadedFile("p.pdf", PDF + part.organisation.code.encode()),
        title="纪要",
        by=by,
        on=ON,
    )


@pytest.mark.demand("TS-02")
def test_an_approved_change_of_units_is_applied_and_the_original_stays_visible(
    government, task, schools, finance
):
    asked = changes.ask_units(
        task,
        units={government.body.pk: "co", finance.pk: "lead"},
        reason="牵头职责划转财政局",
        by=government.contact,
        on=ON,
    )
    assert [part.left_on for part in task.units.all()] == [None, None]

    changes.approve(asked, words="同意", by=government.office, on=ON)

    assert {
        (part.organisation.code, part.role, part.joined_on, part.left_on) for part in task.units.all()
    } == {("minzheng", "co", None, None), ("jtj", "co", None, ON), ("czj", "lead", ON, None)}
    asked.refresh_from_db()
    assert (asked.before, asked.after, asked.state) == (
        "牵头：民政局；责任：教育和体育局",
        "牵头：财政局；责任：民政局",
        "approved",
    )
    page = sign_in(Client(), government.office).get(f"/desk/tasks/task/{task.pk}/").content.decode()
    assert "最初责任单位" in page
    assert page.count("牵头：民政局；责任：教育和体育局") >= 2
    assert "已退出的单位" in page


def test_who_joins_files_within_thirty_days_of_the_change_and_answers_the_open_rounds(
    government, task, finance
):
    row = an_open_round(task)
    over = Round.objects.create(
        plan=task.plan, kind="node", title="上期", first_day=ON - 40 * DAY, last_day=ON - 30 * DAY,
        opens_on=ON - 40 * DAY, due_on=ON - 20 * DAY, opened_at=row.opened_at, closed_at=row.opened_at,
    )  # fmt: skip
    changed(government, task, {government.body: "lead", finance: "co"}, on=ON)
    part = task.units.get(organisation=finance)

    assert part.breakdown_due_on == ON + 30 * DAY
    assert list(part.reports.values_list("round", flat=True)) == [row.pk]
    assert not over.reports.filter(part=part).exists()
    assert (part.standing, part.light) == ("missing", "yellow")
    assert [(n.subject, n.text) for n in Notice.objects.filter(to_id=government.newcomer.pk)] == [
        (f"新承担任务：{task}", f"请于{(ON + 30 * DAY).isoformat()}前报送分解措施。")
    ]
    mine = standings(government.newcomer.pk, ON)
    assert [item.what for item in task_todo(government.newcomer, mine, ON).items] == [
        "报送分解措施",
        "报送进展：本月报送",
    ]


def test_what_a_unit_that_left_reported_and_proved_stays_readable_and_counts_no_more(
    government, task, schools, finance
):
    row = an_open_round(task)
    left = task.units.get(organisation=schools)
    breakdown.break_down(
        left, breakdown="逐校梳理。", responsible_name="甲某", own_due_on=ON, by=government.outsider, on=ON
    )
    reported(left, government.outsider)
    evidence.verify(a_proof(left, government.outsider), by=government.office, on=ON)
    mine = task.units.get(organisation=government.body)
    assert closing.closing_refusals(task, by=government.office, on=ON) != []

    changed(government, task, {government.body: "lead"})
    evidence.verify(a_proof(mine, government.contact), by=government.office, on=ON)

    left.refresh_from_db()
    assert (left.breakdown, left.reports.get().text, left.evidence.get().state) == (
        "逐校梳理。",
        "已公开三件。",
        "proven",
    )
    assert (left.standing, left.light) == ("", "")
    assert [part.part for part in standing_of([task], ON)[task.pk].parts] == [mine]
    assert {part.part for part in standing_of([task], ON - DAY)[task.pk].parts} == {mine, left}
    assert closing.closing_refusals(task, by=government.office, on=ON) == []
    for person in (government.office, government.outsider):
        page = sign_in(Client(), person).get(f"/desk/tasks/parts/{left.pk}/")
        words = page.content.decode()
        assert all(text in words for text in ("逐校梳理。", "已公开三件。", "已退出这项任务", "纪要"))
    assert row.reports.filter(part=left).exists()


def test_a_unit_that_left_is_asked_nothing_more(government, task, schools):
    row = an_open_round(task)
    left = task.units.get(organisation=schools)
    report = left.reports.get()
    changed(government, task, {government.body: "lead"})

    told = f"教育和体育局已于{ON.isoformat()}起不再承担这项任务。"
    left.refresh_from_db()
    report.refresh_from_db()
    by = government.outsider
    assert told in reasons(lambda: reports.submit(report, text="补报", by=by, on=ON))
    assert told in reasons(lambda: a_proof(left, by))
    assert told in breakdown_reasons(left, by)
    assert "变更由承担任务的单位申请。" in reasons(
        lambda: changes.ask_change(task, what="text", after="新", reason="有理由", by=by, on=ON)
    )
    assert task_todo(by, standings(by.pk, ON), ON).items == []
    rounds.remind(row.due_on)
    rounds.remind(row.due_on + DAY)
    subjects = set(Notice.objects.filter(to_id=by.pk).values_list("subject", flat=True))
    assert subjects == {"请报送：本月报送", f"不再承担任务：{task}"}
    page = sign_in(Client(), by).get("/desk/tasks/mine/").content.decode()
    assert "没有承担中的任务" in page


def breakdown_reasons(part: TaskUnit, by: Any) -> list[str]:
    return reasons(
        lambda: breakdown.break_down(
            part, breakdown="做", responsible_name="甲某", own_due_on=ON, by=by, on=ON
        )
    )


def test_a_round_that_opens_later_asks_those_who_take_part_then(government, task, schools, finance):
    changed(government, task, {government.body: "lead", finance: "co"})
    row = an_open_round(task)

    asked = row.reports.filter(part__task=task).values_list("part__organisation__code", flat=True)
    assert sorted(asked) == ["czj", "minzheng"]


def test_a_round_that_was_over_is_not_asked_of_who_joins_a_standing_task(government, task, finance):
    standing = task.plan.tasks.get(is_standing=True)
    row = an_open_round(standing)
    late = row.due_on + 5 * DAY
    changed(government, standing, {government.body: "lead", finance: "co"}, on=late)

    found = {one.part.organisation: one for one in standing_of([standing], late)[standing.pk].parts}
    assert (found[government.body].standing, found[finance].standing) == ("overdue", "missing")
    assert (found[finance].light, found[finance].why) == ("green", "未到期")


def test_the_public_does_not_read_of_a_report_that_a_unit_which_left_did_not_owe(government, task, schools):
    plan = task.plan
    year, quarter = (ON.year, (ON.month - 1) // 3 + 1)
    end = quarter_end(year, quarter)
    row = Round.objects.create(
        plan=plan, kind="quarterly", title="本季", first_day=ON, last_day=end, opens_on=ON, due_on=end
    )
    rounds.open_due(ON)
    reported(task.units.get(organisation=government.body), government.contact)

    def is_flagged() -> bool:
        found = progress.task_of(plan, task.number, (year, quarter), end + DAY)
        return found is not None and found.unreported

    assert is_flagged()
    changed(government, task, {government.body: "lead"})
    assert row.reports.filter(part__organisation=schools, state="asked").exists()
    assert not is_flagged()


def test_a_report_that_a_unit_which_left_did_not_owe_is_not_measured(government, task, schools):
    row = an_open_round(task)
    [indicator] = [one for one in INDICATORS if one.code == "reports_in_time"]
    period = Period(row.due_on, row.due_on)
    assert indicator.read(schools.pk, period).of == 1
    changed(government, task, {government.body: "lead"})
    assert indicator.read(schools.pk, period).of == 0


def test_a_unit_that_comes_back_goes_on_with_what_it_filed(government, task, schools):
    part = task.units.get(organisation=schools)
    breakdown.break_down(
        part, breakdown="逐校梳理。", responsible_name="甲某", own_due_on=ON, by=government.outsider, on=ON
    )
    due = part.breakdown_due_on
    changed(government, task, {government.body: "lead"})
    changed(government, task, {government.body: "lead", schools: "co"}, on=ON + DAY)

    part.refresh_from_db()
    assert (part.left_on, part.breakdown, part.breakdown_due_on) == (None, "逐校梳理。", due)
    assert task.units.count() == 2
    assert part.light != ""


def test_other_units_are_asked_with_a_reason_and_decided_by_another_person(government, task, finance):
    now = {government.body.pk: "lead", Organisation.objects.get(code="jtj").pk: "co"}

    def ask(units: dict[int, str], reason: str = "有理由", by: Any = None) -> TaskChange:
        return changes.ask_units(task, units=units, reason=reason, by=by or government.contact, on=ON)

    assert reasons(lambda: ask({})) == ["任务至少要有一个单位；不再办理的，请申请终止。"]
    assert reasons(lambda: ask(now, reason=" ")) == ["变更后的单位与现在相同。", "请写明变更的理由。"]
    assert reasons(lambda: ask({finance.pk: "lead"}, by=government.newcomer)) == [
        "变更由承担任务的单位申请。"
    ]
    gone = a_body("jiu", "云棠区旧局", valid_until=ON - DAY)
    assert reasons(lambda: ask(now | {gone.pk: "co"})) == ["旧局已撤销或者不是独立单位，请改选。"]

    asked = ask(now | {finance.pk: "co"}, by=government.office)
    assert reasons(lambda: ask(now | {finance.pk: "lead"})) == ["同一事项已有变更申请待批准，请等待答复。"]
    assert reasons(lambda: changes.approve(asked, by=government.office, on=ON)) == [
        "不能批准自己的申请，请由另一人办理。"
    ]
    TaskUnit.objects.filter(task=task, role="co").update(role="lead")
    assert reasons(lambda: changes.approve(asked, by=government.deputy, on=ON)) == [
        "申请之后任务已有变动，请不予批准，并请单位重新申请。"
    ]
    assert task.units.count() == 2


def test_the_page_asks_for_units_and_keeps_what_was_typed(government, task, schools, finance):
    path = f"/desk/tasks/task/{task.pk}/units/"
    contact = sign_in(Client(), government.contact)
    told = {
        f"role-{government.body.pk}": "lead",
        f"role-{schools.pk}": "leaves",
        "new-1": str(finance.pk),
        "new-role-1": "co",
        "new-2": "",
        "new-role-2": "co",
        "new-3": "",
        "new-role-3": "co",
        "reason": "",
    }
    assert "调整责任单位" in contact.get(f"/desk/tasks/task/{task.pk}/").content.decode()
    refused = contact.post(path, told)
    assert refused.status_code == 422
    assert '<option value="leaves" selected>' in refused.content.decode()

    contact.post(path, told | {"reason": "学校事项划出"})
    asked = TaskChange.objects.get()
    assert (asked.after, asked.units) == (
        "牵头：民政局；责任：财政局",
        [[government.body.pk, "lead"], [finance.pk, "co"]],
    )
    office = sign_in(Client(), government.office)
    decided = office.post(f"/desk/tasks/changes/{asked.pk}/", {"decision": "approve", "words": "同意"})
    assert decided.status_code == 302
    assert set(task.units.filter(left_on=None).values_list("organisation__code", flat=True)) == {
        "minzheng",
        "czj",
    }
    assert sign_in(Client(), government.newcomer).get(path).status_code == 200
    assert (
        sign_in(Client(), a_person("路人", "contact", a_body("x", "云棠区路局"))).get(path).status_code == 404
    )

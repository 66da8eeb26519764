"""Tasks after confirmation: breakdown, rounds, reports, proofs, changes, closing. Each act beside its refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from mingtang.core.events import api as events
from mingtang.core.messages.api import Notice
from mingtang.core.organisations.api import standings
from mingtang.core.organisations.testing import a_person
from mingtang.core.refusals import Refused
from mingtang.publishing import api as publishing
from mingtang.publishing.api import EditionWithdrawn
from mingtang.publishing.testing import Government, a_government, published
from mingtang.supervision.events import TaskCompleted
from mingtang.supervision.handlers import tell_completed
from mingtang.supervision.models import (
    Evidence,
    IndicatorBinding,
    IndicatorReading,
    Milestone,
    Report,
    Round,
    Task,
    TaskChange,
    TaskUnit,
)
from mingtang.supervision.queries.standing import standing_of
from mingtang.supervision.services import (
    breakdown,
    changes,
    closing,
    evidence,
    keeping,
    milestones,
    reports,
    rounds,
)
from mingtang.supervision.services.plans import Head
from mingtang.supervision.testing import a_plan

ON = localdate()
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def government(db: None) -> Government:
    return a_government()


@pytest.fixture
def task(government: Government) -> Task:
    """Two units, due in eighty days, to be broken down within thirty."""
    found = a_plan(government, on=ON, head=Head(issued_on=ON)).tasks.get(number=1)
    found.due_on = found.first_due_on = ON + 80 * DAY
    found.save()
    return found


@pytest.fixture
def part(task: Task, government: Government) -> TaskUnit:
    return task.units.get(organisation=government.body)


def light_of(task: Task, on: date = ON) -> tuple[str, str]:
    task.refresh_from_db()
    found = standing_of([task], on)[task.pk]
    return found.standing, found.light


def reasons(act: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [str(reason) for reason in refused.value.reasons]


def filed(part: TaskUnit, government: Government, **facts: Any) -> TaskUnit:
    told = {
        "breakdown": "每月梳理一次，专人上传。",
        "responsible_name": "刘某某",
        "own_due_on": ON + 30 * DAY,
    }
    return breakdown.break_down(part, **told | facts, by=government.contact, on=facts.pop("on", ON))


def a_file_proof(part: TaskUnit, government: Government, title: str = "会议纪要", **facts: Any) -> Evidence:
    upload = SimpleUploadedFile("proof.pdf", PDF + title.encode())
    return evidence.claim_file(
        part, upload=upload, title=title, by=facts.get("by", government.contact), on=ON
    )


# --- breakdown


@pytest.mark.demand("TS-02")
def test_each_unit_files_its_breakdown_within_thirty_days_and_what_is_not_filed_is_red(
    government, task, part
):
    due = part.breakdown_due_on
    assert due == ON + 30 * DAY
    assert light_of(task, due) == ("missing", "green")
    assert light_of(task, due + DAY) == ("missing", "red")

    filed(part, government)
    other = task.units.exclude(pk=part.pk).get()
    found = standing_of([task], due + DAY)[task.pk]
    assert {row.part.pk: row.light for row in found.parts}[part.pk] != "red"
    assert {row.part.pk: row.light for row in found.parts}[other.pk] == "red"

    keeping.keep_lights(due + DAY)
    assert set(task.units.values_list("pk", "light")) == {(part.pk, "green"), (other.pk, "red")}


def test_a_breakdown_names_measures_a_person_and_a_day_not_after_the_tasks(government, task, part):
    late = task.due_on + DAY
    assert reasons(lambda: filed(part, government, breakdown=" ", responsible_name="", own_due_on=None)) == [
        "请写明本单位的分解措施。",
        "请写明本单位的具体责任人。",
        "请填写本单位时限。",
    ]
    assert "不能晚于任务时限" in reasons(lambda: filed(part, government, own_due_on=late))[0]
    told = {"breakdown": "做", "responsible_name": "甲某", "own_due_on": ON, "on": ON}
    assert reasons(lambda: breakdown.break_down(part, **told, by=government.outsider)) == [
        "分解措施由民政局的信息员或者负责人报送。"
    ]
    part.refresh_from_db()
    assert part.broken_down_on is None
    assert filed(part, government, own_due_on=task.due_on).broken_down_on == ON


def test_putting_a_breakdown_right_keeps_the_day_on_which_it_was_first_filed(government, part):
    filed(part, government)
    told = {"breakdown": "改为每周梳理。", "responsible_name": "乙某", "own_due_on": ON}
    again = breakdown.break_down(part, **told, by=government.unit_leader, on=ON + 3 * DAY)

    assert (again.broken_down_on, again.breakdown, again.breakdown_by_name) == (
        ON,
        "改为每周梳理。",
        "孙局长",
    )


# --- proofs


def test_only_what_another_person_verified_counts(government, task, part):
    mine = a_file_proof(part, government)
    assert {row.standing for row in standing_of([task], ON)[task.pk].parts} == {"claimed", "missing"}

    evidence.verify(mine, by=government.office, on=ON)
    other = task.units.exclude(pk=part.pk).get()
    theirs = a_file_proof(other, government, "台账", by=government.outsider)
    assert light_of(task) == ("claimed", "green")
    evidence.verify(theirs, by=government.office, on=ON)

    assert light_of(task) == ("proven", "green")
    task.refresh_from_db()
    assert (task.standing, task.light) == ("proven", "green")


def test_a_report_that_says_done_proves_nothing(government, task, part):
    row = a_round(task)
    report = Report.objects.get(round=row, part=part)
    reports.submit(report, text="已全部完成。", says_done=True, by=government.contact, on=ON)
    reports.accept(report, by=government.office, on=ON)

    assert [r.standing for r in standing_of([task], ON)[task.pk].parts if r.part == part] == ["claimed"]
    assert "民政局承担的部分尚未印证。" in reasons(lambda: closing.close(task, by=government.office, on=ON))


def test_nobody_verifies_the_own_proof_and_the_database_holds_it(government, task, part):
    both = a_person("何公开兼", "office", government.site.organisation)
    from mingtang.core.organisations.api import appoint

    appoint(both, organisation=government.body, role="contact", by=None)
    own = a_file_proof(part, government, by=both)

    assert reasons(lambda: evidence.verify(own, by=both, on=ON)) == [
        "不能核验自己提供的佐证，请由另一人办理。"
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=own.pk).update(state="proven", judged_by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=own.pk).update(state="proven")
    assert evidence.verify(own, by=government.reviewer1, on=ON).state == "proven"


def test_who_may_verify_is_the_office_or_a_reviewer_of_the_unit(government, part):
    proof = a_file_proof(part, government)
    stranger = a_person("外审核", "reviewer1", government.site.organisation)

    for person in (government.unit_leader, government.outsider, government.auditor, stranger):
        assert reasons(lambda person=person: evidence.verify(proof, by=person, on=ON)) == [
            "佐证由政务公开办或者本单位审核人核验。"
        ]
    assert evidence.verify(proof, by=government.reviewer2, on=ON).judged_by_name == "吴复审"
    assert reasons(lambda: evidence.verify(proof, by=government.office, on=ON)) == ["这份佐证已核验。"]


def test_a_proof_is_sent_back_with_a_reason_and_may_come_again(government, task, part):
    proof = a_file_proof(part, government)
    assert reasons(lambda: evidence.give_back(proof, reason=" ", by=government.office, on=ON)) == [
        "退回须写明理由。"
    ]
    assert reasons(lambda: a_file_proof(part, government)) == ["这份文件已经作为本任务的佐证。"]

    evidence.give_back(proof, reason="看不出日期", by=government.office, on=ON)
    assert [row.standing for row in standing_of([task], ON)[task.pk].parts if row.part == part] == ["missing"]
    assert a_file_proof(part, government).state == "claimed"


@pytest.mark.demand("TS-03")
def test_something_public_proves_a_task_item_by_item_until_it_is_withdrawn(government, task, part):
    edition = published(government)
    live = publishing.LiveEdition.objects.get(edition=edition)
    address = f"https://gov.example/doc/{live.public_id}.html"
    proof = evidence.claim_publication(part, address=address, by=government.contact, on=ON)
    evidence.verify(proof, by=government.office, on=ON)
    part.refresh_from_db()
    assert (proof.title, part.standing, part.light) == (live.title, "proven", "green")

    publishing.take_down(edition, reason="含个人信息", by=government.duty_officer, on=ON)
    events.drain()

    part.refresh_from_db()
    assert part.standing == "missing"
    assert [row.standing for row in standing_of([task], ON)[task.pk].parts if row.part == part] == ["missing"]


def test_what_is_not_public_cannot_be_claimed(government, part):
    [told] = reasons(
        lambda: evidence.claim_publication(part, address="/doc/nothing.html", by=government.contact, on=ON)
    )
    assert told.startswith("没有找到这条已公开的信息")

    live = publishing.LiveEdition.objects.get(edition=published(government))
    evidence.claim_publication(part, address=live.public_id, by=government.contact, on=ON)
    assert reasons(
        lambda: evidence.claim_publication(part, address=live.public_id, by=government.contact, on=ON)
    ) == ["这条信息已经作为本任务的佐证。"]
    assert (
        reasons(
            lambda: evidence.claim_publication(part, address=live.public_id, by=government.outsider, on=ON)
        )[0]
        == "佐证由民政局的信息员或者负责人提供。"
    )


def test_a_measured_indicator_proves_where_its_newest_reading_meets(government, task, part):
    from django.utils.timezone import now

    binding = IndicatorBinding.objects.create(task=task, code="test.rate")

    def read(first: date, meets: bool) -> None:
        IndicatorReading.objects.create(
            binding=binding,
            organisation=government.body,
            first_day=first,
            last_day=ON,
            value=12 if meets else 11,
            of=12,
            as_of=now(),
            meets=meets,
        )

    def stands() -> str:
        return next(row.standing for row in standing_of([task], ON)[task.pk].parts if row.part == part)

    read(ON - 2 * DAY, True)
    assert stands() == "proven"
    read(ON - DAY, False)
    assert stands() == "missing"


# --- rounds


def a_round(task: Task, kind: str = "monthly", **facts: Any) -> Round:
    """An open round of this task's plan."""
    told = {"first_day": ON - 20 * DAY, "last_day": ON, "opens_on": ON, "due_on": ON + 10 * DAY}
    row = Round.objects.create(plan=task.plan, kind=kind, title="2026年11月", **told | facts)
    rounds.open_due(ON)
    row.refresh_from_db()
    return row


def test_the_rounds_of_a_year_are_made_once_and_only_those_that_can_still_be_answered(government, task):
    plan = task.plan
    plan.year = ON.year
    plan.save()
    made = rounds.make_rounds(plan, kind="monthly", by=government.office, on=ON)

    assert [row.last_day for row in made] == sorted(row.last_day for row in made)
    assert all(row.due_on >= ON for row in made)
    assert reasons(lambda: rounds.make_rounds(plan, kind="monthly", by=government.office, on=ON)) == [
        "这一年没有还可以增设的报送期。"
    ]
    assert reasons(lambda: rounds.make_rounds(plan, kind="quarterly", by=government.office, on=ON))[0] == (
        "这份工作要点已按另一种周期报送，月报和季报只能选一种。"
    )
    assert "报送期由政务公开办设置。" in reasons(
        lambda: rounds.make_rounds(plan, kind="monthly", by=government.contact, on=ON)
    )
    node = rounds.make_node(plan, title="迎检", opens_on=ON, due_on=ON + DAY, by=government.office, on=ON)
    assert (node.kind, node.due_on) == ("node", ON + DAY)


def test_a_round_opens_on_its_day_and_asks_each_open_part_once(government, task):
    other = task.plan.tasks.get(number=2)
    Task.objects.filter(pk=other.pk).update(state="ended")
    row = a_round(task)
    asked = TaskUnit.objects.filter(task__plan=task.plan).exclude(task=other).count()

    assert (row.opened_at is not None, row.reports.count()) == (True, asked)
    rounds.open_due(ON)
    rounds.open_due(ON + DAY)
    assert rounds.open_round(row, ON) == 0
    assert row.reports.count() == asked
    assert Notice.objects.filter(to_id=government.contact.pk, subject="请报送：2026年11月").count() == 1

    later = Round.objects.create(
        plan=task.plan, kind="node", title="后面", first_day=ON + 2 * DAY, last_day=ON + 3 * DAY,
        opens_on=ON + 2 * DAY, due_on=ON + 3 * DAY,
    )  # fmt: skip
    rounds.open_due(ON + DAY)
    assert later.reports.count() == 0


def test_contacts_are_reminded_once_and_leaders_hear_once_of_what_is_late(government, task):
    row = a_round(task)
    due = row.due_on
    for day in (due - 4 * DAY, due - 3 * DAY, due - 2 * DAY, due, due + DAY, due + 2 * DAY):
        rounds.remind(day)
    mine = Report.objects.filter(round=row, part__organisation=government.body)

    assert set(mine.values_list("reminded_on", "escalated_on")) == {(due - 3 * DAY, due + DAY)}
    told = {
        person: list(
            Notice.objects.filter(to_id=getattr(government, person).pk)
            .order_by("pk")
            .values_list("subject", flat=True)
        )
        for person in ("contact", "unit_leader", "reviewer1")
    }
    assert told == {
        "contact": ["请报送：2026年11月", f"2026年11月即将到期：{due.isoformat()}"],
        "unit_leader": ["2026年11月逾期未报"],
        "reviewer1": [],
    }


def test_an_unanswered_round_reaches_the_contact_the_leader_and_then_the_office_once_each(government, task):
    """The daily job of each day, as the worker runs it."""
    told = {"first_day": ON - 20 * DAY, "last_day": ON, "opens_on": ON, "due_on": ON + 10 * DAY}
    row = Round.objects.create(plan=task.plan, kind="monthly", title="2026年11月", **told)
    leader = a_person(
        "罗局长", "unit_leader", task.units.exclude(organisation=government.body).get().organisation
    )
    heard: dict[str, list[tuple[int, str]]] = {"contact": [], "unit_leader": [], "office": []}
    for days in range(18):
        failures = events.run_listed("DAILY", ON + days * DAY)
        assert [path for path, _ in failures if "supervision" in path] == []
        for person, notices in heard.items():
            rows = Notice.objects.filter(to_id=government.people[person].pk).order_by("pk")[len(notices) :]
            notices += [(days, notice.subject) for notice in rows]
        if not days:
            for report in row.reports.filter(part__organisation=leader_of(leader)):
                reports.submit(report, text="本月已梳理。", by=government.outsider, on=ON)

    assert heard == {
        "contact": [(0, "请报送：2026年11月"), (7, f"2026年11月即将到期：{row.due_on.isoformat()}")],
        "unit_leader": [(11, "2026年11月逾期未报")],
        "office": [(14, "2026年11月逾期仍未报：1个单位")],
    }
    notice = Notice.objects.get(to_id=government.office.pk)
    assert (notice.text, notice.url) == (
        "已催报并提请单位负责人，仍未报送的：民政局3项。",
        f"/desk/tasks/rounds/{row.pk}/",
    )
    assert not Notice.objects.filter(to_id=leader.pk).exists()
    mine = Report.objects.filter(round=row, part__organisation=government.body)
    days = {ON + at * DAY for at in (7, 11, 14)}
    assert {
        day for found in mine.values_list("reminded_on", "escalated_on", "office_told_on") for day in found
    } == days


def leader_of(person: Any) -> int:
    return standings(person.pk, ON)[0].organisation_id


def test_the_office_does_not_hear_of_who_answered_its_leader(government, task):
    row = a_round(task)
    rounds.remind(row.due_on + DAY)
    for report in row.reports.filter(part__organisation=government.body):
        reports.submit(report, text="已补报。", by=government.contact, on=ON)
    Report.objects.filter(round=row).exclude(part__organisation=government.body).update(state="accepted")
    rounds.remind(row.due_on + 9 * DAY)

    assert not Notice.objects.filter(to_id=government.office.pk).exists()


def test_who_has_reported_is_neither_reminded_nor_escalated(government, task):
    row = a_round(task)
    for report in row.reports.filter(part__organisation=government.body):
        reports.submit(report, text="本月已梳理。", by=government.contact, on=ON)
    rounds.remind(row.due_on)
    rounds.remind(row.due_on + DAY)

    assert Notice.objects.filter(to_id__in=[government.contact.pk, government.unit_leader.pk]).count() == 1
    assert Notice.objects.filter(to_id=government.outsider.pk).count() == 2


def test_a_report_is_taken_or_sent_back_by_the_office_with_a_reason(government, task, part):
    report = Report.objects.get(round=a_round(task), part=part)
    assert light_of(task)[1] == "yellow"
    assert reasons(lambda: reports.accept(report, by=government.office, on=ON)) == [
        "这份报告待报送，没有待审核的内容。"
    ]
    assert reasons(lambda: reports.submit(report, text=" ", by=government.outsider, on=ON)) == [
        "进展由民政局的信息员或者负责人报送。",
        "请写明本期做了什么、到什么程度。",
    ]
    reports.submit(report, text="已公开三件。", by=government.contact, on=ON)
    assert "报告由政务公开办审核。" in reasons(
        lambda: reports.accept(report, by=government.unit_leader, on=ON)
    )
    assert reasons(lambda: reports.give_back(report, reason="", by=government.office, on=ON)) == [
        "退回须写明理由。"
    ]

    sent_back = reports.give_back(report, reason="没有写数字", by=government.office, on=ON)
    assert (sent_back.state, sent_back.reason) == ("returned", "没有写数字")
    reports.submit(report, text="已公开3件，共5件。", by=government.contact, on=ON)
    accepted = reports.accept(report, by=government.office, on=ON)
    assert (accepted.state, accepted.reason, accepted.judged_by_name) == ("accepted", "", "何公开")
    assert reasons(lambda: reports.submit(report, text="再改", by=government.contact, on=ON)) == [
        "这份报告已通过，不再修改。"
    ]


def test_a_round_that_is_over_is_ended_by_the_office_and_takes_no_more_reports(government, task, part):
    row = a_round(task)
    after = row.due_on + DAY
    assert reasons(lambda: rounds.close_round(row, by=government.office, on=ON)) == [
        f"报送期限{row.due_on.isoformat()}还没有过。"
    ]
    rounds.close_round(row, by=government.office, on=after)
    report = Report.objects.get(round=row, part=part)
    assert reasons(lambda: reports.submit(report, text="补报", by=government.contact, on=after)) == [
        "这个报送期已经结束，请在下一期报送。"
    ]


def test_a_standing_task_is_proven_anew_for_each_round(government, task):
    standing = task.plan.tasks.get(number=3)
    part = standing.units.get()
    Evidence.objects.all().delete()
    proof = a_file_proof(part, government)
    evidence.verify(proof, by=government.office, on=ON)
    row = a_round(task)
    assert light_of(standing) == ("proven", "green")

    following = Round.objects.create(
        plan=task.plan, kind="monthly", title="下月", first_day=ON + DAY, last_day=ON + 30 * DAY,
        opens_on=ON + 30 * DAY, due_on=ON + 40 * DAY,
    )  # fmt: skip
    filed(part, government, own_due_on=None)
    rounds.open_due(ON + 30 * DAY)
    assert row.opened_at
    assert light_of(standing, ON + 30 * DAY) == ("missing", "yellow")
    assert light_of(standing, following.due_on + DAY) == ("overdue", "red")
    assert "长期坚持的任务在年度之内不办结。" in reasons(
        lambda: closing.close(standing, by=government.office, on=date(standing.plan.year, 12, 31))
    )


def test_a_node_that_waits_for_a_report_is_yellow_until_it_is_answered_or_over(government, task, part):
    row = a_round(task, kind="node", first_day=ON)
    mine = Report.objects.get(round=row, part=part)

    def lights() -> dict[int, str]:
        return {row.part.pk: row.light for row in standing_of([task], ON)[task.pk].parts}

    assert set(lights().values()) == {"yellow"}
    reports.submit(mine, text="已备齐", by=government.contact, on=ON)
    assert lights()[part.pk] == "green"
    rounds.close_round(row, by=government.office, on=row.due_on + DAY)
    assert set(lights().values()) == {"green"}


# --- changes


def test_an_approved_change_is_applied_and_the_original_stays_visible(government, task):
    first, wanted = task.due_on, ON + 90 * DAY
    asked = changes.ask_change(
        task, what="due_on", after=wanted.isoformat(), reason="上级推迟验收", by=government.contact, on=ON
    )
    task.refresh_from_db()
    assert task.due_on == first

    changes.approve(asked, words="同意", by=government.office, on=ON)
    task.refresh_from_db()
    [change] = TaskChange.objects.values_list("before", "after", "state", "asked_by_name", "decided_by_name")
    assert (task.due_on, task.first_due_on) == (wanted, first)
    assert change == (first.isoformat(), wanted.isoformat(), "approved", "林信息", "何公开")

    text = changes.ask_change(
        task, what="text", after="新的内容", reason="口径调整", by=government.contact, on=ON
    )
    changes.approve(text, by=government.office, on=ON)
    target = changes.ask_change(
        task, what="target", after="12.5", reason="口径调整", by=government.contact, on=ON
    )
    changes.approve(target, by=government.office, on=ON)
    task.refresh_from_db()
    assert (task.text, task.first_text.startswith("公开重大建设项目"), str(task.target)) == (
        "新的内容",
        True,
        "12.50",
    )


@pytest.mark.parametrize(
    ("what", "after", "told"),
    [
        ("due_on", "明年", "时限请按 2026-12-31 的格式填写。"),
        ("due_on", "2020-01-01", "变更后的时限应当晚于今天。"),
        ("target", "很多", "目标请填写不小于零的数字，例如 12 或者 98.5。"),
        ("target", "-1", "目标请填写不小于零的数字，例如 12 或者 98.5。"),
        ("text", " ", "请写明变更后的任务内容。"),
        ("units", "教育局", "调整单位请在任务页的“调整责任单位”中申请。"),
    ],
)
def test_a_change_that_makes_no_sense_is_not_asked(government, task, what, after, told):
    assert reasons(
        lambda: changes.ask_change(
            task, what=what, after=after, reason="有理由", by=government.contact, on=ON
        )
    ) == [told]
    assert not TaskChange.objects.exists()


def test_a_change_is_asked_by_a_unit_of_the_task_once_and_decided_by_the_office_with_reason(government, task):
    wanted = (ON + 90 * DAY).isoformat()

    def ask(**facts: Any) -> TaskChange:
        told = {"what": "due_on", "after": wanted, "reason": "推迟", "by": government.contact, "on": ON}
        return changes.ask_change(task, **told | facts)

    assert reasons(lambda: ask(by=government.office, reason=" ")) == [
        "变更由承担任务的单位申请。",
        "请写明变更的理由。",
    ]
    asked = ask()
    assert reasons(ask) == ["同一事项已有变更申请待批准，请等待答复。"]
    assert reasons(lambda: changes.approve(asked, by=government.contact, on=ON)) == [
        "变更由政务公开办批准。",
        "不能批准自己的申请，请由另一人办理。",
    ]
    assert reasons(lambda: changes.refuse(asked, words="", by=government.office, on=ON)) == [
        "不予批准须写明理由。"
    ]

    changes.refuse(asked, words="年内必须完成", by=government.office, on=ON)
    task.refresh_from_db()
    assert task.due_on == task.first_due_on
    assert reasons(lambda: changes.approve(asked, by=government.office, on=ON))[0] == "这项申请未批准。"

    again = ask()
    Task.objects.filter(pk=task.pk).update(due_on=ON + 70 * DAY)
    assert reasons(lambda: changes.approve(again, by=government.office, on=ON)) == [
        "申请之后任务已有变动，请不予批准，并请单位重新申请。"
    ]


def test_an_ended_task_has_no_light_and_is_asked_nothing_more(government, task, part):
    asked = changes.ask_change(
        task, what="ended", after="终止", reason="机构调整", by=government.contact, on=ON
    )
    changes.approve(asked, by=government.office, on=ON)
    task.refresh_from_db()
    part.refresh_from_db()

    assert (task.state, task.light, part.light) == ("ended", "", "")
    assert reasons(lambda: filed(part, government)) == ["任务已终止，不再修改分解措施。"]
    assert reasons(lambda: a_file_proof(part, government)) == ["任务已终止，不再提供佐证。"]


# --- milestones and closing


def test_milestones_lie_within_the_task_and_are_reached_once(government, task):
    step = milestones.add_milestone(task, title="方案印发", due_on=ON, by=government.contact, on=ON)
    assert reasons(
        lambda: milestones.add_milestone(
            task, title="方案印发", due_on=task.due_on + DAY, by=government.office, on=ON
        )
    ) == [f"节点时限不能晚于任务时限{task.due_on.isoformat()}。", "已有名为“方案印发”的节点。"]
    assert reasons(lambda: milestones.reach_milestone(step, by=government.outsider, on=ON)) == [
        "节点由政务公开办或者牵头单位设置和登记。"
    ]
    milestones.reach_milestone(step, by=government.contact, on=ON)
    assert Milestone.objects.get().reached_on == ON
    assert len(reasons(lambda: milestones.reach_milestone(step, by=government.contact, on=ON))) == 1


def test_a_task_is_closed_only_when_every_part_is_proven(government, task, part):
    other = task.units.exclude(pk=part.pk).get()
    evidence.verify(a_file_proof(part, government), by=government.office, on=ON)
    assert reasons(lambda: closing.close(task, by=government.office, on=ON)) == [
        "教育和体育局承担的部分尚未印证。"
    ]

    evidence.verify(a_file_proof(other, government, by=government.outsider), by=government.office, on=ON)
    assert reasons(lambda: closing.close(task, by=government.contact, on=ON)) == ["任务由政务公开办办结。"]
    closed = closing.close(task, by=government.office, on=ON)
    assert (closed.state, closed.closed_on) == ("closed", ON)
    assert reasons(lambda: closing.close(task, by=government.office, on=ON)) == ["任务已办结。"]


def test_closing_is_announced_and_the_units_hear_of_it(government, task, part):
    other = task.units.exclude(pk=part.pk).get()
    evidence.verify(a_file_proof(part, government), by=government.office, on=ON)
    evidence.verify(a_file_proof(other, government, by=government.outsider), by=government.office, on=ON)
    closing.close(task, by=government.office, on=ON)
    events.drain()
    tell_completed(TaskCompleted(task_id=task.pk, on=ON.isoformat()))

    told = Notice.objects.filter(subject=f"任务已办结：{task}")
    people = {government.contact.pk, government.unit_leader.pk, government.outsider.pk}
    assert sorted(told.values_list("to_id", flat=True)) == sorted(people)


def test_a_closed_task_goes_on_when_its_proof_falls_away(government, task, part):
    """And not while something else still proves it."""
    other = task.units.exclude(pk=part.pk).get()
    evidence.verify(a_file_proof(other, government, by=government.outsider), by=government.office, on=ON)
    edition = published(government)
    live = publishing.LiveEdition.objects.get(edition=edition)
    told = {"address": live.public_id, "by": government.contact, "on": ON}
    evidence.verify(evidence.claim_publication(part, **told), by=government.office, on=ON)
    alone = task.plan.tasks.get(number=2)
    evidence.verify(evidence.claim_publication(alone.units.get(), **told), by=government.office, on=ON)
    evidence.verify(a_file_proof(alone.units.get(), government, "底稿"), by=government.office, on=ON)
    for one in (task, alone):
        closing.close(one, by=government.office, on=ON)

    publishing.take_down(edition, reason="含个人信息", by=government.duty_officer, on=ON)
    events.drain()

    task.refresh_from_db()
    alone.refresh_from_db()
    assert (task.state, task.closed_on, task.standing) == ("open", None, "missing")
    assert (alone.state, alone.standing) == ("closed", "proven")
    people = {government.contact, government.unit_leader, government.outsider, government.office}
    told = Notice.objects.filter(subject=f"任务恢复办理：{task}").values_list("to_id", flat=True)
    assert sorted(told) == sorted(person.pk for person in people)


def test_a_publication_that_was_public_for_its_whole_time_reopens_nothing(government, task, part):
    task.units.exclude(pk=part.pk).delete()
    edition = published(government)
    live = publishing.LiveEdition.objects.get(edition=edition)
    proof = evidence.claim_publication(part, address=live.public_id, by=government.contact, on=ON)
    evidence.verify(proof, by=government.office, on=ON)
    closing.close(task, by=government.office, on=ON)
    publishing.take_down(edition, reason="公开期限届满", by=government.duty_officer, on=ON)

    event = EditionWithdrawn(edition_id=edition.pk, publication_id=edition.publication_id, way="archived")
    keeping.follow_withdrawn(event)
    task.refresh_from_db()
    assert task.state == "closed"
    keeping.follow_withdrawn(replace(event, way="error"))
    task.refresh_from_db()
    assert task.state == "open"

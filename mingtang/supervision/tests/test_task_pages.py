"""Pages of tasks: doors, lists, one part, rounds, pictures, to-do, and what the public reads."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.api import standings
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, Government, a_government, published
from mingtang.supervision.models import Evidence, Report, Round, Task, TaskChange, TaskUnit, WorkPlan
from mingtang.supervision.queries import progress
from mingtang.supervision.queries.task_todo import task_todo
from mingtang.supervision.services import breakdown, changes, evidence, reports, rounds
from mingtang.supervision.services.plans import Head
from mingtang.supervision.testing import a_plan

ON = localdate()
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
LIST, MINE = "/desk/tasks/list/", "/desk/tasks/mine/"


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_government()


@pytest.fixture
def plan(government: Government) -> WorkPlan:
    return a_plan(government, on=ON, head=Head(issued_on=ON))


@pytest.fixture
def part(plan: WorkPlan, government: Government) -> TaskUnit:
    return plan.tasks.get(number=1).units.get(organisation=government.body)


def desk(person) -> Client:
    return sign_in(Client(), person)


def a_round(plan: WorkPlan) -> Round:
    row = Round.objects.create(
        plan=plan, kind="monthly", title="本月报送", first_day=ON - 20 * DAY, last_day=ON, opens_on=ON, due_on=ON + 10 * DAY
    )  # fmt: skip
    rounds.open_due(ON)
    return row


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_who_has_no_part_sees_nothing_and_each_unit_sees_its_own(government, plan, part):
    row = a_round(plan)
    report = Report.objects.get(round=row, part=part)
    alone = plan.tasks.get(number=2)
    own = [
        f"/desk/tasks/task/{alone.pk}/",
        f"/desk/tasks/parts/{part.pk}/",
        f"/desk/tasks/reports/{report.pk}/",
    ]
    shared = [
        f"/desk/tasks/task/{part.task_id}/",
        f"/desk/tasks/rounds/{row.pk}/",
        LIST,
        MINE,
        "/desk/tasks/overview/",
    ]
    contact, outsider, administrator = map(
        desk, (government.contact, government.outsider, government.administrator)
    )

    assert [contact.get(path).status_code for path in own + shared] == [200] * 8
    # 教育和体育局 shares the first task: it sees the task, never the papers of another unit.
    assert [outsider.get(path).status_code for path in own] == [404] * 3
    assert [outsider.get(path).status_code for path in shared] == [200] * 5
    assert [administrator.get(path).status_code for path in own + shared] == [404] * 8
    assert Client().get(LIST).status_code == 302
    auditor = desk(government.auditor)
    assert [auditor.get(path).status_code for path in own[:2] + shared[:3]] == [200] * 5
    assert auditor.get(own[2]).status_code == 404


def test_another_unit_of_the_task_sees_no_inner_papers(government, part):
    breakdown.break_down(
        part, breakdown="内部措施甲", responsible_name="刘某某", own_due_on=ON, by=government.contact, on=ON
    )
    path = f"/desk/tasks/task/{part.task_id}/"

    assert "内部措施甲" in desk(government.contact).get(path).content.decode()
    assert "内部措施甲" not in desk(government.outsider).get(path).content.decode()
    assert "内部措施甲" in desk(government.office).get(path).content.decode()


def test_the_list_is_filtered_by_plan_unit_light_standing_chapter_and_words(government, plan, part):
    office = desk(government.office)
    Task.objects.filter(pk=part.task_id).update(light="red", standing="overdue")
    other = a_plan(
        government, 1, title="云棠区2025年政务公开工作要点", on=ON, head=Head(year=2025, issued_on=ON)
    )
    unit = TaskUnit.objects.exclude(organisation=government.body).first().organisation_id

    def found(query: str) -> list[int]:
        return [row.task.pk for row in office.get(f"{LIST}?{query}").context["rows"]]

    everything = list(plan.tasks.order_by("pk").values_list("pk", flat=True))
    assert found("") == everything
    assert found("plan=all") == everything + [task.pk for task in other.tasks.all()]
    assert found("light=red") == found("standing=overdue") == found("q=重大建设") == [part.task_id]
    assert found(f"unit={unit}") == [part.task_id]
    assert found(f"unit={government.body.pk}&light=red") == []
    assert found("chapter=没有") == []
    chips = office.get(f"{LIST}?light=red&q=重大").context["chips"]
    assert [chip.label for chip in chips] == [plan.title, "红灯", "重大"]
    assert found(chips[1].remove_url.partition("?")[2]) == [part.task_id]


def test_lists_and_pages_ask_as_many_questions_for_three_tasks_as_for_one(government):
    plan = a_plan(government, 1, on=ON, head=Head(issued_on=ON))
    a_round(plan)
    office, contact = desk(government.office), desk(government.contact)
    wanted = f"?plan={plan.pk}"
    paths = [
        (office, LIST + wanted),
        (office, "/desk/tasks/overview/" + wanted),
        (contact, LIST + wanted),
        (contact, MINE),
        (office, "/desk/tasks/rounds/"),
        (office, f"/desk/tasks/rounds/{plan.rounds.get().pk}/"),
    ]
    few = [queries_of(client, path) for client, path in paths]
    more = a_plan(government, 6, title="云棠区2026年另一份要点", on=ON, head=Head(issued_on=ON))
    Task.objects.filter(plan=more).update(plan=plan, number=F("number") + 10)
    Report.objects.bulk_create(
        Report(round=plan.rounds.get(), part=part) for part in TaskUnit.objects.filter(reports=None)
    )
    for task in plan.tasks.filter(is_standing=False):
        upload = SimpleUploadedFile("a.pdf", PDF + str(task.pk).encode())
        mine = task.units.get(organisation=government.body)
        evidence.claim_file(mine, upload=upload, title="台账", by=government.contact, on=ON)

    assert [queries_of(client, path) for client, path in paths] == few


def test_a_long_list_is_walked_by_key(government, monkeypatch):
    a_plan(government, 6, on=ON, head=Head(issued_on=ON))
    monkeypatch.setattr("mingtang.core.design.services.PAGE_SIZE", 4)
    monkeypatch.setattr("mingtang.supervision.views.desk.tasks.PAGE_SIZE", 4)
    office = desk(government.office)
    first = office.get(LIST)
    second = office.get(first.context["next_url"])

    assert [row.task.number for row in first.context["rows"]] == [1, 2, 3, 4]
    assert [row.task.number for row in second.context["rows"]] == [5, 6]
    assert (second.context["next_url"], second.context["first_url"]) == ("", LIST)
    assert office.get(f"{LIST}?after=x").status_code == 200


def test_a_unit_breaks_down_reports_and_proves_and_a_refusal_keeps_what_was_typed(government, plan, part):
    row = a_round(plan)
    report = Report.objects.get(round=row, part=part)
    contact, office = desk(government.contact), desk(government.office)
    told = {
        "breakdown": "每周梳理",
        "responsible_name": "刘某某",
        "own_due_on": (part.task.due_on + DAY).isoformat(),
    }
    refused = contact.post(f"/desk/tasks/parts/{part.pk}/breakdown/", told)
    assert (refused.status_code, "每周梳理" in refused.content.decode()) == (422, True)
    assert "不能晚于任务时限" in refused.content.decode()

    told["own_due_on"] = part.task.due_on.isoformat()
    assert contact.post(f"/desk/tasks/parts/{part.pk}/breakdown/", told).status_code == 302
    assert contact.post(f"/desk/tasks/reports/{report.pk}/", {"text": "已办三件"}).status_code == 302
    upload = SimpleUploadedFile("纪要.pdf", PDF)
    assert (
        contact.post(
            f"/desk/tasks/parts/{part.pk}/file/", {"title": "会议纪要", "upload": upload}
        ).status_code
        == 302
    )
    live = publishing.LiveEdition.objects.get(edition=published(government))
    url = f"/desk/tasks/parts/{part.pk}/publication/"
    assert contact.post(url, {"address": "没有的"}).status_code == 422
    assert contact.post(url, {"address": f"/doc/{live.public_id}.html"}).status_code == 302

    proofs = list(Evidence.objects.order_by("pk"))
    contact.post(f"/desk/tasks/proofs/{proofs[0].pk}/verify/")
    assert Evidence.objects.filter(state="claimed").count() == 2
    office.post(f"/desk/tasks/proofs/{proofs[0].pk}/verify/")
    assert office.post(f"/desk/tasks/proofs/{proofs[1].pk}/return/", {"reason": ""}).status_code == 422
    office.post(f"/desk/tasks/proofs/{proofs[1].pk}/return/", {"reason": "与任务无关"})
    office.post(f"/desk/tasks/reports/{report.pk}/accept/")
    assert list(Evidence.objects.order_by("pk").values_list("state", flat=True)) == ["proven", "returned"]
    report.refresh_from_db()
    page = contact.get(f"/desk/tasks/parts/{part.pk}/").content.decode()
    assert (report.state, "与任务无关" in page, "已印证" in page) == ("accepted", True, True)

    file_url = f"/desk/tasks/proofs/{proofs[0].pk}/file/"
    assert b"".join(contact.get(file_url).streaming_content) == PDF
    assert desk(government.outsider).get(file_url).status_code == 404


def test_a_change_is_asked_and_decided_on_pages_that_show_the_original(government, part):
    task = part.task
    contact, office = desk(government.contact), desk(government.office)
    wanted, first = (task.due_on + 30 * DAY).isoformat(), task.due_on.isoformat()
    told = {"what": "due_on", "after": wanted, "reason": "上级推迟验收"}
    assert contact.post(f"/desk/tasks/task/{task.pk}/change/", told).status_code == 302
    [change] = TaskChange.objects.all()
    assert contact.get(f"/desk/tasks/changes/{change.pk}/").status_code == 404
    assert (
        office.post(f"/desk/tasks/changes/{change.pk}/", {"decision": "refuse", "words": ""}).status_code
        == 422
    )
    assert office.post(f"/desk/tasks/changes/{change.pk}/", {"decision": "approve"}).status_code == 302

    page = contact.get(f"/desk/tasks/task/{task.pk}/").content.decode()
    assert [word in page for word in (wanted, first, "最初时限", "上级推迟验收", "已批准")] == [True] * 5


def test_the_office_sets_rounds_milestones_and_closes(government, plan, part):
    office, contact = desk(government.office), desk(government.contact)
    told = {"plan": plan.pk, "title": "迎检", "opens_on": ON.isoformat(), "due_on": (ON + DAY).isoformat()}
    assert contact.get("/desk/tasks/rounds/new/").status_code == 404
    assert office.post("/desk/tasks/rounds/new/?node=1", told | {"due_on": "2020-01-01"}).status_code == 422
    assert office.post("/desk/tasks/rounds/new/?node=1", told).status_code == 302
    assert office.get("/desk/tasks/rounds/new/").status_code == 200
    assert contact.get("/desk/tasks/rounds/").status_code == 200
    row = Round.objects.get()
    rounds.open_due(ON)
    page = office.get(f"/desk/tasks/rounds/{row.pk}/")
    names = ("unit", "total", "accepted", "submitted", "waiting")
    assert [tuple(line[name] for name in names) for line in page.context["matrix"]] == [
        ("民政局", 3, 0, 0, 3),
        ("教育和体育局", 1, 0, 0, 1),
    ]
    # A unit reads its own line only.
    own = contact.get(f"/desk/tasks/rounds/{row.pk}/").context["matrix"]
    assert [line["unit"] for line in own] == ["民政局"]

    url = f"/desk/tasks/task/{part.task_id}/"
    assert (
        contact.post(f"{url}milestone/", {"title": "方案印发", "due_on": ON.isoformat()}).status_code == 302
    )
    step = part.task.milestones.get()
    office.post(f"/desk/tasks/milestones/{step.pk}/reach/")
    step.refresh_from_db()
    office.post(f"{url}close/")
    part.task.refresh_from_db()
    assert (step.reached_on, part.task.state) == (ON, "open")


def test_what_the_public_reads_of_a_task_went_the_one_road(government, part):
    url = f"/desk/tasks/task/{part.task_id}/words/"
    office = desk(government.office)
    words = "大项目建到哪一步都能查到"
    told = published(
        government, title="第三季度重点任务进展", body=f"{BODY}<p>本季度，{words}，欢迎监督。</p>"
    )
    address = told.publication.get_absolute_url()
    assert desk(government.contact).get(url).status_code == 404
    for given, why in (
        ({"words": words}, "没有找到这条已公开的信息"),
        ({"words": "随手写的话", "address": address}, "没有这句话"),
    ):
        refused = office.post(url, given)
        assert (refused.status_code, why in refused.content.decode()) == (422, True)
    assert office.post(url, {"words": words, "address": address}).status_code == 302
    part.task.refresh_from_db()
    assert (part.task.public_words, part.task.words_from) == (words, told.publication)


def test_progress_is_public_where_the_plan_is_and_as_long(government, plan):
    a_finished_quarter(government, plan)
    told = plan.publication.editions.get()
    WorkPlan.objects.update(publication=None)
    url, office = f"/desk/tasks/plans/{plan.pk}/progress/", desk(government.office)

    def shown() -> bool:
        answer = Client().get("/progress/", headers={"authorization": "past-the-cache"})
        return plan.title in answer.content.decode()

    assert (shown(), desk(government.contact).get(url).status_code) == (False, 404)
    assert office.post(url, {"address": "/doc/none.html"}).status_code == 422
    assert office.post(url, {"address": told.publication.get_absolute_url()}).status_code == 302
    assert shown()
    publishing.withdraw(told, "withdrawn", reason="任务分工有调整", by=government.contact, on=ON)
    assert not shown()


def test_everybody_is_asked_what_is_theirs(government, plan, part):
    row = a_round(plan)

    def asked(person) -> list[str]:
        todo = task_todo(person, standings(person.pk, ON), ON)
        return [counter.label for counter in todo.counters]

    assert asked(government.contact) == ["任务待分解", "进展待报送"]
    assert asked(government.office) == asked(government.reviewer1) == asked(government.auditor) == []
    upload = SimpleUploadedFile("a.pdf", PDF)
    proof = evidence.claim_file(part, upload=upload, title="台账", by=government.contact, on=ON)
    report = Report.objects.get(round=row, part=part)
    reports.submit(report, text="已办", by=government.contact, on=ON)
    changes.ask_change(part.task, what="ended", after="终止", reason="撤销", by=government.contact, on=ON)
    assert asked(government.office) == ["佐证待核验", "进展待审核", "变更待批准"]
    assert asked(government.reviewer1) == ["佐证待核验"]

    reports.give_back(report, reason="没有数字", by=government.office, on=ON)
    reports.submit(report, text="已办3件", by=government.contact, on=ON)
    evidence.give_back(proof, reason="看不清", by=government.office, on=ON)
    assert asked(government.outsider) == ["任务待分解", "进展待报送"]
    assert desk(government.contact).get("/desk/").status_code == 200


# --- what the public reads


def a_finished_quarter(government: Government, plan: WorkPlan) -> tuple[int, int]:
    """Let a plan be public, and of the year whose quarter was finished last."""
    told = published(government, title=plan.title, body=f"{BODY}<p>重点任务分工另行印发，{plan.pk}。</p>")
    WorkPlan.objects.filter(pk=plan.pk).update(publication=told.publication)
    plan.refresh_from_db()
    [newest, *_] = progress.quarters(plan, ON) or [(0, 0)]
    if not newest[0]:
        year = ON.year if ON.month > 3 else ON.year - 1
        WorkPlan.objects.filter(pk=plan.pk).update(year=year, issued_on=date(year, 1, 5))
        plan.refresh_from_db()
        [newest, *_] = progress.quarters(plan, ON)
    return newest


def test_the_public_reads_public_words_and_standing_as_of_the_last_finished_quarter(government, plan, part):
    breakdown.break_down(
        part, breakdown="内部措施甲", responsible_name="刘某某", own_due_on=ON, by=government.contact, on=ON
    )
    row = a_round(plan)
    reports.submit(Report.objects.get(round=row, part=part), text="内部进展乙", by=government.contact, on=ON)
    upload = SimpleUploadedFile("a.pdf", PDF)
    for unit in part.task.units.all():
        by = government.contact if unit == part else government.outsider
        proof = evidence.claim_file(unit, upload=upload, title="内部佐证丙", by=by, on=ON)
        evidence.verify(proof, by=government.office, on=ON)
    quarter = a_finished_quarter(government, plan)
    Task.objects.filter(pk=part.task_id).update(
        public_words="大项目批了什么、建到哪一步，都能查到", words_from=plan.publication
    )
    page = Client().get(f"/progress/{plan.pk}/").content.decode()

    assert "大项目批了什么、建到哪一步，都能查到" in page
    assert "公开社会救助信息" in page
    inner = (
        "内部措施甲",
        "内部进展乙",
        "内部佐证丙",
        "刘某某",
        "林信息",
        "何公开",
        "红灯",
        "黄灯",
        "公开重大建设项目",
    )
    assert [word for word in inner if word in page] == []
    # What was proven after the quarter's end is no progress of that quarter.
    assert "共3项任务，已完成或者本期已落实0项" in page
    assert f"/progress/{plan.pk}/{quarter[0]}q{quarter[1]}/" in page or len(progress.quarters(plan, ON)) == 1

    Evidence.objects.update(claimed_at=now() - 200 * DAY, judged_at=now() - 199 * DAY)
    shown = Client().get(f"/progress/{plan.pk}/{quarter[0]}q{quarter[1]}/").content.decode()
    assert "已完成或者本期已落实1项" in shown


def test_the_public_page_leads_nowhere_else(government, plan):
    quarter = a_finished_quarter(government, plan)
    later = f"/progress/{plan.pk}/{quarter[0] + 1}q4/"
    paths = [
        f"/progress/{plan.pk}/",
        later,
        f"/progress/{plan.pk + 99}/",
        f"/progress/{plan.pk}/{quarter[0]}q9/",
    ]
    assert [Client().get(path).status_code for path in paths] == [200, 404, 404, 404]

    WorkPlan.objects.filter(pk=plan.pk).update(state="proposed", confirmed_at=None)
    hidden = Client().get("/progress/", headers={"authorization": "past-the-cache"})
    assert plan.title not in hidden.content.decode()
    assert (
        Client().get(f"/progress/{plan.pk}/", headers={"authorization": "past-the-cache"}).status_code == 404
    )


@pytest.mark.demand("PG-01")
def test_each_finished_quarter_is_disclosed_and_who_did_not_report_is_flagged(government, plan, part):
    year, number = a_finished_quarter(government, plan)
    last = progress.quarter_end(year, number)
    row = Round.objects.create(
        plan=plan, kind="quarterly", title="季报", first_day=last - 60 * DAY, last_day=last, opens_on=last, due_on=last + DAY
    )  # fmt: skip
    rounds.open_round(row, last)
    page = Client().get(f"/progress/{plan.pk}/{year}q{number}/").content.decode()
    assert page.count("本季度未按时报告进展") == 3

    for report in row.reports.exclude(part__task=part.task).filter(part__organisation=government.body):
        reports.submit(report, text="已办", by=government.contact, on=ON)
    again = (
        Client()
        .get(f"/progress/{plan.pk}/{year}q{number}/", headers={"authorization": "past-the-cache"})
        .content.decode()
    )
    assert again.count("本季度未按时报告进展") == 1

"""执行和结果公开: what is owed of a plan, what tells of it, and what the public reads beside it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.events import api as events
from mingtang.core.organisations.api import standings
from mingtang.core.refusals import Refused
from mingtang.publishing import api as publishing
from mingtang.publishing.testing import BODY, Government, a_government, published
from mingtang.supervision.models import Finding, ProgressItem, Task, TaskUnit, WorkPlan
from mingtang.supervision.queries.disclosure import disclosure_todo
from mingtang.supervision.services import disclosing, milestones, progress_items
from mingtang.supervision.services.disclosing import Way
from mingtang.supervision.services.plans import Head
from mingtang.supervision.testing import (
    a_progress,
    a_public_plan,
    a_reading,
    quarter_ends,
    shipped,
    some_findings,
)

ON = localdate()
DAY = timedelta(days=1)
FRESH = {"authorization": "past-the-cache"}


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_government()


def withdraw(government: Government, edition: publishing.Edition) -> None:
    publishing.withdraw(edition, "withdrawn", reason="数字有误，重新核对", by=government.contact, on=ON)
    events.drain()
    assert not events.failed()


def address(edition: publishing.Edition) -> str:
    return edition.publication.get_absolute_url()


def read(path: str, **given: str) -> str:
    return Client().get(path, given, headers=FRESH).content.decode()


def states(plan: WorkPlan) -> list[tuple[int | None, str, date, str]]:
    """Of each duty: the task (None: the whole plan), who owes it, the period's last day, and how it stands."""
    rows = plan.duties.order_by("last_day", "task__number", "organisation_id").select_related(
        "task", "organisation"
    )
    return [
        (row.task.number if row.task else None, row.organisation.short_name, row.last_day, row.state)
        for row in rows
    ]


LAST = quarter_ends()[1]
NAME = f"{LAST.year}年第{'一二三四'[(LAST.month - 1) // 3]}季度"


# --- what is owed


def test_of_a_years_work_points_one_text_a_quarter_is_owed_by_the_office(government):
    plan = a_public_plan(government, "work_points")
    disclosing.follow(ON)
    assert states(plan) == [(None, "人民政府办公室", day, "asked") for day in quarter_ends()]

    edition = a_progress(government, LAST)
    progress_items.bind(plan, None, address=address(edition), by=government.office, on=ON)
    assert states(plan) == [
        (None, "人民政府办公室", quarter_ends()[0], "asked"),
        (None, "人民政府办公室", LAST, "told"),
    ]


def test_of_livelihood_projects_those_who_lead_owe_each_and_nothing_once_it_ended(government):
    plan = a_public_plan(government, "livelihood")
    Task.objects.filter(plan=plan, number=3).update(state="ended")
    again = a_public_plan(government, "livelihood", title="云棠区2026年民生实事清单")
    plan.duties.filter(task__number=3).delete()
    disclosing.follow(ON)

    assert [row for row in states(plan) if row[2] == LAST] == [
        # 区民政局 leads the first and alone answers for the second: 区教育和体育局 only shares the first.
        (1, "民政局", LAST, "asked"),
        (2, "民政局", LAST, "asked"),
    ]
    assert {task for task, *_ in states(again)} == {1, 2, 3}


def test_who_joins_a_task_owes_from_then_on_and_who_left_owes_nothing_more(government):
    plan = a_public_plan(government, "project")
    task = plan.tasks.get(number=2)
    other = plan.tasks.get(number=1).units.exclude(organisation=government.body).get().organisation
    plan.duties.all().delete()
    task.units.update(left_on=ON)
    TaskUnit.objects.create(task=task, organisation=other, role="lead", joined_on=LAST)
    disclosing.follow(ON)
    assert [row for row in states(plan) if row[0] == 2] == [(2, "教育和体育局", LAST, "asked")]


def test_a_month_a_node_and_nothing_are_intervals_too(government):
    monthly = a_public_plan(government, "decision", interval="monthly")
    assert [day for *_, day, _ in states(monthly)][-1] == date(ON.year, ON.month, 1) - DAY
    assert len(states(monthly)) >= 5

    by_node = a_public_plan(government, "project", interval="node", title="云棠区2026年重大项目清单")
    task = by_node.tasks.get(number=1)
    milestones.add_milestone(task, title="主体完工", due_on=LAST - 10 * DAY, by=government.office, on=ON)
    disclosing.follow(ON)
    assert states(by_node) == [(1, "民政局", LAST - 10 * DAY, "asked")]
    progress_items.bind(
        by_node, task, address=address(a_progress(government, LAST - 10 * DAY)), by=government.office, on=ON
    )
    assert states(by_node) == [(1, "民政局", LAST - 10 * DAY, "told")]

    silent = a_public_plan(government, "goal", interval="none", title="云棠区2026年改革任务")
    disclosing.follow(ON)
    assert states(silent) == []


def test_the_way_is_changed_by_the_office_with_a_reason_and_what_was_missed_stays_seen(government):
    plan = a_public_plan(government, "livelihood")
    before = plan.duties.count()
    by_all = Way("livelihood", "quarterly", False, 15)
    with pytest.raises(Refused, match="请写明理由"):
        disclosing.set_disclosure(plan, by_all, by=government.office, on=ON)
    with pytest.raises(Refused, match="由政务公开办确定"):
        disclosing.set_disclosure(plan, by_all, reason="汇总公布", by=government.contact, on=ON)
    with pytest.raises(Refused, match="须逐项公布"):
        disclosing.set_disclosure(
            plan, Way("livelihood", "node", False, 15), reason="汇总", by=government.office, on=ON
        )

    disclosing.set_disclosure(plan, by_all, reason="改为汇总公布", by=government.office, on=ON)
    assert plan.duties.filter(state="void", void_reason="改为汇总公布").count() == before
    assert [row for row in states(plan) if row[0] is None] == [
        (None, "人民政府办公室", day, "asked") for day in quarter_ends()
    ]


def test_the_sort_is_read_off_the_title_or_said_when_the_plan_is_taken_in(government):
    told = {
        "云棠区2026年民生实事项目清单": ("livelihood", True),
        "云棠区重点任务公开承诺事项": ("promise", True),
        "云棠区政府工作报告重点任务分工": ("work_report", False),
        "云棠区2026年国民经济和社会发展计划": ("economic_plan", False),
        "重点工作攻坚年实施方案": ("decision", False),
        "云棠区2026年政务公开工作要点": ("work_points", False),
    }
    for title, wanted in told.items():
        plan = a_reading(
            government, [f"{title}第一项。（责任单位：区民政局）"], head=Head(title=title, year=2026)
        )
        assert (plan.sort, plan.by_task, plan.interval) == (*wanted, "quarterly")
    said = a_reading(
        government, ["另一份清单。（责任单位：区民政局）"],
        head=Head(title="云棠区2026年清单", year=2026, sort="project"),
    )  # fmt: skip
    assert (said.sort, said.by_task) == ("project", True)


# --- what tells of it


def test_a_text_drafted_for_a_period_is_shown_only_when_it_came_the_one_road(government):
    plan = a_public_plan(government, "project")
    government.kind = shipped("work_progress")
    duty = plan.duties.get(task__number=1, last_day=LAST)
    edition = progress_items.draft(
        duty, organisation_id=government.body.pk, column=government.column, by=government.contact, on=ON
    )
    told = publishing.content_of(publishing.newest_revision(edition)).elements
    assert (told["matter_sort"], told["period_to"]) == ("重大项目", LAST.isoformat())
    assert "已公布的进展" in read(f"/progress/{plan.pk}/task/1/")
    assert "批准项目12个" not in read(f"/progress/{plan.pk}/task/1/")

    newest = publishing.newest_revision(edition)
    whole = dict(newest.content.value()) | {"body": BODY, "elements": told | {"progress": "批准项目12个。"}}
    publishing.save(edition, whole, by=government.contact, base=newest.number)
    public = published(government, edition)
    events.drain()
    duty.refresh_from_db()
    assert (duty.state, duty.told_on) == ("told", ON)
    assert "批准项目12个" in read(f"/progress/{plan.pk}/task/1/")

    withdraw(government, public)
    duty.refresh_from_db()
    assert (duty.state, duty.told_on) == ("asked", None)
    assert "批准项目12个" not in read(f"/progress/{plan.pk}/task/1/")


def test_who_may_bind_what_to_which_task(government):
    plan = a_public_plan(government, "project")
    task, edition = plan.tasks.get(number=2), a_progress(government, LAST)
    with pytest.raises(Refused, match="承担任务的单位"):
        progress_items.bind(plan, task, address=address(edition), by=government.outsider, on=ON)
    with pytest.raises(Refused, match="没有找到这条已公开的信息"):
        progress_items.bind(plan, task, address="/doc/none.html", by=government.contact, on=ON)
    with pytest.raises(Refused, match="整个计划的进展由政务公开办"):
        progress_items.bind(plan, None, address=address(edition), by=government.contact, on=ON)
    news = published(government, title="口袋公园开园", body=f"{BODY}<p>第八座口袋公园开园。</p>")
    with pytest.raises(Refused, match="没有写明时期"):
        progress_items.bind(plan, task, address=address(news), by=government.contact, on=ON)

    bound = progress_items.bind(
        plan, task, address=address(news), told_until=LAST, by=government.contact, on=ON
    )
    assert (bound.parts, plan.duties.get(task=task, last_day=LAST).state) == ({"progress"}, "told")
    with pytest.raises(Refused, match="已经列在这里"):
        progress_items.bind(plan, task, address=address(news), told_until=LAST, by=government.contact, on=ON)
    progress_items.unbind(bound, reason="说的是另一件事", by=government.office, on=ON)
    assert plan.duties.get(task=task, last_day=LAST).state == "asked"


# --- what the public reads


@pytest.mark.demand("PG-01")
def test_a_quarter_without_progress_is_flagged_on_the_public_page_and_for_unit_and_office(government):
    plan = a_public_plan(government, "project")
    flag = f"民政局：{NAME}未公布进展"
    late = LAST + 16 * DAY <= ON
    assert read(f"/progress/{plan.pk}/").count(flag) == (3 if late else 0)

    def asked(person: Any) -> list[str]:
        todo = disclosure_todo(person, standings(person.pk, ON), ON)
        return [f"{item.what} {item.unit}" for item in todo.items if item.due_on > LAST]

    assert asked(government.contact) == [f"公布{NAME}进展 民政局"] * len(asked(government.contact)) != []
    assert asked(government.outsider) == asked(government.reviewer1) == []
    plan.duties.filter(last_day=LAST).update(due_on=ON - DAY)
    assert asked(government.office)[:1] == [f"督促公布{NAME}进展 民政局"]
    assert read(f"/progress/{plan.pk}/").count(flag) == 3
    assert "期进展没有按时公布或者内容不全" in read("/progress/")

    for task in plan.tasks.all():
        edition = a_progress(government, LAST, matter=task.text)
        progress_items.bind(plan, task, address=address(edition), by=government.contact, on=ON)
    page = read(f"/progress/{plan.pk}/")
    assert (page.count(flag), page.count("批准项目12个")) == (0, 3)


@pytest.mark.demand("PG-02")
def test_livelihood_projects_are_told_by_node_in_words_that_are_public(government):
    plan = a_public_plan(government, "livelihood")
    task = plan.tasks.get(number=1)
    named = milestones.add_milestone(
        task, title="主体完工", due_on=LAST - 9 * DAY, by=government.office, on=ON
    )
    milestones.add_milestone(task, title="内部验收口径", due_on=ON - DAY, by=government.contact, on=ON)
    milestones.add_milestone(task, title="向居民开放", due_on=ON, by=government.contact, on=ON)
    milestones.reach_milestone(named, by=government.contact, on=ON)
    disclosing.follow(ON)
    page = read(f"/progress/{plan.pk}/")
    assert f"主体完工（{LAST - 9 * DAY}前）" in page
    assert "内部验收口径" not in page
    assert "第2个节点" in page
    for word in ("已完成", "未按时完成", "未到期"):
        assert word in page

    told = a_progress(
        government, LAST, matter_sort="民生实事", matter="新建口袋公园",
        nodes=f"主体完工｜{LAST - 9 * DAY}｜已经完工\n向居民开放｜{ON}｜正在准备",
    )  # fmt: skip
    progress_items.bind(plan, task, address=address(told), by=government.contact, on=ON)
    page = read(f"/progress/{plan.pk}/")
    assert f"向居民开放（{ON}前）" in page
    assert f"主体完工（{LAST - 9 * DAY}）：已经完工" in page
    assert "内部验收口径" not in read(f"/progress/{plan.pk}/task/1/") + page

    withdraw(government, told)
    assert f"向居民开放（{ON}前）" not in read(f"/progress/{plan.pk}/")


def test_livelihood_progress_without_its_nodes_is_not_taken(government):
    with pytest.raises(Refused, match="节点任务进展情况"):
        a_progress(government, LAST, matter_sort="民生实事")


PROMISE = {
    "matter_sort": "公开承诺事项", "progress": "完成八成。", "result": "惠及三千户。",
    "next_steps": "年底前全部完成。", "implementation": "承诺的四项兑现三项。",
}  # fmt: skip


@pytest.mark.demand("PG-03")
def test_of_a_promise_all_four_parts_stand_on_the_portal_and_what_is_missing_is_flagged_by_unit(government):
    plan = a_public_plan(government, "promise", title="云棠区2026年重点任务公开承诺事项")
    for left_out, name in (
        ("result", "取得的结果"),
        ("next_steps", "下一步安排"),
        ("implementation", "落实情况"),
    ):
        with pytest.raises(Refused, match=name):
            a_progress(government, LAST, **{**PROMISE, left_out: None})

    first, second, third = plan.tasks.order_by("number")
    whole = a_progress(government, LAST, **PROMISE)
    progress_items.bind(plan, first, address=address(whole), by=government.contact, on=ON)
    partly = a_progress(government, LAST, result="惠及三千户。", matter="另一项承诺")
    progress_items.bind(plan, second, address=address(partly), by=government.contact, on=ON)
    plan.duties.filter(task=third, last_day=LAST).update(due_on=ON - DAY)

    page = read(f"/progress/{plan.pk}/")
    for words in ("完成八成。", "惠及三千户。", "年底前全部完成。", "承诺的四项兑现三项。"):
        assert words in page
    assert page.count(f"民政局：{NAME}没有写明下一步安排、落实情况") == 1
    assert page.count(f"民政局：{NAME}未公布进展") == 1
    found = {duty.task_id: (duty.state, duty.missing) for duty in plan.duties.filter(last_day=LAST)}
    assert found == {
        first.pk: ("told", ""),
        second.pk: ("partial", "next_steps,implementation"),
        third.pk: ("asked", ""),
    }
    desk = (
        sign_in(Client(), government.office)
        .get("/desk/tasks/disclosure/", {"plan": plan.pk})
        .content.decode()
    )
    assert "2项未公布或者不全" in desk


@pytest.mark.demand("PG-06")
def test_every_sort_of_plan_is_found_from_one_page_with_its_progress(government):
    sorts = {
        "decision": "重点工作攻坚年实施方案",
        "economic_plan": "云棠区2026年国民经济和社会发展计划",
        "goal": "云棠区2026年改革任务",
    }
    plans = {sort: a_public_plan(government, sort, title=title) for sort, title in sorts.items()}
    for sort, plan in plans.items():
        edition = a_progress(government, LAST, matter_sort=plan.get_sort_display(), matter=plan.title)
        progress_items.bind(plan, None, address=address(edition), by=government.office, on=ON)
        page = read("/progress/", sort=sort)
        assert [title for title in sorts.values() if f">{title}<" in page] == [sorts[sort]]
        assert plan.get_sort_display() in read("/progress/")
        assert "批准项目12个。" in read(f"/progress/{plan.pk}/")
        assert "批准项目12个。" in read(f"/progress/{plan.pk}/whole/")


# --- problems found


@pytest.mark.parametrize(
    ("code", "source"),
    [
        pytest.param("audit_findings", "audit", marks=pytest.mark.demand("PG-04")),
        pytest.param("inspection_findings", "inspection", marks=pytest.mark.demand("PG-05")),
    ],
)
def test_problems_stand_beside_their_rectification_and_what_is_late_is_flagged(government, code, source):
    found = some_findings(government, code)
    page = read(f"/progress/findings/{source}/")
    assert page.count("资金下达较晚") == 1
    assert (page.count(">到期未公布整改情况</span>"), page.count(">尚未公布整改情况</span>")) == (1, 1)
    kept = list(
        Finding.objects.order_by("number").values_list("problem", "organisation__short_name", "outcome")
    )
    assert kept == [("资金下达较晚", "民政局", ""), ("台账不全", "教育和体育局", "")]

    def asked(person: Any) -> list[str]:
        todo = disclosure_todo(person, standings(person.pk, ON), ON)
        return [item.title for item in todo.items]

    assert asked(government.contact) == asked(government.office) == ["资金下达较晚"]
    assert asked(government.outsider) == []
    assert "资金下达较晚" in read(f"/progress/findings/{source}/", state="late")
    assert "台账不全" not in read(f"/progress/findings/{source}/", state="late")

    told = some_findings(
        government, code, stage="整改落实情况", findings_page=address(found),
        problems="资金下达较晚｜已于上月全部下达｜｜｜已整改",
    )  # fmt: skip
    for path in (f"/progress/findings/{source}/", address(found), address(told)):
        page = read(path)
        assert ("资金下达较晚" in page, "已于上月全部下达" in page, "已整改" in page) == (True, True, True)
        assert "到期未公布整改情况</span>" not in page
    assert f'href="{address(told)}"' in read(address(found))
    assert f'href="{address(found)}"' in read(address(told))
    assert asked(government.contact) == []

    withdraw(government, told)
    assert asked(government.contact) == ["资金下达较晚"]
    assert "到期未公布整改情况</span>" in read(address(found))


@pytest.mark.parametrize(
    ("elements", "why"),
    [
        ({"problems": "没有时限｜有措施｜区民政局｜｜"}, "缺整改时限"),
        ({"problems": "时限不明｜有措施｜区民政局｜年底｜"}, "2026-12-31的样子"),
        ({"problems": "状态不明｜有措施｜区民政局｜2026-12-31｜基本完成"}, "已整改、正在整改或者未整改"),
        (
            {
                "stage": "整改落实情况",
                "findings_page": "/doc/none.html",
                "problems": "某问题｜已改｜｜｜已整改",
            },
            "公布问题的网址",
        ),
    ],
)
def test_a_text_of_problems_that_cannot_be_read_does_not_go_out(government, elements, why):
    with pytest.raises(Refused, match=why):
        some_findings(government, "audit_findings", **elements)
    assert not Finding.objects.exists()


def test_a_rectification_names_problems_that_were_published(government):
    found = some_findings(government, "audit_findings")
    with pytest.raises(Refused, match="请照抄原来公布的文字"):
        some_findings(
            government, "audit_findings", stage="整改落实情况", findings_page=address(found),
            problems="从来没有的问题｜已改｜｜｜已整改",
        )  # fmt: skip


# --- long plans


def test_a_long_plan_is_read_page_by_page_with_as_many_queries_as_a_short_one(government):
    short, long = (
        a_public_plan(government, "project", tasks=tasks, title=f"云棠区2026年重大项目（{tasks}项）")
        for tasks in (3, 45)
    )

    def queries(plan: WorkPlan) -> int:
        with CaptureQueriesContext(connection) as caught:
            read(f"/progress/{plan.pk}/")
        return len(caught)

    read(f"/progress/{short.pk}/")
    assert queries(long) == queries(short)
    first = read(f"/progress/{long.pk}/")
    assert [f'value="{n}"' in first for n in (1, 20, 21, 45)] == [True, True, False, False]
    last = read(f"/progress/{long.pk}/", after="40")
    assert [f'value="{n}"' in last for n in (40, 41, 45)] == [False, True, True]
    assert "共45项任务" in first and "共45项任务" in last


def test_a_plan_is_narrowed_to_unit_state_and_chapter(government):
    plan = a_public_plan(government, "project")
    body = plan.tasks.get(number=1).units.exclude(organisation=government.body).get().organisation
    page = read(f"/progress/{plan.pk}/", unit=str(body.pk))
    assert [f'value="{n}"><p>' in page for n in (1, 2, 3)] == [True, False, False]
    none = read(f"/progress/{plan.pk}/", state="proven", chapter="没有这一章", unit="x")
    assert "没有符合条件的任务" in none
    assert [
        Client().get(f"/progress/{plan.pk}/{rest}", headers=FRESH).status_code
        for rest in ("task/9/", "whole/")
    ] == [
        404,
        200,
    ]
    assert Client().get("/progress/findings/nobody/", headers=FRESH).status_code == 404


# --- the desk


def test_the_desk_shows_units_their_own_and_the_office_everything(government):
    plan = a_public_plan(government, "project")
    office, contact, stranger = (
        sign_in(Client(), getattr(government, who)) for who in ("office", "contact", "outsider")
    )
    url = "/desk/tasks/disclosure/"
    assert NAME in office.get(url).content.decode()
    assert NAME in contact.get(url, {"plan": plan.pk, "state": "asked"}).content.decode()
    assert NAME not in stranger.get(url).content.decode()
    duty = plan.duties.filter(last_day=LAST).first()
    assert [who.get(f"{url}{duty.pk}/").status_code for who in (office, contact, stranger)] == [200, 200, 404]

    edition = a_progress(government, LAST)
    given = {"address": address(edition)}
    assert contact.post(f"{url}{duty.pk}/", {"address": "/doc/none.html"}).status_code == 422
    assert contact.post(f"{url}{duty.pk}/", given).status_code == 302
    duty.refresh_from_db()
    assert duty.state == "told"
    item = ProgressItem.objects.get()
    assert contact.post(f"/desk/tasks/told/{item.pk}/remove/", {"reason": ""}).status_code == 422
    assert contact.post(f"/desk/tasks/told/{item.pk}/remove/", {"reason": "说的是别的事"}).status_code == 302
    assert contact.post(f"/desk/tasks/task/{duty.task_id}/told/", given).status_code == 302
    assert office.post(f"/desk/tasks/plans/{plan.pk}/told/", given).status_code == 302
    assert ProgressItem.objects.count() == 2


def test_the_desk_drafts_the_text_of_a_period_and_sets_the_way_of_a_plan(government):
    plan = a_public_plan(government, "project")
    shipped("work_progress")
    office, contact = (sign_in(Client(), getattr(government, who)) for who in ("office", "contact"))
    duty = plan.duties.filter(last_day=LAST).first()
    url = f"/desk/tasks/disclosure/{duty.pk}/draft/"
    contact.post(url, {"place": "9:9"})
    assert not ProgressItem.objects.exists()
    answer = contact.post(url, {"place": f"{government.body.pk}:{government.column.pk}"})
    assert "/desk/" in answer.url and ProgressItem.objects.get().task_id == duty.task_id

    way = f"/desk/tasks/plans/{plan.pk}/disclosure/"
    given = {"sort": "project", "interval": "none", "within_days": "15", "reason": ""}
    assert (contact.get(way).status_code, office.get(way).status_code) == (404, 200)
    assert office.post(way, given).status_code == 422
    assert office.post(way, given | {"reason": "项目已移交"}).status_code == 302
    assert set(plan.duties.values_list("state", flat=True)) == {"void"}
    assert contact.get("/desk/tasks/disclosure/findings/").status_code == 200

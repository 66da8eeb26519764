"""Progress by unit and month, units × tasks, the year: each picture with its table, also for forty units × eighty tasks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mingtang.core.accounts.testing import sign_in
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import Government, a_government
from mingtang.supervision.models import Milestone, Round, Task, TaskUnit, WorkPlan
from mingtang.supervision.queries import overview as queries
from mingtang.supervision.services import rounds
from mingtang.supervision.services.plans import Head
from mingtang.supervision.testing import a_plan

ON = localdate()
DAY = timedelta(days=1)
OVERVIEW = "/desk/tasks/overview/"


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def government(db: None) -> Government:
    return a_government()


@pytest.fixture
def plan(government: Government) -> WorkPlan:
    return a_plan(government, on=ON, head=Head(issued_on=ON))


def shown(government: Government, query: str = ""):
    return sign_in(Client(), government.office).get(f"{OVERVIEW}{query}")


def test_each_picture_has_its_table(government, plan):
    Round.objects.create(
        plan=plan, kind="monthly", title="本月报送", first_day=ON - 20 * DAY, last_day=ON, opens_on=ON, due_on=ON + 10 * DAY
    )  # fmt: skip
    rounds.open_due(ON)
    Milestone.objects.create(task=plan.tasks.first(), title="方案印发", due_on=ON, reached_on=ON)
    answer = shown(government)
    page, told = answer.content.decode(), answer.context

    assert sorted((row.label, row.total) for row in told["units"]) == [("教育和体育局", 1), ("民政局", 3)]
    assert sorted(line[1:] for line in told["heat"].lines) == [
        ("教育和体育局", "无", "1", "无"),
        ("民政局", "无", "1、2、3", "无"),
    ]
    for words in ("本月报送报送截止", "节点：方案印发", "1项任务到期，已印证0项"):
        assert words in page
    assert (page.count('role="img"'), page.count("task-table")) == (4, 4)


def test_months_whole_and_year_are_sums_of_the_same_days(plan):
    first, second, third = plan.tasks.order_by("number")
    third.is_standing = True
    third.save()
    Task.objects.filter(pk=first.pk).update(light="green", standing="proven", due_on=date(2027, 1, 15))
    Task.objects.filter(pk=second.pk).update(light="red", due_on=date(2026, 11, 30))
    Task.objects.filter(pk=third.pk).update(light="yellow", due_on=None)
    days = queries.due_days(plan)

    assert [(m.label, m.total, m.proven, m.red, m.yellow) for m in queries.by_month(days)] == [
        ("2026年11月", 1, 0, 1, 0),
        ("2027年1月", 1, 1, 0, 0),
        ("长期坚持或者未定时限", 1, 0, 0, 1),
    ]
    all_ = queries.whole(days)
    assert (all_.total, all_.proven, all_.red, all_.yellow, all_.green) == (3, 1, 1, 1, 1)
    assert [(one.iso, one.what, one.done) for one in queries.year_of(plan, days)] == [
        ("2026-11-30", "1项任务到期，已印证0项", False),
        ("2027-01-15", "1项任务到期，已印证1项", True),
    ]
    Task.objects.filter(pk=second.pk).update(state="ended", light="", standing="")
    assert queries.whole(queries.due_days(plan)).total == 2


def test_the_months_of_one_unit_are_those_of_its_parts(government, plan):
    """民政局 has three, the other unit one of them."""
    [schools] = TaskUnit.objects.exclude(organisation=government.body).values_list("organisation", flat=True)

    def months(query: str) -> list[tuple[str, int]]:
        return [(row.label, row.total) for row in shown(government, query).context["months"]]

    everybody = [("2026年11月", 1), ("2026年12月", 1), ("长期坚持或者未定时限", 1)]
    assert months("") == months(f"?unit={government.body.pk}") == everybody
    assert months(f"?unit={schools}") == [("2026年12月", 1)]
    assert months("?unit=999999") == months("?unit=x") == everybody
    page = shown(government, f"?unit={schools}").content.decode()
    assert "各月到期的任务：教育和体育局" in page
    assert f'<option value="{schools}" selected>教育和体育局</option>' in page


def full(government: Government) -> WorkPlan:
    """Forty units, each with a part in each of eighty tasks."""
    plan = a_plan(government, tasks=80, on=ON, head=Head(issued_on=ON))
    units = [government.body, *(a_body(f"unit{n}", f"云棠区第{n}事业发展服务局") for n in range(1, 40))]
    TaskUnit.objects.all().delete()
    TaskUnit.objects.bulk_create(
        TaskUnit(
            task=task, organisation=unit, role="co", light=("red", "yellow", "green")[(at + task.number) % 3]
        )
        for task in plan.tasks.all()
        for at, unit in enumerate(units)
    )
    return plan


def test_forty_units_and_eighty_tasks_fit_one_page_that_is_light_and_reached_by_keyboard(government):
    plan = full(government)
    answer = shown(government)
    page, heat = answer.content.decode(), answer.context["heat"]

    assert (len(heat.rows), len(heat.tasks), answer.context["heat_next"]) == (40, 80, "")
    assert len(page.encode()) < 300_000
    assert (
        '<div class="heat-scroll" role="region" aria-label="单位与任务，可以左右滚动" tabindex="0">' in page
    )
    assert [number for _, number in heat.marks] == [1, *range(5, 81, 5)]
    # Every part is in the picture once, and in the table once.
    drawn = sum(path.count("M") for row in heat.rows for _, path in row.paths)
    written = sum(len(cell.split("、")) for line in heat.lines for cell in line[2:])
    assert drawn == written == plan.tasks.count() * 40
    assert {light: re.search(r"v(\d+)", path)[1] for light, path in heat.rows[0].paths} == {
        "red": "14",
        "yellow": "10",
        "green": "6",
    }
    key = heat.rows[0].key
    assert f'href="/desk/tasks/list/?plan={plan.pk}&amp;unit={key}"' in page


def test_more_tasks_than_a_picture_holds_go_on_behind_a_number(government, monkeypatch):
    monkeypatch.setattr(queries, "HEAT_TASKS", 2)
    plan = a_plan(government, on=ON, head=Head(issued_on=ON))
    address = shown(government).context["heat_next"]
    assert address == f"{OVERVIEW}?plan={plan.pk}&from=2"
    assert [
        task.number for task in shown(government, address.partition("/overview/")[2]).context["heat"].tasks
    ] == [3]


def test_as_many_queries_for_forty_units_as_for_two(government, plan):
    client = sign_in(Client(), government.office)

    def asked(number: int) -> int:
        client.get(f"{OVERVIEW}?plan={number}")
        with CaptureQueriesContext(connection) as queries_:
            client.get(f"{OVERVIEW}?plan={number}")
        return len(queries_)

    few = asked(plan.pk)
    assert asked(_other(government).pk) == few


def _other(government: Government) -> WorkPlan:
    plan = a_plan(government, tasks=9, on=ON, head=Head(issued_on=ON), title="云棠区2026年另一份要点")
    units = [a_body(f"unit{n}", f"云棠区第{n}局") for n in range(1, 40)]
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, organisation=unit, role="co", light="green")
        for task in plan.tasks.all()
        for unit in units
    )
    return plan

"""Supervision: lists, one unit's tasks, a round and the pictures, with 100,000 tasks of 12 rounds.

    python -m bench.tasks --home /tmp/bench-tasks [--tasks 100000] [--explain]

The rows are written in bulk into a home of its own, at the first call. Whole pages through the real views. The peer is
the same filter with every part's proofs looked up while listing, as a system that keeps no light would.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from bench import homes, measuring

if TYPE_CHECKING:
    from mingtang.publishing.testing import Government

UNITS, IN_PLAN, ROUNDS = 100, 1000, 12
AT_ONCE = 5000
LIGHTS = ("green", "green", "green", "green", "green", "yellow", "yellow", "green", "green", "red")
STANDING = {"green": "proven", "yellow": "missing", "red": "overdue"}
TEXT = "公开第{0}批重大建设项目批准和实施信息，按季度更新，做到应公开尽公开，并同步公布办理结果和监督方式。"


def main() -> None:
    parser = homes.arguments(__doc__)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--explain", action="store_true", help="also print the plans of the queries")
    chosen = parser.parse_args()
    homes.enter(chosen.home)
    from bench.town import the_town
    from mingtang.supervision.models import Report, Task

    town = the_town()
    if not Task.objects.exists():
        _fill(town, chosen.tasks)
    facts = {"engine": homes.engine(), "tasks": Task.objects.count(), "reports": Report.objects.count()}
    works = {**_pages(town), "peer: red by looking up proofs": _peer}
    figures = measuring.in_turn(works, rounds=chosen.rounds)
    measuring.report("tasks", facts, list(figures.values()), peer="peer: red by looking up proofs")
    if chosen.explain:
        _explain(_pages(town))


# --- rows


def _fill(town: Government, count: int) -> None:
    """Plans of a thousand tasks over the years, two parts each, twelve months reported, proofs where proven."""
    from mingtang.core.organisations.testing import a_body

    homes.say(f"{count} tasks are written")
    units = [town.body, *(a_body(f"unit{n}", f"云棠区第{n}局") for n in range(1, UNITS))]
    for number in range(0, count, IN_PLAN):
        _fill_plan(town, units, number // IN_PLAN, min(IN_PLAN, count - number))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill_plan(town: Government, units: list[Any], order: int, count: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        plan, rounds = _a_plan(town, order)
        tasks = _kept(_tasks(plan, order, count))
        parts = _kept(_parts(tasks, units, order))
        _kept(_reports(rounds, parts))
        _kept(_proofs(town, parts))


def _kept(rows: Iterator[Any]) -> list[Any]:
    kept: list[Any] = []
    while batch := list(islice(rows, AT_ONCE)):
        kept += type(batch[0]).objects.bulk_create(batch)
    return kept


def _a_plan(town: Government, order: int) -> tuple[Any, list[Any]]:
    from django.utils.timezone import now

    from mingtang.core.files.api import StoredFile
    from mingtang.supervision.analysis.rounds import spans
    from mingtang.supervision.models import Round, WorkPlan

    year = datetime.date.today().year
    file, _ = StoredFile.objects.get_or_create(
        sha256="0" * 64,
        defaults={"size": 1, "name": "plan.txt", "media_type": "text/plain", "purpose": "bench"},
    )
    plan = WorkPlan.objects.create(
        organisation=town.site.organisation,
        file=file,
        title=f"云棠区{year}年政务公开工作要点（{order + 1}）",
        year=year,
        state="confirmed",
        confirmed_at=now(),
        made_by=town.office,
        made_by_name="何公开",
    )
    rounds = [
        Round(plan=plan, kind="monthly", opened_at=now(), **vars(span)) for span in spans("monthly", year)
    ]
    return plan, Round.objects.bulk_create(rounds)


def _tasks(plan: Any, order: int, count: int) -> Iterator[Any]:
    from mingtang.supervision.models import Task

    first = datetime.date(plan.year, 1, 1)
    for number in range(1, count + 1):
        light = LIGHTS[number % len(LIGHTS)]
        text = TEXT.format(order * IN_PLAN + number)
        due = first + datetime.timedelta(days=30 + number % 330)
        yield Task(
            plan=plan,
            number=number,
            level1=f"第{number % 8 + 1}章",
            text=text,
            first_text=text,
            due_on=due,
            first_due_on=due,
            light=light,
            standing=STANDING[light],
        )


def _parts(tasks: list[Any], units: list[Any], order: int) -> Iterator[Any]:
    """A lead and a co-unit of each task; both stand as the task does."""
    from mingtang.supervision.models import TaskUnit

    for task in tasks:
        at = (task.number + order) % UNITS
        for role, unit in (("lead", units[at]), ("co", units[(at + 7) % UNITS])):
            yield TaskUnit(
                task=task, organisation=unit, role=role, light=task.light, standing=task.standing,
                breakdown="每月梳理一次，专人上传。", broken_down_on=datetime.date(task.plan.year, 1, 20),
            )  # fmt: skip


def _reports(rounds: list[Any], parts: list[Any]) -> Iterator[Any]:
    """The lead's part reports each month."""
    from django.utils.timezone import now

    from mingtang.supervision.models import Report

    for row in rounds:
        for part in parts:
            if part.role == "lead":
                state = "asked" if row is rounds[-1] else "accepted"
                yield Report(
                    round=row, part=part, state=state, text="本月已更新。", submitted_at=None if state == "asked" else now()
                )  # fmt: skip


def _proofs(town: Government, parts: list[Any]) -> Iterator[Any]:
    from django.utils.timezone import now

    from mingtang.core.files.api import StoredFile
    from mingtang.supervision.models import Evidence

    file = StoredFile.objects.get(sha256="0" * 64)
    for part in parts:
        if part.standing == "proven":
            yield Evidence(
                part=part, kind="file", file=file, title="台账", state="proven", claimed_by=town.contact,
                claimed_by_name="林信息", judged_by=town.office, judged_by_name="何公开", judged_at=now(),
            )  # fmt: skip


# --- what is measured


def _pages(town: Government) -> dict[str, Callable[[], object]]:
    from mingtang.supervision.models import Round, Task, TaskUnit

    middle = Task.objects.order_by("pk")[Task.objects.count() // 2]
    part = TaskUnit.objects.filter(organisation=town.body)[0]
    newest = Round.objects.order_by("-pk")[1]
    listed = "/desk/tasks/list/"
    office = {
        "list: newest plan": listed,
        "list: all, deep": f"{listed}?plan=all&after={middle.pk}",
        "list: red of all": f"{listed}?plan=all&light=red",
        "list: red of all, deep": f"{listed}?plan=all&light=red&after={middle.pk}",
        "list: overdue of one unit": f"{listed}?plan=all&standing=overdue&unit={town.body.pk}",
        "list: one unit, deep": f"{listed}?plan=all&unit={town.body.pk}&after={middle.pk}",
        "list: one plan, chapter, red": f"{listed}?plan={middle.plan_id}&chapter=第2章&light=red",
        "list: words, all": f"{listed}?plan=all&q=第99999批",
        "one task": f"/desk/tasks/task/{middle.pk}/",
        "one round": f"/desk/tasks/rounds/{newest.pk}/",
        "overview": f"/desk/tasks/overview/?plan={middle.plan_id}",
    }
    contact = {
        "my tasks": "/desk/tasks/mine/",
        "unit's list": f"{listed}?plan=all",
        "one part": f"/desk/tasks/parts/{part.pk}/",
    }
    return {**_readers(town.office, office), **_readers(town.contact, contact)}


def _readers(person: Any, pages: dict[str, str]) -> dict[str, Callable[[], object]]:
    from django.test import Client

    from mingtang.core.accounts.testing import sign_in

    client = sign_in(Client(), person)

    def reader(url: str) -> Callable[[], object]:
        def read() -> None:
            response = client.get(url)
            assert response.status_code == 200, (url, response.status_code)

        return read

    return {name: reader(url) for name, url in pages.items()}


def _peer() -> object:
    """Red tasks without kept lights: due, and a part without a verified proof."""
    from django.db.models import Exists, OuterRef

    from mingtang.supervision.models import Evidence, Task, TaskUnit

    proven = Evidence.objects.filter(part=OuterRef("pk"), state="proven")
    unproven = TaskUnit.objects.filter(~Exists(proven), task=OuterRef("pk"))
    today = datetime.date.today()
    rows = Task.objects.filter(Exists(unproven), due_on__lt=today, text__contains="第99999批")
    return list(rows.select_related("plan").order_by("pk")[:51])


def _explain(works: dict[str, Callable[[], object]]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for name, work in works.items():
        with CaptureQueriesContext(connection) as asked:
            work()
        slow = sorted(asked, key=lambda query: -float(query["time"]))[:2]
        print(f"\n== {name}: {len(asked)} queries")
        for query in slow:
            print(query["time"], query["sql"][:600])


if __name__ == "__main__":
    main()

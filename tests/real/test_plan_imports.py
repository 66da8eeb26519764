"""The five real work plans taken in by the office: every item a proposal beside its source, none a task yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from mingtang.core.organisations.api import Alias, Group
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import DAY, a_government
from mingtang.supervision.models import ProposedTask, Task, WorkPlan
from mingtang.supervision.parsing.files import read_plan
from mingtang.supervision.services import confirming, plans, proposals

pytestmark = pytest.mark.real


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def seeds(documents: Path) -> list[Path]:
    return sorted((documents / "seeds").glob("*.txt"))


def imported(government, path: Path) -> WorkPlan:
    return plans.import_plan(
        ContentFile(path.read_bytes(), name=path.name),
        organisation=government.site.organisation,
        by=government.office,
        on=DAY,
    )


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.demand("TS-01")
def test_all_items_of_the_five_plans_become_proposals_with_units_deadline_and_source(government, seeds):
    taken = {path.name: imported(government, path) for path in seeds}

    assert sum(plan.proposals.count() for plan in taken.values()) >= 288
    for path in seeds:
        read, plan = read_plan(path.read_bytes(), path.name), taken[path.name]
        rows = list(plan.proposals.prefetch_related("units"))
        assert [(row.seq, row.level1, row.level2, row.text) for row in rows] == [
            (task.seq, task.level1, task.level2, task.text) for task in read.tasks
        ]
        assert [{unit.name for unit in row.units.all()} for row in rows] == [
            {*task.lead_units, *task.responsible_units} for task in read.tasks
        ]
        assert [row.deadline_text for row in rows] == [task.deadline.text for task in read.tasks]
        assert len(plan.requirements) == len(read.requirements)
    assert not Task.objects.exists()


def test_the_source_beside_an_item_holds_its_words(government, seeds):
    for path in seeds:
        imported(government, path)

    rows = list(ProposedTask.objects.all())
    holding = [row for row in rows if bare(row.text)[:14] in bare(row.source_text)]
    whole = [row for row in rows if bare(row.text)[-8:] in bare(row.source_text)]
    assert len(holding) >= 0.99 * len(rows)
    assert len(whole) >= 0.95 * len(rows), [row.seq for row in rows if row not in whole]


def test_a_real_plan_is_settled_name_by_name_and_confirmed(government, seeds):
    """The district's plan with its own names: groups by kind, the office by alias, the rest chosen once for all."""
    path = next(path for path in seeds if path.name.startswith("000"))
    members = [a_body(f"body{number}", f"单位{number}", short_name=f"单位{number}") for number in range(3)]
    Group.objects.create(name="各镇街").members.set(members[:2])
    Group.objects.create(name="区直各部门").members.set(members[1:])
    Alias.objects.create(organisation=government.site.organisation, name="区政府办")
    plan = imported(government, path)

    while waiting := confirming.refused_items(plan, on=DAY):
        row = ProposedTask.objects.get(pk=waiting[0].proposal)
        unknown = row.units.filter(organisation=None, group=None).first()
        told = {"by": government.office, "on": DAY}
        if unknown is not None:
            proposals.choose_unit(unknown, organisation=government.body, everywhere=True, **told)
        elif row.open_list:
            proposals.settle_list(row, **told)
        else:
            proposals.add_unit(row, role="co", organisation=government.body, **told)
    tasks = confirming.confirm(plan, by=government.office, on=DAY)

    assert len(tasks) == plan.proposals.count()
    assert all(task.units.exists() for task in tasks)

"""Progress and findings as everybody reads them: each page wide and at 320 px, narrowed and paged without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from mingtang.publishing.testing import a_government
from mingtang.supervision.services import milestones, progress_items
from mingtang.supervision.testing import a_progress, a_public_plan, quarter_ends, some_findings
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ON, DAY = localdate(), timedelta(days=1)


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def plan(government):
    """Promised livelihood projects with nodes, one told and others not."""
    plan = a_public_plan(government, "livelihood", tasks=23, title="云棠区2026年民生实事项目清单")
    task, office = plan.tasks.get(number=1), government.office
    reached = milestones.add_milestone(task, title="主体完工", due_on=quarter_ends()[1], by=office, on=ON)
    milestones.reach_milestone(reached, by=office, on=ON)
    told = a_progress(
        government, quarter_ends()[1], matter_sort="民生实事", matter="新建口袋公园",
        result="开放五座。", next_steps="年底前再开放三座。", nodes=f"主体完工｜{quarter_ends()[1]}｜已经完工",
    )  # fmt: skip
    progress_items.bind(plan, task, address=told.publication.get_absolute_url(), by=office, on=ON)
    plan.duties.update(due_on=ON - DAY)
    return plan


def test_every_page_is_for_everybody_wide_and_narrow(government, plan, someone, wrong_on):
    found = some_findings(government, "audit_findings")
    here, desk = f"/progress/{plan.pk}/", "/desk/tasks/"
    addresses = [
        "/progress/",
        here,
        f"{here}task/1/",
        f"{here}whole/",
        "/progress/findings/audit/",
        found.publication.get_absolute_url(),
        f"{desk}disclosure/?plan={plan.pk}",
        f"{desk}disclosure/{plan.duties.first().pk}/",
        f"{desk}disclosure/findings/",
        f"{desk}plans/{plan.pk}/disclosure/",
        f"{desk}plans/{plan.pk}/told/",
    ]
    assert wrong_on(someone(government.office), addresses) == []


def test_a_reader_without_scripts_finds_a_project_its_nodes_and_what_was_not_told(
    plan, desk, page_without_scripts
):
    page = page_without_scripts
    page.goto(f"{desk}/progress/")
    follow(page.get_by_role("link", name=plan.title))
    assert page.get_by_text("共23项任务").is_visible()
    follow(page.get_by_role("link", name="下一页"))
    assert page.get_by_text("23. ", exact=False).first.is_visible()

    page.goto(f"{desk}/progress/{plan.pk}/")
    page.get_by_label("责任单位").select_option(label="教育和体育局")
    follow(page.get_by_role("button", name="筛选"))
    assert page.get_by_text("未公布进展").first.is_visible()
    follow(page.get_by_role("link", name="第1项的全部进展"))
    assert page.get_by_text("年底前再开放三座。").is_visible()
    assert page.get_by_text("主体完工").first.is_visible()

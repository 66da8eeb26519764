"""In a real browser, wide and narrow: records as proofs, other units, names of units, undoing a split, full pictures."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from mingtang.core.organisations.api import Group, call
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import a_government
from mingtang.supervision.models import TaskChange, TaskUnit
from mingtang.supervision.services import changes, evidence, proposals
from mingtang.supervision.services.plans import Head
from mingtang.supervision.testing import a_plan, a_reading, a_record, proven
from tests.browser.going import click_in_place, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ON = localdate()
SIZES = ({"width": 1280, "height": 900}, {"width": 320, "height": 640})


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def part(government) -> TaskUnit:
    plan = a_plan(government, on=ON, head=Head(issued_on=ON))
    return plan.tasks.get(number=1).units.get(organisation=government.body)


def test_every_page_is_for_everybody_wide_and_narrow(government, part, someone, wrong_on):
    office, task = government.office, part.task
    record = proven(government, a_record(government, body=government.body))
    proven(government, a_record(government, "joint_meeting", body=government.body))
    evidence.claim_record(part, record=record, by=government.contact, on=ON)
    finance = a_body("czj", "云棠区财政局")
    roles = {government.body.pk: "lead", finance.pk: "co"}
    asked = changes.ask_units(task, units=roles, reason="职责划转", by=government.contact, on=ON)
    changes.approve(asked, by=office, on=ON)
    left = task.units.get(left_on=ON)
    towns = Group.objects.create(name="各镇街")
    towns.members.set([finance])
    call("区财政", organisation=finance, by=office)
    call("镇街各单位", group=towns, by=office)
    reading = a_reading(government, title="云棠区2026年另一份要点")
    first = reading.proposals.order_by("order").first()
    proposals.split(first, "公开项目批准信息。", "公开项目实施信息。", by=office, on=ON)

    here = "/desk/tasks/"
    of_office = [
        f"{here}names/",
        f"{here}names/groups/{towns.pk}/",
        f"{here}plans/items/{first.pk}/",
        f"{here}task/{task.pk}/",
        f"{here}task/{task.pk}/units/",
        f"{here}parts/{left.pk}/",
        f"{here}records/one/{record.pk}/",
        f"{here}overview/",
    ]
    of_contact = [f"{here}parts/{part.pk}/record/", f"{here}parts/{part.pk}/"]
    wrong = wrong_on(someone(office), of_office)
    wrong += wrong_on(someone(government.contact), of_contact)
    assert wrong == []


def test_a_unit_proves_by_a_record_and_asks_for_another_unit(government, part, someone):
    record = proven(government, a_record(government, body=government.body))
    finance = a_body("czj", "云棠区财政局")
    page = someone(government.contact)
    page.goto(f"/desk/tasks/parts/{part.pk}/")
    follow(page.get_by_role("link", name="以台账记录佐证"))
    page.get_by_label("名称含").fill(record.title[:2])
    follow(page.locator("main").get_by_role("button", name="查找"))
    follow(page.get_by_role("button", name="以此佐证"))
    assert page.get_by_text("佐证已提供，待他人核验。").is_visible()
    assert part.evidence.get().record == record

    page.goto(f"/desk/tasks/task/{part.task_id}/")
    follow(page.get_by_role("link", name="调整责任单位"))
    page.get_by_label("教育和体育局").select_option("不再承担")
    page.locator("select[name=new-1]").select_option("财政局")
    page.get_by_label("理由").fill("学校事项划出")
    follow(page.get_by_role("button", name="提交申请"))
    asked = TaskChange.objects.get()
    assert asked.units == [[government.body.pk, "lead"], [finance.pk, "co"]]

    office = someone(government.office)
    office.goto(f"/desk/tasks/task/{part.task_id}/")
    follow(office.get_by_role("link", name="办理变更申请"))
    office.get_by_label("批准", exact=True).check()
    follow(office.get_by_role("button", name="办理"))
    assert office.get_by_role("heading", name="已退出的单位").is_visible()
    assert office.get_by_text("最初责任单位").is_visible()


def test_the_picture_of_units_and_tasks_is_reached_and_moved_by_keyboard(government, part, someone):
    """On a phone it is wider than the window."""
    a_plan(government, tasks=60, on=ON, head=Head(issued_on=ON), title="云棠区2026年另一份要点")
    page = someone(government.office)
    page.set_viewport_size(SIZES[1])
    page.goto("/desk/tasks/overview/")
    region = page.get_by_role("region", name="单位与任务，可以左右滚动")
    region.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(region).not_to_have_js_property("scrollLeft", 0)
    click_in_place(page.get_by_text("以表格查看单位与任务"))
    assert page.get_by_role("table", name="单位与任务（按任务编号）").is_visible()

"""Work plans in a real browser: taken in, put right, confirmed; wide, at 320 px, in high contrast and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mingtang.publishing.testing import a_government
from mingtang.supervision.models import WorkPlan
from mingtang.supervision.testing import TEXTS, a_plan, a_plan_file, a_reading
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

DOUBTFUL = (*TEXTS, "公开救助信息。（责任单位：区数据局、区民政局等有关部门）", "公开就业信息。")


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def addresses(government) -> list[str]:
    plan = a_plan(government)
    reading = a_reading(government, DOUBTFUL, title="云棠区2027年政务公开工作要点")
    texts = (TEXTS[0].replace("12月", "10月"), TEXTS[1], "公开养老信息。（责任单位：区数据局）")
    correction = a_reading(government, texts, corrects=plan)
    open_item = reading.proposals.get(seq="4")
    here = "/desk/tasks/plans/"
    return [
        here,
        f"{here}import/",
        f"{here}{plan.pk}/",
        f"{here}{reading.pk}/",
        f"{here}{reading.pk}/?show=all",
        f"{here}{reading.pk}/confirm/",
        f"{here}{reading.pk}/drop/",
        f"{here}{correction.pk}/compare/",
        f"{here}items/{open_item.pk}/",
    ]


def test_every_page_is_for_everybody_wide_and_narrow(government, addresses, someone, wrong_on):
    assert wrong_on(someone(government.office), addresses) == []


def test_a_plan_is_taken_in_put_right_and_confirmed(government, someone, tmp_path: Path):
    file = tmp_path / "plan.txt"
    file.write_bytes(a_plan_file((*TEXTS, "公开救助信息。（责任单位：区数据局）")).read())
    page = someone(government.office)

    page.goto("/desk/tasks/plans/")
    follow(page.get_by_role("link", name="导入工作要点"))
    page.get_by_label("工作要点或任务分解表").set_input_files(str(file))
    follow(page.get_by_role("button", name="导入并读出任务"))
    follow(page.get_by_role("link", name="第4项"))
    page.get_by_label("“区数据局”对应的单位").select_option(label="云棠区民政局")
    follow(page.get_by_role("button", name=re.compile("对应.*区数据局")))
    follow(page.get_by_role("link", name="返回工作要点"))
    follow(page.get_by_role("link", name="确认", exact=True))
    follow(page.get_by_role("button", name="确认并生成任务"))

    assert page.get_by_text("任务已下达到各单位").is_visible()
    assert WorkPlan.objects.get().tasks.count() == 4

"""Records and measured indicators in a real browser: wide, at 320 px; one entered, proved and completed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingtang.publishing.testing import DAY, a_government
from mingtang.supervision.models import Record
from mingtang.supervision.services import measuring, records
from mingtang.supervision.testing import a_plan, a_record, proven
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def government(db):
    records.load_kinds()
    return a_government()


def test_every_page_is_for_everybody_wide_and_narrow(government, someone, wrong_on):
    draft = a_record(government)
    meeting = proven(government, a_record(government, "joint_meeting"))
    task = a_plan(government, tasks=1).tasks.get()
    measuring.bind(task, "records_training", by=government.office, on=DAY)
    here = "/desk/tasks/records/"
    addresses = [
        here,
        f"{here}all/?q=培训",
        f"{here}training/",
        f"{here}training/new/",
        f"{here}one/{draft.pk}/",
        f"{here}one/{meeting.pk}/",
        "/desk/tasks/indicators/?year=2026",
        f"/desk/tasks/indicators/task/{task.pk}/",
        f"/desk/tasks/indicators/rows/records_training/?unit={draft.organisation_id}",
    ]
    assert wrong_on(someone(government.office), addresses) == []


def test_a_report_to_the_leader_is_entered_proved_and_completed(government, someone, tmp_path: Path):
    file = tmp_path / "纪要.pdf"
    file.write_bytes(PDF)
    page = someone(government.contact)

    page.goto("/desk/tasks/records/")
    follow(page.get_by_role("link", name="主要负责人听取汇报", exact=True))
    follow(page.get_by_role("link", name="登记", exact=True))
    page.get_by_label("汇报事项").fill("全年政务公开工作")
    page.get_by_label("听取汇报的主要负责人").fill("局长")
    page.get_by_label("形式").select_option("专题会议")
    page.get_by_label("决定和要求").fill("按季调度。")
    follow(page.get_by_role("button", name="保存"))
    page.locator("input[type=file]").set_input_files(str(file))
    follow(page.get_by_role("button", name="添加"))
    follow(page.get_by_role("button", name="确认齐备"))

    assert page.get_by_text("已确认齐备，计入年度次数").is_visible()
    assert Record.objects.get().state == "complete"

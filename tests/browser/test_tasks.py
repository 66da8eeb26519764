"""Tasks in a real browser: every page wide and at 320 px; one broken down, reported, proved and verified by hand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from mingtang.publishing.testing import a_government
from mingtang.supervision.models import Report, Round, TaskUnit
from mingtang.supervision.services import changes, evidence, milestones, reports, rounds
from mingtang.supervision.services.plans import Head
from mingtang.supervision.testing import a_plan
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ON, DAY = localdate(), timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def part(government) -> TaskUnit:
    """A part with everything that its pages may show."""
    plan = a_plan(government, on=ON, head=Head(issued_on=ON))
    Round.objects.create(
        plan=plan, kind="monthly", title="本月报送", first_day=ON - 20 * DAY, last_day=ON, opens_on=ON, due_on=ON + 10 * DAY
    )  # fmt: skip
    rounds.open_due(ON)
    return plan.tasks.get(number=1).units.get(organisation=government.body)


def test_every_page_is_for_everybody_wide_and_narrow(government, part, someone, wrong_on):
    by = government.contact
    upload = SimpleUploadedFile("a.pdf", PDF)
    proof = evidence.claim_file(part, upload=upload, title="会议纪要", by=by, on=ON)
    report = Report.objects.get(part=part)
    reports.submit(report, text="已公开三件。", by=by, on=ON)
    step = milestones.add_milestone(part.task, title="方案印发", due_on=ON, by=by, on=ON)
    change = changes.ask_change(
        part.task, what="due_on", after=(ON + 400 * DAY).isoformat(), reason="推迟验收", by=by, on=ON
    )
    here = "/desk/tasks/"
    addresses = [
        f"{here}list/?light=yellow",
        f"{here}mine/",
        f"{here}overview/",
        f"{here}task/{step.task_id}/",
        f"{here}parts/{part.pk}/",
        f"{here}changes/{change.pk}/",
        f"{here}proofs/{proof.pk}/return/",
        f"{here}rounds/",
        f"{here}rounds/new/",
        f"{here}rounds/{report.round_id}/",
        "/progress/",
    ]
    assert wrong_on(someone(government.office), addresses) == []


def test_a_unit_breaks_down_reports_and_proves_and_the_office_verifies(
    government, part, someone, tmp_path: Path
):
    file = tmp_path / "纪要.pdf"
    file.write_bytes(PDF)
    page = someone(government.contact)
    page.goto("/desk/tasks/mine/")
    follow(page.locator("main a", has_text="报送分解措施").first)
    page.get_by_label("本单位分解措施").fill("每周梳理，专人上传。")
    page.get_by_label("具体责任人").fill("刘某某")
    page.get_by_label("本单位时限").fill(part.task.due_on.isoformat())
    follow(page.get_by_role("button", name="报送"))
    follow(page.locator("main a", has_text="报送进展").first)
    page.get_by_label("本期进展").fill("已公开三件。")
    follow(page.get_by_role("button", name="报送"))
    follow(page.get_by_role("link", name="提供文件", exact=True))
    page.get_by_label("佐证名称").fill("会议纪要")
    page.locator("input[type=file]").set_input_files(str(file))
    follow(page.get_by_role("button", name="提供"))
    assert page.get_by_text("佐证已提供，待他人核验。").is_visible()

    office = someone(government.office)
    office.goto(f"/desk/tasks/parts/{part.pk}/")
    follow(office.get_by_role("button", name="核验通过"))
    follow(office.locator("main button", has_text="本月报送"))
    part.refresh_from_db()
    assert (part.standing, part.reports.get().state) == ("proven", "accepted")

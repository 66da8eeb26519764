"""A district's real plan lived through in the browser: imported, settled, confirmed, split to units, proved in each of the
three ways, verified, scored. The clock goes through the plan's own year."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mingtang.assessments.models import Assessment, Scheme, ScoreLine
from mingtang.core.events.api import run_listed
from mingtang.core.organisations.api import Group
from mingtang.core.organisations.testing import a_body
from mingtang.publishing import testing as publishing
from mingtang.supervision.models import Task, TaskUnit, WorkPlan
from mingtang.supervision.parsing.files import read_plan
from mingtang.supervision.services import records
from tests.browser.going import follow

pytestmark = [pytest.mark.browser, pytest.mark.real, pytest.mark.django_db]

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
# The office is called otherwise here than in the document, so that somebody has to say who is meant.
OFFICE = "云棠区人民政府办公室"
GROUPS = ("各街镇", "区直各部门")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], date]:
    """`at("2024-04-01")`: from now on it is the morning of that day."""

    def morning(day: str) -> date:
        now = timezone.make_aware(datetime.fromisoformat(f"{day}T09:00"))
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now.date()

    return morning


@pytest.fixture
def seed(documents: Path) -> Path:
    return next((documents / "seeds").glob("000_*.txt"))


@pytest.fixture
def government(db, at, seed, monkeypatch):
    """The bodies that the plan names, under their own names, and its two groups."""
    monkeypatch.setattr(publishing, "DAY", at("2024-03-20"))
    made = publishing.a_government()
    tasks = read_plan(seed.read_bytes(), seed.name).tasks
    names = {name for task in tasks for name in (*task.lead_units, *task.responsible_units)}
    others = sorted(name for name in names if "政府办" not in name and name not in GROUPS)
    for number, name in enumerate(others):
        if name != "区民政局":
            a_body(f"body{number}", f"云棠区{name.removeprefix('区')}")
    towns = [
        a_body(code, name, kind="town") for code, name in (("tingzhou", "汀洲街道"), ("yunling", "云岭镇"))
    ]
    for name, members in zip(GROUPS, (towns, [made.body, a_body("jtj")]), strict=True):
        Group.objects.create(name=name).members.set(members)
    records.load_kinds()
    return made


@pytest.mark.demand("TS-01", "TS-02", "TS-03", "TN-01", "AS-01", "AS-02")
def test_a_real_plan_from_import_to_score(government, at, seed, someone, tmp_path: Path):
    paper = tmp_path / "材料.pdf"
    paper.write_bytes(PDF)

    def morning(day: str) -> tuple[Any, Any]:
        """The daily round of a day is done, and office and unit sign in anew."""
        run_listed("DAILY", at(day))
        return someone(government.office), someone(government.contact)

    office, unit = morning("2024-04-02")
    plan = _import(office, seed)
    _settle(office, plan)
    _confirm(office, plan)
    assert plan.tasks.count() == 61
    relief, training = _task(plan, "城乡社会救助标准一体化"), _task(plan, "不少于2次")
    part = relief.units.get(organisation=government.body)
    assert (relief.due_on, part.breakdown_due_on) == (date(2024, 12, 31), date(2024, 4, 28))

    # The unit splits its part, and reports in the quarter that the office asks for.
    office, unit = morning("2024-04-10")
    _make_rounds(office, plan)
    _break_down(unit, part)
    office, unit = morning("2024-06-30")
    _report(unit, part)
    _claim_file(unit, part, paper)
    _press(
        office, office.get_by_role("button", name=re.compile("^核验通过")), f"/desk/tasks/parts/{part.pk}/"
    )
    _press(office, office.get_by_role("button", name=re.compile("^通过")))
    assert _stands(part) == ("proven", "green")

    # A publication proves another task; nobody verifies the own.
    shown = publishing.published(government, title="关于公布2024年城乡低保标准的通知")
    pensions = _task(plan, "养老、医保、低保").units.get(organisation=government.body)
    _claim_publication(unit, pensions, shown.publication.get_absolute_url())
    assert unit.get_by_role("button", name=re.compile("^核验通过")).count() == 0
    assert _stands(pensions)[0] == "claimed"
    _press(
        office,
        office.get_by_role("button", name=re.compile("^核验通过")),
        f"/desk/tasks/parts/{pensions.pk}/",
    )
    assert _stands(pensions) == ("proven", "green")

    # The platform counts the trainings itself: one of two proves nothing yet, two of two do.
    office, unit = morning("2024-09-10")
    _bind(office, training, "records_training")
    own = training.units.get(organisation=government.site.organisation)
    _train(office, own, "2024-05-20", paper)
    office, unit = morning("2024-09-11")
    assert _stands(own)[0] == "missing" and _figure(office, training, "1/2")
    _train(office, own, "2024-09-09", paper)
    office, unit = morning("2024-09-12")
    assert _stands(own)[0] == "proven" and _figure(office, training, "2/2")

    # What nobody reported is overdue when the year is over, and the quarter is scored.
    office, unit = morning("2025-01-06")
    proven = set(TaskUnit.objects.filter(task__plan=plan, standing="proven"))
    assert proven == {part, pensions, own}
    assert plan.tasks.filter(standing="overdue").count() == 59
    _brief(unit, "2024-11-18", paper)
    scheme = _make_scheme(office, government)
    assessment = _score(office, scheme)
    measured = assessment.lines.get(organisation=government.body, indicator__code="6")
    assert (measured.value, measured.of, measured.points) == (1, 1, 10)

    # The unit reads its score with rule and fact, objects to a line, and the result is frozen.
    tasks = assessment.lines.get(organisation=government.body, indicator__code="7")
    assert (tasks.value, tasks.of) == (
        2,
        TaskUnit.objects.filter(organisation=government.body, task__is_standing=False).count(),
    )
    judged = assessment.lines.get(organisation=government.body, indicator__code="10")
    _object(unit, judged)
    _answer(office, judged)
    office, unit = morning("2025-01-27")
    _press(office, office.get_by_role("button", name="定版"), f"/desk/assessments/{assessment.pk}/")
    assessment.refresh_from_db()
    unit.goto(f"/desk/assessments/{assessment.pk}/units/{government.body.pk}/")
    total = sum(line.points for line in assessment.lines.filter(organisation=government.body))
    expect(unit.locator("main")).to_contain_text(f"总分{total}")
    assert assessment.state == "frozen"


def _press(page: Any, button: Any, address: str = "") -> None:
    """Press what leads to another page, and be there."""
    if address:
        page.goto(address)
    follow(button)


def _said(page: Any, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def _task(plan: WorkPlan, words: str) -> Task:
    return plan.tasks.get(text__contains=words)


def _stands(part: TaskUnit) -> tuple[str, str]:
    part.refresh_from_db()
    return part.standing, part.light


# --- from the file to tasks


def _import(page: Any, seed: Path) -> WorkPlan:
    page.goto("/desk/tasks/plans/import/")
    page.get_by_label("工作要点或任务分解表").set_input_files(str(seed))
    page.get_by_label("印发日期").fill("2024-03-29")
    _press(page, page.get_by_role("button", name="导入并读出任务"))
    _said(page, "请对照原文核对")
    return WorkPlan.objects.get()


def _settle(page: Any, plan: WorkPlan) -> None:
    """Say who is meant wherever a name is not known, settle open lists, split what holds two tasks."""
    for _ in range(30):
        page.goto(f"/desk/tasks/plans/{plan.pk}/confirm/")
        wanting = page.locator("main li a[href*='/items/']")
        if not wanting.count():
            break
        _press(page, wanting.first)
        _settle_item(page)
    _split(page, plan)


def _settle_item(page: Any) -> None:
    unknown = page.locator("li", has=page.get_by_text("请选定", exact=True))
    if unknown.count():
        unknown.first.get_by_role("combobox").select_option(label=OFFICE)
        _press(page, unknown.first.get_by_role("button", name=re.compile("^对应")))
    else:
        _press(page, page.get_by_role("button", name="名单已列全"))


def _split(page: Any, plan: WorkPlan) -> None:
    row = plan.proposals.get(seq="43")
    page.goto(f"/desk/tasks/plans/items/{row.pk}/")
    page.get_by_label("第二项从哪几个字开始").fill("确保政府网站和政务新媒体安全平稳")
    _press(page, page.get_by_role("button", name="拆开"))


def _confirm(page: Any, plan: WorkPlan) -> None:
    page.goto(f"/desk/tasks/plans/{plan.pk}/confirm/")
    _press(page, page.get_by_role("button", name="确认并生成任务"))
    _said(page, "任务已下达到各单位")


# --- followed


def _make_rounds(page: Any, plan: WorkPlan) -> None:
    page.goto("/desk/tasks/rounds/new/")
    page.get_by_label("工作要点").select_option(label=plan.title)
    page.get_by_label("周期").select_option(label="每季度")
    _press(page, page.locator("main button"))
    expect(page.get_by_role("link", name="2024年第二季度")).to_be_visible()


def _break_down(page: Any, part: TaskUnit) -> None:
    page.goto(f"/desk/tasks/parts/{part.pk}/breakdown/")
    page.get_by_label("本单位分解措施").fill("每季度公开一次救助标准和人数，救助科专人负责。")
    page.get_by_label("具体责任人").fill("刘某某")
    page.get_by_label("本单位时限").fill("2024-11-30")
    _press(page, page.locator("main").get_by_role("button", name="报送", exact=True))


def _report(page: Any, part: TaskUnit) -> None:
    page.goto(f"/desk/tasks/parts/{part.pk}/")
    _press(page, page.get_by_role("link", name=re.compile("^报送进展.*第二季度")))
    page.get_by_label("本期进展").fill("已公开两次，涉及三类标准。")
    _press(page, page.locator("main").get_by_role("button", name="报送", exact=True))


def _claim_file(page: Any, part: TaskUnit, paper: Path) -> None:
    _press(page, page.get_by_role("link", name="提供文件"), f"/desk/tasks/parts/{part.pk}/")
    page.get_by_label("佐证名称").fill("救助标准公开情况表")
    page.locator("main input[type=file]").set_input_files(str(paper))
    _press(page, page.get_by_role("button", name="提供"))
    _said(page, "佐证已提供，待他人核验。")


def _claim_publication(page: Any, part: TaskUnit, address: str) -> None:
    _press(page, page.get_by_role("link", name="以公开信息佐证"), f"/desk/tasks/parts/{part.pk}/")
    page.get_by_label("公开页面的网址").fill(address)
    _press(page, page.get_by_role("button", name="提供"))


def _bind(page: Any, task: Task, code: str) -> None:
    page.goto(f"/desk/tasks/indicators/task/{task.pk}/")
    page.get_by_label("测量指标").select_option(value=code)
    page.get_by_label("至少的数目").fill("2")
    _press(page, page.get_by_role("button", name="绑定"))
    _said(page, "指标已绑定")


def _figure(page: Any, task: Task, words: str) -> bool:
    page.goto(f"/desk/tasks/indicators/task/{task.pk}/")
    expect(page.locator("main")).to_contain_text(words)
    return True


def _train(page: Any, own: TaskUnit, day: str, paper: Path) -> None:
    """Record a training with its two proofs."""
    page.goto("/desk/tasks/records/training/new/")
    page.locator("[name=record_unit]").select_option(value=str(own.organisation_id))
    page.get_by_label("举办日期").fill(day)
    for label in ("培训主题", "授课单位和授课人", "内容要点", "培训效果"):
        page.get_by_label(label).fill("政务公开业务培训")
    page.get_by_label("培训形式").select_option(label="集中授课")
    page.get_by_label("培训层级").select_option(label="本级对部门和镇街")
    page.get_by_label("参训人数").fill("46")
    for label in ("基层工作人员", "条例学习"):
        page.get_by_label(label).check()
    _prove(page, ("签到表（必需）", "课件或培训材料（必需）"), paper)


def _brief(page: Any, day: str, paper: Path) -> None:
    """The unit records that its leader heard the report."""
    page.goto("/desk/tasks/records/leader_briefing/new/")
    page.get_by_label("听取日期").fill(day)
    for label in ("汇报事项", "听取汇报的主要负责人", "决定和要求"):
        page.get_by_label(label).fill("政务公开工作")
    page.get_by_label("形式").select_option(label="专题会议")
    _prove(page, ("会议纪要或者签批的汇报材料（必需）",), paper)


def _prove(page: Any, sorts: tuple[str, ...], paper: Path) -> None:
    """Keep the record that was written, hand in its proofs, say that it is whole."""
    _press(page, page.get_by_role("button", name="保存"))
    for sort in sorts:
        page.get_by_label("佐证类别").select_option(label=sort)
        page.locator("main input[type=file]").set_input_files(str(paper))
        _press(page, page.get_by_role("button", name="添加"))
    _press(page, page.get_by_role("button", name="确认齐备"))
    _said(page, "计入年度次数")


# --- scored


def _make_scheme(page: Any, government: publishing.Government) -> Scheme:
    """The scheme of the year: the usual one, with an indicator that the platform measures, for two units."""
    page.goto("/desk/assessments/new/")
    page.get_by_label("考核机关").select_option(label=OFFICE)
    page.get_by_label("年度").fill("2024")
    page.get_by_label("方案名称").fill("2024年政务公开工作考核评价方案")
    _press(page, page.get_by_role("button", name="保存"))
    scheme = Scheme.objects.get()
    _measure_instead_of_judging(page, scheme)
    _choose_units(page, scheme, government)
    _press(page, page.get_by_role("button", name="执行方案"), f"/desk/assessments/schemes/{scheme.pk}/")
    return scheme


def _score(page: Any, scheme: Scheme) -> Assessment:
    """The last quarter scored and shown to the units."""
    begin = page.get_by_role("button", name=re.compile("开始评分.*四季度"))
    _press(page, begin, f"/desk/assessments/schemes/{scheme.pk}/")
    assessment = Assessment.objects.get()
    _give_points(page, assessment)
    _press(page, page.get_by_role("button", name="反馈单位"), f"/desk/assessments/{assessment.pk}/")
    return assessment


def _object(page: Any, line: ScoreLine) -> None:
    page.goto(f"/desk/assessments/lines/{line.pk}/")
    page.get_by_label("异议理由").fill("两项任务均已印证，见任务页面。")
    _press(page, page.get_by_role("button", name="提出异议"))


def _answer(page: Any, line: ScoreLine) -> None:
    page.goto(f"/desk/assessments/lines/{line.pk}/")
    page.get_by_label("答复").fill("经核对属实。")
    page.get_by_label("复核后得分").fill("5")
    _press(page, page.get_by_role("button", name="答复"))
    _said(page, "已采纳")


def _measure_instead_of_judging(page: Any, scheme: Scheme) -> None:
    """The columns of the unit are measured by the platform."""
    page.goto(f"/desk/assessments/indicators/{scheme.indicators.get(code='6').pk}/")
    page.get_by_label("数据来源").select_option(value="records_leader_briefing")
    page.get_by_label("计分规则").select_option(value="share")
    _press(page, page.get_by_role("button", name="保存"))


def _choose_units(page: Any, scheme: Scheme, government: publishing.Government) -> None:
    page.goto(f"/desk/assessments/schemes/{scheme.pk}/units/")
    for box in page.locator("main input[type=checkbox]").all():
        box.set_checked(False)
    for name in (government.body.name, "云棠区教育和体育局"):
        page.get_by_label(name, exact=True).check()
    _press(page, page.locator("main form button").first)


def _give_points(page: Any, assessment: Assessment) -> None:
    """What the platform does not measure is judged by people, with a reason."""
    for indicator in assessment.scheme.indicators.filter(source=""):
        page.goto(f"/desk/assessments/{assessment.pk}/by-hand/{indicator.pk}/")
        for box in page.get_by_label(re.compile("^得分")).all():
            box.fill("4")
        for box in page.get_by_label(re.compile("^理由")).all():
            box.fill("现场查看，台账齐全。")
        _press(page, page.get_by_role("button", name="保存"))

"""Only confirming makes tasks, once; a corrected document changes them and doubles nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from mingtang.core.organisations.api import Group
from mingtang.core.organisations.testing import a_body
from mingtang.core.refusals import Refused
from mingtang.publishing.testing import DAY, a_government
from mingtang.supervision.analysis.matching import Item, matched
from mingtang.supervision.models import Task, TaskChange, TaskUnit, WorkPlan
from mingtang.supervision.services import changes, confirming, correcting, plans, proposals
from mingtang.supervision.services.confirming import MayNotConfirm
from mingtang.supervision.services.plans import Head, MayNotChange, MayNotImport
from mingtang.supervision.testing import a_plan, a_plan_file, a_reading

CORRECTED = (
    "公开重大建设项目批准、实施和竣工信息。（牵头单位：区教育和体育局；责任单位：区民政局；完成时限：10月底前）",
    "公开社会救助信息。（责任单位：区民政局；完成时限：11月底前）",
    "公开养老服务信息。（责任单位：区民政局；完成时限：12月底前）",
)


@pytest.fixture
def government(db):
    return a_government()


def parts(task: Task) -> list[tuple[str, str]]:
    return [(unit.organisation.name, unit.role) for unit in task.units.order_by("pk")]


# --- taking in


def test_what_the_text_leaves_out_is_asked_for_and_dates_follow(government):
    words = "政务公开重点工作\n\n1. 公开救助信息。（责任单位：区民政局；完成时限：6月底前）\n\n"
    words += "2. 公开养老信息。（责任单位：区民政局；完成时限：印发后15日内）\n"
    upload = ContentFile(words.encode(), name="plan.txt")
    told = {"organisation": government.site.organisation, "by": government.office, "on": DAY}

    with pytest.raises(MayNotImport, match="请填写年度") as refused:
        plans.import_plan(upload, **told)
    plan = plans.import_plan(
        ContentFile(words.encode(), name="plan.txt"),
        **told,
        head=Head(title="云棠区重点工作", year=2026, issued_on=date(2026, 3, 2)),
    )

    assert "公开救助信息" in refused.value.text
    assert (plan.title, plan.year, plan.issued_on) == ("云棠区重点工作", 2026, date(2026, 3, 2))
    assert [row.due_on for row in plan.proposals.order_by("order")] == [date(2026, 6, 30), date(2026, 3, 17)]


@pytest.mark.parametrize(
    ("words", "reason"),
    [("", "空"), ("  \n ", "没有文字"), ("云棠区2026年工作总结\n\n全年做了许多工作。", "没有读出任务")],
)
def test_a_file_that_holds_no_tasks_is_refused(government, words, reason):
    with pytest.raises(Refused, match=reason):
        plans.import_plan(
            ContentFile(words.encode(), name="plan.txt"),
            organisation=government.site.organisation,
            by=government.office,
            on=DAY,
        )
    assert not WorkPlan.objects.exists()


def test_a_damaged_file_is_refused(government):
    with pytest.raises(Refused, match=r"损坏|打不开|不完整|不符"):
        plans.import_plan(
            ContentFile(b"PK\x03\x04 no archive", name="plan.docx"),
            organisation=government.site.organisation,
            by=government.office,
            on=DAY,
        )


def test_only_the_office_takes_plans_in(government):
    for person in (government.contact, government.unit_leader, government.auditor, government.outsider):
        with pytest.raises(MayNotImport, match="由政务公开办"):
            a_reading(government, by=person)


def test_the_same_document_is_not_taken_in_twice(government):
    a_reading(government)

    with pytest.raises(MayNotImport, match="已经导入过"):
        a_reading(government)
    with pytest.raises(MayNotImport, match="2026年已有"):
        a_reading(government, CORRECTED)
    assert WorkPlan.objects.count() == 1


def test_what_was_given_up_may_come_again(government):
    plan = a_reading(government)

    with pytest.raises(MayNotChange, match="请写明放弃的理由"):
        plans.drop(plan, " ", by=government.office, on=DAY)
    plans.drop(plan, "文件传错了", by=government.office, on=DAY)

    plan.refresh_from_db()
    assert (plan.state, plan.drop_reason) == ("dropped", "文件传错了")
    assert a_reading(government).state == "proposed"
    with pytest.raises(MayNotConfirm, match="已放弃"):
        confirming.confirm(plan, by=government.office, on=DAY)


def test_the_head_is_put_right(government):
    plan = a_reading(government)

    plans.correct_head(
        plan, Head("新标题", 2027, "区政府办", "棠政办〔2027〕1号", DAY), by=government.office, on=DAY
    )

    plan.refresh_from_db()
    assert (plan.title, plan.year, plan.document_number) == ("新标题", 2027, "棠政办〔2027〕1号")
    with pytest.raises(MayNotChange, match="标题和年度"):
        plans.correct_head(plan, Head(" ", None), by=government.office, on=DAY)


# --- confirming


@pytest.mark.demand("TS-01")
def test_confirming_makes_each_task_once_with_number_headings_text_units_and_deadline(government):
    plan = a_plan(government)

    first, second, third = plan.tasks.order_by("number")
    assert [(task.number, task.seq, task.level1) for task in (first, second, third)] == [
        (1, "1", "一、推进主动公开"),
        (2, "2", "一、推进主动公开"),
        (3, "3", "一、推进主动公开"),
    ]
    assert (first.text, first.due_on) == ("公开重大建设项目批准和实施信息。", date(2026, 12, 31))
    assert (first.first_text, first.first_due_on) == (first.text, first.due_on)
    assert parts(first) == [("云棠区民政局", "lead"), ("云棠区教育和体育局", "co")]
    assert (third.is_standing, third.due_on) == (True, None)
    assert (plan.state, plan.confirmed_by, plan.confirmed_by_name) == (
        "confirmed",
        government.office,
        "何公开",
    )
    with pytest.raises(MayNotConfirm, match="已经确认"):
        confirming.confirm(plan, by=government.office, on=DAY)
    assert plan.tasks.count() == 3


def test_units_break_down_within_thirty_days_of_the_issue(government):
    plan = a_plan(government, head=Head(issued_on=date(2024, 6, 5)))

    due = set(TaskUnit.objects.filter(task__plan=plan).values_list("breakdown_due_on", flat=True))
    assert due == {date(2024, 7, 5)}


def test_without_a_day_of_issue_the_thirty_days_run_from_confirming(government):
    plan = a_plan(government, head=Head())

    assert plan.tasks.first().units.first().breakdown_due_on == DAY + timedelta(days=30)


def test_refusals_name_each_item(government):
    plan = a_reading(
        government,
        (
            "公开就业信息。",
            "公开救助信息。（责任单位：区数据局）",
            "公开教育信息。（责任单位：区民政局等有关部门）",
            "公开养老信息。（责任单位：区民政局）",
            "公开各镇信息。（责任单位：各镇街）",
        ),
    )
    group = Group.objects.create(name="各镇街")
    last = plan.proposals.get(seq="5")
    proposals.choose_unit(last.units.get(), group=group, by=government.office, on=DAY)

    with pytest.raises(MayNotConfirm) as refused:
        confirming.confirm(plan, by=government.office, on=DAY)

    assert [str(reason) for reason in refused.value.reasons] == [
        "第1项：没有责任单位，请加上单位。",
        "第2项：“区数据局”还没有对应到单位，请选定。",
        "第3项：原文写有“等”，名单没有列全：请加上其他单位，或者确认没有其他单位。",
        "第5项：“各镇街”现在没有单位，请改选。",
    ]
    assert not Task.objects.exists()


def test_a_plan_of_which_nothing_is_left_makes_no_tasks(government):
    plan = a_reading(government, ("公开救助信息。（责任单位：区民政局）",))
    proposals.leave_out(plan.proposals.get(), "只是说明", by=government.office, on=DAY)

    with pytest.raises(MayNotConfirm, match="没有一项任务"):
        confirming.confirm(plan, by=government.office, on=DAY)


def test_groups_become_their_living_members_and_who_leads_leads(government):
    towns = [
        a_body("bailu", "云棠区白鹭镇人民政府", short_name="白鹭镇", kind="town"),
        a_body("tangcheng", "云棠区棠城街道办事处", short_name="棠城街道", kind="street"),
        a_body("jiu", "云棠区旧镇人民政府", short_name="旧镇", kind="town", valid_until=date(2025, 1, 1)),
    ]
    Group.objects.create(name="各镇街").members.set([*towns, government.body])
    plan = a_plan(government, texts=("公开各镇信息。（牵头单位：区民政局；责任单位：各街镇）",))

    assert sorted(parts(plan.tasks.get())) == [
        ("云棠区棠城街道办事处", "co"),
        ("云棠区民政局", "lead"),
        ("云棠区白鹭镇人民政府", "co"),
    ]


def test_what_is_left_out_or_merged_becomes_no_task_of_its_own(government):
    plan = a_reading(government)
    first, second, third = plan.proposals.order_by("order")
    proposals.leave_out(third, "日常工作", by=government.office, on=DAY)
    proposals.merge([first, second], by=government.office, on=DAY)

    confirming.confirm(plan, by=government.office, on=DAY)

    assert [(task.number, task.text) for task in plan.tasks.all()] == [
        (1, "公开重大建设项目批准和实施信息。\n公开社会救助信息。")
    ]
    assert sorted(plan.proposals.values_list("state", flat=True)) == ["left_out", "made", "merged"]


# --- a corrected document


def corrected(government, plan, texts=CORRECTED, **facts) -> WorkPlan:
    return a_reading(government, texts, corrects=plan, **facts)


def test_the_difference_shows_what_is_the_same_changed_new_and_gone(government):
    plan = a_plan(government)

    found = correcting.differences(corrected(government, plan), on=DAY)

    assert [
        (one.kind, one.task.number if one.task else None, one.proposal.seq if one.proposal else None)
        for one in found
    ] == [("changed", 1, "1"), ("same", 2, "2"), ("new", None, "3"), ("gone", 3, None)]
    assert found[0].changes == (
        correcting.FieldChange(
            "text", "公开重大建设项目批准和实施信息。", "公开重大建设项目批准、实施和竣工信息。"
        ),
        correcting.FieldChange("due_on", "2026-12-31", "2026-10-31"),
        correcting.FieldChange(
            "units", "牵头：民政局；责任：教育和体育局", "牵头：教育和体育局；责任：民政局"
        ),
    )
    assert Task.objects.count() == 3


def test_confirming_a_correction_changes_adds_and_ends_and_doubles_nothing(government):
    plan = a_plan(government)
    correction = corrected(government, plan)
    gone = plan.tasks.get(number=3)

    correcting.apply_correction(correction, ended=[gone.pk], by=government.office, on=DAY)

    assert [(task.number, task.text, task.state) for task in plan.tasks.order_by("number")] == [
        (1, "公开重大建设项目批准、实施和竣工信息。", "open"),
        (2, "公开社会救助信息。", "open"),
        (3, "抓好政府信息公开日常管理。", "ended"),
        (4, "公开养老服务信息。", "open"),
    ]
    first = plan.tasks.get(number=1)
    assert (first.due_on, first.first_due_on) == (date(2026, 10, 31), date(2026, 12, 31))
    assert first.first_text == "公开重大建设项目批准和实施信息。"
    assert sorted(parts(first)) == [("云棠区教育和体育局", "lead"), ("云棠区民政局", "co")]
    assert [
        (c.what, c.before, c.after, c.state) for c in TaskChange.objects.filter(task=first, what="due_on")
    ] == [("due_on", "2026-12-31", "2026-10-31", "approved")]
    assert sorted(TaskChange.objects.values_list("what", flat=True)) == ["due_on", "ended", "text", "units"]
    assert not correction.tasks.exists()
    with pytest.raises(MayNotConfirm, match="已经确认"):
        correcting.apply_correction(correction, by=government.office, on=DAY)
    assert Task.objects.count() == 4


def test_what_is_gone_goes_on_unless_it_is_ticked(government):
    plan = a_plan(government)

    correcting.apply_correction(corrected(government, plan), by=government.office, on=DAY)

    assert plan.tasks.get(number=3).state == "open"


def test_only_what_is_gone_can_be_ended(government):
    plan = a_plan(government)
    correction = corrected(government, plan)
    kept = plan.tasks.get(number=2)

    with pytest.raises(MayNotConfirm, match="请刷新页面"):
        correcting.apply_correction(correction, ended=[kept.pk], by=government.office, on=DAY)

    kept.refresh_from_db()
    assert kept.state == "open"


def test_a_day_that_a_unit_was_granted_is_not_taken_back_by_unchanged_words(government):
    plan = a_plan(government)
    task = plan.tasks.get(number=2)
    TaskChange.objects.create(
        task=task,
        what="due_on",
        before="2026-11-30",
        after="2026-12-15",
        reason="等上级文件",
        state="approved",
        asked_by=government.contact,
        asked_by_name="林信息",
        decided_by=government.office,
        decided_by_name="何公开",
    )
    task.due_on = date(2026, 12, 15)
    task.save()

    correcting.apply_correction(corrected(government, plan), by=government.office, on=DAY)

    task.refresh_from_db()
    assert task.due_on == date(2026, 12, 15)


def test_a_unit_that_a_correction_takes_out_leaves_with_what_it_filed_to_be_read(government):
    plan = a_plan(government)
    task = plan.tasks.get(number=1)
    task.units.filter(organisation=government.body).update(broken_down_on=DAY, breakdown="每月梳理")
    texts = (
        "公开重大建设项目批准和实施信息。（牵头单位：区教育和体育局；完成时限：12月底前）",
        *CORRECTED[1:],
    )

    correcting.apply_correction(corrected(government, plan, texts), by=government.office, on=DAY)

    left = task.units.get(organisation=government.body)
    assert (left.left_on, left.breakdown, left.light) == (DAY, "每月梳理", "")
    change = TaskChange.objects.get(task=task, what="units")
    assert (change.before, change.after) == ("牵头：民政局；责任：教育和体育局", "牵头：教育和体育局")


def test_units_that_were_changed_with_approval_are_not_put_back_by_unchanged_words(government):
    plan = a_plan(government)
    task, finance = plan.tasks.get(number=1), a_body("czj", "云棠区财政局")
    roles = {government.body.pk: "lead", finance.pk: "co"}
    asked = changes.ask_units(task, units=roles, reason="职责调整", by=government.contact, on=DAY)
    changes.approve(asked, by=government.office, on=DAY)

    same = (
        "公开重大建设项目批准和实施信息。（牵头单位：区民政局；责任单位：区教育和体育局；完成时限：12月底前）",
    )
    found = correcting.differences(corrected(government, plan, same), on=DAY)
    assert [(one.kind, one.changes) for one in found if one.task == task] == [("same", ())]


def test_a_group_that_a_correction_names_again_stays_the_bodies_that_it_was(government):
    """A town that joined the group later is not slipped in by a correction of something else."""
    towns = [
        a_body(code, name) for code, name in (("dz", "云棠区东镇人民政府"), ("xz", "云棠区西镇人民政府"))
    ]
    group = Group.objects.create(name="各镇街")
    group.members.set(towns)
    plan = a_plan(government, texts=["公开村级事务信息。（责任单位：各镇街；完成时限：12月底前）"])
    task = plan.tasks.get()
    third = a_body("nz", "云棠区南镇人民政府")
    group.members.set([towns[0], third])

    again = corrected(government, plan, ["公开村级事务信息。（责任单位：各镇街；完成时限：10月底前）"])
    [found] = correcting.differences(again, on=DAY)
    assert [change.what for change in found.changes] == ["due_on"]
    plans.drop(again, "另行更正", by=government.office, on=DAY)

    texts = ["公开村级事务信息。（责任单位：各镇街、区民政局；完成时限：12月底前）"]
    more = corrected(government, plan, texts)
    correcting.apply_correction(more, by=government.office, on=DAY)
    names = [name for name, _ in parts(task)]
    assert names == ["云棠区东镇人民政府", "云棠区西镇人民政府", "云棠区民政局"]


def test_a_second_correction_compares_with_the_tasks_as_they_are_now(government):
    plan = a_plan(government)
    correcting.apply_correction(corrected(government, plan), by=government.office, on=DAY)

    again = corrected(government, plan, (*CORRECTED, "公开慈善信息。（责任单位：区民政局）"))

    assert [one.kind for one in correcting.differences(again, on=DAY)] == [
        "same",
        "same",
        "same",
        "new",
        "gone",
    ]


def test_a_correction_is_of_a_confirmed_plan_of_the_same_office_and_one_at_a_time(government):
    reading = a_reading(government)
    with pytest.raises(MayNotImport, match="还没有确认"):
        corrected(government, reading)
    confirming.confirm(reading, by=government.office, on=DAY)
    reading.refresh_from_db()
    with pytest.raises(MayNotImport, match=r"不是.*的工作要点"):
        corrected(government, reading, organisation=government.body)
    correction = corrected(government, reading)
    with pytest.raises(MayNotImport, match="已有一份更正待确认"):
        corrected(government, reading, CORRECTED[:1])
    with pytest.raises(MayNotConfirm, match="请在对照页面确认"):
        confirming.confirm(correction, by=government.office, on=DAY)


def test_nobody_but_the_office_carries_a_correction_over(government):
    correction = corrected(government, a_plan(government))

    for person in (government.contact, government.auditor, government.outsider):
        with pytest.raises(MayNotConfirm, match="由政务公开办"):
            correcting.apply_correction(correction, by=person, on=DAY)
    assert Task.objects.count() == 3


def test_items_are_matched_by_words_then_by_number_then_by_likeness():
    old = [
        Item(1, "1", "公开甲类信息"),
        Item(2, "2", "加强政务公开队伍建设和培训"),
        Item(3, "3", "办好政府网站"),
    ]
    new = [
        Item(11, "1", "办好政府网站"),
        Item(12, "2", "加强政务公开队伍建设"),
        Item(13, "3", "公开甲类信息"),
        Item(14, "4", "编好政府公报"),
    ]

    assert matched(old, new) == {11: 3, 12: 2, 13: 1}


def test_the_file_of_a_plan_is_the_one_that_was_handed_in(government):
    plan = a_reading(government)

    assert plan.file.size == a_plan_file().size
    assert plan.file.purpose == "supervision.plan"

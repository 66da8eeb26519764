"""What was read is put right by the office: words, units, splitting, merging, leaving out; others may not."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Group, Organisation
from mingtang.core.organisations.testing import a_body
from mingtang.publishing.testing import DAY, a_government
from mingtang.supervision.models import ProposedTask, Task
from mingtang.supervision.services import confirming, proposals
from mingtang.supervision.services.proposals import MayNotPropose, Wording
from mingtang.supervision.testing import a_plan, a_reading

TEXTS = (
    "公开就业信息，公开社保信息。（责任单位：区民政局；完成时限：6月底前）",
    "公开救助信息。（责任单位：区数据局、区民政局等有关部门）",
    "公开教育信息。（牵头单位：区数据局）",
)


@pytest.fixture
def government(db):
    return a_government()


@pytest.fixture
def plan(government):
    return a_reading(government, TEXTS)


def items(plan) -> list[ProposedTask]:
    return list(plan.proposals.order_by("order"))


def units(row) -> list[tuple[str, str, str]]:
    return [
        (unit.name, unit.role, unit.organisation.name if unit.organisation else "")
        for unit in row.units.order_by("pk")
    ]


def test_a_reading_keeps_the_words_and_their_place_and_guesses_no_unit(plan):
    first, second, third = items(plan)

    assert (first.seq, first.level1, first.text) == ("1", "一、推进主动公开", "公开就业信息，公开社保信息。")
    assert (first.due_on, first.deadline_text) == (date(2026, 6, 30), "6月底前")
    assert first.source_text == f"1. {TEXTS[0]}"
    assert first.place == "第 5 段"
    assert units(first) == [("区民政局", "co", "云棠区民政局")]
    assert units(second) == [("区数据局", "co", ""), ("区民政局", "co", "云棠区民政局")]
    assert (second.open_list, third.open_list) == (True, False)
    assert units(third) == [("区数据局", "lead", "")]


def test_the_words_are_put_right_and_the_source_stays(government, plan):
    first = items(plan)[0]
    told = Wording("公开就业信息。", "1", "一、主动公开", "", "长期", None, is_standing=True)

    proposals.correct(first, told, by=government.office, on=DAY)

    first.refresh_from_db()
    assert (first.text, first.level1, first.due_on, first.is_standing) == (
        "公开就业信息。",
        "一、主动公开",
        None,
        True,
    )
    assert first.source_text == f"1. {TEXTS[0]}"
    assert [entry.action for entry in audit.entries_about(plan)][-1] == "supervision.proposal_corrected"


def test_a_standing_item_has_no_day_and_no_item_is_empty(government, plan):
    first = items(plan)[0]

    with pytest.raises(MayNotPropose, match="长期坚持的任务没有完成时限"):
        proposals.correct(first, Wording("x", due_on=DAY, is_standing=True), by=government.office, on=DAY)
    with pytest.raises(MayNotPropose, match="请填写任务内容"):
        proposals.correct(first, Wording(" "), by=government.office, on=DAY)


def test_a_name_is_chosen_once_for_the_whole_plan(government, plan):
    data = a_body("data", "云棠区大数据中心")
    _, second, third = items(plan)
    unit = second.units.get(name="区数据局")

    count = proposals.choose_unit(unit, organisation=data, everywhere=True, by=government.office, on=DAY)

    assert count == 2
    assert units(third) == [("区数据局", "lead", "云棠区大数据中心")]
    assert third.units.get().chosen_by_hand


def test_a_name_may_be_chosen_for_one_item_alone(government, plan):
    _, second, third = items(plan)

    proposals.choose_unit(
        second.units.get(name="区数据局"), organisation=government.body, by=government.office, on=DAY
    )

    assert not third.units.get().is_resolved


def test_units_are_added_and_dropped_and_an_open_list_is_settled(government, plan):
    _, second, _ = items(plan)
    towns = Group.objects.create(name="各镇街")

    proposals.add_unit(second, role="co", group=towns, by=government.office, on=DAY)
    proposals.drop_unit(second.units.get(name="区数据局"), by=government.office, on=DAY)
    proposals.settle_list(second, by=government.office, on=DAY)

    second.refresh_from_db()
    assert [unit.name for unit in second.units.order_by("pk")] == ["区民政局", "各镇街"]
    assert not second.open_list
    with pytest.raises(MayNotPropose, match="已经有各镇街了"):
        proposals.add_unit(second, role="lead", group=towns, by=government.office, on=DAY)
    with pytest.raises(MayNotPropose, match="请选择一个单位或者一个机构组"):
        proposals.add_unit(second, role="co", by=government.office, on=DAY)


def test_an_open_list_without_any_unit_is_not_settled(government, plan):
    second = items(plan)[1]
    for unit in second.units.all():
        proposals.drop_unit(unit, by=government.office, on=DAY)

    with pytest.raises(MayNotPropose, match="还没有一个单位"):
        proposals.settle_list(second, by=government.office, on=DAY)


def test_one_unit_goes_to_all_items_that_name_none(government):
    plan = a_reading(
        government, ("公开就业信息。", "公开救助信息。", "公开教育信息。（责任单位：区教育和体育局）")
    )

    count = proposals.add_unit_to_all(
        plan, role="co", organisation=government.body, by=government.office, on=DAY
    )

    assert count == 2
    assert [[unit.organisation for unit in row.units.all()] for row in items(plan)] == [
        [government.body],
        [government.body],
        [Organisation.objects.get(code="jtj")],
    ]


def test_one_item_becomes_two_at_its_words_and_both_keep_source_units_and_day(government, plan):
    first = items(plan)[0]
    parts = proposals.parts_at(first.text, "公开社保信息")

    proposals.split(first, *parts, by=government.office, on=DAY)

    rows = items(plan)
    assert [(row.seq, row.text) for row in rows[:2]] == [("1", "公开就业信息，"), ("1-2", "公开社保信息。")]
    assert [row.source_text for row in rows[:2]] == [f"1. {TEXTS[0]}"] * 2
    assert [row.due_on for row in rows[:2]] == [date(2026, 6, 30)] * 2
    assert units(rows[0]) == units(rows[1]) == [("区民政局", "co", "云棠区民政局")]
    assert [row.seq for row in rows] == ["1", "1-2", "2", "3"]


def test_splitting_finds_room_however_often_it_is_done(government, plan):
    for number in range(14):
        proposals.split(items(plan)[0], "甲", f"乙{number}", by=government.office, on=DAY)

    rows = items(plan)
    assert [row.text for row in rows[:15]] == ["甲", *(f"乙{number}" for number in reversed(range(14)))]
    assert [row.seq for row in rows[15:]] == ["2", "3"]


@pytest.mark.parametrize("words", ["", "没有的字", "公开就业", "公开"])
def test_a_place_that_is_none_or_not_the_only_one_splits_nothing(plan, words):
    with pytest.raises(MayNotPropose, match="第二项开头的几个字"):
        proposals.parts_at(items(plan)[0].text, words)


def test_both_halves_say_something(government, plan):
    with pytest.raises(MayNotPropose, match="两项都要有任务内容"):
        proposals.split(items(plan)[0], "甲", " ", by=government.office, on=DAY)


def test_several_items_become_the_first_with_all_units_sources_and_the_latest_day(government, plan):
    first, _, third = items(plan)

    merged = proposals.merge([third, first], by=government.office, on=DAY)

    assert merged == first
    merged.refresh_from_db()
    third.refresh_from_db()
    assert merged.text == "公开就业信息，公开社保信息。\n公开教育信息。"
    assert merged.source_text == f"1. {TEXTS[0]}\n3. {TEXTS[2]}"
    assert merged.due_on == date(2026, 6, 30)
    assert units(merged) == [("区民政局", "co", "云棠区民政局"), ("区数据局", "lead", "")]
    assert (third.state, third.merged_into) == ("merged", first)
    assert items(plan)[1].state == "open"


def test_merging_needs_two_of_one_plan(government, plan):
    other = a_reading(
        government, ("公开另一类信息。（责任单位：区民政局）",), title="云棠区2026年另一份工作要点"
    )
    first = items(plan)[0]

    with pytest.raises(MayNotPropose, match="至少选择两项"):
        proposals.merge([first, first], by=government.office, on=DAY)
    with pytest.raises(MayNotPropose, match="同一份"):
        proposals.merge([first, items(other)[0]], by=government.office, on=DAY)


def test_an_item_that_is_no_task_is_left_out_with_a_reason_and_taken_back(government, plan):
    first = items(plan)[0]

    with pytest.raises(MayNotPropose, match="理由"):
        proposals.leave_out(first, " ", by=government.office, on=DAY)
    proposals.leave_out(first, "是对上年的总结", by=government.office, on=DAY)
    first.refresh_from_db()
    assert (first.state, first.reason) == ("left_out", "是对上年的总结")
    with pytest.raises(MayNotPropose, match="不作为任务"):
        proposals.correct(first, Wording("甲"), by=government.office, on=DAY)

    proposals.take_back(first, by=government.office, on=DAY)
    first.refresh_from_db()
    assert (first.state, first.reason) == ("open", "")


def test_nobody_but_the_office_touches_a_reading(government, plan):
    first = items(plan)[0]
    unit = first.units.get()
    outsiders = (government.contact, government.unit_leader, government.auditor, government.outsider)

    for person in outsiders:
        for act in (
            lambda by: proposals.correct(first, Wording("甲"), by=by, on=DAY),
            lambda by: proposals.choose_unit(unit, organisation=government.body, by=by, on=DAY),
            lambda by: proposals.add_unit(first, role="co", organisation=government.body, by=by, on=DAY),
            lambda by: proposals.add_unit_to_all(
                plan, role="co", organisation=government.body, by=by, on=DAY
            ),
            lambda by: proposals.drop_unit(unit, by=by, on=DAY),
            lambda by: proposals.settle_list(first, by=by, on=DAY),
            lambda by: proposals.split(first, "甲", "乙", by=by, on=DAY),
            lambda by: proposals.merge(items(plan), by=by, on=DAY),
            lambda by: proposals.leave_out(first, "理由", by=by, on=DAY),
            lambda by: proposals.take_back(first, by=by, on=DAY),
            lambda by: confirming.confirm(plan, by=by, on=DAY),
        ):
            with pytest.raises((MayNotPropose, confirming.MayNotConfirm), match="由政务公开办"):
                act(person)

    assert [row.text for row in items(plan)] == [
        "公开就业信息，公开社保信息。",
        "公开救助信息。",
        "公开教育信息。",
    ]
    assert not Task.objects.exists()


def test_after_confirming_a_reading_is_closed(government):
    plan = a_plan(government)
    row = items(plan)[0]

    with pytest.raises(MayNotPropose, match="已经确认"):
        proposals.correct(row, Wording("甲"), by=government.office, on=DAY)

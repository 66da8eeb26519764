"""Names out of lists of units, and days out of deadlines, as offices write them."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.supervision.parsing.deadlines import deadline_of, is_deadline
from mingtang.supervision.parsing.fields import assigned_by
from mingtang.supervision.parsing.units import LEADS, are_units, units_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各街镇、区直各部门", ["各街镇", "区直各部门"]),
        ("区政府办、各街镇区直各部门、", ["区政府办", "各街镇", "区直各部门"]),
        ("区自然资源和\n规划局", ["区自然资源和规划局"]),
        ("区行政审批服务局\n区公共资源交易中心", ["区行政审批服务局", "区公共资源交易中心"]),
        ("发改局\n财政局", ["发改局", "财政局"]),
        ("区政府\n办公室、区委宣传\n部", ["区政府办公室", "区委宣传部"]),
        ("区政府办牵头，区\n发改局落实", ["区发改局"]),
        (
            "区住房和城乡建设局、区文化和旅游局和区教育和体育局",
            ["区住房和城乡建设局", "区文化和旅游局", "区教育和体育局"],
        ),
        ("区政府办、区司法局及各街道办事处", ["区政府办", "区司法局", "各街道办事处"]),
        ("各县（市、区）、\n市政府各部门（单位）", ["各县（市、区）", "市政府各部门（单位）"]),
        ("各镇\n人民政府", ["各镇人民政府"]),
        ("区政府办公室，各乡镇街道；区直各部门", ["区政府办公室", "各乡镇街道", "区直各部门"]),
        ("高等院校、区教育局", ["高等院校", "区教育局"]),
    ],
)
def test_lists_of_units_come_apart_at_names_and_nowhere_else(text, names):
    assert units_of(text).responsible == names


def test_words_of_role_decide_who_leads():
    led = units_of("区政府办牵头，各街镇、区直各部门落实")
    assert (led.lead, led.responsible) == (["区政府办"], ["各街镇", "区直各部门"])

    both = units_of("区发改局、区住建局牵头落实")
    assert (both.lead, both.responsible) == (["区发改局", "区住建局"], ["区发改局", "区住建局"])

    noted = units_of("区政府办（牵头）、区司法局（配合）、各镇")
    assert (noted.lead, noted.responsible) == (["区政府办"], ["区司法局", "各镇"])

    together = units_of("由区政府办会同区司法局、区发改局等部门负责")
    assert (together.lead, together.responsible, together.open_list) == (
        ["区政府办"],
        ["区司法局", "区发改局"],
        True,
    )

    column = units_of("区发改局、区财政局", role=LEADS)
    assert (column.lead, column.responsible) == (["区发改局", "区财政局"], [])


def test_an_open_list_keeps_its_words_and_what_stands_behind_them():
    units = units_of("区自然资源局、区人社局等有关部门单位、各镇街")

    assert units.responsible == ["区自然资源局", "区人社局", "各镇街"]
    assert (units.open_list, units.open_words) == (True, ["等有关部门单位"])


@pytest.mark.parametrize(
    "text", ["以下简称公开", "含街道", "见附件2", "2025年修订", "不超过30日", "推进公开，落实到位"]
)
def test_words_in_brackets_that_name_nobody_assign_nothing(text):
    assert not assigned_by(text)


def test_a_sentence_is_no_list_of_units():
    assert not are_units("做好养老、医保、低保等民生保障待遇信息公开。")
    assert are_units("区民政局、区医保局等部门")


@pytest.mark.parametrize(
    ("text", "on", "standing"),
    [
        ("2025年12月底前", date(2025, 12, 31), False),
        ("2025年\n12月底前", date(2025, 12, 31), False),
        ("6月底前", date(2025, 6, 30), False),
        ("6月15日前完成", date(2025, 6, 15), False),
        ("2026年2月底", date(2026, 2, 28), False),
        ("9月中旬", date(2025, 9, 20), False),
        ("第三季度", date(2025, 9, 30), False),
        ("上半年", date(2025, 6, 30), False),
        ("年底前", date(2025, 12, 31), False),
        ("2025年内", date(2025, 12, 31), False),
        ("3月—12月", date(2025, 12, 31), False),
        ("次年1月底前", date(2026, 1, 31), False),
        ("2025.9", date(2025, 9, 30), False),
        ("2025-09-30", date(2025, 9, 30), False),
        ("二〇二五年六月三十日前", date(2025, 6, 30), False),
        ("印发后30日内", date(2025, 5, 8), False),
        ("长期坚持", None, True),
        ("每季度末", None, True),
        ("全年", None, True),
        ("2025年12月底前，并长期坚持", date(2025, 12, 31), True),
        ("-", None, False),
        ("", None, False),
    ],
)
def test_deadlines_become_days_or_standing_duties(text, on, standing):
    found = deadline_of(text, year=2025, issued_on=date(2025, 4, 8))

    assert (found.on, found.standing, found.doubt) == (on, standing, "")


@pytest.mark.parametrize(
    ("text", "on", "doubt"),
    [
        ("按上级要求", None, "没有可以换算的日期"),
        ("2月30日前", None, "没有这一天"),
        ("6月底、12月底前", date(2025, 12, 31), "有几个日期，取最后一个"),
        ("12月前", date(2025, 11, 30), "没有写明是月初还是月底"),
        ("印发后20个工作日内", None, "从印发之日起算，请人工换算"),
    ],
)
def test_what_is_unsure_about_a_deadline_is_said(text, on, doubt):
    found = deadline_of(text, year=2025, issued_on=date(2025, 4, 8))

    assert (found.on, found.doubt) == (on, doubt)


def test_a_month_without_any_year_gives_no_day():
    found = deadline_of("6月底前")

    assert (found.text, found.on, found.doubt) == ("6月底前", None, "没有写年份，文件里也没有")


def test_a_sentence_with_a_date_in_it_is_no_deadline():
    assert not is_deadline("2025年6月底前编制完成本级政务公开事项标准目录并向社会公布")
    assert is_deadline("2025年6月底前完成")

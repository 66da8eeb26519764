"""要点拆分 from the text alone: what is proposed, from which words, and what is not."""

from __future__ import annotations

import json
from importlib.resources import files

from mingtang.policies.analysis import point_tables
from mingtang.policies.analysis.audiences import AUDIENCES, audiences_in, names_of
from mingtang.policies.analysis.clauses import clause_at, clauses
from mingtang.policies.analysis.points import propose, quote_hash

TEXT = """第一条 为鼓励创业带动就业，制定本办法。
第二条 租金补贴。退役军人创办的企业，登记注册满1年的，按场地租金的50%给予补贴，每年最高不超过2万元，期限不超过3年。
第三条 企业培育，具体如下：
（一）对首次认定为高新技术企业的企业给予20万元一次性奖励。
（二）享受奖励的企业应当在2026年12月31日前提交申请表、审计报告。
第四条 区财政局应当会同有关部门于每年3月前安排资金。
第五条 领取补贴的企业不得弄虚作假。
咨询电话：0531-80001234。联系手机：13800001234。"""


def told(point):
    return TEXT[point.start : point.end]


def test_clauses_are_named_by_the_way_to_them_and_cover_the_text():
    found = clauses(TEXT)

    assert [clause.label for clause in found] == [
        "第一条",
        "第二条",
        "第三条",
        "第三条（一）",
        "第三条（二）",
        "第四条",
        "第五条",
    ]
    assert clause_at(TEXT, TEXT.index("高新技术")) == "第三条（一）"
    assert clause_at(TEXT, TEXT.index("不得弄虚")) == "第五条"


def test_a_number_within_a_sentence_opens_no_clause():
    text = "一、总体要求\n到2027年，第一条款项的办理按（二）类处理，增长3.5个百分点。"

    assert [clause.label for clause in clauses(text)] == ["一"]


def test_benefits_duties_and_limits_are_proposed_each_from_its_words():
    found = propose(TEXT)

    assert [(point.clause, point.nature) for point in found] == [
        ("第二条", "benefit"),
        ("第三条（一）", "benefit"),
        ("第三条（二）", "duty"),
        ("第五条", "limit"),
    ]
    assert told(found[1]) == "对首次认定为高新技术企业的企业给予20万元一次性奖励。"


def test_the_fields_of_a_benefit_are_stretches_of_its_clause():
    rent = propose(TEXT)[0]

    assert (rent.what, rent.who, rent.audiences) == (
        "租金补贴",
        "退役军人创办的企业",
        ["veterans", "businesses"],
    )
    assert "不超过2万元" in rent.amount
    assert "50%" in rent.amount
    assert rent.deadline == "期限不超过3年"
    assert "登记注册满1年的" in rent.condition


def test_the_contact_of_the_whole_text_is_an_organs_number_never_a_persons():
    contacts = {point.contact for point in propose(TEXT) if point.nature == "benefit"}

    assert contacts == {"0531-80001234"}


def test_materials_and_the_day_of_a_duty_are_read():
    duty = propose(TEXT)[2]

    assert duty.materials == "申请表、审计报告"
    assert duty.deadline == "2026年12月31日前"


def test_tasks_of_organs_purposes_and_definitions_are_no_points():
    text = "第一条 为发放补贴，制定本办法。\n第二条 本办法所称企业，是指应当登记的单位。\n第三条 区财政局应当及时审核企业材料。"

    assert propose(text) == []


def test_a_clause_that_labels_its_fields_is_one_point():
    text = (
        "（一）一次性创业资助。补贴对象：毕业五年内的高校毕业生。补贴标准：10000元。"
        "申报材料：申请表、毕业证。补贴期限：一次性。"
    )

    [point] = propose(text)

    assert (point.what, point.who, point.amount, point.materials, point.deadline) == (
        "一次性创业资助",
        "毕业五年内的高校毕业生",
        "10000元",
        "申请表、毕业证",
        "一次性",
    )
    assert point.audiences == ["graduates"]


def test_a_text_without_numbers_or_points_is_read_too():
    assert propose("") == []
    assert propose("全区召开会议，研究部署下一步工作。") == []
    assert [p.clause for p in propose("困难群众可以向社区申请临时救助。")] == [""]


def test_groups_give_way_to_more_exact_ones():
    assert audiences_in("本区户籍居民中的残疾人") == ["disabled"]
    assert audiences_in("本市居民") == ["residents"]
    assert names_of(["graduates", "veterans"]) == "高校毕业生、退役军人"


def test_new_layout_is_no_new_wording():
    assert quote_hash("给予 补贴\n5000元") == quote_hash("给予补贴5000元")
    assert quote_hash("给予补贴5000元") != quote_hash("给予补贴6000元")


def test_a_sheet_is_read_back_as_it_was_written():
    rows = [
        point_tables.Row(
            number="1",
            what="创业补贴",
            who="高校毕业生",
            condition="满1年",
            amount="5000元 <次>",
            clause="第二条",
        ),
        point_tables.Row(number="2", what="租金补贴", amount="50%"),
    ]

    html = point_tables.to_html(rows, "以原文为准。")

    assert point_tables.from_html(html) == rows
    assert rows[1].facts == [("标准", "50%")]  # what nobody filled in is left out
    assert "材料" not in html
    assert point_tables.from_html("<p>改成了文字</p>") == []
    assert point_tables.from_html("<table><tr><td>别的</td></tr></table>") == []


def test_every_kind_offers_the_same_groups():
    folder = files("mingtang.data").joinpath("kinds")
    offered = {
        file.name: tuple(element["choices"])
        for file in folder.iterdir()
        if file.name.endswith(".json")
        for element in json.loads(file.read_text(encoding="utf-8"))["elements"]
        if (element["code"], element["type"]) == ("audience", "multichoice")
    }

    assert {"policy.json", "benefit.json", "one_thing_topic.json"} <= set(offered)
    assert set(offered.values()) == {tuple(name for _, name in AUDIENCES)}

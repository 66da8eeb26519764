"""What a text says of itself: its days, its amendments, what it repeals, until when it holds.

All texts were made for these tests.
"""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.policies.parsing.facts import facts_of
from mingtang.policies.parsing.preamble import Amendment

REGULATION = """# 青川市公园条例

2005年6月30日青川市第十二届人民代表大会常务委员会第十八次会议通过

2005年9月29日甲省第十届人民代表大会常务委员会第二十次会议批准

根据2012年5月4日青川市第十四届人民代表大会常务委员会第二次会议通过并经2012年7月27日甲省第十一届人民代表大会常务委员会第三十二次会议批准的《青川市人民代表大会常务委员会关于修改〈青川市燃气条例〉等三件地方性法规的决定》第一次修正

2020年8月28日青川市第十六届人民代表大会常务委员会第三十次会议修订

第一条 为了加强公园管理，根据《城市绿化条例》，制定本条例。

第四十条 本条例自2021年1月1日起施行。1998年3月6日市人民政府发布的《青川市公园管理办法》（青川市人民政府令第31号）同时废止。
"""


def test_the_history_of_a_local_regulation():
    facts = facts_of("青川市公园条例(2020修订)", REGULATION)
    assert (facts.title, facts.made_on, facts.adopted_by) == (
        "青川市公园条例",
        date(2005, 6, 30),
        "青川市人民代表大会常务委员会",
    )
    assert (facts.approved_on, facts.effective_on, facts.version_on) == (
        date(2005, 9, 29),
        date(2021, 1, 1),
        date(2020, 8, 28),
    )
    assert facts.amendments == (
        Amendment(
            date(2012, 7, 27),
            "青川市人民代表大会常务委员会",
            "青川市人民代表大会常务委员会关于修改〈青川市燃气条例〉等三件地方性法规的决定",
            "修正",
        ),
        Amendment(date(2020, 8, 28), "青川市人民代表大会常务委员会", "", "修订"),
    )


def test_a_repeal_counts_from_the_day_on_which_the_new_rule_takes_effect():
    (repeal,) = facts_of("青川市公园条例", REGULATION).repeals
    assert (repeal.title, repeal.number) == ("青川市公园管理办法", "青川市人民政府令第31号")
    assert (repeal.on, repeal.dated, repeal.whole, repeal.kind) == (
        date(2021, 1, 1),
        date(1998, 3, 6),
        True,
        "repeal",
    )
    assert REGULATION[repeal.start : repeal.end] == "《青川市公园管理办法》"


@pytest.mark.parametrize(
    ("line", "made", "published", "number", "effective"),
    [
        (
            "2019年3月4日青川市人民政府令第88号公布",
            (2019, 3, 4),
            (2019, 3, 4),
            "青川市人民政府令第88号",
            None,
        ),
        (
            "（2019年3月4日青川市人民政府令第88号公布　自2019年5月1日起施行）",
            (2019, 3, 4),
            (2019, 3, 4),
            "青川市人民政府令第88号",
            (2019, 5, 1),
        ),
        (
            "1991年2月1日国务院批准　1991年3月2日国家甲局令第2号发布",
            (1991, 2, 1),
            (1991, 3, 2),
            "国家甲局令第2号",
            None,
        ),
        (
            "2015年1月5日 国家甲总局令第73号公布\n\n2015年3月15日 施行",
            (2015, 1, 5),
            (2015, 1, 5),
            "国家甲总局令第73号",
            (2015, 3, 15),
        ),
        ("一九九〇年三月十七日国务院令第52号发布", (1990, 3, 17), (1990, 3, 17), "国务院令第52号", None),
    ],
)
def test_the_preamble_of_a_rule(line, made, published, number, effective):
    facts = facts_of("青川市甲办法", f"{line}\n\n第一条 略。")
    assert (facts.made_on, facts.published_on, facts.number) == (date(*made), date(*published), number)
    assert facts.effective_on == (date(*effective) if effective else None)


@pytest.mark.parametrize(
    ("line", "on", "title", "kind"),
    [
        (
            "2011年1月8日《国务院关于废止和修改部分行政法规的决定》第一次修订",
            (2011, 1, 8),
            "国务院关于废止和修改部分行政法规的决定",
            "修订",
        ),
        (
            "2012年1月3日甲省第十届人民代表大会常务委员会第八次会议关于修改《甲省乙条例》等二十件"
            "地方性法规的决定第二次修正",
            (2012, 1, 3),
            "关于修改《甲省乙条例》等二十件地方性法规的决定",
            "修正",
        ),
        ("2004年3月14日第十届甲大会第二次会议通过的《甲宪章修正案》", (2004, 3, 14), "甲宪章修正案", "修正"),
        ("2022年1月23日中华人民共和国国务院令第751号第二次修订", (2022, 1, 23), "", "修订"),
        ("2017年2月8日国务院第164次常务会议修订通过", (2017, 2, 8), "", "修订"),
        (
            "2017年6月2日甲市第十四届人民代表大会常务委员会第三次会议"
            "《关于修改〈甲条例〉\n〈乙条例〉的决定》修正",
            (2017, 6, 2),
            "关于修改〈甲条例〉〈乙条例〉的决定",
            "修正",
        ),
    ],
)
def test_an_amendment_names_its_day_its_decision_and_its_kind(line, on, title, kind):
    text = f"1999年9月9日国务院令第1号公布\n\n{line}\n\n第一条 略。"
    (amendment,) = facts_of("甲条例", text).amendments
    assert (amendment.on, amendment.title, amendment.kind) == (date(*on), title, kind)


# The closing clause, and from when the text holds where it was published on 2024-03-05.
EFFECTS = [
    ("第九条 本办法自2024年5月1日起施行。", (2024, 5, 1), "day"),
    ("第九条 本办法自二〇二四年五月一日起施行。", (2024, 5, 1), "day"),
    ("本规则自2024年8月1日零时起施行。", (2024, 8, 1), "day"),
    ("九、本通知自公布之日起执行。", (2024, 3, 5), "published"),
    ("本规定自发布之日起30日后施行。", (2024, 4, 5), "published"),
    ("本规定自公布之日起三个月后施行。", (2024, 6, 5), "published"),
    ("本办法由市民政局负责解释，自2024年4月1日起实施。", (2024, 4, 1), "day"),
    ("《甲办法》已经通过，现予公布，自2024年7月1日起施行。", (2024, 7, 1), "day"),
    ("企业最迟应当自2025年5月1日起执行。", None, ""),
    ("处分决定自作出之日起生效。", None, ""),
    ("广东多项新措1月1日起实施", None, ""),
]


@pytest.mark.parametrize(("clause", "on", "rule"), EFFECTS)
def test_from_when_a_text_holds(clause, on, rule):
    facts = facts_of("甲办法", f"2024年3月5日青川市人民政府令第9号公布\n\n第一条 略。\n\n{clause}")
    assert (facts.effective_on, facts.effective_rule) == (date(*on) if on else None, rule)


def test_a_rule_that_counts_from_a_day_nobody_told_has_no_day():
    facts = facts_of("甲办法", "第一条 略。\n第二条 本办法自公布之日起施行，有效期3年。")
    assert (facts.effective_on, facts.effective_rule, facts.valid_until, facts.period) == (
        None,
        "published",
        None,
        "有效期3年",
    )


@pytest.mark.parametrize(
    ("clause", "until"),
    [
        ("本通知自2024年3月4日起施行，有效期5年。", (2029, 3, 3)),
        ("本办法自2024年2月29日起施行，有效期五年。", (2029, 2, 27)),
        ("有效期3年，自2024年5月1日起施行。", (2027, 4, 30)),
        ("本办法自2024年5月1日起施行，有效期三年。", (2027, 4, 30)),
        ("本办法自2024年1月1日起施行，有效期至2027年12月31日。", (2027, 12, 31)),
        ("本规定自2024年1月1日起施行，至2025年12月31日止。", (2025, 12, 31)),
        ("本方案自2024年1月1日起试行，试行期2年。", (2025, 12, 31)),
        ("本办法有效期自2024年1月1日至2026年12月31日。", (2026, 12, 31)),
        ("本通告自2024年3月1日零时起施行，至2024年5月31日24时止。", (2024, 5, 31)),
        ("本办法自2024年1月1日起试行，试行期为18个月。", (2025, 6, 30)),
        ("本办法自2024年1月1日起施行。居住证有效期为一年，每年签注。", None),
        ("本办法自2024年1月1日起施行。评估结果有效期届满的，应当重新申请。", None),
    ],
)
def test_the_last_day_is_computed_only_where_the_text_gives_a_period(clause, until):
    text = f"2024年1月1日青川市人民政府令第9号公布\n\n第一条 略。\n\n第九条 {clause}"
    assert facts_of("甲暂行办法", text).valid_until == (date(*until) if until else None)


def test_trial_titles_are_marked_and_nothing_is_guessed_from_them():
    facts = facts_of("青川市甲管理暂行办法", "第一条 略。\n第二条 本办法自2024年1月1日起施行。")
    assert (facts.is_trial, facts.valid_until) == (True, None)
    assert not facts_of("青川市甲管理办法", "").is_trial


NOTICE = """青川市人民政府关于加强绿化工作的意见

青政发〔2024〕3号

各区人民政府：
为加强绿化工作，现提出以下意见。

青川市人民政府
2024年2月6日

附件：任务分工表
2024年3月1日
"""


def test_a_notice_bears_its_number_in_its_head_and_its_day_below_the_signature():
    facts = facts_of("青川市人民政府关于加强绿化工作的意见", NOTICE)
    assert (facts.number, facts.made_on, facts.published_on) == ("青政发〔2024〕3号", date(2024, 2, 6), None)


def test_the_head_table_of_a_portal_is_read():
    text = "发文字号：青政发〔2024〕3号\n成文日期：2024年02月06日\n发布日期：2024-02-09\n标题：关于加强绿化工作的意见\n正文"
    facts = facts_of("关于加强绿化工作的意见", text)
    assert (facts.number, facts.made_on, facts.published_on) == (
        "青政发〔2024〕3号",
        date(2024, 2, 6),
        date(2024, 2, 9),
    )


def test_a_number_that_is_only_cited_is_not_the_texts_own():
    assert (
        facts_of(
            "关于加强绿化工作的意见", "根据青政发〔2020〕1号文件，按《甲办法》（青政发〔2021〕2号）办理。"
        ).number
        == ""
    )


CLEAN_UP = """青政发〔2025〕8号

经清理，市政府决定废止2件、宣布失效1件行政规范性文件，2件继续有效。

本通知自2025年7月1日起施行。

青川市人民政府
2025年5月10日

附件1
废止的行政规范性文件目录
序号|文件名称|文号
1|青川市人民政府关于印发青川市粮食储备管理办法的通知|青政发〔2010〕25号
2|《青川市城镇垃圾处理收费办法》|青政发〔2011〕40号

附件2
宣布失效的行政规范性文件目录
（一）关于做好2018年防汛工作的通知（青政办发〔2018〕7号）

附件3
继续有效的行政规范性文件目录
1．青川市人民政府关于加强基层医疗服务的意见（青政发〔2021〕3号）
2．青川市人民政府办公室关于印发《青川市公园管理办法》的通知（青政办发〔2022〕11号）
"""


def test_the_lists_of_a_clean_up_are_read_line_by_line():
    facts = facts_of("青川市人民政府关于公布行政规范性文件清理结果的通知", CLEAN_UP)
    assert [(one.kind, one.title, one.number, one.on) for one in facts.repeals] == [
        (
            "repeal",
            "青川市人民政府关于印发青川市粮食储备管理办法的通知",
            "青政发〔2010〕25号",
            date(2025, 7, 1),
        ),
        ("repeal", "青川市城镇垃圾处理收费办法", "青政发〔2011〕40号", date(2025, 7, 1)),
        ("invalid", "关于做好2018年防汛工作的通知", "青政办发〔2018〕7号", date(2025, 7, 1)),
    ]
    assert [(one.title, one.number) for one in facts.confirms] == [
        ("青川市人民政府关于加强基层医疗服务的意见", "青政发〔2021〕3号"),
        ("青川市人民政府办公室关于印发《青川市公园管理办法》的通知", "青政办发〔2022〕11号"),
    ]


DECISION = """青川市人民政府令第88号

《青川市人民政府关于废止和修改部分政府规章的决定》已经2024年3月1日市人民政府第30次常务会议通过，现予公布，自2024年5月1日起施行。

市长
2024年3月15日

一、废止下列规章：
（一）《青川市暂住人口管理办法》（2003年6月1日青川市人民政府令第12号公布）；
（二）《青川市城市房屋拆迁管理办法》（2005年8月9日青川市人民政府令第19号公布）。

二、对下列规章的部分条款予以修改：
（一）将《青川市停车场管理办法》第七条修改为：“……”。
（二）将《青川市养犬管理办法》第十二条中的“公安机关”修改为“城市管理部门”。
"""


def test_a_decision_that_repeals_some_rules_and_amends_others():
    facts = facts_of("青川市人民政府关于废止和修改部分政府规章的决定", DECISION)
    assert (facts.number, facts.made_on, facts.effective_on) == (
        "青川市人民政府令第88号",
        date(2024, 3, 15),
        date(2024, 5, 1),
    )
    assert [(one.title, one.number, one.dated, one.on) for one in facts.repeals] == [
        ("青川市暂住人口管理办法", "青川市人民政府令第12号", date(2003, 6, 1), date(2024, 5, 1)),
        ("青川市城市房屋拆迁管理办法", "青川市人民政府令第19号", date(2005, 8, 9), date(2024, 5, 1)),
    ]
    assert [one.title for one in facts.amends] == ["青川市停车场管理办法", "青川市养犬管理办法"]


@pytest.mark.parametrize(
    ("title", "text", "repeals", "amends"),
    [
        (
            "甲办法",
            "《乙办法》《丙规定》和《丁细则》同时废止。",
            [("乙办法", True), ("丙规定", True), ("丁细则", True)],
            [],
        ),
        ("甲办法", "《乙办法》第十二条同时废止。", [("乙办法", False)], []),
        (
            "关于停止执行《乙办法》的通知",
            "自2024年1月1日起，停止执行《乙办法》（青政发〔2012〕9号）。",
            [("乙办法", True)],
            [],
        ),
        ("甲办法", "《乙办法》不再执行。", [("乙办法", True)], []),
        ("关于删去部分规章条款的决定", "一、删去《乙办法》第九条。", [("乙办法", False)], []),
        ("关于修改《乙办法》的决定", "决定对《乙办法》作如下修改：一、删去第九条。", [], ["乙办法"]),
        (
            "关于废止《乙办法》的决定",
            "市政府决定废止《市政府办公室转发市甲局关于〈乙办法〉的通知》（青政办〔1985〕2号）。",
            [("市政府办公室转发市甲局关于〈乙办法〉的通知", True)],
            [],
        ),
        (
            "甲办法",
            "本办法与《乙办法》不一致的，以本办法为准。备案机关可以废止《丙办法》。证照自行失效。",
            [],
            [],
        ),
        ("甲办法", "《甲办法》（青政发〔2010〕2号）同时废止。", [("甲办法", True)], []),
    ],
)
def test_what_ends_and_what_changes(title, text, repeals, amends):
    facts = facts_of(title, text)
    assert [(one.title, one.whole) for one in facts.repeals] == repeals
    assert [one.title for one in facts.amends] == amends


def test_a_day_in_the_clause_itself_comes_before_the_day_of_the_text():
    facts = facts_of("甲办法", "第九条 本办法自2024年5月1日起施行。《乙办法》自2024年12月31日起废止。")
    assert [(one.title, one.on) for one in facts.repeals] == [("乙办法", date(2024, 12, 31))]


def test_a_period_that_names_its_first_day_tells_from_when_the_text_holds():
    facts = facts_of("甲办法", "第一条 略。\n第九条 本办法有效期自2024年1月1日至2026年12月31日。")
    assert (facts.effective_on, facts.valid_until) == (date(2024, 1, 1), date(2026, 12, 31))


def test_an_empty_text_says_nothing():
    facts = facts_of("甲办法（试行）", "")
    assert (facts.title, facts.number, facts.made_on, facts.repeals, facts.is_trial) == (
        "甲办法（试行）",
        "",
        None,
        (),
        True,
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "《" * 100_000,
        "自" * 100_000,
        "本办法自" * 30_000,
        "有效期至" * 30_000,
        "2024年1月1日" * 20_000,
        "《甲办法》、" * 20_000 + "同时废止。",
        "废止目录\n" + "1．甲办法（" * 20_000,
        "（2024年1月1日通过　" * 200 + "\n第一条",
        "第一条 " * 40_000,
        "\n" * 100_000,
        "令第1号\n" * 30_000,
    ],
    ids=[
        "open",
        "from",
        "clauses",
        "periods",
        "dates",
        "chain",
        "list",
        "history",
        "articles",
        "lines",
        "orders",
    ],
)
def test_hostile_texts_are_read_to_their_end(hostile):
    """Would hang for minutes if any expression went back over what it had read."""
    assert facts_of("关于废止和修改部分规章的决定", hostile).title == "关于废止和修改部分规章的决定"

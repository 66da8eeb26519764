"""新旧对照: clauses found in a text, paired with those they continue, and marked."""

from __future__ import annotations

from mingtang.policies.analysis.comparison import clauses_of, compare, counted

OLD = """云棠区临时救助办法
第一章 总则
第一条 为了做好临时救助工作，根据有关规定，制定本办法。
第二条 临时救助对象是遭遇突发事件、意外伤害、重大疾病的家庭和个人。
第三条 区民政局负责全区临时救助工作。镇人民政府、街道办事处负责受理、审核。
第二章 标准
第四条 临时救助标准为城市低保月标准的3倍以内。
第五条 申请人应当提交书面申请和身份证明。镇街应当在10个工作日内审核完毕。
第六条 本办法由区民政局负责解释。
第七条 本办法自2023年1月1日起施行。
云棠区人民政府
2022年12月1日"""
NEW = """云棠区临时救助办法
第一章 总则
第一条 为了做好临时救助工作，根据有关规定，制定本办法。
第二条 临时救助对象是遭遇突发事件、意外伤害、重大疾病的家庭和个人。
第三条 遇有紧急情况的，先行救助，再补办手续。
第四条 区民政局负责全区临时救助工作。镇人民政府、街道办事处负责受理、审核和发放。
第二章 标准
第五条 临时救助标准为城市低保月标准的6倍以内。
第六条 申请人应当提交书面申请和身份证明。
第七条 镇街应当在10个工作日内审核完毕。
第八条 本办法自2023年1月1日起施行。
云棠区人民政府
2026年4月1日"""


def rows(old: str, new: str) -> list[tuple[str, str, str]]:
    return [
        (pair.change, pair.old.number if pair.old else "", pair.new.number if pair.new else "")
        for pair in compare(old, new)
    ]


def test_articles_keep_their_chapter_and_the_foot_is_no_clause():
    found = clauses_of(OLD)

    assert [clause.number for clause in found] == ["", *(f"第{n}条" for n in "一二三四五六七")]
    assert (found[1].part, found[4].part) == ("第一章 总则", "第二章 标准")
    assert found[-1].text == "本办法自2023年1月1日起施行。"


def test_what_stands_in_an_article_belongs_to_it():
    text = "第一条 可以申请的有：\n（一）低保家庭；\n（二）低收入家庭。\n第二条 其他事项另行规定。"

    assert [(c.number, c.text) for c in clauses_of(text)] == [
        ("第一条", "可以申请的有：\n（一）低保家庭；\n（二）低收入家庭。"),
        ("第二条", "其他事项另行规定。"),
    ]


def test_a_notice_without_articles_is_cut_at_its_own_numbers():
    text = (
        "各镇街：\n一、总体要求\n坚持便民。\n二、主要任务\n（一）放宽对象。\n1.低保家庭。\n（二）压缩时限。\n"
        "云棠区民政局\n2026年11月20日"
    )

    assert [(c.number, c.text) for c in clauses_of(text)] == [
        ("", "各镇街："),
        ("一、", "总体要求\n坚持便民。"),
        ("二、", "主要任务"),
        ("二、（一）", "放宽对象。"),
        ("二、（一）1.", "低保家庭。"),
        ("二、（二）", "压缩时限。"),
    ]


def test_renumbered_clauses_find_their_old_ones_and_the_rest_is_new_or_gone():
    assert rows(OLD, NEW) == [
        ("same", "", ""),
        ("same", "第一条", "第一条"),
        ("same", "第二条", "第二条"),
        ("added", "", "第三条"),
        ("changed", "第三条", "第四条"),
        ("changed", "第四条", "第五条"),
        ("added", "", "第六条"),
        ("changed", "第五条", "第七条"),
        ("removed", "第六条", ""),
        ("renumbered", "第七条", "第八条"),
    ]


def test_a_clause_split_off_names_the_clause_it_came_from():
    split = next(pair for pair in compare(OLD, NEW) if pair.new and pair.new.number == "第六条")

    assert split.origin == "第五条"


def test_a_clause_that_was_put_elsewhere_is_marked_and_its_neighbours_are_not():
    tasks = [
        "甲部门负责受理群众申请。",
        "乙部门负责审核发放资金。",
        "丙部门负责监督检查情况。",
        "丁部门负责宣传解读政策。",
    ]
    old, new = (
        "\n".join(f"第{number}条 {task}" for number, task in zip("一二三四", order, strict=True))
        for order in (tasks, [tasks[3], *tasks[:3]])
    )

    assert [(p.new.number, p.old.number, p.moved) for p in compare(old, new) if p.new and p.old] == [
        ("第一条", "第四条", True),
        ("第二条", "第一条", False),
        ("第三条", "第二条", False),
        ("第四条", "第三条", False),
    ]


def test_a_wholly_other_clause_under_the_same_number_is_one_gone_and_one_new():
    old = "第一条 甲部门负责受理群众申请。\n第二条 本办法有效期三年。"
    new = "第一条 甲部门负责受理群众申请。\n第二条 对骗取资金的，追回已发款项并通报。"

    assert rows(old, new) == [
        ("same", "第一条", "第一条"),
        ("removed", "第二条", ""),
        ("added", "", "第二条"),
    ]


def test_each_clause_stands_once_whatever_is_compared():
    pairs = compare(OLD, NEW)

    assert sorted(p.old.number for p in pairs if p.old) == sorted(c.number for c in clauses_of(OLD))
    assert sorted(p.new.number for p in pairs if p.new) == sorted(c.number for c in clauses_of(NEW))
    assert compare("", "") == []


def test_changes_are_counted():
    assert counted(compare(OLD, NEW)) == {
        "same": 3, "added": 2, "changed": 3, "removed": 1, "renumbered": 1, "moved": 0,
    }  # fmt: skip

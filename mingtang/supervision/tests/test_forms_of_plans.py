"""Single peculiarities of plans as other governments write them, each with the reading that it asks for."""

from __future__ import annotations

import io

import docx
import pytest
import typst

from mingtang.core.files.parsing import laid_out
from mingtang.supervision.parsing import Plan, plan_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE = "2025年青禾县政务公开工作要点"
FIRST = "及时公开重大建设项目批准、招标投标、征收土地等信息，做到应公开尽公开。"
SECOND = "按季度公开民生实事项目进展，回应群众关切。"
THIRD = "严格落实解读材料与文件同步起草、同步审签、同步发布。"
FOURTH = "每件政策至少有一种图文解读，主要负责人带头解读。"
HEAD = ["序号", "工作任务", "责任单位", "完成时限"]


def from_text(text: str) -> Plan:
    return plan_of(laid_out(text.encode(), media_type="text/plain"), broken_lines=True)


def from_page(html: str) -> Plan:
    return plan_of(laid_out(html.encode(), media_type="text/html"))


def from_word(*parts: str | list[list[str]], merges: tuple[tuple[int, int, int, int], ...] = ()) -> Plan:
    """Paragraphs, and tables as lists of rows; `merges` are those of every table."""
    document, file = docx.Document(), io.BytesIO()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for r, row in enumerate(part):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
        for top, left, bottom, right in merges:
            words = table.cell(top, left).text
            table.cell(top, left).merge(table.cell(bottom, right)).text = words
    document.save(file)
    return plan_of(laid_out(file.getvalue(), media_type=DOCX))


def from_pdf(source: str, *, height: str, header: str = "") -> Plan:
    page = f'#set page(width: 420pt, height: {height}, margin: 30pt, numbering: "1", header: [{header}])\n'
    written = page + '#set text(size: 10pt, lang: "zh")\n' + source
    return plan_of(laid_out(typst.compile(written.encode()), media_type="application/pdf"), broken_lines=True)


def said(plan: Plan) -> list[tuple[str, str, str, str]]:
    return [(task.seq, task.level1, task.level2, task.text) for task in plan.tasks]


def doubts(plan: Plan) -> str:
    return "\n".join(str(doubt) for doubt in plan.doubts)


# --- headings ---------------------------------------------------------------------------------------------------------


def test_a_first_sentence_is_a_heading_only_where_nearly_all_items_begin_with_one():
    mixed = from_word(
        TITLE,
        "一、推进公开",
        f"（一）做好项目公开。{FIRST}（县发改局负责）",
        f"（二）{SECOND}（县民政局负责）",
        f"（三）{THIRD}（县司法局负责）",
    )
    alike = from_word(
        TITLE,
        "一、推进公开",
        f"（一）做好项目公开。{FIRST}（县发改局负责）",
        f"（二）做好民生公开。{SECOND}（县民政局负责）",
    )

    assert said(mixed)[0] == ("（一）", "一、推进公开", "", f"做好项目公开。{FIRST}")
    assert said(alike)[0] == ("（一）", "一、推进公开", "（一）做好项目公开", FIRST)


def test_numbers_with_dots_make_levels_and_their_chapters_need_no_stop():
    plan = from_word(
        TITLE,
        "1 总体要求",
        "坚持公开为常态、不公开为例外。",
        "2 重点任务",
        "2.1 重点领域公开",
        f"2.1.1 {FIRST}（县发改局负责）",
        "2.2 政策解读",
        f"2.2.1 {THIRD}（县司法局负责）",
    )

    assert said(plan) == [
        ("2.1.1", "2 重点任务", "2.1 重点领域公开", FIRST),
        ("2.2.1", "2 重点任务", "2.2 政策解读", THIRD),
    ]
    assert plan.particulars.title == TITLE


def test_articles_and_named_tasks_are_numbers_too():
    articles = from_word(
        TITLE,
        "第一章 主动公开",
        f"第一条 {FIRST}（责任单位：县发改局）",
        f"第二条 {SECOND}（责任单位：县民政局）",
    )
    named = from_text(
        f"{TITLE}\n\n任务一：{FIRST}\n责任单位：县发改局\n\n任务二：{SECOND}\n责任单位：县民政局\n"
    )

    assert said(articles) == [
        ("第一条", "第一章主动公开", "", FIRST),
        ("第二条", "第一章主动公开", "", SECOND),
    ]
    assert said(named) == [("任务一", "", "", FIRST), ("任务二", "", "", SECOND)]


def test_a_plan_by_units_gives_its_items_the_unit_that_their_heading_names():
    plan = from_word(TITLE, "一、县发展和改革局", f"1.{FIRST}", f"2.{SECOND}", "二、县司法局", f"1.{THIRD}")

    assert [task.responsible_units for task in plan.tasks] == [
        ("县发展和改革局",),
        ("县发展和改革局",),
        ("县司法局",),
    ]
    assert "责任单位写在上级标题里" in doubts(plan)


# --- paragraphs without numbers ---------------------------------------------------------------------------------------


def test_without_any_number_each_paragraph_that_names_units_is_a_task():
    plan = from_word(
        TITLE,
        "为做好今年的工作，制定本要点。",
        f"● {FIRST}（责任单位：县发改局）",
        f"{SECOND}（县民政局负责，6月底前完成）",
    )

    assert said(plan) == [("1", "", "", FIRST), ("2", "", "", SECOND)]
    assert [one.text for one in plan.requirements] == ["为做好今年的工作，制定本要点。"]


def test_closing_words_behind_the_last_bracket_of_one_unbroken_line_are_a_requirement():
    closing = "各部门要加强组织领导，确保各项任务落到实处。"
    plan = from_text(
        f"{TITLE}一、推进公开（一）{FIRST}（县发改局牵头）（二）{SECOND}（县民政局牵头）（三）{THIRD}（县司法局牵头）{closing}"
    )

    assert [task.text for task in plan.tasks] == [FIRST, SECOND, THIRD]
    assert closing in [one.text for one in plan.requirements]


# --- brackets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bracket", "lead", "responsible", "until"),
    [
        ("（主办：公共服务股；协办：办公室）", ("公共服务股",), ("办公室",), ""),
        ("【牵头单位】县发改局【配合单位】县财政局【完成时限】6月底", ("县发改局",), ("县财政局",), "6月底"),
        ("（县发改局、县住建局双牵头，县财政局配合）", ("县发改局", "县住建局"), ("县财政局",), ""),
        ("（县府办〔县大数据局〕牵头，各镇〔街道〕配合）", ("县府办〔县大数据局〕",), ("各镇〔街道〕",), ""),
        ("（财政部、人民银行、县贸促会）", (), ("财政部", "人民银行", "县贸促会"), ""),
        ("（县委宣传部、县财政局，持续推进）。", (), ("县委宣传部", "县财政局"), "持续推进"),
        ("（责任单位∶县发改局；时间：2025.06）", (), ("县发改局",), "2025.06"),
        ("（县城管局牵头，县水利局配合，汛期前）", ("县城管局",), ("县水利局",), "汛期前"),
    ],
)
def test_brackets_of_many_shapes_name_who_and_until_when(bracket, lead, responsible, until):
    plan = from_word(TITLE, "一、推进公开", f"1.{FIRST}{bracket}")

    task = plan.tasks[0]
    assert (task.text, task.lead_units, task.responsible_units, task.deadline.text) == (
        FIRST,
        lead,
        responsible,
        until,
    )


@pytest.mark.parametrize(
    "words",
    [
        "推动公开向基层延伸，覆盖各镇（街道）。",
        "涉及征地的，由各部门（单位）公开。",
        "编制目录（2025年版）。",
        "公开预算（部门、单位）。",
    ],
)
def test_a_bracket_that_explains_a_word_stays_in_the_sentence(words):
    plan = from_word(TITLE, "一、推进公开", f"1.{words}", f"2.{FIRST}（县发改局负责）")

    task = plan.tasks[0]
    assert (task.text, task.responsible_units, task.deadline.text) == (words, (), "")


def test_the_date_of_a_task_is_not_the_day_of_the_document():
    plan = from_text(f"{TITLE}\n一、推进公开\n（一）{FIRST}\n责任股室：办公室\n完成时间：2025年10月31日前\n")

    assert plan.particulars.issued_on is None
    assert str(plan.tasks[0].deadline.on) == "2025-10-31"


@pytest.mark.parametrize("text", ["即日起", "半年一次", "每两个月", "每学期"])
def test_what_begins_at_once_or_comes_again_is_standing(text):
    plan = from_word(TITLE, [HEAD, ["1", FIRST, "县发改局", text], ["2", SECOND, "县民政局", "6月底"]])

    assert (plan.tasks[0].deadline.standing, plan.tasks[0].deadline.on) == (True, None)


# --- tables -----------------------------------------------------------------------------------------------------------


def test_a_column_of_aims_and_tasks_is_the_task_and_its_merged_category_the_heading():
    plan = from_word(
        TITLE,
        [
            ["序号", "类别", "目标任务", "责任领导", "牵头单位"],
            ["1", "一、产业强县", "新增规模以上工业企业12家。", "分管副县长", "县工信局"],
            ["2", "", "培育专精特新企业5家。", "分管副县长", "县科技局"],
            ["", "合计", "", "", ""],
        ],
        merges=((1, 1, 2, 1),),
    )

    assert said(plan) == [
        ("1", "一、产业强县", "", "新增规模以上工业企业12家。"),
        ("2", "一、产业强县", "", "培育专精特新企业5家。"),
    ]
    assert [(task.lead_units, task.responsible_units) for task in plan.tasks] == [
        (("县工信局",), ()),
        (("县科技局",), ()),
    ]


def test_a_head_that_nobody_knows_beside_those_that_all_know_hides_no_table():
    plan = from_word(
        TITLE,
        [
            ["序号", "存在问题", "整改措施", "责任单位", "整改时限"],
            ["1", "公开不及时", FIRST, "县发改局", "6月底"],
            ["2", "解读不够", THIRD, "县司法局", "9月底"],
        ],
    )

    assert [(t.seq, t.text, t.responsible_units, t.deadline.text) for t in plan.tasks] == [
        ("1", FIRST, ("县发改局",), "6月底"),
        ("2", THIRD, ("县司法局",), "9月底"),
    ]


def test_one_card_for_each_task():
    plan = from_word(
        TITLE,
        [
            ["任务名称", FIRST],
            ["牵头单位", "县发改局"],
            ["配合单位", "县住建局、各乡镇"],
            ["完成时限", "6月底"],
        ],
        "",
        [["任务名称", SECOND], ["牵头单位", "县民政局"], ["配合单位", "县财政局"], ["完成时限", "全年"]],
    )

    assert [(t.text, t.lead_units, t.responsible_units, t.deadline.text) for t in plan.tasks] == [
        (FIRST, ("县发改局",), ("县住建局", "各乡镇"), "6月底"),
        (SECOND, ("县民政局",), ("县财政局",), "全年"),
    ]


def test_a_list_of_telephone_numbers_holds_no_tasks():
    plan = from_word(
        TITLE,
        f"一、{FIRST}（责任单位：县发改局）",
        f"二、{SECOND}（责任单位：县民政局）",
        "附件：联络员名单",
        [
            ["序号", "单位", "姓名", "职务"],
            ["1", "县政府办", "某某", "科员"],
            ["2", "县司法局", "某某", "股长"],
        ],
    )

    assert [task.text for task in plan.tasks] == [FIRST, SECOND]


def test_a_small_annex_does_not_hide_the_plan_in_the_text():
    plan = from_word(
        TITLE,
        "一、推进公开",
        f"（一）{FIRST}（责任单位：县发改局）",
        f"（二）{SECOND}（责任单位：县民政局）",
        f"（三）{THIRD}（责任单位：县司法局）",
        "附件：培训安排表",
        [["序号", "培训内容", "时间", "责任单位"], ["1", "政府信息公开条例解读", "5月", "县政府办"]],
    )

    assert [task.text for task in plan.tasks] == [FIRST, SECOND, THIRD]
    assert "文件里的表格有 1 行没有作为任务读入" in doubts(plan)


def test_an_annexed_table_that_repeats_the_text_gives_each_task_once():
    plan = from_word(
        TITLE,
        "一、推进公开",
        f"1.{FIRST}",
        f"2.{SECOND}",
        "附件",
        "2025年青禾县政务公开工作任务分解表",
        [HEAD, ["1", FIRST, "县发改局", "6月底"], ["2", SECOND, "县民政局", "全年"]],
    )

    assert [(task.text, task.responsible_units) for task in plan.tasks] == [
        (FIRST, ("县发改局",)),
        (SECOND, ("县民政局",)),
    ]
    assert "正文与附表重复" in doubts(plan)
    assert [one.text for one in plan.requirements] == []


def test_a_further_table_with_a_caption_of_its_own_is_told_and_not_read():
    plan = from_word(
        "2025年青禾县政务公开工作任务分解表",
        [HEAD, ["1", FIRST, "县发改局", "6月底"], ["2", SECOND, "县民政局", "全年"]],
        "附件2",
        "主动公开基本目录",
        [
            ["公开事项", "公开内容", "公开主体", "公开时限"],
            ["机构职能", "领导信息、内设机构", "各部门", "20日内"],
        ],
    )

    assert [task.text for task in plan.tasks] == [FIRST, SECOND]
    assert "“主动公开基本目录”的表格不像任务表" in doubts(plan)


# --- tables that became text ------------------------------------------------------------------------------------------


def test_rows_of_pipes_whose_merged_cells_were_left_out():
    plan = from_text(
        "工作任务 | 具体要求 | 责任部门 |\n"
        f"一、公开 | 1.{FIRST} | 财务科 |\n2.{SECOND} | 各科室 | |\n3.{THIRD} | 办公室牵头，各科室配合 | |\n"
    )

    assert said(plan) == [
        ("1", "一、公开", "", FIRST),
        ("2", "一、公开", "", SECOND),
        ("3", "一、公开", "", THIRD),
    ]
    assert [(t.lead_units, t.responsible_units) for t in plan.tasks] == [
        ((), ("财务科",)),
        ((), ("各科室",)),
        (("办公室",), ("各科室",)),
    ]


def test_cells_and_pipes_on_lines_of_their_own():
    cells = ["工作任务", "具体要求", "责任科室", "时限要求", "强化公开", "1", FIRST, "办公室", "年底前"]
    cells += ["2", SECOND, "各科室", "持续推进", "深化解读", "3", THIRD, "各科室", "持续推进"]

    plan = from_text("\n|\n".join(cells))

    assert said(plan) == [
        ("1", "强化公开", "", FIRST),
        ("2", "强化公开", "", SECOND),
        ("3", "深化解读", "", THIRD),
    ]
    assert [task.deadline.text for task in plan.tasks] == ["年底前", "持续推进", "持续推进"]


def test_headings_in_cells_of_their_own_within_running_rows():
    plan = from_text(
        "附件\n青禾县政务公开任务分解表\n序号\n工作任务\n具体内容\n责任单位\n完成时限\n"
        f"1\n一、强化公开\n{FIRST}\n县发改局\n6月底前\n2\n{SECOND}\n县民政局\n全年\n"
        f"3\n二、规范行为\n{THIRD}\n县司法局\n长期\n"
    )

    assert said(plan) == [
        ("1", "一、强化公开", "", FIRST),
        ("2", "一、强化公开", "", SECOND),
        ("3", "二、规范行为", "", THIRD),
    ]


def test_a_table_drawn_with_lines_of_letters():
    plan = from_text(
        f"{TITLE}\n┌──┬────┬────┐\n│序号│工作任务│责任单位│\n├──┼────┼────┤\n"
        f"│1│{FIRST[:18]}│县发改局│\n││{FIRST[18:]}││\n├──┼────┼────┤\n│2│{SECOND}│县民政局│\n└──┴────┴────┘\n"
    )

    assert [(task.seq, task.text, task.responsible_units) for task in plan.tasks] == [
        ("1", FIRST, ("县发改局",)),
        ("2", SECOND, ("县民政局",)),
    ]


def test_rows_of_tabs_need_no_full_stop_at_the_end_of_their_texts():
    plan = from_text(
        f"{TITLE}\n责任单位\t序号\t工作任务\t完成时限\n县发改局\t1\t{FIRST[:-1]}\t6月底\n县民政局\t2\t{SECOND[:-1]}\t全年\n"
    )

    assert [(t.seq, t.text, t.responsible_units) for t in plan.tasks] == [
        ("1", FIRST[:-1], ("县发改局",)),
        ("2", SECOND[:-1], ("县民政局",)),
    ]


def test_heads_of_running_tables_are_known_by_what_they_say_and_closing_words_are_no_cell():
    closing = "各单位要于每季度末报送进展情况。"
    plan = from_text(
        f"{TITLE}\n编 号\n领域\n工作举措\n落实部门\n1\n一、公开\n{FIRST}\n县发改局\n2\n{SECOND}\n县民政局\n{closing}\n"
    )

    assert said(plan) == [("1", "一、公开", "", FIRST), ("2", "一、公开", "", SECOND)]
    assert [task.responsible_units for task in plan.tasks] == [("县发改局",), ("县民政局",)]
    assert [one.text for one in plan.requirements] == [closing]


def test_a_narrow_cell_breaks_names_and_does_not_make_one_of_two():
    cell = "县发展改革\n局\n青禾经济开\n发区管委会\n市生态环境局\n青禾分局"
    plan = from_word(TITLE, [HEAD, ["1", FIRST, cell, "6月底"], ["2", SECOND, "县民政局", "全年"]])

    assert plan.tasks[0].responsible_units == ("县发展改革局", "青禾经济开发区管委会", "市生态环境局青禾分局")


# --- broken and unbroken lines ----------------------------------------------------------------------------------------


def test_lines_that_break_within_the_name_of_a_field():
    plan = from_text(
        f"{TITLE}\n"
        "为深入推进全县政务公开工作，不断提升治理能力和服务\n水平，制定本要点。\n"
        "一、推进公开\n"
        "（一）做好以下工作：一是编制目录；二是统一格式；三\n是定期更新。\n"
        "牵头单位：县市场监管局；责任单位：县委宣传部；完成\n时限：年底前\n"
        "（二）推动公共企事业单位信息公开，重点是供水、供气\n等领域。\n"
        "牵头单位：县民政局、青禾经济开发区管委会；责任单位：\n县文化和旅游局\n"
        "各部门要结合实际制定落实措施，明确责任人和时间表，\n并于年底前报送落实情况。\n"
    )

    assert [(t.lead_units, t.responsible_units, t.deadline.text) for t in plan.tasks] == [
        (("县市场监管局",), ("县委宣传部",), "年底前"),
        (("县民政局", "青禾经济开发区管委会"), ("县文化和旅游局",), ""),
    ]
    assert (
        plan.requirements[-1].text
        == "各部门要结合实际制定落实措施，明确责任人和时间表，并于年底前报送落实情况。"
    )


def test_one_unbroken_line_of_circled_numbers():
    plan = from_text(
        f"{TITLE}一、推进公开（一）围绕发展抓好公开①{FIRST}（县发改局）②{SECOND}（县民政局）"
        f"（二）围绕解读抓好公开①{THIRD}（县司法局）②{FOURTH}（县政府办）"
    )

    assert said(plan)[:2] == [
        ("一-（一）-①", "一、推进公开", "（一）围绕发展抓好公开", FIRST),
        ("一-（一）-②", "一、推进公开", "（一）围绕发展抓好公开", SECOND),
    ]
    assert [task.responsible_units for task in plan.tasks] == [
        ("县发改局",),
        ("县民政局",),
        ("县司法局",),
        ("县政府办",),
    ]


# --- web pages and PDF ------------------------------------------------------------------------------------------------


def test_numbers_that_a_browser_gives_to_a_list_and_a_title_in_a_table_of_one_column():
    plan = from_page(
        f"<table><tr><td>{TITLE}</td></tr><tr><td>来源：县政府办　浏览次数：3</td></tr></table>"
        f"<h2>重点公开</h2><ol><li>{FIRST}（责任单位：县发改局）</li><li>{SECOND}（责任单位：县民政局）</li></ol>"
        f"<h2>政策解读</h2><ol start='3'><li>{THIRD}（责任单位：县司法局）</li></ol><p>上一篇：通知</p>"
    )

    assert said(plan) == [
        ("1", "重点公开", "", FIRST),
        ("2", "重点公开", "", SECOND),
        ("3", "政策解读", "", THIRD),
    ]
    assert plan.particulars.title == TITLE
    assert plan.requirements == ()


def test_what_runs_over_the_pages_of_a_pdf_cuts_no_table_and_is_no_part_of_the_title():
    rows = "".join(
        f"[{n}], [{FIRST}{SECOND}{THIRD}], [县发展和改革局], [县住房和城乡建设局、各乡镇], [{n}月底前],"
        for n in range(1, 8)
    )
    source = (
        f"#align(center)[{TITLE}]\n#table(columns: (30pt, 1fr, 60pt, 80pt, 50pt), "
        f"[序号], [任务], [牵头单位], [配合单位], [时限], {rows})"
    )

    plan = from_pdf(source, height="210pt", header="青禾县人民政府公报 2025年第3期")

    assert [task.seq for task in plan.tasks] == [str(number) for number in range(1, 8)]
    assert {"".join(task.text.split()) for task in plan.tasks} == {FIRST + SECOND + THIRD}
    assert {task.lead_units for task in plan.tasks} == {("县发展和改革局",)}
    assert {task.responsible_units for task in plan.tasks} == {("县住房和城乡建设局", "各乡镇")}
    assert "".join(plan.particulars.title.split()) == TITLE


def test_a_table_without_lines_whose_columns_ran_together_is_doubted():
    rows = "".join(f"[{n}], [{FIRST}{SECOND}], [县发改局、县住建局、县财政局]," for n in range(1, 4))
    source = (
        f"#align(center)[{TITLE}]\n#table(columns: (30pt, 1fr, 60pt), stroke: none, "
        f"[序号], [工作任务], [责任单位], {rows})"
    )

    assert "第 1 页的文字分成几栏而没有画线" in doubts(from_pdf(source, height="700pt"))


def test_justified_prose_with_many_figures_is_no_table_of_columns():
    texts = [
        "办好12345热线，3个工作日内答复率达到98.5%以上，每月10日前公布1次。",
        "新增高频事项不少于10件，其中跨省通办2件，2025年6月底前完成第1批，9月底前完成第2批。",
        "公开财政资金2.5亿元的使用情况，包括教育0.8亿元、医疗0.6亿元、养老0.3亿元等支出。",
    ]
    items = "\n\n".join(
        f'#"{n}．{texts[n % 3]}（责任单位：县发展和改革局、县财政局；完成时限：2025年{n}月底前）"'
        for n in range(1, 13)
    )
    source = (
        "#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n"
        f'#align(center)[{TITLE}]\n\n#"第一部分　推进公开"\n\n{items}'
    )

    plan = from_pdf(source, height="500pt")

    assert ["".join(task.text.split()) for task in plan.tasks] == [texts[n % 3] for n in range(1, 13)]
    assert {task.responsible_units for task in plan.tasks} == {("县发展和改革局", "县财政局")}
    assert [task.deadline.on.month for task in plan.tasks] == list(range(1, 13))
    assert plan.doubts == ()

"""Work plans as tables: in Word, Excel, web pages, PDF and plain text, with the awkward shapes that offices give them."""

from __future__ import annotations

import io
from datetime import date

import docx
import openpyxl
import typst

from mingtang.core.files.parsing import laid_out
from mingtang.supervision.parsing import Plan, plan_of

OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = OPEN_XML + "wordprocessingml.document", OPEN_XML + "spreadsheetml.sheet"
OPENNESS, READING = "一、推进重点领域公开", "二、加强政策解读"
PROJECTS, LIVELIHOOD, THREE_SYNC = "（一）重大项目公开", "（二）民生信息公开", "（三）落实三同步"
FIRST = "及时公开重大建设项目批准、招标投标、征收土地等信息，做到应公开尽公开。"
SECOND = "按季度公开民生实事项目进展，回应群众关切。"
THIRD = "严格落实解读材料与文件同步起草、同步审签、同步发布。"
FOURTH = "每件政策至少有一种图文解读，主要负责人带头解读。"


def read(data: bytes | str, media_type: str) -> Plan:
    content = data.encode() if isinstance(data, str) else data
    lines = media_type in ("text/plain", "application/pdf")
    return plan_of(laid_out(content, media_type=media_type), broken_lines=lines)


def without_blanks(text: str) -> str:
    """The text as it was set: a page shows a gap between digits and Chinese letters."""
    return "".join(text.split())


def rows(plan: Plan) -> list[tuple]:
    return [
        (t.seq, t.level1, t.level2, t.text, t.lead_units, t.responsible_units, t.deadline.text)
        for t in plan.tasks
    ]


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_table(document, cells: list[list[str]], merges: list[tuple[int, int, int, int]] = ()):
    """A table of these texts; each merge is (top, left, bottom, right), its text standing at the top left."""
    table = document.add_table(rows=len(cells), cols=len(cells[0]))
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            if text:
                table.cell(row, column).text = text
    for top, left, bottom, right in merges:
        text = table.cell(top, left).text
        merged = table.cell(top, left).merge(table.cell(bottom, right))
        merged.text = text
    return table


def pdf(source: str, height: str = "auto") -> bytes:
    page = f'#set page(width: 480pt, height: {height})\n#set text(font: "Noto Serif CJK SC", size: 10pt)\n'
    return typst.compile((page + source).encode(), format="pdf")


def test_a_numbered_table_with_merged_headings_and_deadlines_in_word():
    document = docx.Document()
    document.add_paragraph("附件")
    document.add_paragraph("青禾区2025年政务公开重点工作任务分工")
    word_table(
        document,
        [
            ["序号", "工作任务", "", "具体要求", "责任单位", "完成时限"],
            ["1", OPENNESS, PROJECTS, FIRST, "区发改局、区住建局", "2025年12月底前"],
            ["2", "", LIVELIHOOD, SECOND, "区政府办牵头，各街镇、区直各部门落实", ""],
            ["3", READING, THREE_SYNC, THIRD, "各街镇、区直各部门", "长期坚持"],
            ["4", "", "", FOURTH, "区司法局等有关部门", ""],
        ],
        [(0, 1, 0, 2), (1, 1, 2, 1), (1, 5, 2, 5), (3, 1, 4, 1), (3, 2, 4, 2)],
    )

    plan = read(saved(document), DOCX)

    assert rows(plan) == [
        ("1", OPENNESS, PROJECTS, FIRST, (), ("区发改局", "区住建局"), "2025年12月底前"),
        ("2", OPENNESS, LIVELIHOOD, SECOND, ("区政府办",), ("各街镇", "区直各部门"), "2025年12月底前"),
        ("3", READING, THREE_SYNC, THIRD, (), ("各街镇", "区直各部门"), "长期坚持"),
        # The last deadline is empty and not merged: it inherits nothing.
        ("4", READING, THREE_SYNC, FOURTH, (), ("区司法局",), ""),
    ]
    assert [task.deadline.on for task in plan.tasks] == [date(2025, 12, 31), date(2025, 12, 31), None, None]
    assert [task.deadline.standing for task in plan.tasks] == [False, False, True, False]
    assert [task.open_list for task in plan.tasks] == [False, False, False, True]
    assert [task.place.as_row() for task in plan.tasks] == [{"row": n} for n in (2, 3, 4, 5)]
    assert (plan.particulars.title, plan.particulars.year) == ("青禾区2025年政务公开重点工作任务分工", 2025)
    assert [str(doubt) for doubt in plan.doubts] == ["表格第 5 行：责任单位没有列全（“等有关部门”），请补充"]


def test_two_heads_one_above_the_other_and_columns_in_another_order():
    document = docx.Document()
    word_table(
        document,
        [
            ["责任分工", "", "时间节点", "重点任务", "", "分管领导"],
            ["牵头单位", "配合单位", "时间节点", "类别", "主要内容", "分管领导"],
            ["区发改局", "区住建局、各街道", "6月底前", "主动公开", FIRST, "某某"],
            ["区政府办", "", "每季度", "", SECOND, "某某"],
        ],
        [(0, 0, 0, 1), (0, 3, 0, 4), (0, 2, 1, 2), (0, 5, 1, 5), (2, 3, 3, 3)],
    )

    plan = read(saved(document), DOCX)

    assert rows(plan) == [
        ("1", "主动公开", "", FIRST, ("区发改局",), ("区住建局", "各街道"), "6月底前"),
        ("2", "主动公开", "", SECOND, ("区政府办",), (), "每季度"),
    ]


def test_chapters_before_tables_and_rows_across_the_table():
    document = docx.Document()
    document.add_paragraph("2025年青禾县政务公开工作任务清单")
    document.add_paragraph(OPENNESS)
    head = ["序号", "任务内容", "责任单位"]
    word_table(
        document,
        [head, [PROJECTS, "", ""], ["1", FIRST, "县发改局"], [LIVELIHOOD, "", ""], ["2", SECOND, "县民政局"]],
        [(1, 0, 1, 2), (3, 0, 3, 2)],
    )
    document.add_paragraph(READING)
    word_table(document, [head, ["1", THIRD, "各乡镇"], ["2", FOURTH, "县政府办"]])

    plan = read(saved(document), DOCX)

    assert rows(plan) == [
        ("1", OPENNESS, PROJECTS, FIRST, (), ("县发改局",), ""),
        ("2", OPENNESS, LIVELIHOOD, SECOND, (), ("县民政局",), ""),
        ("1", READING, "", THIRD, (), ("各乡镇",), ""),
        ("2", READING, "", FOURTH, (), ("县政府办",), ""),
    ]
    assert plan.tasks[-1].place.as_row() == {"table": 2, "row": 3}


def test_the_notice_before_an_attached_table_asks_and_the_table_is_the_plan():
    document = docx.Document()
    for text in (
        "青禾市人民政府办公室文件",
        "青政办发〔2025〕12号",
        "关于印发2025年青禾市政务公开重点任务分解表的通知",
        "各县区人民政府，市政府各部门：",
        "现将《2025年青禾市政务公开重点任务分解表》印发给你们，请认真落实。",
        "一、提高认识。各级各部门要把政务公开摆上重要位置，主要负责同志亲自过问。",
        "二、强化督查。市政府办公室每季度通报一次进展，年底逐项验收。",
        "青禾市人民政府办公室",
        "2025年3月18日",
        "附件",
        "2025年青禾市政务公开重点任务分解表",
    ):
        document.add_paragraph(text)
    word_table(
        document,
        [
            ["工作任务", "牵头单位", "责任单位"],
            [FIRST, "市发改委", "各县（市、区）"],
            [SECOND, "各县（市、区）、市民政局", ""],
        ],
    )

    plan = read(saved(document), DOCX)

    assert rows(plan) == [
        ("1", "", "", FIRST, ("市发改委",), ("各县（市、区）",), ""),
        ("2", "", "", SECOND, ("各县（市、区）", "市民政局"), (), ""),
    ]
    assert [requirement.text[:6] for requirement in plan.requirements] == [
        "现将《202",
        "一、提高认识",
        "二、强化督查",
    ]
    head = plan.particulars
    assert (head.title, head.document_number) == (
        "2025年青禾市政务公开重点任务分解表",
        "青政办发〔2025〕12号",
    )
    assert (head.issuer, head.issued_on) == ("青禾市人民政府办公室", date(2025, 3, 18))


def test_a_workbook_whose_title_stands_in_the_sheet_and_whose_units_are_merged():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["2025年青禾区政务公开工作台账"],
        ["类别", "具体措施", "牵头单位", "配合单位", "完成时间", "备注"],
        [OPENNESS, FIRST, "区发改局", "各镇街\n区直各部门", date(2025, 9, 30), ""],
        ["", SECOND, "区民政局", "", "持续推进", "已启动"],
        [READING, THIRD, "区政府办、区司法局", "区融媒体中心", "第三季度", ""],
    ):
        sheet.append(row)
    for area in ("A1:F1", "A3:A4", "D3:D4"):
        sheet.merge_cells(area)

    plan = read(saved(book), XLSX)

    assert rows(plan) == [
        ("1", OPENNESS, "", FIRST, ("区发改局",), ("各镇街", "区直各部门"), "2025-09-30"),
        ("2", OPENNESS, "", SECOND, ("区民政局",), ("各镇街", "区直各部门"), "持续推进"),
        ("3", READING, "", THIRD, ("区政府办", "区司法局"), ("区融媒体中心",), "第三季度"),
    ]
    assert [task.deadline.on for task in plan.tasks] == [date(2025, 9, 30), None, date(2025, 9, 30)]
    assert plan.particulars.title == "2025年青禾区政务公开工作台账"


def test_a_web_page_with_its_particulars_in_a_table_and_breaks_in_cells():
    page = f"""<!DOCTYPE html><html><head><title>x</title></head><body>
    <table><tr><td>索引号：</td><td>11370000/2025-0001</td><td>发文字号：</td><td>青政办字〔2025〕7号</td></tr>
    <tr><td>发布机构：</td><td>青禾区人民政府办公室</td><td>成文日期：</td><td>2025-04-02</td></tr></table>
    <h1>青禾区2025年政务公开工作任务分解表</h1>
    <table><tr><th>序号</th><th colspan="2">重点任务</th><th>责任单位</th><th>完成时限</th></tr>
    <tr><td>1</td><td rowspan="2">{OPENNESS}</td><td>{FIRST}</td><td><p>区发改局</p><p>区住建局</p></td><td>12月底前</td></tr>
    <tr><td>2</td><td>{SECOND}</td><td rowspan="2">区政府办<br>各镇街</td><td>每季度末</td></tr>
    <tr><td>3</td><td>{READING}</td><td>{THIRD}</td><td></td></tr></table></body></html>"""

    plan = read(page, "text/html")

    assert rows(plan) == [
        ("1", OPENNESS, "", FIRST, (), ("区发改局", "区住建局"), "12月底前"),
        ("2", OPENNESS, "", SECOND, (), ("区政府办", "各镇街"), "每季度末"),
        ("3", READING, "", THIRD, (), ("区政府办", "各镇街"), ""),
    ]
    head = plan.particulars
    assert (head.title, head.year) == ("青禾区2025年政务公开工作任务分解表", 2025)
    assert (head.issuer, head.document_number) == ("青禾区人民政府办公室", "青政办字〔2025〕7号")
    assert head.issued_on == date(2025, 4, 2)


def test_a_ruled_table_in_a_pdf_that_goes_on_over_pages_with_its_head_repeated():
    cells = ["[序号], [工作任务], [具体要求], [责任单位], [完成时限]"]
    body = []
    for number in range(1, 13):
        heading = {1: f"table.cell(rowspan: 6)[{OPENNESS}],", 7: f"table.cell(rowspan: 6)[{READING}],"}.get(
            number, ""
        )
        body.append(
            f"[{number}], {heading} [{FIRST[:-1]}，第{number}批。], [区政府办牵头，区发改局、区住建局配合], [{number}月底前],"
        )
    source = (
        "#align(center)[2025年青禾区政务公开工作任务分解表]\n"
        "#table(columns: (30pt, 70pt, 1fr, 90pt, 60pt), table.header("
        + cells[0]
        + "),\n"
        + "\n".join(body)
        + ")"
    )

    plan = read(pdf(source, height="260pt"), "application/pdf")

    assert [task.seq for task in plan.tasks] == [str(number) for number in range(1, 13)]
    assert [task.level1 for task in plan.tasks] == [OPENNESS] * 6 + [READING] * 6
    assert {without_blanks(task.text) for task in plan.tasks} == {
        f"{FIRST[:-1]}，第{number}批。" for number in range(1, 13)
    }
    assert {task.lead_units for task in plan.tasks} == {("区政府办",)}
    assert {task.responsible_units for task in plan.tasks} == {("区发改局", "区住建局")}
    assert [task.deadline.on.month for task in plan.tasks] == list(range(1, 13))
    assert plan.particulars.title == "2025年青禾区政务公开工作任务分解表"


def test_a_row_that_a_page_break_cut_in_two_is_one_task():
    long = "，".join(f"做好第{number}类信息的公开" for number in range(1, 40)) + "。"
    source = (
        "#table(columns: (30pt, 1fr, 90pt), [序号], [任务], [责任单位],\n"
        f"[1], [{FIRST}], [区发改局],\n[2], [{long}], [区政府办、各镇街],\n[3], [{SECOND}], [区民政局])"
    )

    plan = read(pdf(source, height="200pt"), "application/pdf")

    assert [(task.seq, without_blanks(task.text), task.responsible_units) for task in plan.tasks] == [
        ("1", FIRST, ("区发改局",)),
        ("2", long, ("区政府办", "各镇街")),
        ("3", SECOND, ("区民政局",)),
    ]


def test_one_cell_a_line_as_a_word_processor_writes_a_table_to_text():
    text = f"""附件

青禾区2025年政务公开任务分工

\t序号
\t工作任务
\t具体要求
\t责任单位
\t完成时限

\t1
\t{OPENNESS}
\t{PROJECTS}
\t{FIRST}
\t区发改局、区自然资源和
规划局
\t2025年
12月底前

\t2
\t
\t
\t{SECOND}
\t区民政局
\t

\t3
\t{READING}
\t{THREE_SYNC}
\t{THIRD}
\t各街镇、区直各部门
\t长期坚持

\t4
\t
\t
\t{FOURTH}
\t区政府办牵头，各街镇落实
\t
- 2 -
"""

    plan = read(text, "text/plain")

    assert rows(plan) == [
        ("1", OPENNESS, PROJECTS, FIRST, (), ("区发改局", "区自然资源和规划局"), "2025年12月底前"),
        ("2", OPENNESS, PROJECTS, SECOND, (), ("区民政局",), "2025年12月底前"),
        ("3", READING, THREE_SYNC, THIRD, (), ("各街镇", "区直各部门"), "长期坚持"),
        ("4", READING, THREE_SYNC, FOURTH, ("区政府办",), ("各街镇",), "长期坚持"),
    ]
    assert "合并单元格按上下文推断" in str(plan.doubts[0])


def test_rows_of_tabs_broken_over_pages():
    text = (
        "青禾区 2025 年政务公开工作清单\n\n工作任务\t\t具体要求\t责任单位\n"
        f"{OPENNESS}\t（一）重大项\t1 {FIRST[:20]}\t区政府有关部门，各\n\n"
        f"\t目公开\t\t{FIRST[20:]}\t乡镇街道\n"
        f"\t\t2\t{SECOND}\t区政府办公室、区民政局等 有关部门\n\n"
        f"{READING}\t{THREE_SYNC}\t3\t{THIRD}\t区司法局\n"
        f"\t4\t{FOURTH}\t区政府办公室\n"
    )

    plan = read(text, "text/plain")

    assert rows(plan) == [
        ("1", OPENNESS, PROJECTS, FIRST, (), ("区政府有关部门", "各乡镇街道"), ""),
        ("2", OPENNESS, PROJECTS, SECOND, (), ("区政府办公室", "区民政局"), ""),
        ("3", READING, THREE_SYNC, THIRD, (), ("区司法局",), ""),
        ("4", READING, THREE_SYNC, FOURTH, (), ("区政府办公室",), ""),
    ]


def test_a_table_of_pipes():
    text = (
        "# 2025年青禾区政务公开任务清单\n\n| 序号 | 类别 | 任务 | 牵头单位 | 配合单位 | 时限 |\n|---|---|---|---|---|---|\n"
        f"| 1 | {OPENNESS} | {FIRST} | 区发改局 | 区住建局、各镇 | 2025年6月底 |\n| 2 | | {SECOND} | 区民政局 | | 全年 |\n"
    )

    plan = read(text, "text/plain")

    assert rows(plan) == [
        ("1", OPENNESS, "", FIRST, ("区发改局",), ("区住建局", "各镇"), "2025年6月底"),
        ("2", OPENNESS, "", SECOND, ("区民政局",), (), "全年"),
    ]


def test_a_table_without_any_head_is_known_by_what_stands_in_it():
    document = docx.Document()
    document.add_paragraph("2025年青禾区政务公开重点任务")
    word_table(document, [["1", FIRST, "区发改局、区住建局", "6月底前"], ["2", SECOND, "区民政局", "全年"]])

    plan = read(saved(document), DOCX)

    assert rows(plan) == [
        ("1", "", "", FIRST, (), ("区发改局", "区住建局"), "6月底前"),
        ("2", "", "", SECOND, (), ("区民政局",), "全年"),
    ]


def test_numbered_items_in_one_cell_are_tasks_with_the_same_units():
    document = docx.Document()
    word_table(
        document,
        [
            ["重点任务", "具体措施", "责任单位"],
            [OPENNESS, f"1.{FIRST}\n2.{SECOND}", "区发改局"],
            [READING, THIRD, "区政府办"],
        ],
    )

    plan = read(saved(document), DOCX)

    assert [(task.level1, task.text, task.responsible_units) for task in plan.tasks] == [
        (OPENNESS, FIRST, ("区发改局",)),
        (OPENNESS, SECOND, ("区发改局",)),
        (READING, THIRD, ("区政府办",)),
    ]


def test_a_table_that_became_running_text():
    text = (
        "青禾区2025年政务公开工作任务分解表\n序号 工作任务 责任单位 完成时限\n"
        f"{OPENNESS}\n1 {FIRST} 区发改局、区住建局 2025年6月底前\n2 {SECOND} 区民政局 长期坚持\n"
        f"{READING}\n3 {THIRD} 各街镇、区直各部门 2025年底前\n"
    )

    plan = read(text, "text/plain")

    assert rows(plan) == [
        ("1", OPENNESS, "", FIRST, (), ("区发改局", "区住建局"), "2025年6月底前"),
        ("2", OPENNESS, "", SECOND, (), ("区民政局",), "长期坚持"),
        ("3", READING, "", THIRD, (), ("各街镇", "区直各部门"), "2025年底前"),
    ]


def test_a_table_whose_cells_stand_one_below_another():
    cells = [
        "序号",
        "工作任务",
        "牵头单位",
        "配合单位",
        "完成时限",
        "1",
        FIRST,
        "区发改局",
        "区住建局、各街镇",
        "6月底前",
    ]
    cells += [
        "2",
        SECOND,
        "区民政局",
        "区财政局",
        "长期坚持",
        "3",
        THIRD,
        "区政府办",
        "区直各部门",
        "9月底前",
    ]

    plan = read("2025年青禾区政务公开任务表\n" + "\n".join(cells), "text/plain")

    assert rows(plan) == [
        ("1", "", "", FIRST, ("区发改局",), ("区住建局", "各街镇"), "6月底前"),
        ("2", "", "", SECOND, ("区民政局",), ("区财政局",), "长期坚持"),
        ("3", "", "", THIRD, ("区政府办",), ("区直各部门",), "9月底前"),
    ]


def test_a_table_in_one_unbroken_line():
    text = (
        f"2025年青禾区政务公开工作任务分解表序号工作任务责任单位完成时限{OPENNESS}1{FIRST}区发改局、区住建局2025年6月底前"
        f"2{SECOND}区民政局长期坚持{READING}3{THIRD}各街镇、区直各部门2025年底前"
    )

    plan = read(text, "text/plain")

    assert rows(plan) == [
        ("1", OPENNESS, "", FIRST, (), ("区发改局", "区住建局"), "2025年6月底前"),
        ("2", OPENNESS, "", SECOND, (), ("区民政局",), "长期坚持"),
        ("3", READING, "", THIRD, (), ("各街镇", "区直各部门"), "2025年底前"),
    ]


def test_between_numbers_and_units_the_one_head_that_nobody_knows_names_the_task():
    document = docx.Document()
    document.add_paragraph("2025年青禾区惠民十件事分解表")
    word_table(
        document,
        [
            ["序号", "惠民十件", "责任单位", "完成时限"],
            ["1", "新建2座人行天桥。", "区住建局", "9月投入使用"],
            ["2", "新建中心幼儿园2所。", "区教体局", "12月底前"],
        ],
    )

    assert rows(read(saved(document), DOCX)) == [
        ("1", "", "", "新建2座人行天桥。", (), ("区住建局",), "9月投入使用"),
        ("2", "", "", "新建中心幼儿园2所。", (), ("区教体局",), "12月底前"),
    ]


def test_what_is_assessed_is_a_heading_and_who_assesses_is_no_unit():
    document = docx.Document()
    document.add_paragraph("2025年青禾区任务清单")
    word_table(
        document,
        [
            ["考核项目", "序号", "任务内容", "牵头部门", "考核部门"],
            ["民生公开", "1", FIRST, "区发改局", "市发改委"],
            ["", "2", SECOND, "区民政局", "市民政局"],
        ],
        [(1, 0, 2, 0)],
    )

    assert rows(read(saved(document), DOCX)) == [
        ("1", "民生公开", "", FIRST, ("区发改局",), (), ""),
        ("2", "民生公开", "", SECOND, ("区民政局",), (), ""),
    ]

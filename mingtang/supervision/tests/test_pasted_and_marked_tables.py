"""Tables that were pasted over several lines, that name units by marks, and that number what stands in one cell."""

from __future__ import annotations

import io

import docx

from mingtang.core.files.parsing import laid_out
from mingtang.supervision.parsing import Plan, plan_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST = "及时公开重大建设项目批准、招标投标、征收土地等信息，做到应公开尽公开。"
SECOND = "按季度公开民生实事项目进展，回应群众关切。"
THIRD = "严格落实解读材料与文件同步起草、同步审签、同步发布。"
HEAD = "重点任务\t序号\t具体内容\t责任单位\t完成时限"


def from_text(text: str) -> Plan:
    return plan_of(laid_out(text.encode(), media_type="text/plain"), broken_lines=True)


def from_table(*rows: list[str], before: str = "", merged: tuple[int, int] | None = None) -> Plan:
    """A file of one table; `merged` are the first and last column of a head above several of its columns."""
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph("2025年青禾县政务公开工作要点")
    document.add_paragraph(before)
    table = document.add_table(len(rows), len(rows[0]))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    if merged:
        words = table.cell(0, merged[0]).text
        table.cell(0, merged[0]).merge(table.cell(0, merged[1])).text = words
    document.save(file)
    return plan_of(laid_out(file.getvalue(), media_type=DOCX))


def said(plan: Plan) -> list[tuple[str, str, str]]:
    return [(task.seq, task.level1, task.text) for task in plan.tasks]


def named(plan: Plan) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(task.lead_units, task.responsible_units) for task in plan.tasks]


def until(plan: Plan) -> list[str]:
    return [task.deadline.text for task in plan.tasks]


def doubts(plan: Plan) -> str:
    return "\n".join(str(doubt) for doubt in plan.doubts)


# --- pasted -----------------------------------------------------------------------------------------------------------


def test_a_break_within_a_cell_does_not_break_the_row():
    plan = from_text(
        f"{HEAD}\r\n强化公开\t1\t{FIRST}\t县发改局\r\n县住建局\r\n各乡镇\t6月底前\r\n"
        f"\t2\t{SECOND}\t县政府办公室\t长期\r\n深化解读\t3\t{THIRD}\t各部门\t年底前\r\n"
    )

    assert said(plan) == [("1", "强化公开", FIRST), ("2", "强化公开", SECOND), ("3", "深化解读", THIRD)]
    assert named(plan)[0] == ((), ("县发改局", "县住建局", "各乡镇"))
    assert until(plan) == ["6月底前", "长期", "年底前"]


def test_rows_with_an_empty_last_cell_are_not_glued_together():
    plan = from_text(
        f"序号\t工作任务\t责任单位\t完成时限\t备注\n1\t{FIRST}\t县发改局\t6月底前\n"
        f"2\t{SECOND}\t县政府办公室\t长期\n3\t{THIRD}\t各部门\t年底前\n"
    )

    assert [seq for seq, _, _ in said(plan)] == ["1", "2", "3"]
    assert until(plan) == ["6月底前", "长期", "年底前"]


def test_units_go_on_below_their_row_and_a_signature_is_none_of_them():
    plan = from_text(
        f"序号\t工作任务\t责任单位\n1\t{FIRST}\t县发改局\n县住建局\n2\t{SECOND}\t县政府办公室\n"
        "青禾县人民政府办公室\n2025年4月2日\n"
    )

    assert named(plan) == [((), ("县发改局", "县住建局")), ((), ("县政府办公室",))]
    assert plan.particulars.issuer == "青禾县人民政府办公室"


def test_cells_that_a_browser_parts_by_tabs_on_lines_of_their_own():
    rows = [HEAD.split("\t"), ["强化公开", "1", FIRST, "县发改局", "6月底前"]]
    rows += [["2", SECOND, "县政府办公室", "长期"], ["深化解读", "3", THIRD, "各部门", "年底前"]]
    text = "\n\n\n".join("\n\n\t\n\n".join(row) for row in rows)

    plan = from_text(f"首页\n2025年青禾县政务公开任务清单\n\n{text}\n\n\n\n扫一扫在手机打开当前页\n")

    assert said(plan) == [("1", "强化公开", FIRST), ("2", "强化公开", SECOND), ("3", "深化解读", THIRD)]
    assert named(plan)[1:] == [((), ("县政府办公室",)), ((), ("各部门",))]
    assert until(plan) == ["6月底前", "长期", "年底前"]


def test_what_stands_behind_an_empty_last_cell_is_not_in_it():
    rows = [["序号", "工作任务", "牵头单位", "责任单位"], ["1", FIRST, "县发改局", "县住建局"]]
    rows += [["2", SECOND, "县政府办公室", ""]]

    wide = from_text("\n\n\n".join("\n\n\t\n\n".join(row) for row in rows) + "\n\n\n网站地图\n")
    narrow = from_text("\n\n".join("\n\t\n".join(row) for row in rows) + "\n\n网站地图\n")

    assert named(wide) == [(("县发改局",), ("县住建局",)), (("县政府办公室",), ())]
    assert named(narrow) == named(wide)


# --- marked -----------------------------------------------------------------------------------------------------------


def test_a_mark_below_a_unit_says_that_it_leads_or_takes_part():
    plan = from_table(
        ["序号", "工作任务", "县发改局", "县住建局", "各乡镇", "完成时限"],
        ["1", FIRST, "★", "☆", "", "6月底前"],
        ["2", SECOND, "", "★", "☆", "长期"],
        before="注：★为牵头单位，☆为配合单位。",
    )

    assert [task.text for task in plan.tasks] == [FIRST, SECOND]
    assert named(plan) == [(("县发改局",), ("县住建局",)), (("县住建局",), ("各乡镇",))]
    assert until(plan) == ["6月底前", "长期"]


def test_words_may_stand_in_the_place_of_marks():
    plan = from_table(
        ["序号", "工作任务", "县发改局", "县住建局", "各乡镇"],
        ["1", FIRST, "牵头", "配合", ""],
        ["2", SECOND, "", "牵头", "配合"],
    )

    assert named(plan) == [(("县发改局",), ("县住建局",)), (("县住建局",), ("各乡镇",))]
    assert "没有写明哪种标记是牵头" not in doubts(plan)


def test_marks_without_a_legend_lead_nobody_and_are_doubted():
    plan = from_table(
        ["序号", "工作任务", "责任单位", "", ""],
        ["序号", "工作任务", "县发改局", "县住建局", "各乡镇"],
        ["1", FIRST, "√", "√", ""],
        ["2", SECOND, "", "", "√"],
        merged=(2, 4),
    )

    assert named(plan) == [((), ("县发改局", "县住建局")), ((), ("各乡镇",))]
    assert "没有写明哪种标记是牵头" in doubts(plan)


# --- numbered within a cell -------------------------------------------------------------------------------------------


def test_measures_numbered_in_one_cell_have_the_units_and_dates_of_their_number():
    plan = from_table(
        ["序号", "工作任务", "责任单位", "完成时限"],
        ["1", f"（1）{FIRST}\n（2）{SECOND}", "（1）县发改局\n（2）县民政局、各乡镇", "5月底前"],
        ["2", THIRD, "各部门", "长期"],
    )

    assert [task.seq for task in plan.tasks] == ["1", "1-2", "2"]
    assert named(plan) == [((), ("县发改局",)), ((), ("县民政局", "各乡镇")), ((), ("各部门",))]
    assert until(plan) == ["5月底前", "5月底前", "长期"]
    assert "一行有几项任务" in doubts(plan)


def test_measures_with_circles_on_one_line_have_the_units_of_their_circle():
    plan = from_table(
        ["序号", "工作任务", "责任单位", "完成时限"],
        ["1", f"①{FIRST}②{SECOND}", "①县发改局②县民政局、各乡镇", "①5月底前②长期"],
        ["2", THIRD, "各部门", "长期"],
    )

    assert [task.text for task in plan.tasks] == [FIRST, SECOND, THIRD]
    assert named(plan) == [((), ("县发改局",)), ((), ("县民政局", "各乡镇")), ((), ("各部门",))]
    assert until(plan) == ["5月底前", "长期", "长期"]


def test_a_numbered_list_of_roles_is_no_list_of_units_for_each_measure():
    plan = from_table(
        ["序号", "工作任务", "责任单位", "完成时限"],
        ["1", f"（1）{FIRST}\n（2）{SECOND}", "1.牵头单位：县发改局\n2.配合单位：县民政局", "5月底前"],
        ["2", THIRD, "各部门", "长期"],
    )

    assert [task.seq for task in plan.tasks] == ["1", "2"]

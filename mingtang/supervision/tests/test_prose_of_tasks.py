"""Work plans as numbered prose: brackets of units, fields behind items, broken lines, one unbroken line."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from mingtang.core.files.parsing import laid_out
from mingtang.supervision.parsing import Plan, plan_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPENNESS, READING = "一、推进重点领域公开", "二、加强政策解读"
PROJECTS, LIVELIHOOD, THREE_SYNC = "（一）重大项目公开", "（二）民生信息公开", "（三）落实三同步"
FIRST = "及时公开重大建设项目批准、招标投标、征收土地等信息，做到应公开尽公开。"
SECOND = "按季度公开民生实事项目进展，回应群众关切。"
THIRD = "严格落实解读材料与文件同步起草、同步审签、同步发布。"
FOURTH = "每件政策至少有一种图文解读，主要负责人带头解读。"
OPENING = "2025年，青禾区政务公开工作要坚持以人民为中心，围绕全区重点任务，以公开促落实、优服务、强监管，为高质量发展提供保障。"
CLOSING = (
    "各部门要对照本要点细化任务、明确责任，于印发后30日内报送区政府办公室，落实情况纳入年度报告予以公开。"
)
NOTICE = [
    "青禾区人民政府办公室",
    "关于印发2025年青禾区政务公开工作要点的通知",
    "各街道办事处、镇人民政府，区政府各部门：",
    "《2025年青禾区政务公开工作要点》已经区政府同意，现印发给你们，请认真贯彻落实。",
    "青禾区人民政府办公室",
    "2025年4月8日",
    "（此件公开发布）",
    "2025年青禾区政务公开工作要点",
    OPENING,
]


def read(text: str) -> Plan:
    return plan_of(laid_out(text.encode(), media_type="text/plain"), broken_lines=True)


def from_word(*paragraphs: str) -> Plan:
    document, file = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return plan_of(laid_out(file.getvalue(), media_type=DOCX))


def rows(plan: Plan) -> list[tuple]:
    return [
        (t.seq, t.level1, t.level2, t.text, t.lead_units, t.responsible_units, t.deadline.text)
        for t in plan.tasks
    ]


def test_numbered_items_with_brackets_of_units_between_opening_and_closing_words():
    plan = from_word(
        *NOTICE,
        OPENNESS,
        PROJECTS,
        f"1. {FIRST}（责任单位：区发改局、区住建局）",
        f"2. {SECOND}（责任单位：各街镇，区直各部门）",
        READING,
        THREE_SYNC,
        f"1. {THIRD}（责任单位：区司法局等有关部门单位、各镇街）",
        CLOSING,
        "抄送：区委各部门。",
    )

    assert rows(plan) == [
        ("一-（一）-1", OPENNESS, PROJECTS, FIRST, (), ("区发改局", "区住建局"), ""),
        ("一-（一）-2", OPENNESS, PROJECTS, SECOND, (), ("各街镇", "区直各部门"), ""),
        ("二-（三）-1", READING, THREE_SYNC, THIRD, (), ("区司法局", "各镇街"), ""),
    ]
    assert [task.open_list for task in plan.tasks] == [False, False, True]
    assert [one.text for one in plan.requirements] == [NOTICE[3], OPENING, CLOSING]
    head = plan.particulars
    assert (head.title, head.year, head.issuer) == (
        "2025年青禾区政务公开工作要点",
        2025,
        "青禾区人民政府办公室",
    )
    assert head.issued_on == date(2025, 4, 8)
    assert [task.place.as_row() for task in plan.tasks] == [{"paragraph": n} for n in (12, 13, 16)]


def test_headings_that_begin_their_paragraph_and_no_units_at_all():
    plan = from_word(
        "2025年青禾区政务公开工作要点",
        OPENING,
        OPENNESS,
        f"{PROJECTS}。{FIRST}{SECOND}",
        f"{LIVELIHOOD}。{SECOND}",
        READING,
        f"{THREE_SYNC}。{THIRD}{FOURTH}",
    )

    assert rows(plan) == [
        ("（一）", OPENNESS, PROJECTS, FIRST + SECOND, (), (), ""),
        ("（二）", OPENNESS, LIVELIHOOD, SECOND, (), (), ""),
        ("（三）", READING, THREE_SYNC, THIRD + FOURTH, (), (), ""),
    ]
    assert [one.text for one in plan.requirements] == [OPENING]


def test_each_bracket_of_a_paragraph_ends_a_task():
    plan = from_word(
        "2025年青禾区政务公开工作要点",
        OPENNESS,
        f"{PROJECTS}。{FIRST}（区发改局牵头，区住建局、各镇配合，6月底前完成）{SECOND}（责任单位：区民政局；完成时限：长期坚持）",
        f"{LIVELIHOOD}。{FOURTH[:-1]}（区民政局、区人社局按职责分工负责）。",
    )

    assert rows(plan) == [
        ("（一）", OPENNESS, PROJECTS, FIRST, ("区发改局",), ("区住建局", "各镇"), "6月底前完成"),
        ("（一）-2", OPENNESS, PROJECTS, SECOND, (), ("区民政局",), "长期坚持"),
        ("（二）", OPENNESS, LIVELIHOOD, FOURTH, (), ("区民政局", "区人社局"), ""),
    ]


def test_fields_on_lines_of_their_own_behind_the_item():
    plan = from_word(
        "2025年青禾县政务公开工作任务分工方案",
        OPENNESS,
        PROJECTS,
        FIRST,
        "牵头单位：县发改局",
        "配合单位：县住建局、各乡镇（街道）",
        "完成时限：2025年10月底前",
        LIVELIHOOD,
        SECOND,
        "牵头单位：县民政局；配合单位：县人社局、县医保局；责任领导：某某；完成时限：全年",
        READING,
        THREE_SYNC,
        THIRD,
        "责任单位：县司法局和县政府办公室",
    )

    assert rows(plan) == [
        (
            "（一）",
            OPENNESS,
            PROJECTS,
            FIRST,
            ("县发改局",),
            ("县住建局", "各乡镇（街道）"),
            "2025年10月底前",
        ),
        ("（二）", OPENNESS, LIVELIHOOD, SECOND, ("县民政局",), ("县人社局", "县医保局"), "全年"),
        ("（三）", READING, THREE_SYNC, THIRD, (), ("县司法局", "县政府办公室"), ""),
    ]


def test_lines_broken_at_a_narrow_width_within_words():
    sentences = [
        NOTICE[7],
        OPENING,
        OPENNESS,
        f"{PROJECTS}。{FIRST}{SECOND}（责任单位：区发展和改革局、区住房和城乡建设局）",
        f"{LIVELIHOOD}。{SECOND}{FIRST}（责任单位：区民政局、区人力资源和社会保障局、各镇街）",
        READING,
        f"{THREE_SYNC}。{THIRD}{FOURTH}（责任单位：区司法局、区政府各部门）",
    ]
    lines = []
    for sentence in sentences:
        lines += [sentence[at : at + 22] for at in range(0, len(sentence), 22)]
    pages = "\n\n".join(lines[:9]) + "\n\n- 2 -\n\n" + "\n\n".join(lines[9:])

    plan = read(pages)

    assert rows(plan) == [
        ("（一）", OPENNESS, PROJECTS, FIRST + SECOND, (), ("区发展和改革局", "区住房和城乡建设局"), ""),
        (
            "（二）",
            OPENNESS,
            LIVELIHOOD,
            SECOND + FIRST,
            (),
            ("区民政局", "区人力资源和社会保障局", "各镇街"),
            "",
        ),
        ("（三）", READING, THREE_SYNC, THIRD + FOURTH, (), ("区司法局", "区政府各部门"), ""),
    ]
    assert [one.text for one in plan.requirements] == [OPENING]


def test_one_unbroken_line():
    plan = read(
        f"2025年青禾区政务公开工作要点{OPENING}{OPENNESS}{PROJECTS}1. {FIRST}（责任单位：区发改局）"
        f"2. {SECOND}（责任单位：区民政局）"
        f"{LIVELIHOOD}1. {FOURTH}（责任单位：区人社局）{READING}{THREE_SYNC}1. {THIRD}（责任单位：各街镇、区直各部门）"
    )

    assert rows(plan) == [
        ("一-（一）-1", OPENNESS, PROJECTS, FIRST, (), ("区发改局",), ""),
        ("一-（一）-2", OPENNESS, PROJECTS, SECOND, (), ("区民政局",), ""),
        ("一-（二）-1", OPENNESS, LIVELIHOOD, FOURTH, (), ("区人社局",), ""),
        ("二-（三）-1", READING, THREE_SYNC, THIRD, (), ("各街镇", "区直各部门"), ""),
    ]
    assert plan.particulars.year == 2025


def test_one_thing_and_another_in_running_words_stay_one_task():
    text = "重点抓好三件事：一是公开标准，二是公开流程，三是公开结果。"
    plan = from_word(
        "2025年青禾区政务公开工作要点",
        OPENNESS,
        f"1．{text}（责任单位：区政府办）",
        "2．一是细化目录；二是定期更新。",
    )

    assert [(task.text, task.responsible_units) for task in plan.tasks] == [
        (text, ("区政府办",)),
        ("一是细化目录；二是定期更新。", ()),
    ]
    assert [str(doubt) for doubt in plan.doubts] == ["第 4 段：没有写责任单位"]


@pytest.mark.parametrize(
    "bracket",
    [
        "（责任单位：区发改局、各街镇）",
        "(责任单位:区发改局，各街镇)",
        "【责任单位：区发改局；各街镇】",
        "（**责任单位：**区发改局、各街镇）",
        "［责任部门：区发改局和各街镇］",
        "（区发改局、各街镇负责）",
        "区发改局、各街镇分工负责。",
        "（由区发改局、各街镇落实）",
        "（区发改局、各街镇按职责分工负责）",
        "责任单位：区发改局、各街镇",
        "\n责任单位：区发改局　各街镇",
    ],
)
def test_the_same_units_in_every_kind_of_bracket(bracket):
    plan = read(
        f"2025年青禾区政务公开工作要点\n\n{OPENNESS}\n\n1. {FIRST}{bracket}\n\n2. {SECOND}{bracket}\n"
    )

    assert [(task.text, task.responsible_units) for task in plan.tasks] == [
        (FIRST, ("区发改局", "各街镇")),
        (SECOND, ("区发改局", "各街镇")),
    ]


def test_general_demands_are_no_tasks_and_attachments_neither():
    plan = from_word(
        "青禾区2025年政务公开实施方案",
        "一、总体要求",
        OPENING,
        "二、主要任务",
        f"（一）{FIRST}（区发改局牵头负责，2025年6月底前完成）",
        f"（二）{SECOND}（区民政局牵头，区财政局配合；完成时限：每季度）",
        "三、工作要求",
        CLOSING,
        "附件：1. 任务分解表",
        "2. 联系人名单",
        "青禾区人民政府办公室",
        "二〇二五年四月八日",
    )

    assert rows(plan) == [
        ("（一）", "二、主要任务", "", FIRST, ("区发改局",), (), "2025年6月底前完成"),
        ("（二）", "二、主要任务", "", SECOND, ("区民政局",), ("区财政局",), "每季度"),
    ]
    assert [task.deadline.on for task in plan.tasks] == [date(2025, 6, 30), None]
    assert plan.particulars.issued_on == date(2025, 4, 8)
    assert [one.text for one in plan.requirements if len(one.text) > 20] == [OPENING, CLOSING]


def test_units_that_a_heading_names_hold_for_the_items_below_and_are_doubted():
    plan = from_word(
        "2025年青禾区政务公开工作要点",
        OPENNESS,
        f"{PROJECTS}（牵头单位：区发改局）",
        f"1. {FIRST}",
        f"2. {SECOND}",
    )

    assert rows(plan) == [
        ("1", OPENNESS, PROJECTS, FIRST, ("区发改局",), (), ""),
        ("2", OPENNESS, PROJECTS, SECOND, ("区发改局",), (), ""),
    ]
    assert "责任单位写在上级标题里" in str(plan.doubts[0])


def test_a_text_without_items_gives_no_task_and_says_so():
    plan = from_word("关于做好政务公开工作的通知", OPENING)

    assert plan.tasks == ()
    assert [one.text for one in plan.requirements] == [OPENING]
    assert [str(doubt) for doubt in plan.doubts] == [
        "全文：没有读出任务：文件里没有编号的条目，也没有任务表格"
    ]

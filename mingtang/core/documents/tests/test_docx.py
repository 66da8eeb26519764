"""Papers for Word and WPS in the form of GB/T 9704."""

import io
import re

import docx as python_docx
from docx.oxml.ns import qn
from docx.shared import Pt

from mingtang.core.documents.api import Meta, blocks, docx
from mingtang.core.documents.blocks import text_of
from mingtang.core.files.parsing import text_of as text_of_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = (
    '<h2>一、总则</h2><p>为了<strong>公开</strong>H<sub>2</sub>O，<a href="https://www.example.gov.cn/">制定</a>。<br>完</p>'
    '<ol start="3"><li>甲<ul><li>子</li></ul></li><li>乙</li></ol><ol><li>另起</li></ol><blockquote><p>引</p></blockquote>'
    '<table><caption>表</caption><tr><th rowspan="2">单位</th><th colspan="2">件数</th></tr><tr><th>收</th><th>办</th></tr>'
    "<tr><td>教育局</td><td><ul><li>3</li></ul></td><td><table><tr><td>内</td></tr></table></td></tr></table><p>尾</p>"
)
META = Meta(
    issuer="某区人民政府办公室",
    number="某政办发〔2026〕1号",
    recipients="各街道办事处：",
    signed_on="2026年3月2日",
)


def opened(data: bytes):
    return python_docx.Document(io.BytesIO(data))


def test_a_paper_has_all_its_parts_in_order() -> None:
    lines = text_of_file(docx("关于公开的通知", blocks(HTML), meta=META), media_type=DOCX).text.split("\n")
    assert lines == [
        "关于公开的通知", "某政办发〔2026〕1号", "各街道办事处：", "一、总则", "为了公开H2O，制定。", "完",
        "3.甲", "子", "4.乙", "1.另起", "引", "表", "单位\t件数", "收\t办", "教育局\t3\t内",
        "尾", "某区人民政府办公室", "2026年3月2日", "— 1 —", "— 1 —",
    ]  # fmt: skip


def test_no_text_is_lost() -> None:
    found = blocks(HTML)
    document = opened(docx("", found)).element.body
    written = "".join(t.text or "" for t in document.iter(qn("w:t")))
    assert written == re.sub(r"\s+", "", text_of(found))


def test_page_and_fonts_follow_the_standard() -> None:
    document = opened(docx("关于公开的通知", blocks(HTML), meta=META))
    (section,) = document.sections
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(m.mm) for m in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fonts = {
        name: (
            document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")),
            document.styles[name].font.size,
        )
        for name in ("Normal", "Title", "Heading 2", "Heading 3")
    }
    assert fonts == {
        "Normal": ("仿宋_GB2312", Pt(16)),
        "Title": ("方正小标宋简体", Pt(22)),
        "Heading 2": ("黑体", Pt(16)),
        "Heading 3": ("楷体_GB2312", Pt(16)),
    }
    assert document.styles["Normal"].paragraph_format.line_spacing == Pt(28.95)


def test_page_numbers_stand_at_the_outer_edge() -> None:
    section = opened(docx("题", [])).sections[0]
    sides = [footer.paragraphs[0].alignment.name for footer in (section.footer, section.even_page_footer)]
    assert sides == ["RIGHT", "LEFT"]
    assert 'w:instr=" PAGE "' in section.footer._element.xml


def test_merged_cells_are_merged_and_the_header_repeats() -> None:
    table = text_of_file(docx("题", blocks(HTML)), media_type=DOCX).tables[0]
    places = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells}
    assert places["单位"] == (0, 0, 2, 1)
    assert places["件数"] == (0, 1, 1, 2)
    assert len(list(opened(docx("题", blocks(HTML))).element.iter(qn("w:tblHeader")))) == 2


def test_links_properties_and_fallback_fonts() -> None:
    document = opened(docx("关于公开的通知", blocks(HTML), meta=META))
    targets = [link.target_ref for link in document.part.rels.values() if link.is_external]
    assert targets == ["https://www.example.gov.cn/"]
    properties = document.core_properties
    assert (properties.title, properties.author, properties.comments) == (
        "关于公开的通知",
        "某区人民政府办公室",
        "",
    )
    parts = {
        part.partname: part.blob.decode()
        for part in document.part.package.iter_parts()
        if "fontTable" in part.partname
    }
    assert '<w:altName w:val="仿宋"/>' in parts["/word/fontTable.xml"]


def test_signs_that_xml_does_not_know_are_left_out() -> None:
    found = [{"kind": "paragraph", "runs": [{"text": "甲\x0b\x00乙\ufffe丙"}]}]
    assert opened(docx("题", found)).paragraphs[1].text == "甲乙丙"

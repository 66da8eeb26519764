"""Text, numbered paragraphs and tables come out of every format; what readers do not see is told apart."""

import io
import threading
from datetime import date

import docx
import openpyxl
import pikepdf
import pytest
import typst
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.comments import Comment

from mingtang.core.files.parsing import (
    Cell,
    EncryptedPdf,
    Hidden,
    Paragraph,
    Table,
    docx_to_html,
    laid_out,
    opened_pdf,
    text_of,
)
from mingtang.core.files.parsing.numbering import written
from mingtang.core.files.testing import docx_of, ofd_of, xlsx_of, zip_of
from mingtang.core.refusals import Refused

OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = OPEN_XML + "wordprocessingml.document", OPEN_XML + "spreadsheetml.sheet"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200014826"
    "a4050000000049454e44ae426082"
)


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def element(name: str, **attributes: str):
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def numbered(document, paragraph, form: str, pattern: str) -> None:
    """Give the paragraph an automatic number of a list made for it; later paragraphs may share its numId."""
    root = document.part.numbering_part.element
    number_id = str(900 + len(root.findall(qn("w:num"))))
    plan = element("w:abstractNum", abstractNumId=number_id)
    level = element("w:lvl", ilvl="0")
    level.extend(
        [element("w:start", val="1"), element("w:numFmt", val=form), element("w:lvlText", val=pattern)]
    )
    plan.append(level)
    root.insert(0, plan)
    number = element("w:num", numId=number_id)
    number.append(element("w:abstractNumId", val=number_id))
    root.append(number)
    join(paragraph, number_id)


def join(paragraph, number_id: str) -> None:
    mark = element("w:numPr")
    mark.extend([element("w:ilvl", val="0"), element("w:numId", val=number_id)])
    paragraph._p.get_or_add_pPr().append(mark)


def test_a_word_document_gives_numbered_paragraphs_with_heading_levels() -> None:
    document = docx.Document()
    document.add_heading("关于印发办法的通知", 0)
    document.add_heading("第一章 总则", 1)
    paragraph = document.add_paragraph("为了公开，")
    paragraph.add_run("制定").bold = True
    paragraph.add_run("本办法。")
    document.add_paragraph("  ")
    document.add_heading("第一节", 2)

    found = text_of(saved(document), media_type=DOCX)

    assert found.paragraphs == (
        Paragraph(1, "关于印发办法的通知", 0, "Title"),
        Paragraph(2, "第一章 总则", 1, "heading 1"),
        Paragraph(3, "为了公开，制定本办法。", 0, ""),
        Paragraph(4, "第一节", 2, "heading 2"),
    )
    assert (found.warnings, found.hidden, found.tables) == ((), (), ())


def test_automatic_numbers_are_read_as_they_are_printed() -> None:
    document = docx.Document()
    first = document.add_paragraph("加强领导")
    numbered(document, first, "chineseCountingThousand", "%1、")
    second = document.add_paragraph("明确责任")
    join(second, first._p.pPr.numPr.numId.val.__str__())
    bullet = document.add_paragraph("要点")
    numbered(document, bullet, "bullet", "\uf0b7")

    data = saved(document)

    assert text_of(data, media_type=DOCX).text == "一、加强领导\n二、明确责任\n要点"
    assert docx_to_html(data).html == "<p>一、加强领导</p><p>二、明确责任</p><ul><li>要点</li></ul>"


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (21, "ideographTraditional", "二十一"),
        (105, "chineseCounting", "一零五"),
        (3, "decimalEnclosedCircle", "③"),
        (3, "lowerLetter", "c"),
        (14, "upperRoman", "XIV"),
        (7, "decimal", "7"),
        (7, "none", ""),
    ],
)
def test_numbers_are_written_in_words_forms(number: int, form: str, printed: str) -> None:
    assert written(number, form) == printed


def merged_document() -> bytes:
    document = docx.Document()
    document.add_paragraph("表前")
    grid = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            grid.cell(row, column).text = f"{row}{column}"
    for top, bottom, text in (((0, 0), (0, 1), "单位"), ((1, 2), (2, 2), "小计")):
        merged = grid.cell(*top).merge(grid.cell(*bottom))
        merged.text = text
    document.add_paragraph("表后")
    return saved(document)


def test_merged_cells_of_a_word_table_keep_their_exact_places() -> None:
    found = text_of(merged_document(), media_type=DOCX)
    assert found.tables == (
        Table(
            1,
            3,
            3,
            (
                Cell(0, 0, "单位", 1, 2),
                Cell(0, 2, "02"),
                Cell(1, 0, "10"),
                Cell(1, 1, "11"),
                Cell(1, 2, "小计", 2, 1),
                Cell(2, 0, "20"),
                Cell(2, 1, "21"),
            ),
            after=1,
        ),
    )
    assert found.tables[0].grid() == [["单位", "单位", "02"], ["10", "11", "小计"], ["20", "21", "小计"]]
    assert found.text == "表前\n单位\t02\n10\t11\t小计\n20\t21\n表后"


def test_what_word_hides_is_told_apart_from_what_it_shows() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("公开")
    paragraph.add_run("秘密").font.hidden = True
    deleted = element("w:del", author="某科员")
    run = element("w:r")
    text = element("w:delText")
    text.text = "原稿"
    run.append(text)
    deleted.append(run)
    paragraph._p.append(deleted)
    document.add_comment(paragraph.runs, text="再核实", author="某科长")

    found = text_of(saved(document), media_type=DOCX)

    assert found.text == "公开"
    assert set(found.hidden) == {
        Hidden("deleted", "原稿", "某科员"),
        Hidden("hidden_text", "秘密"),
        Hidden("comment", "再核实", "某科长"),
    }


def test_text_boxes_headers_and_nested_tables_are_not_lost() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    box = element("w:txbxContent")
    inner = element("w:p")
    run = element("w:r")
    text = element("w:t")
    text.text = "框内"
    run.append(text)
    inner.append(run)
    box.append(inner)
    document.add_paragraph("框外").runs[0]._r.append(box)
    document.add_table(1, 1).cell(0, 0).add_table(1, 1).cell(0, 0).text = "表中表"
    assert text_of(saved(document), media_type=DOCX).text == "框外\n框内\n表中表\n页眉"


def test_a_workbook_gives_values_as_people_write_them_with_merged_cells_and_hidden_parts() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "名单"
    sheet["B2"] = "联系人"
    sheet.merge_cells("B2:C3")
    sheet["D4"], sheet["D5"], sheet["D6"], sheet["D7"] = 13800000000, 1.5, date(2026, 1, 2), "藏行"
    sheet["F4"] = "藏列"
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet["B2"].comment = Comment("待核", "某人")
    secret = workbook.create_sheet("底稿")
    secret["A1"] = "内部"
    secret.sheet_state = "hidden"

    found = text_of(saved(workbook), media_type=XLSX)

    assert found.tables == (
        Table(
            1,
            7,
            6,
            (
                Cell(1, 1, "联系人", 2, 2),
                Cell(3, 3, "13800000000"),
                Cell(4, 3, "1.5"),
                Cell(5, 3, "2026-01-02"),
            ),
            name="名单",
        ),
    )
    assert set(found.hidden) == {
        Hidden("hidden_cells", "藏列\n藏行", "名单"),
        Hidden("hidden_sheet", "内部", "底稿"),
        Hidden("comment", "待核", "B2"),
    }


def test_a_sheet_whose_cells_lie_a_universe_apart_does_not_fill_the_memory() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "近"
    workbook.active["XFD1048576"] = "远"
    found = text_of(saved(workbook), media_type=XLSX)
    assert found.text == ""
    assert "散布过广" in found.warnings[0]


def test_pdf_text_and_the_pages_that_have_none() -> None:
    data = typst.compile("公开办法 11010519491231002X\n#pagebreak()\n#rect()".encode())
    found = text_of(data, media_type="application/pdf")
    assert found.text == "公开办法 11010519491231002X"
    assert found.warnings == (
        "第 2 页没有文字，可能是扫描件，机器读不出内容。请由人工检查，或上传带文字的 PDF。",
    )


def test_ofd_lines() -> None:
    found = text_of(ofd_of("关于公开的通知", "第一条"), media_type="application/ofd")
    assert [paragraph.text for paragraph in found.paragraphs] == ["关于公开的通知", "第一条"]


def test_a_web_page_gives_its_text_without_its_scripts() -> None:
    page = """<html><head><title>题</title><style>p{}</style></head><body><h1>标题</h1>引言<p>一 <b>二</b>三
    <script>bad()</script>四</p><table><tr><th rowspan="2">甲</th><td>乙</td></tr><tr><td>丙</td></tr></table>尾</body>"""
    found = text_of(page.encode("gb18030"), media_type="text/html")
    assert [(p.level, p.text) for p in found.paragraphs] == [
        (1, "标题"),
        (0, "引言"),
        (0, "一 二三 四"),
        (0, "尾"),
    ]
    assert found.tables[0].cells == (Cell(0, 0, "甲", 2, 1), Cell(0, 1, "乙"), Cell(1, 1, "丙"))


def test_plain_text_markdown_and_csv() -> None:
    assert text_of("第一行\r\n\r\n镕堃".encode("gb18030"), media_type="text/plain").text == "第一行\n镕堃"
    markdown = text_of("# 标题 #\n正文\n### 小题".encode(), media_type="text/markdown")
    assert [(p.level, p.text) for p in markdown.paragraphs] == [(1, "标题"), (0, "正文"), (3, "小题")]
    table = text_of('单位,"数\n量"\n教育局,3'.encode("utf-8-sig"), media_type="text/csv").tables[0]
    assert table.grid() == [["单位", "数\n量"], ["教育局", "3"]]
    assert text_of(b"\xff\xff ok", media_type="text/plain").warnings[0].startswith("有些字节")


def test_slides_are_read_in_the_order_of_their_numbers() -> None:
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    slides = {f"ppt/slides/slide{n}.xml": f"<x {a}><a:p><a:t>第{n}页</a:t></a:p></x>" for n in (10, 2, 1)}
    notes = {"ppt/notesSlides/notesSlide1.xml": f"<x {a}><a:p><a:t>备注</a:t></a:p></x>"}
    found = text_of(zip_of(slides | notes), media_type=OPEN_XML + "presentationml.presentation")
    assert found.text == "第1页\n第2页\n第10页"
    assert found.hidden == (Hidden("comment", "备注", "演讲者备注"),)


def test_one_pdf_is_open_at_a_time_and_the_next_waits_for_it() -> None:
    data = typst.compile(b"Hello", format="pdf")
    seen = []

    def look() -> None:
        with opened_pdf(data) as second:
            seen.append(len(second))

    with opened_pdf(data) as first:
        other = threading.Thread(target=look)
        other.start()
        other.join(timeout=0.2)
        assert (len(first), seen) == (1, [])
    other.join()
    assert seen == [1]


def test_a_pdf_with_a_password_says_that_it_has_one() -> None:
    locked = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(EncryptedPdf, match="有密码"):
        text_of(locked.getvalue(), media_type="application/pdf")


def test_what_cannot_be_read_says_so() -> None:
    for media_type in ("application/msword", "image/png", "application/zip"):
        found = text_of(b"x", media_type=media_type)
        assert (found.text, len(found.warnings)) == ("", 1)


@pytest.mark.parametrize(
    "media_type", [DOCX, XLSX, "application/ofd", "application/pdf", "application/vnd.ms-excel"]
)
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04junk", zip_of({"a": "b"}), b"%PDF-1.7 nonsense"])
def test_damaged_files_are_refused_in_words(media_type: str, data: bytes) -> None:
    with pytest.raises(Refused, match="已损坏"):
        text_of(data, media_type=media_type)


def test_entities_are_never_expanded() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    honest = docx_of("正文")
    parts = {"word/document.xml": laughs + "<x>&b;</x>", "[Content_Types].xml": "<Types/>"}
    for data, media_type in (
        (zip_of(parts), DOCX),
        (zip_of({"OFD.xml": laughs + "<x/>"}), "application/ofd"),
    ):
        with pytest.raises(Refused, match="DOCTYPE"):
            text_of(data, media_type=media_type)
    with pytest.raises(Refused, match="DOCTYPE"):
        docx_to_html(zip_of(parts))
    assert text_of(honest, media_type=DOCX).text == "正文"


def test_a_document_that_unpacks_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="过大"):
        text_of(zip_of({"word/document.xml": b" " * 65 * 2**20}), media_type=DOCX)


def test_depth_and_endless_spans_do_no_harm() -> None:
    deep = text_of(("<p>前</p>" + "<div>" * 100_000 + "深").encode(), media_type="text/html")
    assert (deep.text, len(deep.warnings)) == ("前", 1)
    wide = text_of(b"<table><tr><td rowspan=99999999 colspan=99999999>x", media_type="text/html")
    assert wide.tables[0].cells == (Cell(0, 0, "x", 1, 1000),)


def test_a_word_document_comes_into_the_editor_as_clean_html() -> None:
    document = docx.Document()
    document.add_heading("关于印发办法的通知", 0)
    document.add_heading("第一章", 1)
    paragraph = document.add_paragraph("正文")
    paragraph.add_run("加粗").bold = True
    document.add_paragraph("甲", style="List Number")
    document.add_picture(io.BytesIO(PNG))

    imported = docx_to_html(saved(document))

    assert imported.html == (
        "<h1>关于印发办法的通知</h1><h1>第一章</h1><p>正文<strong>加粗</strong></p><ol><li>甲</li></ol>"
    )
    assert imported.title == "关于印发办法的通知"
    assert [(image.media_type, image.data) for image in imported.images] == [("image/png", PNG)]
    assert imported.warnings == ("文档里有 1 张图片，没有放进正文。请在编辑器中重新插入，并写明图片说明。",)


def test_merged_cells_come_into_the_editor_with_their_spans() -> None:
    html = docx_to_html(merged_document()).html
    assert '<td colspan="2"><p>单位</p></td>' in html
    assert '<td rowspan="2"><p>小计</p></td>' in html


def test_links_that_run_programs_do_not_come_in() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for address in ("javascript:alert(1)", "https://example.gov.cn/"):
        link = element("w:hyperlink")
        link.set(qn("r:id"), document.part.relate_to(address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True))  # fmt: skip  # noqa: E501
        link.append(paragraph.add_run("链接")._r)
        paragraph._p.append(link)
    assert (
        docx_to_html(saved(document)).html == '<p><a>链接</a><a href="https://example.gov.cn/">链接</a></p>'
    )


def test_a_hostile_old_workbook_cannot_stop_the_process() -> None:
    with pytest.raises(Refused, match="已损坏"):
        text_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000, media_type="application/vnd.ms-excel")


def test_rows_of_an_office_list() -> None:
    found = text_of(xlsx_of([["单位", "件数"], ["教育局", 3]]), media_type=XLSX)
    assert found.text == "单位\t件数\n教育局\t3"


RULED = b"""#set page(width: 300pt, height: auto)
Before
#table(columns: (60pt, 1fr, 60pt),
  [No], [What], [Who],
  [1], [First], table.cell(rowspan: 2)[Both],
  [2], [Second],
  table.cell(colspan: 3)[Across])
After
"""


def test_a_ruled_table_of_a_pdf_comes_with_its_merged_cells_between_the_lines_around_it() -> None:
    found = laid_out(typst.compile(RULED, format="pdf"), media_type="application/pdf")

    assert [p.text for p in found.paragraphs] == ["Before", "After"]
    assert [(table.rows, table.columns, table.after) for table in found.tables] == [(4, 3, 1)]
    assert found.tables[0].cells == (
        Cell(0, 0, "No"),
        Cell(0, 1, "What"),
        Cell(0, 2, "Who"),
        Cell(1, 0, "1"),
        Cell(1, 1, "First"),
        Cell(1, 2, "Both", rowspan=2),
        Cell(2, 0, "2"),
        Cell(2, 1, "Second"),
        Cell(3, 0, "Across", colspan=3),
    )
    assert text_of(typst.compile(RULED, format="pdf"), media_type="application/pdf").tables == ()


def test_lines_of_plain_text_stand_as_they_are_when_their_place_matters() -> None:
    found = laid_out("标题\n\n\t1\n\t\n".encode(), media_type="text/plain")

    assert [(p.index, p.text) for p in found.paragraphs] == [(1, "标题"), (2, ""), (3, "\t1"), (4, "\t")]


def test_blocks_and_breaks_within_a_cell_of_a_web_page_are_lines() -> None:
    page = "<table><tr><td><p>区发改局</p><p>区住建局</p></td><td>各镇<br>各街道</td><td>区<b>教育</b>局</td></tr></table>"

    cells = text_of(page.encode(), media_type="text/html").tables[0].cells

    assert [cell.text for cell in cells] == ["区发改局\n区住建局", "各镇\n各街道", "区教育局"]


def test_a_table_that_only_lays_out_the_page_is_walked_through() -> None:
    page = "<table><tr><td><p>标题</p><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>"

    found = text_of(page.encode(), media_type="text/html")

    assert [p.text for p in found.paragraphs] == ["标题"]
    assert [[cell.text for cell in table.cells] for table in found.tables] == [["甲", "乙"]]

"""Findings inside files: what stands in them as if on the page, and what their reader does not see."""

import io
import zipfile

import openpyxl
import pikepdf
import pytest
from docx import Document
from docx.oxml import OxmlElement
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from mingtang.inspections.detection import inspect_attachment

ID_CARD = "11010519491231002X"


def subkinds(name, data):
    return [(finding.kind, finding.subkind, finding.severity) for finding in inspect_attachment(name, data)]


def saved(document):
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def word(*paragraphs):
    document = Document()
    document.core_properties.author = ""
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def book(rows, title="名单"):
    workbook = openpyxl.Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return workbook


def test_a_clean_document_has_no_findings():
    assert inspect_attachment("通知.docx", saved(word("各单位要认真部署。", "办公电话：0591-23165385"))) == []
    assert inspect_attachment("表.xlsx", saved(book([["单位", "数量"], ["甲局", 12]]))) == []


@pytest.mark.demand("PP-01", "CD-01")
def test_words_of_a_docx_are_inspected_as_if_they_stood_on_the_page():
    found = inspect_attachment("通知.docx", saved(word("认真布署。", f"张三，身份证号{ID_CARD}")))

    assert [(f.kind, f.text) for f in found] == [("typo", "布署"), ("personal_data", ID_CARD)]


@pytest.mark.demand("PP-01")
@pytest.mark.law("PI-14")
@pytest.mark.parametrize("number", ["110101199003070038", "110101 19900307 0038"])
def test_an_id_number_in_a_sheet_blocks(number):
    found = inspect_attachment(
        "名单.xlsx", saved(book([["姓名", "身份证号"], ["某甲", "略"], ["某乙", number]]))
    )

    (hit,) = [f for f in found if f.subkind == "id_card"]
    assert (hit.severity, hit.text) == ("block", number)
    assert hit.message.startswith("工作表“名单”第3行B列：")


@pytest.mark.law("PI-14")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "110101199003070038",
            "110101199003070038",
        ),  # all digits in the file: a floating-point number would lose some
        (
            "1.1010119900307E+17",
            "110101199003070000",
        ),  # as spreadsheet programs keep it: the date of birth is still there
    ],
)
def test_an_id_number_stored_as_a_number_blocks(written, read):
    data = saved(book([["姓名", "身份证号"], ["某乙", 123456789]]))
    source, changed = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b">123456789<", f">{written}<".encode()))

    (hit,) = [f for f in inspect_attachment("名单.xlsx", changed.getvalue()) if f.subkind == "id_card"]
    assert (hit.severity, hit.text) == ("block", read)
    assert "第2行B列" in hit.message


def test_the_head_of_a_column_says_what_its_numbers_are():
    labelled = saved(book([["户名代码", "银行卡号"], ["甲", "6222600260001072444"]]))
    (card,) = inspect_attachment("发放表.xlsx", labelled)

    assert (card.kind, card.subkind, card.severity) == ("personal_data", "bank_card", "block")
    assert "第2行B列" in card.message


def test_codes_and_amounts_in_a_sheet_are_not_personal_data():
    rows = [["项目代码", "金额"], ["2020-350128-48-01-012345", 13800138000.5], ["11441700007280420Y", 12]]

    assert inspect_attachment("项目.xlsx", saved(book(rows))) == []


def test_comments_in_word_are_found():
    document = word("第一条")
    document.add_comment(document.paragraphs[0].runs, text="此处数字待领导定", author="某甲")

    assert ("hidden_data", "comment", "block") in subkinds("a.docx", saved(document))


@pytest.mark.parametrize(
    ("tag", "inner", "subkind"), [("w:ins", "w:t", "insertion"), ("w:del", "w:delText", "deletion")]
)
def test_tracked_changes_are_found(tag, inner, subkind):
    document = word("第一条")
    change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
    text.text = "原方案"
    run.append(text)
    change.append(run)
    document.paragraphs[0]._p.append(change)

    assert subkinds("a.docx", saved(document)) == [("hidden_data", subkind, "block")]


def test_hidden_words_are_found_and_personal_data_in_them_is_named():
    document = word("第一条")
    document.paragraphs[0].add_run(f"身份证号{ID_CARD}").font.hidden = True

    (found,) = [f for f in inspect_attachment("a.docx", saved(document)) if f.kind == "hidden_data"]
    assert (found.subkind, found.severity) == ("hidden_text", "block")
    assert "其中有1处身份证号" in found.message


def test_names_in_the_properties_are_a_remark():
    document = word("第一条")
    document.core_properties.author = "某甲"
    document.core_properties.last_modified_by = "某乙"

    found = inspect_attachment("a.docx", saved(document))

    assert [(f.subkind, f.text, f.severity) for f in found] == [
        ("properties", "某甲", "warn"),
        ("properties", "某乙", "warn"),
    ]


def _hide_sheet(workbook):
    workbook.create_sheet("底稿").append([ID_CARD])
    workbook["底稿"].sheet_state = "hidden"


def _hide_sheet_deeply(workbook):
    workbook.create_sheet("底稿").append(["底稿"])
    workbook["底稿"].sheet_state = "veryHidden"


def _hide_column(workbook):
    workbook.active.column_dimensions["B"].hidden = True


def _hide_row(workbook):
    workbook.active.row_dimensions[2].hidden = True


def _comment(workbook):
    workbook.active["A1"].comment = Comment("此人不符合条件", "某甲")


def _hidden_name(workbook):
    workbook.defined_names["底稿"] = DefinedName("底稿", attr_text="名单!$A$1", hidden=True)


@pytest.mark.parametrize(
    ("change", "subkind", "severity"),
    [
        (_hide_sheet, "hidden_sheet", "block"),
        (_hide_sheet_deeply, "very_hidden_sheet", "block"),
        (_hide_column, "hidden_cells", "block"),
        (_hide_row, "hidden_cells", "block"),
        (_comment, "comment", "block"),
        (_hidden_name, "defined_name", "warn"),
    ],
)
def test_what_a_sheet_hides_is_found(change, subkind, severity):
    workbook = book([["单位", "数量"], ["甲局", 12]])
    change(workbook)

    assert ("hidden_data", subkind, severity) in subkinds("表.xlsx", saved(workbook))


def test_links_to_other_workbooks_are_found():
    data = io.BytesIO(saved(book([["单位"]])))
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="x" Target="file:///D:/底稿.xlsx" TargetMode="External"/></Relationships>'
    )
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", relation)

    (found,) = inspect_attachment("表.xlsx", data.getvalue())
    assert (found.subkind, found.text) == ("external_link", "file:///D:/底稿.xlsx")


def pdf(content=b"BT /F1 12 Tf 100 700 Td (Secret 13800138000) Tj ET", **page):
    document = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    document.add_blank_page(page_size=(595, 842))
    document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    document.pages[0].Contents = document.make_stream(content)
    for key, value in page.items():
        document.pages[0][f"/{key}"] = document.make_indirect(value)
    return document


def test_a_number_in_a_pdf_is_found():
    assert subkinds("a.pdf", saved(pdf())) == [("personal_data", "mobile", "block")]


def test_words_under_a_black_box_are_found_and_words_on_one_are_not():
    text = b"BT /F1 12 Tf 100 700 Td (Name of the person) Tj ET"
    box = b"0 0 0 rg 95 695 200 20 re f "
    under, upon = saved(pdf(text + b" " + box)), saved(pdf(box + b"1 1 1 rg " + text))

    (covered,) = inspect_attachment("a.pdf", under)
    assert (covered.kind, covered.subkind, covered.severity) == ("hidden_data", "covered_text", "block")
    assert covered.text == "Name of the person"
    assert inspect_attachment("a.pdf", upon) == []


def test_notes_embedded_files_and_the_author_of_a_pdf_are_found():
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[1, 1, 20, 20],
        Contents=pikepdf.String("待核实"),
    )
    document = pdf(b"BT /F1 12 Tf 100 700 Td (Plain) Tj ET", Annots=pikepdf.Array([note]))
    document.attachments["底稿.txt"] = b"x"
    document.docinfo["/Author"] = "某甲"

    found = inspect_attachment("a.pdf", saved(document))

    assert sorted((f.subkind, f.text) for f in found) == [
        ("comment", "待核实"),
        ("embedded_file", "底稿.txt"),
        ("properties", "某甲"),
    ]


def test_an_encrypted_file_cannot_be_inspected_and_blocks():
    data = io.BytesIO()
    pdf().save(data, encryption=pikepdf.Encryption(owner="a", user="b"))
    locked = bytearray(saved(book([["单位"]])))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + place] |= 1
            at = locked.find(mark, at + 4)

    assert subkinds("a.pdf", data.getvalue()) == [("hidden_data", "encrypted", "block")]
    assert subkinds("a.xlsx", bytes(locked)) == [("hidden_data", "encrypted", "block")]


def test_a_damaged_file_is_a_remark_not_an_error():
    assert subkinds("a.docx", b"PK\x03\x04 rubbish") == [("hidden_data", "unreadable", "warn")]
    assert subkinds("a.pdf", b"%PDF-1.7 rubbish") == [("hidden_data", "unreadable", "warn")]


def packed(*files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def test_files_in_an_archive_are_inspected_and_named():
    found = inspect_attachment(
        "附件.zip", packed(("名单/甲.txt", f"身份证号{ID_CARD}"), ("乙.docx", saved(word("认真部署"))))
    )

    assert [(f.subkind, f.text) for f in found] == [("id_card", ID_CARD)]
    assert found[0].message.startswith("压缩包内“名单/甲.txt”：")


def test_an_archive_bomb_is_not_unpacked():
    bomb = packed(*((f"{n}.txt", bytes(50 * 1024 * 1024)) for n in range(6)))
    nested = packed(("内.zip", packed(("a.txt", "x"))))

    assert subkinds("a.zip", bomb) == [("hidden_data", "unreadable", "warn")]
    assert subkinds("a.zip", nested) == [("hidden_data", "unreadable", "warn")]


def test_a_text_file_is_read_in_gb18030():
    assert subkinds("名单.txt", f"张三，身份证号{ID_CARD}".encode("gb18030")) == [
        ("personal_data", "id_card", "block")
    ]


def test_the_organs_own_number_is_allowed():
    from mingtang.inspections.detection.attachments import inspect_attachment as with_allowed

    data = saved(word("政务公开联络手机138-0013-8000"))

    assert [f.subkind for f in with_allowed("a.docx", data)] == ["mobile"]
    assert with_allowed("a.docx", data, organ_allow_list=["13800138000"]) == []

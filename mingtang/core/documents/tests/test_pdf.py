"""PDFs that screen readers can read, in which user text stays text."""

import io
import re

import pikepdf
import pypdfium2
import pytest

from mingtang.core.documents import pdf as module
from mingtang.core.documents.api import MayNotPrint, blocks, pdf, qr

HOSTILE = (
    r'#[x] $y$ *z* _u_ <b> @ref `c` \n // /* = - + #import "/etc/passwd" #read("/etc/passwd") #sys.inputs'
)
TABLE = (
    '<table><tr><th rowspan="2">单位</th><th colspan="2">件数</th></tr><tr><th>收</th><th>办</th></tr>'
    "<tr><td>教育局</td><td>3</td><td>2</td></tr></table>"
)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "\n".join(pages).replace("\r\n", "\n")


def squeezed(data: bytes) -> str:
    return re.sub(r"\s+", "", text(data))


def tags(data: bytes) -> list[str]:
    """The kinds of all elements of the structure tree, in order."""
    found: list[str] = []

    def walk(node) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node["/S"])[1:])
            if "/K" in node:
                walk(node["/K"])

    with opened(data) as document:
        walk(document.Root.StructTreeRoot["/K"])
    return found


def paper(html: str = "<p>正文</p>", **more) -> bytes:
    return pdf("document", {"blocks": blocks(html)} | more, title="关于公开的通知")


TRAIL = {
    "metadata": [["索引号", "A-1"]],
    "steps": [
        {
            "at": "2026-03-02 09:10",
            "step": "初审",
            "person": "甲某",
            "role": "科长",
            "opinion": "同意\n请校对",
            "code": "3F8A",
        },
        {"at": "2026-03-02 11:00", "step": "终审", "person": "乙某", "code": "3F8A"},
    ],
    "code": "3F8A-22C1",
}
SHEET = {
    "metadata": [["索引号", "A-1"]],
    "code": "3F8A-22C1",
    "qr": qr("https://www.example.gov.cn/s/1"),
    "qr_text": "https://www.example.gov.cn/s/1",
    "signatures": [{"step": "初审", "person": "甲某"}, {"step": "终审"}],
}


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("document", {"blocks": blocks("<h2>一、总则</h2><p>正文</p>" + TABLE)}),
        ("table", {"table": blocks(TABLE)[0], "landscape": True, "before": blocks("<p>说明</p>")}),
        ("trail", TRAIL),
        ("signing_sheet", SHEET),
    ],
)
def test_every_template_makes_a_tagged_pdf_that_says_it_is_accessible(template, data) -> None:
    with opened(pdf(template, data, title="全程记录")) as document:
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang).lower().startswith("zh")
        assert document.Root.ViewerPreferences.DisplayDocTitle
        metadata = document.open_metadata()
        assert metadata["dc:title"] == "全程记录"
        assert metadata["pdfuaid:part"] == "1"


def test_hostile_text_comes_out_as_it_went_in() -> None:
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
    data = pdf(
        "document",
        {
            "blocks": blocks(f"<h2>{escaped}</h2><p>{escaped}</p><ul><li>{escaped}</li></ul>"),
            "metadata": [[HOSTILE, HOSTILE]],
        },
        title=HOSTILE,
    )
    assert squeezed(data).count(re.sub(r"\s+", "", HOSTILE)) == 6
    assert "root:" not in text(data)


def test_a_document_shows_metadata_text_attachments_and_where_to_find_it() -> None:
    data = paper(
        "<p>正文</p>",
        metadata=[["索引号", "A-1"], ["发文机关", "某区人民政府"]],
        attachments=[{"name": "名单.xlsx", "address": "https://www.example.gov.cn/f/1"}, {"name": "说明"}],
        address="https://www.example.gov.cn/d/1",
        code="3F8A-22C1",
    )
    assert squeezed(data) == (
        "关于公开的通知索引号A-1发文机关某区人民政府正文附件1.名单.xlsx2.说明"
        "https://www.example.gov.cn/d/1校验码3F8A-22C1第1页，共1页"
    )


def test_the_structure_follows_the_text() -> None:
    found = tags(paper("<h2>一</h2><p>正文</p><h3>（一）</h3><ol><li>甲</li></ol>" + TABLE))
    assert [tag for tag in found if re.fullmatch(r"H\d|L|LI|Table|THead|TH|TD|TBody", tag)] == [
        "H1", "H2", "H3", "L", "LI", "Table", "THead", *["TH"] * 4, "TBody", *["TD"] * 3,
    ]  # fmt: skip


def test_a_merged_header_keeps_its_spans() -> None:
    found: list[tuple[int, int]] = []

    def walk(node) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == "/TH":
                attributes = node.get("/A", [])
                owned = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
                spans = {key: int(a[key]) for a in owned for key in ("/RowSpan", "/ColSpan") if key in a}
                found.append((spans.get("/RowSpan", 1), spans.get("/ColSpan", 1)))
            if "/K" in node:
                walk(node["/K"])

    with opened(paper(TABLE)) as document:
        walk(document.Root.StructTreeRoot["/K"])
    assert found == [(2, 1), (1, 2), (1, 1), (1, 1)]


def test_the_trail_names_who_did_what_when() -> None:
    assert squeezed(pdf("trail", TRAIL, title="全程记录")).startswith(
        "全程记录索引号A-1时间步骤办理人意见文本校验码"
        "2026-03-0209:10初审甲某科长同意请校对3F8A2026-03-0211:00终审乙某3F8A"
    )


def test_the_signing_sheet_shows_the_code_and_describes_its_picture() -> None:
    data = pdf("signing_sheet", SHEET, title="签字单")
    assert "3F8A-22C1" in squeezed(data)
    assert "Figure" in tags(data)
    assert "Figure" not in tags(pdf("signing_sheet", SHEET | {"qr": ""}, title="签字单"))


def test_a_table_of_many_pages_repeats_its_header() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>某局</td></tr>" for n in range(120))
    table = blocks(f"<table><tr><th>序号</th><th>单位名称</th></tr>{rows}</table>")[0]
    data = pdf("table", {"table": table}, title="台账")
    with opened(data) as document:
        pages = len(document.pages)
    assert pages > 2
    assert text(data).count("单位名称") == pages


def test_links_can_be_followed() -> None:
    with opened(paper('<p><a href="https://www.example.gov.cn/x">链接</a></p>')) as document:
        (annotation,) = document.pages[0].Annots
        assert str(annotation.A.URI) == "https://www.example.gov.cn/x"


def test_deep_lists_are_set() -> None:
    assert "底" in text(paper("<ul><li>" * 40 + "底" + "</li></ul>" * 40))


def test_a_sign_that_no_font_has_does_not_stop_the_paper() -> None:
    data = paper("<p>姓名\u0e01某</p>")
    with opened(data) as document:
        assert document.Root.MarkInfo.Marked
        assert "pdfuaid:part" not in document.open_metadata()
    assert "姓名" in text(data)


def test_archives_get_their_own_standard() -> None:
    data = pdf("document", {"blocks": []}, title="存档", standard="a-2a")
    with opened(data) as document:
        assert document.open_metadata()["pdfaid:part"] == "2"


def test_a_paper_without_title_still_has_a_name() -> None:
    with opened(pdf("document", {"blocks": []}, title=" ")) as document:
        assert document.open_metadata()["dc:title"] == "无标题"


def test_without_a_chinese_font_the_administrator_is_told_what_to_type(monkeypatch) -> None:
    class Nothing:
        def families(self) -> list[str]:
            return ["Libertinus Serif"]

    module.fonts.cache_clear()
    monkeypatch.setattr(module, "_installed", Nothing)
    try:
        with pytest.raises(MayNotPrint, match="apt-get install fonts-noto-cjk"):
            pdf("document", {"blocks": []}, title="无字体")
    finally:
        module.fonts.cache_clear()

"""Word documents in the style of official papers (GB/T 9704): margins, fonts, line pitch, page numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import docx as python_docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from mingtang.core.documents.blocks import Block, Run
from mingtang.core.documents.docx_tables import table_element

# The print area of GB/T 9704-2012 is 156 × 225 mm on A4, with 22 lines of 28 characters.
_MARGINS = {
    "top_margin": 37,
    "bottom_margin": 35,
    "left_margin": 28,
    "right_margin": 26,
    "footer_distance": 28,
}
_LINE_PITCH = Pt(28.95)
_BODY_SIZE, _TITLE_SIZE, _PAGE_NUMBER_SIZE = Pt(16), Pt(22), Pt(14)
_BODY, _TITLE = "仿宋_GB2312", "方正小标宋简体"
_HEADINGS = {2: ("黑体", False), 3: ("楷体_GB2312", False), 4: (_BODY, True)}
# What a computer without the first font shows instead.
_FALLBACKS = {_BODY: "仿宋", _TITLE: "宋体", "楷体_GB2312": "楷体", "黑体": "SimHei"}
_SIDES = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_DEEPEST_LIST = 8


@dataclass(frozen=True)
class Meta:
    """What stands around the text of an official paper; empty parts are left out."""

    issuer: str = ""
    number: str = ""
    recipients: str = ""
    signed_on: str = ""
    keywords: str = ""


def docx(title: str, blocks: Sequence[Block], *, meta: Meta | None = None) -> bytes:
    """The paper as docx: title, number, recipients, text, signature. Nothing of the blocks is lost."""
    meta = meta or Meta()
    writer = _Writer()
    writer.describe(title, meta)
    writer.head(title, meta)
    for block in blocks:
        writer.write(writer.document, block)
    writer.signature(meta)
    return writer.saved()


class _Writer:
    def __init__(self) -> None:
        self.document: Any = python_docx.Document()
        self._lists = _Lists(self.document)
        self._page()
        self._styles()
        _name_fallbacks(self.document)

    def describe(self, title: str, meta: Meta) -> None:
        properties = self.document.core_properties
        properties.title, properties.author, properties.keywords = title, meta.issuer, meta.keywords
        properties.language, properties.comments, properties.last_modified_by = "zh-CN", "", ""

    def head(self, title: str, meta: Meta) -> None:
        self._paragraph(self.document, [{"text": title}], style="Title")
        if meta.number:
            self._paragraph(self.document, [{"text": meta.number}], align="center")
        if meta.recipients:
            self._paragraph(self.document, [{"text": meta.recipients}], indent=0)

    def signature(self, meta: Meta) -> None:
        for text in (meta.issuer, meta.signed_on):
            if text:
                self._paragraph(self.document, [{"text": text}], align="right")

    def write(self, container: Any, block: Block, *, depth: int = 0, indent: int = 2) -> None:
        kind = block["kind"]
        if kind == "heading":
            self._paragraph(container, block["runs"], style=f"Heading {block['level']}")
        elif kind == "paragraph":
            self._paragraph(container, block["runs"], align=block.get("align", ""), indent=indent)
        elif kind == "list":
            self._list(container, block, depth)
        elif kind == "quote":
            for inner in block["blocks"]:
                self.write(container, inner, depth=depth, indent=indent)
        elif kind == "table":
            self._table(container, block)

    def _paragraph(
        self, container: Any, runs: Sequence[Run], *, style: str = "Normal", align: str = "", indent: int = 2
    ) -> Paragraph:
        paragraph: Paragraph = container.add_paragraph(style=style)
        if align:
            paragraph.alignment = _SIDES[align]
        elif style == "Normal" and indent:
            _indent_characters(paragraph, indent)
        for run in runs:
            _add_run(paragraph, run)
        return paragraph

    def _list(self, container: Any, block: Block, depth: int) -> None:
        number_id = self._lists.begun(block["ordered"], block["start"])
        for item in block["items"]:
            for place, inner in enumerate(item):
                if place == 0 and inner["kind"] == "paragraph":
                    paragraph = self._paragraph(container, inner["runs"], indent=0)
                    _number(paragraph, number_id, min(depth, _DEEPEST_LIST))
                else:
                    self.write(container, inner, depth=depth + 1, indent=0)

    def _table(self, container: Any, block: Block) -> None:
        if block["caption"]:
            self._paragraph(container, block["caption"], align="center")
        element, cells = table_element(block)
        place = container if isinstance(container, _Cell) else self.document._body
        place._element._insert_tbl(element)
        table = Table(element, place)
        for tc, cell in cells:
            self._fill(_Cell(tc, table), cell["blocks"])

    def _fill(self, cell: _Cell, blocks: Sequence[Block]) -> None:
        """A cell must end with a paragraph: Word repairs files that end one with a table."""
        for block in blocks:
            self.write(cell, block, indent=0)
        if not blocks or blocks[-1]["kind"] == "table":
            cell.add_paragraph()
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            for run in paragraph.runs:
                run.font.size = Pt(12)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for name, millimetres in _MARGINS.items():
            setattr(section, name, Mm(millimetres))
        self.document.settings.odd_and_even_pages_header_footer = True
        _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
        _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)

    def _styles(self) -> None:
        styles = self.document.styles
        _shape(styles["Normal"], _BODY, _BODY_SIZE)
        _shape(styles["Title"], _TITLE, _TITLE_SIZE)
        styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        styles["Title"].paragraph_format.space_after = _LINE_PITCH
        for level, (font, bold) in _HEADINGS.items():
            style = styles[f"Heading {level}"]
            _shape(style, font, _BODY_SIZE, bold=bold)
            style.paragraph_format.first_line_indent = _BODY_SIZE * 2

    def saved(self) -> bytes:
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()


class _Lists:
    """Real lists of Word: each ordered list counts from its own start."""

    def __init__(self, document: Any) -> None:
        self._root = document.part.numbering_part.element
        self._plans = {True: self._plan("90", "decimal"), False: self._plan("91", "bullet")}
        self._next = 900

    def begun(self, ordered: bool, start: int) -> str:
        self._next += 1
        number = _element("w:num", numId=str(self._next))
        number.append(_element("w:abstractNumId", val=self._plans[ordered]))
        for level in range(_DEEPEST_LIST + 1) if ordered else ():
            override = _element("w:lvlOverride", ilvl=str(level))
            override.append(_element("w:startOverride", val=str(start)))
            number.append(override)
        self._root.append(number)
        return str(self._next)

    def _plan(self, plan_id: str, form: str) -> str:
        plan = _element("w:abstractNum", abstractNumId=plan_id)
        for depth in range(_DEEPEST_LIST + 1):
            level = _element("w:lvl", ilvl=str(depth))
            pattern = f"%{depth + 1}." if form == "decimal" else "•"
            properties = _element("w:pPr")
            properties.append(_element("w:ind", left=str(640 + 320 * depth), hanging="320"))
            parts = (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", pattern), ("w:lvlJc", "left"))
            level.extend([*(_element(name, val=value) for name, value in parts), properties])
            plan.append(level)
        self._root.insert(0, plan)
        return plan_id


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _number(paragraph: Paragraph, number_id: str, depth: int) -> None:
    mark = _element("w:numPr")
    mark.extend([_element("w:ilvl", val=str(depth)), _element("w:numId", val=number_id)])
    paragraph._p.get_or_add_pPr()._insert_numPr(mark)


def _indent_characters(paragraph: Paragraph, count: int) -> None:
    """In characters, so that it follows when someone changes the size."""
    properties = paragraph._p.get_or_add_pPr()
    properties.get_or_add_ind().set(qn("w:firstLineChars"), str(count * 100))
    paragraph.paragraph_format.first_line_indent = _BODY_SIZE * count


def _add_run(paragraph: Paragraph, run: Run) -> None:
    made = paragraph.add_run(_without_controls(run["text"]))
    font = made.font
    for name, attribute in (("sub", "subscript"), ("sup", "superscript"), ("strike", "strike")):
        if run.get(name):
            setattr(font, attribute, True)
    made.bold, made.italic, made.underline = run.get("bold"), run.get("italic"), run.get("underline")
    if link := run.get("link"):
        address = paragraph.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        wrapper = OxmlElement("w:hyperlink")
        wrapper.set(qn("r:id"), address)
        made._r.addprevious(wrapper)
        wrapper.append(made._r)
        made.underline = True


def _without_controls(text: str) -> str:
    """XML knows no control characters; no reader sees them either."""
    return "".join(
        c
        for c in text
        if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )


def _shape(style: Any, font: str, size: Any, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = (
        "Times New Roman",
        size,
        bold,
        False,
    )
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    shape = style.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE_PITCH
    shape.space_before = shape.space_after = Pt(0)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break


def _page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, at the outer edge, one character in from it."""
    paragraph.alignment = side
    edge = paragraph.paragraph_format
    edge.left_indent = edge.right_indent = _PAGE_NUMBER_SIZE
    for text in ("— ", None, " —"):
        run = paragraph.add_run(text or "")
        run.font.size, run.font.name = _PAGE_NUMBER_SIZE, "宋体"
        if text is None:
            field = _element("w:fldSimple", instr=" PAGE ")
            run._r.addprevious(field)
            field.append(run._r)
            run.text = "1"


def _name_fallbacks(document: Any) -> None:
    """The font table tells Word and WPS which font stands in for one that a computer lacks."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/></w:font>'
        for name, instead in _FALLBACKS.items()
    )
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:fonts xmlns:w="{namespace}">{entries}</w:fonts>'.encode()
    )

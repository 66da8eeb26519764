"""A Word document as clean HTML for the editor: headings, lists, tables with spans, bold and italic, links."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import mammoth
import nh3
from lxml import etree

from mingtang.core.files.parsing.numbering import Numbering
from mingtang.core.files.parsing.packages import DAMAGED, Package
from mingtang.core.files.parsing.styles import Styles, W
from mingtang.core.refusals import Refused

MOST_PARAGRAPHS = 20_000
MOST_IMAGES = 200
_BODY = "word/document.xml"
_TAGS_LISTED = (
    "h1 h2 h3 h4 h5 h6 p br hr strong em u s sub sup a ul ol li table caption thead tbody tr th td blockquote"
)
_TAGS = frozenset(_TAGS_LISTED.split())
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='公文标题'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='副标题'] => h2:fresh
p[style-name='Quote'] => blockquote > p:fresh
u => u
strike => s
"""
_TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_AS_ORDERED_LIST = {"bullet", "decimal", "none"}


@dataclass(frozen=True)
class Image:
    """A picture taken out of the document, in order of appearance."""

    media_type: str
    data: bytes
    description: str


@dataclass(frozen=True)
class Imported:
    """Clean HTML; `title` is the text of its first h1 (left in place); pictures come separately."""

    html: str
    title: str
    images: tuple[Image, ...]
    warnings: tuple[str, ...]


def docx_to_html(data: bytes) -> Imported:
    """Raises `Refused` when the file is damaged or too long to edit."""
    package = Package(data)
    prepared = _with_numbers_written_out(package)
    images: list[Image] = []
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(prepared), style_map=_STYLES, convert_image=lambda image: _taken(image, images)
        )
    except (
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        zipfile.BadZipFile,
        RecursionError,
    ) as error:
        raise Refused(DAMAGED) from error
    html = _clean(result.value)
    return Imported(html, _title(html), tuple(images), tuple(_warnings(result.messages, images)))


def _taken(image: Any, images: list[Image]) -> list[Any]:
    if len(images) < MOST_IMAGES:
        with image.open() as file:
            images.append(Image(image.content_type or "", file.read(), image.alt_text or ""))
    return []


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )


def _title(html: str) -> str:
    match = _TITLE.search(html)
    return _TAG.sub("", match[1]).strip() if match else ""


def _warnings(messages: list[Any], images: list[Image]) -> list[str]:
    warnings = []
    if images:
        warnings.append(
            f"文档里有 {len(images)} 张图片，没有放进正文。请在编辑器中重新插入，并写明图片说明。"
        )
    if any("Unrecognised" not in message.message for message in messages):
        warnings.append("文档里有些内容（如公式、图形）没有读入，请对照原件检查。")
    return warnings


def _with_numbers_written_out(package: Package) -> bytes:
    """Numbers such as 一、 become text: as an HTML list they would turn into 1. and the text would be changed."""
    document = package.xml(_BODY)
    paragraphs = list(document.iter(W + "p"))
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise Refused(f"文档超过 {MOST_PARAGRAPHS} 段，不适合放进编辑器。请拆分，或作为附件上传。")
    styles = Styles(package.optional_xml("word/styles.xml"))
    numbering = Numbering(package.optional_xml("word/numbering.xml"))
    for paragraph in paragraphs:
        by_style = styles.of(paragraph).numbering
        number, form = numbering.next_number(paragraph, by_style), numbering.form_of(paragraph, by_style)
        if number and form not in _AS_ORDERED_LIST:
            _write_out(paragraph, number)
    return _replaced(package.repacked(), etree.tostring(document, xml_declaration=True, encoding="UTF-8"))


def _write_out(paragraph: etree._Element, number: str) -> None:
    properties = paragraph.find(W + "pPr")
    if properties is None:
        properties = etree.Element(W + "pPr")
        paragraph.insert(0, properties)
    for mark in properties.findall(W + "numPr"):
        properties.remove(mark)
    none = etree.SubElement(etree.SubElement(properties, W + "numPr"), W + "numId")
    none.set(W + "val", "0")
    run = etree.Element(W + "r")
    text = etree.SubElement(run, W + "t")
    text.text = number
    paragraph.insert(list(paragraph).index(properties) + 1, run)


def _replaced(data: bytes, body: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as out:
        for name in source.namelist():
            out.writestr(name, body if name == _BODY else source.read(name))
    return packed.getvalue()

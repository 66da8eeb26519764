"""What a PDF carries besides its pages: notes, attached files, names in its properties, words under black boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from mingtang.core.files.parsing import EncryptedPdf, opened_pdf
from mingtang.core.refusals import Refused
from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.office import hidden

MOST_PAGES = 3_000
_SEEN_ANYWAY = frozenset(
    [pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_WATERMARK]
)
_DARK, _OPAQUE = 64, 200
_LEAST_WIDTH, _LEAST_HEIGHT = 8.0, 5.0

Box = tuple[float, float, float, float]


class Encrypted(Refused):
    """The file asks for a password."""


def findings(data: bytes) -> list[Finding]:
    """Raises `Encrypted`, or `Refused` when the file is damaged."""
    try:
        with opened_pdf(data) as document:
            return [*_properties(document), *_attached(document), *_on_pages(document)]
    except EncryptedPdf as error:
        raise Encrypted("文件有密码，无法检查。请去掉密码后再上传。") from error


def _properties(document: pypdfium2.PdfDocument) -> Iterator[Finding]:
    author = document.get_metadata_value("Author").strip()
    if author:
        yield hidden("properties", author, "文档属性中的作者", "清除文档属性", "warn")


def _attached(document: pypdfium2.PdfDocument) -> Iterator[Finding]:
    for index in range(document.count_attachments()):
        yield hidden(
            "embedded_file", document.get_attachment(index).get_name(), "PDF 中嵌有其他文件", "删去嵌入的文件"
        )


def _on_pages(document: pypdfium2.PdfDocument) -> Iterator[Finding]:
    for number in range(min(len(document), MOST_PAGES)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue
        yield from _notes(page, number + 1)
        yield from _under_boxes(page, number + 1)
        page.close()


def _notes(page: pypdfium2.PdfPage, number: int) -> Iterator[Finding]:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if note:
            words = _string(note, b"Contents")
            if pdfium.FPDFAnnot_GetSubtype(note) not in _SEEN_ANYWAY and words.strip():
                yield hidden("comment", words, f"第{number}页有批注", "删去批注后重新导出")
            pdfium.FPDFPage_CloseAnnot(note)


def _string(note: Any, key: bytes) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _under_boxes(page: pypdfium2.PdfPage, number: int) -> Iterator[Finding]:
    """Words that a dark box drawn after them covers: they can still be copied out."""
    objects = list(page.get_objects(max_depth=3))
    boxes = [(place, one.get_bounds()) for place, one in enumerate(objects) if _is_dark_box(one)]
    if not boxes:
        return
    words = [
        (place, one.get_bounds()) for place, one in enumerate(objects) if one.type == pdfium.FPDF_PAGEOBJ_TEXT
    ]
    textpage = page.get_textpage()
    for order, box in boxes:
        if any(place < order and _meets(text, box) for place, text in words):
            covered = textpage.get_text_bounded(*box).strip()
            if covered:
                yield hidden(
                    "covered_text", covered, f"第{number}页色块下面有文字，可以复制出来", "删去文字后重新导出"
                )
    textpage.close()


def _is_dark_box(one: Any) -> bool:
    if one.type != pdfium.FPDF_PAGEOBJ_PATH:
        return False
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(one, fill, stroke)
    if fill.value == pdfium.FPDF_FILLMODE_NONE:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(one, red, green, blue, alpha)
    left, bottom, right, top = one.get_bounds()
    dark = max(red.value, green.value, blue.value) < _DARK and alpha.value > _OPAQUE
    return dark and right - left >= _LEAST_WIDTH and top - bottom >= _LEAST_HEIGHT


def _meets(text: Box, box: Box) -> bool:
    """Whether a box covers a good part of a line of text, in height at least half of it."""
    wide = min(text[2], box[2]) - max(text[0], box[0])
    high = min(text[3], box[3]) - max(text[1], box[1])
    return wide > 1 and high >= (text[3] - text[1]) / 2

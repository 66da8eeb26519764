"""PDF text by pdfium, as lines or as laid out with tables. Pages without text are named: they are probably scans."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from mingtang.core.files.parsing.packages import DAMAGED
from mingtang.core.files.parsing.pdf_layout import Line, Ruled, has_unruled_columns, page_parts
from mingtang.core.files.parsing.shapes import Extracted, Gathering
from mingtang.core.refusals import Refused

MOST_PAGES = 3_000
MOST_SECONDS = 60
_NAMED_PAGES = 10
_EDGE = 2  # lines at the top or the foot of a page that may run through the document
_MOST = 0.6
# pdfium keeps state for the whole process: one thread at a time.
_ONE_AT_A_TIME = threading.Lock()


class EncryptedPdf(Refused):
    """The file asks for a password."""


@contextmanager
def opened_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF, open for as long as the block runs; one in the whole process. Raises `EncryptedPdf`, `Refused` if damaged."""
    with _ONE_AT_A_TIME:
        document = _document(data)
        try:
            yield document
        finally:
            document.close()


def _document(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise EncryptedPdf("文件有密码，读不出内容。请去掉密码后再上传。") from error
        raise Refused(DAMAGED) from error


def read(data: bytes) -> Extracted:
    return _read(data, _lines_of_page)


def read_laid_out(data: bytes) -> Extracted:
    """The same with tables where their lines are drawn; each page's part of a table is a table.

    What stands at the top or the foot of most pages has the style of a header or a footer.
    """
    pages: list[list[Ruled | Line]] = []
    unruled: list[int] = []

    def reader(document: pypdfium2.PdfDocument, number: int, gathered: Gathering) -> bool:
        in_columns = bool(unruled) and unruled[-1] == number
        pages.append(_parts_of_page(document, number, in_columns=in_columns))
        if has_unruled_columns(pages[-1], going_on=in_columns):
            unruled.append(number + 1)
        for part in pages[-1]:
            gathered.count(part.text if isinstance(part, Line) else "".join(c.text for c in part.cells))
        return bool(pages[-1])

    gathered = Gathering()
    with opened_pdf(data) as document:
        _pages(document, gathered, reader)
    if unruled:
        named = "、".join(map(str, unruled[:_NAMED_PAGES]))
        gathered.warn(
            f"第 {named} 页的文字分成几栏而没有画线，各栏的文字可能混在了一起。"
            "请换成画了表格线的文件，或逐项核对。"
        )
    return _gathered(pages, gathered.warnings)


def _gathered(pages: list[list[Ruled | Line]], warnings: Iterable[str]) -> Extracted:
    gathered, running = Gathering(), _running_lines(pages)
    for warning in warnings:
        gathered.warn(warning)
    for number, parts in enumerate(pages):
        edges = _edges(parts)
        for at, part in enumerate(parts):
            if isinstance(part, Ruled):
                gathered.table(part.cells, rows=part.rows, columns=part.columns)
            else:
                style, _ = where = edges.get(at, ("", ""))
                # The head of the first page may be the document's own title.
                runs = where in running and (number > 0 or style == "footer")
                gathered.paragraph(part.text, style=style if runs else "")
    return gathered.done()


def _running_lines(pages: list[list[Ruled | Line]]) -> set[tuple[str, str]]:
    """What stands at the same edge of most pages, but for its numbers."""
    seen = Counter(edge for parts in pages for edge in set(_edges(parts).values()))
    return {edge for edge, count in seen.items() if count > 1 and count >= _MOST * len(pages)}


def _edges(parts: list[Ruled | Line]) -> dict[int, tuple[str, str]]:
    """The places of lines at the top and the foot of a page, with what they say but for numbers."""
    found: dict[int, tuple[str, str]] = {}
    for at, part in enumerate(parts):
        if not isinstance(part, Line):
            continue
        words = re.sub(r"\d+", "0", "".join(part.text.split()))
        if at >= len(parts) - _EDGE:
            found[at] = ("footer", words)
        elif at < _EDGE and words != "0":  # a bare number at the top is a row's, mostly
            found[at] = ("header", words)
    return found


def _read(data: bytes, reader: Callable[[pypdfium2.PdfDocument, int, Gathering], bool]) -> Extracted:
    gathered = Gathering()
    with opened_pdf(data) as document:
        _pages(document, gathered, reader)
    return gathered.done()


def _pages(
    document: pypdfium2.PdfDocument,
    gathered: Gathering,
    reader: Callable[[pypdfium2.PdfDocument, int, Gathering], bool],
) -> None:
    empty, until = [], time.monotonic() + MOST_SECONDS
    for number in range(len(document)):
        if number >= MOST_PAGES or gathered.full or time.monotonic() > until:
            gathered.warn(f"PDF 过长，只读取了前 {number} 页。请拆分，或由人工检查其余部分。")
            break
        if not reader(document, number, gathered):
            empty.append(number + 1)
    if empty:
        pages = "、".join(map(str, empty[:_NAMED_PAGES])) + ("等" if len(empty) > _NAMED_PAGES else "")
        gathered.warn(
            f"第 {pages} 页没有文字，可能是扫描件，机器读不出内容。请由人工检查，或上传带文字的 PDF。"
        )


def _lines_of_page(document: pypdfium2.PdfDocument, number: int, gathered: Gathering) -> bool:
    """Take in the lines of a page; False when it has none."""
    lines = _lines(document, number)
    for line in lines:
        gathered.paragraph(line)
    return bool(lines)


def _parts_of_page(document: pypdfium2.PdfDocument, number: int, *, in_columns: bool) -> list[Ruled | Line]:
    """The tables and lines of a page; none where it cannot be read."""
    try:
        page = document[number]
        parts = page_parts(page, in_columns=in_columns)
        page.close()
    except pypdfium2.PdfiumError:
        return []
    return parts


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    try:
        page = document[number]
        text = page.get_textpage().get_text_bounded()
        page.close()
    except pypdfium2.PdfiumError:
        return []
    # U+FFFE stands where a word was hyphenated at the end of a line.
    return [line for line in text.replace("\ufffe", "").splitlines() if line.strip()]

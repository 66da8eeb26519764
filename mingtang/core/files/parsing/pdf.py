"""PDF text by pdfium. Lines become paragraphs; pages without text are named, for they are probably scans."""

from __future__ import annotations

import threading
import time

import pypdfium2

from mingtang.core.files.parsing.packages import DAMAGED
from mingtang.core.files.parsing.shapes import Extracted, Gathering
from mingtang.core.refusals import Refused

MOST_PAGES = 3_000
MOST_SECONDS = 60
_NAMED_PAGES = 10
# pdfium keeps state for the whole process: one thread at a time.
_ONE_AT_A_TIME = threading.Lock()


def read(data: bytes) -> Extracted:
    gathered = Gathering()
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Refused(DAMAGED) from error
        try:
            _pages(document, gathered)
        finally:
            document.close()
    return gathered.done()


def _pages(document: pypdfium2.PdfDocument, gathered: Gathering) -> None:
    empty, until = [], time.monotonic() + MOST_SECONDS
    for number in range(len(document)):
        if number >= MOST_PAGES or gathered.full or time.monotonic() > until:
            gathered.warn(f"PDF 过长，只读取了前 {number} 页。请拆分，或由人工检查其余部分。")
            break
        lines = _lines(document, number)
        if not lines:
            empty.append(number + 1)
        for line in lines:
            gathered.paragraph(line)
    if empty:
        pages = "、".join(map(str, empty[:_NAMED_PAGES])) + ("等" if len(empty) > _NAMED_PAGES else "")
        gathered.warn(
            f"第 {pages} 页没有文字，可能是扫描件，机器读不出内容。请由人工检查，或上传带文字的 PDF。"
        )


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    try:
        page = document[number]
        text = page.get_textpage().get_text_bounded()
        page.close()
    except pypdfium2.PdfiumError:
        return []
    # U+FFFE stands where a word was hyphenated at the end of a line.
    return [line for line in text.replace("\ufffe", "").splitlines() if line.strip()]

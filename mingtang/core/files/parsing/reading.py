"""One door to all readers: by media type."""

from __future__ import annotations

from collections.abc import Callable

from mingtang.core.files.parsing import docx, html, ofd, pdf, plain, pptx, xlsx
from mingtang.core.files.parsing.shapes import Extracted

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_READERS: dict[str, Callable[[bytes], Extracted]] = {
    _OPEN_XML + "wordprocessingml.document": docx.read,
    _OPEN_XML + "spreadsheetml.sheet": xlsx.read,
    _OPEN_XML + "presentationml.presentation": pptx.read,
    "application/vnd.ms-excel": xlsx.read_old,
    "application/pdf": pdf.read,
    "application/ofd": ofd.read,
    "text/html": html.read,
    "text/plain": plain.read_text,
    "text/csv": plain.read_csv,
    "text/markdown": plain.read_markdown,
}
# Where the place of lines and cells on the page matters.
_LAID_OUT: dict[str, Callable[[bytes], Extracted]] = {
    "application/pdf": pdf.read_laid_out,
    "text/plain": plain.read_lines,
}
_UNREADABLE = {
    "application/msword": "Word 97-2003 文档的文字读不出来，没有检查。请另存为 docx 后上传。",
    "application/vnd.ms-powerpoint": "PowerPoint 97-2003 文件的文字读不出来，没有检查。请另存为 pptx 后上传。",
    "application/zip": "压缩包里的文件没有逐一读取。请把需要检查的文件单独上传。",
}
_NO_TEXT = "图片、音视频里的文字机器读不出来，没有检查。请由人工检查。"


def text_of(data: bytes, *, media_type: str) -> Extracted:
    """What a file says. Raises `Refused` when it is damaged; a warning stands for all that could not be read."""
    reader = _READERS.get(media_type.partition(";")[0].strip())
    if reader is None:
        return Extracted("", warnings=(_UNREADABLE.get(media_type, _NO_TEXT),))
    return reader(data)


def laid_out(data: bytes, *, media_type: str) -> Extracted:
    """The same with tables of PDFs, and with the lines of plain text as they stand; refuses like `text_of`."""
    reader = _LAID_OUT.get(media_type.partition(";")[0].strip())
    return reader(data) if reader else text_of(data, media_type=media_type)

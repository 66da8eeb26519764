"""Whether bytes are text, in which encoding, and whether that text is a web page or a drawing."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import BinaryIO

_BLOCK = 1 << 18
_SAMPLE = 1 << 16
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WEB_PAGE = re.compile(
    r"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script)\b", re.I | re.S
)
_DRAWING = re.compile(
    r"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*(<!doctype\s+svg[^>]*>\s*)?<(\w+:)?svg\b", re.I | re.S
)


def charset_of(file: BinaryIO) -> str:
    """`utf-8` or `gb18030` when all of the file is text in it; an empty string when it is no text."""
    for charset in ("utf-8-sig", "gb18030"):
        if _reads_as(file, charset):
            return charset.removesuffix("-sig")
    return ""


def _reads_as(file: BinaryIO, charset: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(charset)()
    try:
        while block := file.read(_BLOCK):
            if not _plausible(decoder.decode(block)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _plausible(text: str) -> bool:
    """GB18030 decodes nearly any bytes: real text has no control characters and hardly any unassigned ones."""
    if _CONTROL.search(text):
        return False
    sample = text[:_SAMPLE]
    odd = sum(
        unicodedata.category(c) in ("Cn", "Co")
        for c in set(sample)
        if c > "\x7f"
        for _ in range(sample.count(c))
    )
    return odd * 100 <= len(sample)


def is_web_page(start: str) -> bool:
    return bool(_WEB_PAGE.match(start))


def is_drawing(start: str) -> bool:
    return bool(_DRAWING.match(start))

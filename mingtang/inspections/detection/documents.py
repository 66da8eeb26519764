"""A file as the thing to be published itself, as the command line checks it: text, page or document."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from mingtang.core.refusals import Refused
from mingtang.inspections.detection import completeness, emptiness, inspection, page_text
from mingtang.inspections.detection.finding import Finding, in_order
from mingtang.inspections.detection.lexicon import Lexicon
from mingtang.inspections.detection.links import doubtful_links

MOST_BYTES = 100 * 1024 * 1024
_DOCUMENTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_PAGE_NAME = re.compile(r"\.x?html?$", re.I)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NOT_TEXT = "文件不是文本，也不是 docx、xlsx、pdf、html 文档，无法检查。"
_TOO_LARGE = f"文件超过 {MOST_BYTES // 1024 // 1024} MB，不作检查。请拆分后再试。"


@dataclass(frozen=True)
class Inspected:
    """The text of a file and what was found; offsets point into the text."""

    text: str
    findings: tuple[Finding, ...]


def checked(
    name: str,
    data: bytes,
    *,
    title: str = "",
    organ_allow_list: Collection[str] = (),
    words: Lexicon | None = None,
) -> Inspected:
    """Text and findings of a file. Raises `Refused` when it is too large, encrypted, damaged or no text."""
    if len(data) > MOST_BYTES:
        raise Refused(_TOO_LARGE)
    if b"%PDF-" in data[:1024] or data.startswith(_DOCUMENTS):
        return _document(name, data, title, organ_allow_list, words)
    text = decoded(data)
    if not (_PAGE_NAME.search(name) or _PAGE.match(text)):
        found = inspection.inspect(text, title=title, organ_allow_list=organ_allow_list, words=words)
        return Inspected(text, tuple(found))
    page = page_text.text_of_page(text)
    found = inspection.inspect(
        page.text,
        title=title,
        organ_allow_list=organ_allow_list,
        words=words,
        has_media=page_text.has_media(text),
    )
    return Inspected(page.text, tuple(in_order([*found, *doubtful_links(text), *page_text.hidden_in(text)])))


def _document(
    name: str, data: bytes, title: str, organ_allow_list: Collection[str], words: Lexicon | None
) -> Inspected:
    # Readers of documents take a third of a second to load: plain text must not pay for them.
    from mingtang.inspections.detection import attachments  # noqa: PLC0415

    text, found = attachments.inspected(name, data, organ_allow_list=organ_allow_list, words=words)
    if attachments.kind_of(name, data) == attachments.DOCX:
        found = [*found, *emptiness.findings(text, title=title), *completeness.findings(text)]
    return Inspected(text, tuple(in_order(list(found))))


def decoded(data: bytes) -> str:
    """Text in UTF-8, or in GB18030 as older programs write it; raises `Refused` for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise Refused(_NOT_TEXT)

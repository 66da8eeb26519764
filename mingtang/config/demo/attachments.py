"""Files of the demonstration, made from what the documents say about them and received like any upload."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from docx import Document as Docx
from openpyxl import Workbook

from mingtang.core.documents import api as printing
from mingtang.core.files import api as files
from mingtang.publishing import api as publishing


def attach(told: Iterable[Mapping[str, Any]], *, by: Any, owner: Any) -> list[publishing.AttachmentRef]:
    """The attachments of a document, stored and ready to be named by its text."""
    return [_attached(one, by=by, owner=owner) for one in told]


def _attached(told: Mapping[str, Any], *, by: Any, owner: Any) -> publishing.AttachmentRef:
    file = received(told["name"], made(told), by=by, owner=owner, purpose="attachment")
    return publishing.AttachmentRef(told["name"], file.sha256, file.size, file.media_type, file.pk)


def received(name: str, data: bytes, *, by: Any, owner: Any, purpose: str) -> files.StoredFile:
    """A file received by the act that every upload goes through."""
    return files.receive(ContentFile(data, name), by=by, owner=owner, purpose=purpose)


def made(told: Mapping[str, Any]) -> bytes:
    """The bytes of one attachment. KeyError for a kind of file that is not made here."""
    return {"xlsx": _xlsx, "docx": _docx, "pdf": _pdf}[told["kind"]](told)


def _xlsx(told: Mapping[str, Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for sheet in told["sheets"]:
        page = book.create_sheet(sheet["name"])
        for row in sheet["rows"]:
            page.append(row)
        if sheet.get("hidden"):
            page.sheet_state = "hidden"
    book.save(out)
    return out.getvalue()


def _docx(told: Mapping[str, Any]) -> bytes:
    paper, out = Docx(), io.BytesIO()
    title, *paragraphs = told["paragraphs"]
    paper.add_heading(title, level=1)
    for paragraph in paragraphs:
        paper.add_paragraph(paragraph)
    paper.save(out)
    return out.getvalue()


def _pdf(told: Mapping[str, Any]) -> bytes:
    title, *paragraphs = told["paragraphs"]
    return print_paper(title, paragraphs)


def print_paper(title: str, paragraphs: Sequence[str]) -> bytes:
    """A plain paper as PDF."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return printing.pdf("document", {"blocks": printing.blocks(body)}, title=title)

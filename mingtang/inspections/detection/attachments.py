"""Findings inside a file: in its text, as if it stood on the page, and in what its reader does not see."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import replace

from mingtang.core.files.detection import ole, texts
from mingtang.core.files.parsing.packages import Package
from mingtang.core.files.parsing.reading import text_of
from mingtang.core.files.parsing.shapes import Extracted, Hidden
from mingtang.core.refusals import Refused
from mingtang.inspections.detection import office, page_text, pdf, personal, spreadsheet
from mingtang.inspections.detection.documents import MOST_BYTES
from mingtang.inspections.detection.finding import Finding, in_order
from mingtang.inspections.detection.inspection import wrong_words
from mingtang.inspections.detection.lexicon import Lexicon
from mingtang.inspections.detection.office import hidden
from mingtang.inspections.detection.pdf import Encrypted

_MOST_MEMBERS, _MOST_UNPACKED = 200, 256 * 1024 * 1024
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX = _OPEN_XML + "wordprocessingml.document"
XLSX = _OPEN_XML + "spreadsheetml.sheet"
PPTX = _OPEN_XML + "presentationml.presentation"
XLS, DOC, PDF, OFD = "application/vnd.ms-excel", "application/msword", "application/pdf", "application/ofd"
ZIP, HTML, TEXT, OTHER = "application/zip", "text/html", "text/plain", ""
_ENCRYPTED = "文件已加密，无法检查。请去掉密码后再上传。"
_TOO_LARGE = f"文件超过 {MOST_BYTES // 1024 // 1024} MB，不作检查。请拆分后再试。"
_WIDE_WORDS = re.compile(
    rb"(?:[\x20-\x7e\t\r]\x00|[\x00-\xff][\x4e-\x9f]|[\x00-\x1f]\x30|[\x00-\xef]\xff|[\x10-\x3f]\x20){6,}"
)
# What a reader's hidden pieces are called here, and how grave they are.
_HIDDEN = {
    "comment": ("comment", "含有批注", "删去批注", "block"),
    "deleted": ("deletion", "含有未接受的修订（删除）", "接受或拒绝全部修订", "block"),
    "hidden_text": ("hidden_text", "含有隐藏文字", "显示后核对或者删去", "block"),
    "hidden_sheet": ("hidden_sheet", "含有隐藏的工作表", "取消隐藏后核对或者删去", "block"),
    "hidden_cells": ("hidden_cells", "含有隐藏的行或列", "取消隐藏后核对或者删去", "block"),
    "properties": ("properties", "文档属性", "清除文档属性", "warn"),
}


def inspect_attachment(
    name: str, data: bytes, *, organ_allow_list: Collection[str] = (), words: Lexicon | None = None
) -> list[Finding]:
    """Everything found in a file. A file that cannot be read is itself a finding, never an error."""
    try:
        return inspected(name, data, organ_allow_list=organ_allow_list, words=words)[1]
    except Encrypted as refused:
        return [hidden("encrypted", "", str(refused))]
    except Refused as refused:
        return [hidden("unreadable", "", f"文件没有检查：{refused}", severity="warn")]


def inspected(
    name: str,
    data: bytes,
    *,
    organ_allow_list: Collection[str] = (),
    words: Lexicon | None = None,
    depth: int = 0,
) -> tuple[str, list[Finding]]:
    """Text and findings of a file; raises `Encrypted`, and `Refused` when it is too large or damaged."""
    if len(data) > MOST_BYTES:
        raise Refused(_TOO_LARGE)
    media_type = kind_of(name, data)
    if media_type == ZIP:
        return "", list(_in_archive(data, organ_allow_list, words, depth))
    beside = _beside(data, media_type)  # first, for it tells an encrypted file from a damaged one
    extracted = _old_word(data) if media_type == DOC else text_of(data, media_type=media_type)
    if media_type in (XLSX, XLS):
        text, found = _in_workbook(data, extracted, media_type, organ_allow_list, words)
    else:
        text = extracted.text
        found = wrong_words(
            text, organ_allow_list=organ_allow_list, words=words, wrapped=media_type in (PDF, OFD, DOC)
        )
    unseen = [*_unseen(extracted), *beside, *_not_read(extracted)]
    return text, in_order([*found, *unseen])


def kind_of(name: str, data: bytes) -> str:
    """The media type by content; the name only tells text files apart. Raises `Encrypted`."""
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _kind_of_package(data)
    if data.startswith(ole.MAGIC):
        return _kind_of_container(data)
    if not texts.charset_of(io.BytesIO(data[:65536])) and not _is_cut_text(data):
        return OTHER
    start = data[:4096].decode("utf-8", "replace")
    return HTML if name.lower().endswith((".html", ".htm")) or texts.is_web_page(start) else TEXT


def _is_cut_text(data: bytes) -> bool:
    """The first block may end within a character."""
    return any(texts.charset_of(io.BytesIO(data[: 65536 - cut])) for cut in (1, 2, 3))


def _kind_of_package(data: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("文件已损坏，打不开。请用原来的软件重新保存后再试。") from error
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise Encrypted(_ENCRYPTED)
    names = set(archive.namelist())
    for part, media_type in (
        ("word/document.xml", DOCX),
        ("xl/workbook.xml", XLSX),
        ("ppt/presentation.xml", PPTX),
    ):
        if part in names:
            return media_type
    return OFD if "OFD.xml" in names else ZIP


def _kind_of_container(data: bytes) -> str:
    try:
        streams = set(ole.Container(io.BytesIO(data)).streams)
    except (ole.BrokenContainer, ValueError, OSError) as error:
        raise Refused("文件已损坏，打不开。请用原来的软件重新保存后再试。") from error
    if streams & {"EncryptedPackage", "EncryptedSummary"}:
        raise Encrypted(_ENCRYPTED)
    return XLS if streams & {"Workbook", "Book"} else DOC if "WordDocument" in streams else OTHER


def _old_word(data: bytes) -> Extracted:
    """Words of a Word 97 file, out of order perhaps: enough to find numbers and marks, not to judge the writing."""
    runs = (
        match[0].decode("utf-16-le", "ignore").replace("\r", "\n").strip()
        for match in _WIDE_WORDS.finditer(data)
    )
    note = "Word 97-2003 文档只能大致读取。请另存为 docx 后再检查。"
    return Extracted("\n".join(run for run in runs if run), warnings=(note,))


def _in_workbook(
    data: bytes, extracted: Extracted, media_type: str, allowed: Collection[str], words: Lexicon | None
) -> tuple[str, list[Finding]]:
    exact = spreadsheet.exact_numbers(Package(data)) if media_type == XLSX else {}
    sheets = spreadsheet.sheet_text(extracted.tables, exact)
    found = wrong_words(sheets.text, organ_allow_list=allowed, words=words, wrapped=True)
    by_place = {(f.start, f.end): f for f in found if f.kind == "personal_data"}
    labelled = {(f.start, f.end): f for f in spreadsheet.labelled_findings(sheets)}
    for place, finding in labelled.items():
        if place not in by_place or finding.severity == "block":
            by_place[place] = finding
    others = [finding for finding in found if finding.kind != "personal_data"]
    return sheets.text, spreadsheet.located(in_order([*by_place.values(), *others]), sheets)


def _unseen(extracted: Extracted) -> Iterator[Finding]:
    """What the reader of a file found hidden, and personal data in it."""
    for piece in extracted.hidden:
        subkind, what, advice, severity = _HIDDEN.get(
            piece.kind, (piece.kind, "含有隐藏内容", "删去", "block")
        )
        where = f"{what}（{piece.where}）" if piece.where else what
        yield hidden(
            subkind,
            piece.text,
            where + _personal_in(piece),
            advice,
            "warn" if severity == "warn" else "block",
        )


def _personal_in(piece: Hidden) -> str:
    grave = [finding for finding in personal.findings(piece.text) if finding.severity == "block"]
    return f"，其中有{len(grave)}处身份证号、银行卡号或手机号" if grave else ""


def _beside(data: bytes, media_type: str) -> list[Finding]:
    if media_type == PDF:
        return pdf.findings(data)
    if media_type == HTML:
        return page_text.hidden_in(data.decode(texts.charset_of(io.BytesIO(data)) or "utf-8", "replace"))
    if media_type not in (DOCX, XLSX, PPTX):
        return []
    package = Package(data)
    found = [*office.properties(package), *office.embedded(package)]
    return [
        *found,
        *(office.insertions(package) if media_type == DOCX else ()),
        *_in_book(package, media_type),
    ]


def _in_book(package: Package, media_type: str) -> Iterator[Finding]:
    if media_type != XLSX:
        return
    for name in spreadsheet.very_hidden_sheets(package):
        yield hidden("very_hidden_sheet", name, "含有深度隐藏的工作表，菜单中看不到", "删去该工作表")
    for name in spreadsheet.hidden_names(package):
        yield hidden("defined_name", name, "含有隐藏的或指向其他文件的名称", "在名称管理器中删去", "warn")
    for target in spreadsheet.external_links(package):
        yield hidden("external_link", target, "公式引用了其他文件", "断开链接并保留数值", "warn")


def _not_read(extracted: Extracted) -> Iterator[Finding]:
    for warning in extracted.warnings:
        yield hidden("not_read", "", warning, severity="warn")


def _in_archive(
    data: bytes, allowed: Collection[str], words: Lexicon | None, depth: int
) -> Iterator[Finding]:
    """The files of an archive, one level deep and within limits."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = [member for member in archive.infolist() if not member.is_dir()]
    if depth or len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise Refused("压缩包层数过多、文件过多或者解开后过大，没有检查。请把文件单独上传。")
    for member in members:
        name = _name(member)
        try:
            found = inspected(name, archive.read(member), organ_allow_list=allowed, words=words, depth=1)[1]
        except Encrypted as refused:
            found = [hidden("encrypted", "", str(refused))]
        except (Refused, zipfile.BadZipFile, RuntimeError, OSError, EOFError, NotImplementedError) as error:
            found = [hidden("unreadable", "", f"文件没有检查：{error}", severity="warn")]
        # Offsets point into a text that nobody sees: the message says in which file it is.
        yield from (replace(f, start=0, end=0, message=f"压缩包内“{name}”：{f.message}") for f in found)


def _name(member: zipfile.ZipInfo) -> str:
    """Chinese programs write names in their own code page without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename

"""Files that are ZIPs inside: Office, OFD and plain archives. Says which, and why one may not be kept."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from mingtang.core.files.detection import archives, kinds, ole
from mingtang.core.files.detection.archives import Budget
from mingtang.core.files.detection.kinds import FileType
from mingtang.core.files.detection.names import extension_of
from mingtang.core.refusals import Refusal, Refused

_CONTENT_TYPES = "[Content_Types].xml"
_LONGEST_CONTENT_TYPES = 4 * 1024 * 1024
_OFFICE = {
    b"wordprocessingml.document.main+xml": kinds.DOCX,
    b"spreadsheetml.sheet.main+xml": kinds.XLSX,
    b"presentationml.presentation.main+xml": kinds.PPTX,
}
_PROGRAMS_LISTED = (
    "exe dll com scr pif cpl msi msp bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta lnk url reg jar apk "
    "ipa app sh run elf so dylib deb rpm php jsp jspx asp aspx docm xlsm xlsb pptm dotm xltm potm "
    "xlam ppam chm iso img"
)
_PROGRAMS = frozenset(_PROGRAMS_LISTED.split())
_OPAQUE = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip", b"\xfd7zX": "xz", b"BZh": "bzip2"}
_EMBEDDED_PROGRAM = "Ole10Native".encode("utf-16-le")
_MACRO_NAMES = re.compile(r"(^|/)vbaproject\.bin$|(^|/)macrosheets/", re.IGNORECASE)

MACROS = "文件含有宏（可自动运行的程序）。请另存为不含宏的 docx、xlsx 或 pptx 后再上传。"
PROGRAM = "文件是可执行的程序，不能上传。请只上传文档、图片、音视频或压缩包。"


def kind_of(file: BinaryIO, *, budget: Budget | None = None, depth: int = 0) -> FileType:
    """The kind of a ZIP file after looking at all that is in it; raises `Refused` with every reason found."""
    budget = budget or Budget()
    archive = archives.opened(file)
    if reasons := archives.refusals(archive, budget):
        raise Refused(reasons)
    kind = _named_kind(archive)
    reasons = [*_refusals_by_name(archive, kind), *_refusals_within(file, archive, kind, budget, depth)]
    if reasons:
        raise Refused(dict.fromkeys(reasons))
    return kind


def _named_kind(archive: zipfile.ZipFile) -> FileType:
    names = set(archive.namelist())
    if _CONTENT_TYPES in names:
        return _office_kind(archive)
    if "OFD.xml" in names:
        return kinds.OFD
    if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
        raise Refused("暂不接受 OpenDocument 格式。请另存为 docx、xlsx 或 pptx 后再上传。")
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
        raise Refused(PROGRAM)
    return kinds.ZIP


def _office_kind(archive: zipfile.ZipFile) -> FileType:
    if archive.getinfo(_CONTENT_TYPES).file_size > _LONGEST_CONTENT_TYPES:
        raise Refused("文件的目录大得不正常。请用 Word 或 WPS 重新另存后上传。")
    try:
        types = archive.read(_CONTENT_TYPES)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise Refused("文件已损坏，打不开。请用原来的软件重新保存后再上传。") from error
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Refused(MACROS)
    for part, kind in _OFFICE.items():
        if part in types:
            return kind
    raise Refused("不接受这种 Office 文件（如模板、放映文件）。请另存为 docx、xlsx 或 pptx 后再上传。")


def _refusals_by_name(archive: zipfile.ZipFile, kind: FileType) -> Iterator[Refusal]:
    names = archive.namelist()
    if any(_MACRO_NAMES.search(name) for name in names):
        yield Refusal(MACROS)
    if kind is kinds.ZIP and (programs := [n for n in names if extension_of(n) in _PROGRAMS]):
        yield Refusal(f"压缩包内有程序或脚本（{programs[0]}）。请取出后重新打包。")


def _refusals_within(
    file: BinaryIO, archive: zipfile.ZipFile, kind: FileType, budget: Budget, depth: int
) -> Iterator[Refusal]:
    for member in archive.infolist():
        contents = archives.true_contents(file, member)
        first = next(contents, b"")
        yield from _refusals_of_member(member.filename, first, kind)
        if first.startswith((archives.MAGIC, ole.MAGIC)):
            yield from _refusals_of_inner(member.filename, first + b"".join(contents), budget, depth + 1)
        else:
            for _ in contents:  # unpacked to its end, so that a lie about its size comes out
                pass


def _refusals_of_member(name: str, first: bytes, kind: FileType) -> Iterator[Refusal]:
    if is_program(first):
        yield Refusal(f"文件内藏有可执行的程序（{name}）。请删除后重新保存。")
    if kind is kinds.ZIP:
        for magic, label in _OPAQUE.items():
            if first.startswith(magic):
                yield Refusal(f"压缩包内有无法检查的 {label} 压缩包（{name}）。请解开后重新打包。")


def _refusals_of_inner(name: str, data: bytes, budget: Budget, depth: int) -> Iterator[Refusal]:
    if data.startswith(ole.MAGIC):
        yield from _refusals_of_old_office(name, data)
        return
    if depth >= archives.DEEPEST:
        yield Refusal(f"压缩包套压缩包超过 {archives.DEEPEST} 层。请解开后重新打包。")
        return
    try:
        kind_of(io.BytesIO(data), budget=budget, depth=depth)
    except Refused as refused:
        yield from (Refusal(f"其中的“{name}”：{reason}") for reason in refused.reasons)


def _refusals_of_old_office(name: str, data: bytes) -> Iterator[Refusal]:
    if _EMBEDDED_PROGRAM in data:
        yield Refusal(f"文档里嵌入了其他文件（{name}），无法检查。请删除嵌入的对象，把它作为附件单独上传。")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        yield Refusal(f"其中的“{name}”：{MACROS}")


def is_program(first: bytes) -> bool:
    """Whether these first bytes begin a program of Windows, Linux, macOS, Android or Java, or a script."""
    if first.startswith(b"MZ"):
        return b"\0" in first[:64]
    return first.startswith(_PROGRAM_MAGIC)


_PROGRAM_MAGIC = (
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"dex\n",
    b"#!",
    b"L\0\0\0\x01\x14\x02\0",
    b"!<arch>",
)

"""Tells a file's kind from its content and refuses what must not be kept, with every reason and what to do."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from mingtang.core.files.detection import archives, images, kinds, ole, packages, texts
from mingtang.core.files.detection.kinds import FileType
from mingtang.core.files.detection.names import extension_of
from mingtang.core.refusals import Refused

_HEAD = 4096
_BLOCK = 1 << 20
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_ENCRYPT_LENGTH = 64
_ENCRYPTED_WORD, _FILEPASS = 0x0100, 0x002F
_REPACK = "不接受 {} 格式。请解开后用 ZIP 格式重新打包。"
_UNKNOWN = f"认不出这种文件，或不在可接受之列。可接受：{kinds.ACCEPTED}。请另存为其中一种后上传。"
_LOCKED = "文件设有密码，别人打不开。请去掉密码后再上传。"


def identify(source: bytes | BinaryIO, name: str, *, drawings: bool = False) -> FileType:
    """The kind of this file by its content. Raises `Refused` when it may not be kept or its name says otherwise.

    `drawings` also accepts SVG, which can carry scripts and is otherwise refused.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise Refused("文件是空的。请检查后重新选择文件。")
    kind = _by_magic(file, head) or _by_text(file, head, extension_of(name), drawings=drawings)
    _refuse_other_name(kind, name)
    return kind


def _by_magic(file: BinaryIO, head: bytes) -> FileType | None:
    if packages.is_program(head):
        raise Refused(packages.PROGRAM)
    if head.startswith(archives.MAGIC):
        return packages.kind_of(file)
    if head.startswith(b"PK\x05\x06"):
        raise Refused("压缩包是空的。请检查后重新打包。")
    if head.startswith(ole.MAGIC):
        return _old_office(file)
    if b"%PDF-" in head[:1024]:
        return _pdf(file)
    for magic, label in ((b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"), (b"\xfd7zX", "xz")):
        if head.startswith(magic):
            raise Refused(_REPACK.format(label))
    return _picture(file, head) or _recording(head)


def _picture(file: BinaryIO, head: bytes) -> FileType | None:
    for matches, kind in (
        (head.startswith(b"\x89PNG\r\n\x1a\n"), kinds.PNG),
        (head.startswith(b"\xff\xd8\xff"), kinds.JPEG),
        (head.startswith((b"GIF87a", b"GIF89a")), kinds.GIF),
        (head.startswith(b"RIFF") and head[8:12] == b"WEBP", kinds.WEBP),
    ):
        if matches:
            _refuse_large_picture(file, kind)
            return kind
    return None


def _refuse_large_picture(file: BinaryIO, kind: FileType) -> None:
    size = images.size_of(file, kind.extension)
    if size is None or 0 in size:
        raise Refused("图片已损坏，读不出尺寸。请用画图软件重新保存后上传。")
    if size[0] * size[1] > images.MOST_PIXELS:
        limit = images.MOST_PIXELS // 10_000
        raise Refused(f"图片有 {size[0]}×{size[1]} 像素，超过 {limit} 万像素。请缩小后再上传。")


def _recording(head: bytes) -> FileType | None:
    if head[4:8] == b"ftyp":
        return kinds.MP4
    if head.startswith(b"ID3") or (head[0] == 0xFF and len(head) > 2 and head[1] in (0xFB, 0xFA, 0xF3, 0xF2)):
        return kinds.MP3
    return None


def _pdf(file: BinaryIO) -> FileType:
    file.seek(0)
    kept = b""
    while block := file.read(_BLOCK):
        if _ENCRYPT.search(kept + block):
            raise Refused(
                "PDF 设有密码或限制（如禁止复制、打印）。公开的文件应当人人可读，请去掉限制后再上传。"
            )
        kept = block[-_ENCRYPT_LENGTH:]
    return kinds.PDF


def _old_office(file: BinaryIO) -> FileType:
    try:
        container = ole.Container(file)
        reasons = list(_old_office_refusals(container))
    except (ole.BrokenContainer, struct.error) as error:
        raise Refused("文件已损坏，打不开。请用原来的软件重新保存后再上传。") from error
    if reasons:
        raise Refused(reasons)
    for stream, kind in (
        ("WordDocument", kinds.DOC),
        ("Workbook", kinds.XLS),
        ("Book", kinds.XLS),
        ("PowerPoint Document", kinds.PPT),
    ):
        if stream in container.streams:
            return kind
    raise Refused(_UNKNOWN)


def _old_office_refusals(container: ole.Container) -> Iterator[str]:
    names = set(container.streams)
    if names & {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros"}:
        yield packages.MACROS
    if (
        names & {"EncryptedPackage", "EncryptedSummary"}
        or _word_locked(container)
        or _sheet_locked(container)
    ):
        yield _LOCKED
    if "\x01Ole10Native" in names:
        yield "文档里嵌入了其他文件，无法检查。请删除嵌入的对象，把它作为附件单独上传。"


def _word_locked(container: ole.Container) -> bool:
    head = container.first_bytes("WordDocument", 12)
    return len(head) == 12 and bool(int.from_bytes(head[10:12], "little") & _ENCRYPTED_WORD)


def _sheet_locked(container: ole.Container) -> bool:
    """A locked workbook says so in the record right after its first."""
    head = container.first_bytes("Workbook", 512) or container.first_bytes("Book", 512)
    if len(head) < 8:
        return False
    second = 4 + int.from_bytes(head[2:4], "little")
    return int.from_bytes(head[second : second + 2], "little") == _FILEPASS


def _by_text(file: BinaryIO, head: bytes, extension: str, *, drawings: bool) -> FileType:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("文本是 UTF-16 编码。请在记事本中另存为 UTF-8 编码后再上传。")
    charset = texts.charset_of(file)
    if not charset:
        raise Refused(_UNKNOWN)
    start = head.decode(charset, "ignore").removeprefix("\ufeff")
    if texts.is_drawing(start):
        return _drawing(drawings=drawings)
    if texts.is_web_page(start):
        return FileType(kinds.HTML.media_type, kinds.HTML.extension, kinds.HTML.label, charset)
    plain = kinds.PLAIN_TEXTS.get(extension)
    if plain is None:
        raise Refused(
            f"内容是纯文本，而扩展名是“{extension or '（无）'}”。请改为 .txt、.csv 或 .md，或上传正确的文件。"
        )
    return FileType(plain.media_type, plain.extension, plain.label, charset)


def _drawing(*, drawings: bool) -> FileType:
    if not drawings:
        raise Refused("SVG 图形可以携带脚本，不能上传。请导出为 PNG 后再上传。")
    return kinds.SVG


def _refuse_other_name(kind: FileType, name: str) -> None:
    extension = extension_of(name)
    if extension in kinds.extensions(kind):
        return
    if not extension:
        raise Refused(f"文件名没有扩展名。内容是{kind.label}，请加上“.{kind.extension}”后再上传。")
    raise Refused(
        f"文件名以“.{extension}”结尾，内容却是{kind.label}。请确认没有选错文件，并把扩展名改为“.{kind.extension}”。"
    )

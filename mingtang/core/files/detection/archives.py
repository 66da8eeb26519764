"""What a ZIP holds, checked before anything is unpacked: bombs, traversal, passwords, duplicates."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mingtang.core.refusals import Refusal, Refused

MAGIC = b"PK\x03\x04"
MOST_MEMBERS = 10_000
MOST_BYTES = 1024 * 1024 * 1024
MOST_RATIO = 200
# Below this size a high ratio is only an empty form; nothing can be harmed by so little.
RATIO_MATTERS_FROM = 32 * 1024 * 1024
DEEPEST = 3
_BLOCK = 1 << 16
_ENCRYPTED = 0x1


@dataclass
class Budget:
    """What may still be unpacked, shared by an archive and the archives within it."""

    bytes_left: int = MOST_BYTES
    members_left: int = MOST_MEMBERS


def opened(file: BinaryIO) -> zipfile.ZipFile:
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise Refused("文件已损坏，打不开。请用原来的软件重新保存后再上传。") from error


def refusals(archive: zipfile.ZipFile, budget: Budget) -> list[Refusal]:
    """Every reason not to unpack this archive, told from its table of contents alone."""
    members = archive.infolist()
    total, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    budget.members_left -= len(members)
    budget.bytes_left -= total
    return [Refusal(reason) for reason in _reasons(members, total, packed, budget)]


def _reasons(members: list[zipfile.ZipInfo], total: int, packed: int, budget: Budget) -> Iterator[str]:
    names = [member.filename for member in members]
    if budget.members_left < 0:
        yield f"压缩包内的文件超过 {MOST_MEMBERS} 个。请拆成几个压缩包分别上传。"
    if budget.bytes_left < 0:
        yield f"解压后超过 {MOST_BYTES // 2**20} MB，疑为压缩炸弹。请拆分后上传。"
    elif total > RATIO_MATTERS_FROM and total > MOST_RATIO * max(packed, 1):
        yield f"压缩比超过 {MOST_RATIO} 倍，疑为压缩炸弹。请检查来源，或解压后上传其中的文件。"
    if any(member.flag_bits & _ENCRYPTED for member in members):
        yield "文件设有密码，无法检查内容。请去掉密码后再上传。"
    if any(map(_leads_out, names)) or any(map(_is_link, members)):
        yield "压缩包内有指向包外位置的文件名，解压时可能覆盖其他文件。请重新打包后上传。"
    if len(set(names)) < len(names):
        yield "压缩包内有同名文件，不同软件看到的内容可能不一样。请重新打包后上传。"
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
        yield "压缩方式无法检查。请用普通的 ZIP（Deflate）方式重新打包后上传。"


def _leads_out(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return name.startswith(("/", "\\")) or bool(re.match(r"[A-Za-z]:", name)) or ".." in parts or "\0" in name


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def true_contents(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member as they really unpack. Refuses where the table of contents told a smaller size.

    Python's own reader stops at the size told; other readers (Office, Rust) do not, so a lie is found here.
    """
    left = member.file_size
    for block in _unpacked(file, member):
        left -= len(block)
        if left < 0:
            raise Refused("压缩包目录写的大小与实际不符，疑为压缩炸弹。请重新打包后上传。")
        yield block


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = _packed(file, member)
    if member.compress_type == zipfile.ZIP_STORED:
        yield from packed
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for block in packed:
            yield unpacker.decompress(block, _BLOCK)
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, _BLOCK)
    except zlib.error as error:
        raise Refused("压缩包已损坏，无法解压。请重新打包后上传。") from error


def _packed(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(member.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(MAGIC):
        raise Refused("压缩包已损坏，目录与内容对不上。请重新打包后上传。")
    place = (
        member.header_offset
        + 30
        + int.from_bytes(header[26:28], "little")
        + int.from_bytes(header[28:30], "little")
    )
    left = member.compress_size
    while left:
        file.seek(place)
        block = file.read(min(_BLOCK, left))
        if not block:
            raise Refused("压缩包不完整，可能没有传完。请重新上传。")
        place, left = place + len(block), left - len(block)
        yield block

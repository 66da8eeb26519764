"""The size of a picture, read from its header alone, so that nothing has to be decoded to refuse it."""

from __future__ import annotations

import struct
from typing import BinaryIO

MOST_PIXELS = 100_000_000
_JPEG_SIZES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = {0x01, *range(0xD0, 0xD9)}
_MOST_JPEG_SEGMENTS = 4096


def size_of(file: BinaryIO, extension: str) -> tuple[int, int] | None:
    """Width and height in pixels, or None where the header does not tell."""
    file.seek(0)
    try:
        return _READERS[extension](file)
    except (struct.error, IndexError):
        return None


def _png(file: BinaryIO) -> tuple[int, int] | None:
    head = file.read(24)
    if head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _gif(file: BinaryIO) -> tuple[int, int]:
    width, height = struct.unpack("<HH", file.read(10)[6:10])
    return width, height


def _jpeg(file: BinaryIO) -> tuple[int, int] | None:
    file.seek(2)
    for _ in range(_MOST_JPEG_SEGMENTS):
        mark = file.read(2)
        while mark == b"\xff\xff":
            mark = b"\xff" + file.read(1)
        if len(mark) < 2 or mark[0] != 0xFF:
            return None
        if mark[1] in _JPEG_ALONE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if mark[1] in _JPEG_SIZES:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        file.seek(max(length - 2, 0), 1)
    return None


def _webp(file: BinaryIO) -> tuple[int, int] | None:
    head = file.read(30)
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


_READERS = {"png": _png, "gif": _gif, "jpg": _jpeg, "webp": _webp}

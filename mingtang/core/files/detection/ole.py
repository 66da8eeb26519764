"""The old Office container (compound file): its streams by name, and the first bytes of one. Reads, never trusts."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_MOST_DIRECTORY_SECTORS = 4096


@dataclass(frozen=True)
class Stream:
    name: str
    first_sector: int
    size: int


class BrokenContainer(ValueError):
    """The container cannot be followed."""


class Container:
    """Streams of a compound file. Chains are followed with a limit, so a loop in a hostile file ends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        head = file.read(512)
        if len(head) < 512 or not head.startswith(MAGIC):
            raise BrokenContainer
        shift = struct.unpack("<H", head[30:32])[0]
        if shift not in (9, 12):  # the only two that exist
            raise BrokenContainer
        self._sector = 1 << shift
        self._mini_cutoff = struct.unpack("<I", head[56:60])[0]
        self._tables = self._table_sectors(head)
        self.streams = self._directory(struct.unpack("<I", head[48:52])[0])

    def first_bytes(self, name: str, count: int) -> bytes:
        """The first bytes of a stream kept in whole sectors; small ones live elsewhere and answer with nothing."""
        stream = self.streams.get(name)
        if stream is None or stream.size < self._mini_cutoff:
            return b""
        return self._read_sector(stream.first_sector)[:count]

    def _table_sectors(self, head: bytes) -> list[int]:
        tables = [n for n in struct.unpack("<109I", head[76:512]) if n < _LAST_SECTOR]
        following, left = struct.unpack("<II", head[68:76])
        while following < _LAST_SECTOR and left and len(tables) < 1 << 16:
            numbers = struct.unpack(f"<{self._sector // 4}I", self._read_sector(following))
            tables += [n for n in numbers[:-1] if n < _LAST_SECTOR]
            following, left = numbers[-1], left - 1
        return tables

    def _directory(self, sector: int) -> dict[str, Stream]:
        entries: dict[str, Stream] = {}
        for _ in range(_MOST_DIRECTORY_SECTORS):
            if sector >= _LAST_SECTOR:
                return entries
            block = self._read_sector(sector)
            for start in range(0, self._sector, 128):
                entry = _entry(block[start : start + 128])
                if entry:
                    entries[entry.name] = entry
            sector = self._following(sector)
        raise BrokenContainer

    def _following(self, sector: int) -> int:
        table, place = divmod(sector, self._sector // 4)
        if table >= len(self._tables):
            raise BrokenContainer
        block = self._read_sector(self._tables[table])
        return int(struct.unpack("<I", block[place * 4 : place * 4 + 4])[0])

    def _read_sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._sector)
        block = self._file.read(self._sector)
        if len(block) < self._sector:
            raise BrokenContainer
        return block


def _entry(raw: bytes) -> Stream | None:
    length, kind = struct.unpack("<HB", raw[64:67])
    if not kind or not 2 <= length <= 64:
        return None
    name = raw[: length - 2].decode("utf-16-le", "replace")
    first, size = struct.unpack("<II", raw[116:124])
    return Stream(name, first, size)

"""The package in which policy documents travel from one library to another. Plain Python: no Django, no clock.

A ZIP of `documents.jsonl` (one document a line), `departed.jsonl` (what is public no longer), `check.jsonl` (what an entry
standard would refuse), the attachments in `files/`, named by their SHA-256, and `manifest.json`, which names every member
with size and hash. The same documents make the same bytes. A reader trusts nothing: names, sizes and hashes are looked at
before a document is. The format is described in docs/reference/exchange.md.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from mingtang.core.refusals import Refusal, Refused

FORMAT, VERSION = "mingtang-policy-package", 1
DOCUMENTS, DEPARTED, CHECK, MANIFEST = "documents.jsonl", "departed.jsonl", "check.jsonl", "manifest.json"

BLOCK = 1 << 20
MOST_MEMBERS = 250_000
MOST_BYTES = 32 << 30  # of all members, unpacked
LARGEST_FILE = 512 << 20
LARGEST_MANIFEST = 128 << 20
LONGEST_LINE = 32 << 20
# Text packs to a tenth or a twentieth; what packs to less than a hundredth was made to overflow a disk.
MOST_RATIO, RATIO_FROM = 100, 64 << 20

_FILE = re.compile(r"files/(?P<sha256>[0-9a-f]{64})(?:\.[a-z0-9]{1,8})?")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAMAGED = "交换包已损坏，打不开。请重新下载或请对方重新导出。"


class BadPackage(Refused):
    """The file is no package that may be read."""


@dataclass(frozen=True)
class Fault:
    """One thing in a package that does not fit its manifest."""

    member: str
    message: str


def canonical(value: Any) -> str:
    """JSON that is the same for the same value: sorted keys, no blanks, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def whole_of(manifest: Mapping[str, Any]) -> str:
    """SHA-256 over all that a manifest says, its own `whole` left aside: one number stands for the package."""
    return text_hash(canonical({key: value for key, value in manifest.items() if key != "whole"}))


def short_code(whole: str) -> str:
    """Twelve characters of the number, to be compared over the telephone: A1B2-C3D4-E5F6."""
    code = whole[:12].upper()
    return "-".join((code[:4], code[4:8], code[8:]))


def file_member(sha256: str, extension: str) -> str:
    """The name of an attachment in the package."""
    ending = extension.lstrip(".").lower()
    return f"files/{sha256}" + (f".{ending}" if re.fullmatch(r"[a-z0-9]{1,8}", ending) else "")


# --- writing


class PackageWriter:
    """Writes a package as a stream: nothing is held but names and hashes."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", allowZip64=True)
        self._members: list[dict[str, Any]] = []

    def add(self, name: str, blocks: Iterable[bytes], *, packed: bool = True) -> None:
        """Add a member. Attachments are packed already, mostly: they are stored as they are."""
        size, digest = self._write(name, blocks, packed)
        self._members.append({"name": name, "size": size, "sha256": digest})

    def finish(self, facts: Mapping[str, Any]) -> str:
        """Close the package with its manifest; returns the number that stands for the whole."""
        manifest = {"format": FORMAT, "version": VERSION, **facts, "members": self._members}
        whole = whole_of(manifest)
        text = json.dumps({**manifest, "whole": whole}, ensure_ascii=False, sort_keys=True, indent=1)
        self._write(MANIFEST, [text.encode()], True)
        self._zip.close()
        return whole

    def _write(self, name: str, blocks: Iterable[bytes], packed: bool) -> tuple[int, str]:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.create_system, info.external_attr = 3, 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for block in blocks:
                member.write(block)
                digest.update(block)
                size += len(block)
        return size, digest.hexdigest()


def blocks_of(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


# --- reading


class Package:
    """A package on disk. Raises `BadPackage` at once where its shape is wrong; `faults` compares every byte."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise BadPackage(_DAMAGED) from error
        if reasons := _shape_refusals(self._zip.infolist()):
            self._zip.close()
            raise BadPackage(reasons)
        self.manifest = self._read_manifest()

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def whole(self) -> str:
        return str(self.manifest.get("whole", ""))

    @cached_property
    def files(self) -> dict[str, str]:
        """Attachments that are in the package: hash to member."""
        found = (_FILE.fullmatch(name) for name in self._zip.namelist())
        return {match["sha256"]: match[0] for match in found if match}

    def faults(self, seen: Callable[[int], object] | None = None) -> list[Fault]:
        """Everything that does not fit the manifest; `seen` is told the bytes read so far."""
        told = {row["name"]: row for row in self.manifest["members"]}
        here = set(self._zip.namelist()) - {MANIFEST}
        found = [Fault(name, "清单中有，包内没有") for name in sorted(told.keys() - here)]
        found += [Fault(name, "包内有，清单中没有") for name in sorted(here - told.keys())]
        if whole_of(self.manifest) != self.whole:
            found.append(Fault(MANIFEST, "清单与它自己的总校验值不符"))
        done = 0
        for name in sorted(here & told.keys()):
            digest, size = self._digest(name)
            done += size
            found += _member_faults(name, digest, size, told[name])
            if seen:
                seen(done)
        return found

    def lines(self, name: str = DOCUMENTS) -> Iterator[bytes]:
        """The lines of a member, each whole. BadPackage where one is too long to be a document."""
        if name not in self._zip.NameToInfo:
            return
        try:
            with self._zip.open(name) as member:
                while line := member.readline(LONGEST_LINE):
                    if not line.endswith(b"\n") and len(line) == LONGEST_LINE:
                        raise BadPackage(f"{name} 中有一行超过 {LONGEST_LINE >> 20} MB，不像是一件文件。")
                    yield line
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise BadPackage(_DAMAGED) from error

    def blocks(self, member: str) -> Iterator[bytes]:
        """The bytes of a member, a piece at a time."""
        try:
            with self._zip.open(member) as opened:
                yield from blocks_of(opened)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise BadPackage(_DAMAGED) from error

    def _digest(self, name: str) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        try:
            for block in self.blocks(name):
                digest.update(block)
                size += len(block)
        except BadPackage:
            return "", size
        return digest.hexdigest(), size

    def _read_manifest(self) -> dict[str, Any]:
        try:
            manifest = json.loads(b"".join(self.blocks(MANIFEST)))
        except (ValueError, RecursionError) as error:
            raise BadPackage("交换包的清单（manifest.json）读不懂。请对方重新导出。") from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise BadPackage("这不是政策文件交换包。请选择由政策文件库导出的 zip 文件。")
        if manifest.get("version") != VERSION:
            raise BadPackage(
                f"交换包的版本是{manifest.get('version')}，本系统只认识版本{VERSION}。请先升级。"
            )
        if not _is_list_of_members(manifest.get("members")):
            raise BadPackage("交换包的清单没有写明各成员的名称、大小和校验值。请对方重新导出。")
        return manifest


def _member_faults(name: str, digest: str, size: int, told: Mapping[str, Any]) -> list[Fault]:
    if digest != told["sha256"] or size != told["size"]:
        return [Fault(name, "内容与清单的校验值不符，可能在传输中损坏或被改动")]
    match = _FILE.fullmatch(name)
    if match and match["sha256"] != digest:
        return [Fault(name, "附件的内容与它的名称不符")]
    return []


def _is_list_of_members(rows: Any) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, dict)
        and isinstance(row.get("name"), str)
        and isinstance(row.get("size"), int)
        and isinstance(row.get("sha256"), str)
        for row in rows
    )


def _shape_refusals(members: list[zipfile.ZipInfo]) -> list[Refusal]:
    """Why an archive is not even looked into: names, number, sizes, what it would unpack to."""
    if len(members) > MOST_MEMBERS:
        return [
            Refusal(f"交换包有{len(members)}个成员，超过{MOST_MEMBERS}个的上限。请对方按单位或日期分次导出。")
        ]
    names = [member.filename for member in members]
    reasons = [Refusal(f"交换包里不该有“{name[:80]}”。") for name in names if not _is_expected(name)][:10]
    if len(set(names)) != len(names):
        reasons.append(Refusal("交换包里有重名的成员。"))
    if not {DOCUMENTS, MANIFEST} <= set(names):
        reasons.append(Refusal(f"交换包里缺少 {DOCUMENTS} 或 {MANIFEST}，不是政策文件交换包。"))
    if any(m.flag_bits & 1 or m.compress_type not in (0, 8) for m in members):
        reasons.append(Refusal("交换包加了密码，或用了不支持的压缩方法。请对方重新导出。"))
    return reasons + _size_refusals(members)


def _is_expected(name: str) -> bool:
    return name in (DOCUMENTS, DEPARTED, CHECK, MANIFEST) or bool(_FILE.fullmatch(name))


def _size_refusals(members: list[zipfile.ZipInfo]) -> list[Refusal]:
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    reasons = []
    if unpacked > MOST_BYTES or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed):
        reasons.append(Refusal("交换包解开后过大，读取会拖垮系统，没有打开。请对方按单位或日期分次导出。"))
    for member in members:
        most = LARGEST_MANIFEST if member.filename == MANIFEST else LARGEST_FILE
        if member.file_size > most and member.filename not in (DOCUMENTS, CHECK, DEPARTED):
            reasons.append(Refusal(f"“{member.filename}”有 {member.file_size >> 20} MB，超过上限。"))
    return reasons


# --- lines


def record_of(line: bytes) -> dict[str, Any] | str:
    """A document of `documents.jsonl`, or what is wrong with its line."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return "这一行不是完整的 JSON。"
    if not isinstance(record, dict):
        return "这一行应是一个对象（{…}）。"
    for name, kind in _TYPES.items():
        if not isinstance(record.get(name, kind()), kind):
            return f"“{name}”的类型不对。"
    if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", record.get("id", "")):
        return "缺少文件编号（id），或写法不对。"
    if any(not _is_attachment(row) for row in record.get("attachments", [])):
        return "附件（attachments）的写法不对。"
    return record


_TYPES: dict[str, type] = {
    **dict.fromkeys(
        (
            *("id", "title", "number", "index_number", "issuer", "kind", "level", "text", "html", "summary"),
            *("topic", "genre", "keywords", "written_on", "published_on", "effective_on", "valid_until"),
            *("text_sha256", "html_sha256", "content_hash", "status", "address"),
        ),
        str,
    ),
    **dict.fromkeys(("attachments", "relations", "facts", "labels"), list),
    "elements": dict,
}


def _is_attachment(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("name"), str)
        and isinstance(row.get("sha256"), str)
        and isinstance(row.get("size"), int)
    )

"""Reading the parts of a ZIP-based document, each with a limit, and its XML without entities or network."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from mingtang.core.refusals import Refused

MOST_PART_BYTES = 64 * 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024
MOST_PARTS = 5_000
DAMAGED = "文件已损坏，读不出内容。请用原来的软件重新保存后再上传。"
TOO_LARGE = "文件解开后过大，读取会拖垮系统。请拆成几个文件后再上传。"
_WITH_DOCTYPE = "文件内含 DOCTYPE 声明，正常的办公文档没有它。请用 Word 或 WPS 重新另存后上传。"


class Package:
    """The parts of a document by name. Refuses what is damaged or too large to read."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Refused(DAMAGED) from error
        members = self._zip.infolist()
        if len(members) > MOST_PARTS or sum(member.file_size for member in members) > MOST_BYTES:
            raise Refused(TOO_LARGE)
        self.names = [member.filename for member in members]

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """One part. Python's reader never gives more than the size told, and the sum of those was checked."""
        try:
            if self._zip.getinfo(name).file_size > MOST_PART_BYTES:
                raise Refused(TOO_LARGE)
            return self._zip.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
            raise Refused(DAMAGED) from error

    def xml(self, name: str) -> etree._Element:
        return parsed(self.read(name))

    def optional_xml(self, name: str) -> etree._Element | None:
        return self.xml(name) if name in self else None

    def repacked(self) -> bytes:
        """The same parts packed anew with true sizes, for readers that do not check; XML parts hold no DOCTYPE."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as out:
            for name in dict.fromkeys(self.names):
                part = self.read(name)
                if name.endswith((".xml", ".rels")):
                    _refuse_doctype(part)
                out.writestr(name, part)
        return packed.getvalue()


def parsed(data: bytes) -> etree._Element:
    """XML without entities, DTD or network."""
    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(DAMAGED) from error


def _refuse_doctype(data: bytes) -> None:
    """A declaration stands before the first element; UTF-16 writes it with NULs between."""
    start = data[:4096].replace(b"\0", b"")
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise Refused(_WITH_DOCTYPE)

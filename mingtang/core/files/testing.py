"""What other apps' tests may use: files made on the spot, uploads, and a scanner that answers as it is told."""

from __future__ import annotations

import io
import socket
import struct
import threading
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docx
import openpyxl
from django.core.files.base import ContentFile

from mingtang.core.files.models import StoredFile
from mingtang.core.files.services import receive

_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def stored(data: bytes, name: str, **facts: Any) -> StoredFile:
    """A file received by the real act; `by`, `owner` and `purpose` may be given."""
    return receive(ContentFile(data, name=name), **({"by": None, "owner": None, "purpose": "test"} | facts))


def docx_of(*paragraphs: str, table: Iterable[Iterable[str]] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    rows = [list(row) for row in table]
    if rows:
        grid = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(grid.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    return _saved(document)


def xlsx_of(rows: Iterable[Iterable[Any]]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None  # noqa: S101  (a new workbook has one)
    for row in rows:
        sheet.append(list(row))
    return _saved(workbook)


def zip_of(members: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def ofd_of(*lines: str) -> bytes:
    """An OFD of one page with these lines of text."""
    objects = "".join(
        f'<ofd:TextObject ID="{number}" Boundary="20 {number * 10} 170 8" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="5">{text}</ofd:TextCode></ofd:TextObject>'
        for number, text in enumerate(lines, start=2)
    )
    page = f"<ofd:Page {_OFD}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    pages = '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    return zip_of(
        {
            "OFD.xml": f"<ofd:OFD {_OFD}>{root}</ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {_OFD}>{pages}</ofd:Document>",
            "Doc_0/Pages/Page_0/Content.xml": page,
        }
    )


def _saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@contextmanager
def scanner(path: Path, *, silent: bool = False, answer: bytes = b"") -> Iterator[str]:
    """A ClamAV daemon on a unix socket that knows one virus (EICAR); `silent` never answers. Gives its address."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    server.listen()
    done = threading.Event()
    thread = threading.Thread(target=_serve, args=(server, silent, answer, done), daemon=True)
    thread.start()
    try:
        yield str(path)
    finally:
        done.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def _serve(server: socket.socket, silent: bool, answer: bytes, done: threading.Event) -> None:
    while not done.is_set():
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            data = _streamed(connection)
            if silent:
                done.wait(30)
            else:
                found = b"stream: Eicar-Test-Signature FOUND" if EICAR in data else b"stream: OK"
                connection.sendall((answer or found) + b"\0")


def _streamed(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as stream:
        stream.read(len(b"zINSTREAM\0"))
        data = b""
        while size := struct.unpack(">I", stream.read(4))[0]:
            data += stream.read(size)
        return data

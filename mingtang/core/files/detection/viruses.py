"""Asks ClamAV about a file through its socket (INSTREAM). Says clean, infected, or that it could not be asked."""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO, Literal

_BLOCK = 1 << 16
_LONGEST_ANSWER = 4096
_ANSWER = re.compile(r"^stream: (?:(?P<found>.+) FOUND|(?P<ok>OK))$")


@dataclass(frozen=True)
class Verdict:
    """What the scanner said. `unknown` means that nobody looked at all of the file."""

    outcome: Literal["clean", "infected", "unknown"]
    reason: str = ""


CLEAN = Verdict("clean")


def scan(file: BinaryIO, address: str, *, timeout: float = 60) -> Verdict:
    """The scanner's verdict; `unknown` with a reason when it is absent, silent, or answers with an error."""
    file.seek(0)
    try:
        with _connected(address, timeout) as connection:
            return _understood(_asked(connection, file))
    except TimeoutError:
        return Verdict(
            "unknown", f"病毒查杀服务不通：{timeout:g} 秒没有回答。请联系系统管理员，恢复后重新查杀。"
        )
    except (OSError, ValueError) as error:
        return Verdict("unknown", f"病毒查杀服务不通：{error}。请联系系统管理员检查 ClamAV，恢复后重新查杀。")


def _connected(address: str, timeout: float) -> socket.socket:
    """A path is a unix socket; `host:port` or `[::1]:port` is a network address."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=timeout)


def _asked(connection: socket.socket, file: BinaryIO) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        while block := file.read(_BLOCK):
            connection.sendall(struct.pack(">I", len(block)) + block)
        connection.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # over its size limit the scanner hangs up while we still send; its answer tells the reason
    return _answer(connection)


def _answer(connection: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        block = connection.recv(_LONGEST_ANSWER)
        if not block:
            break
        answer += block
    return answer.split(b"\0")[0].decode("utf-8", "replace").strip()


def _understood(answer: str) -> Verdict:
    told = _ANSWER.match(answer)
    if told and told["ok"]:
        return CLEAN
    if told:
        return Verdict("infected", f"查出病毒：{told['found']}")
    if "size limit exceeded" in answer:
        return Verdict(
            "unknown",
            "文件超过病毒查杀服务的大小上限，没有查完。请联系系统管理员调大 ClamAV 的 StreamMaxLength。",
        )
    return Verdict("unknown", f"病毒查杀服务没有给出结论（{answer[:200] or '没有回答'}）。请联系系统管理员。")

"""What changed between two contents, in pieces that a page can mark."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

from mingtang.publishing.analysis.content import Content
from mingtang.publishing.analysis.html import plain_text

_PIECES = re.compile(r"[^，。；：！？、\s]+[，。；：！？、]?|\s")


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `same`, `added` or `removed`."""

    change: str
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """One part of the content that differs."""

    field: str
    pieces: tuple[Piece, ...]


def text_difference(old: str, new: str) -> tuple[Piece, ...]:
    """Old against new, cut at punctuation first and by character inside what was replaced."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    pieces: list[Piece] = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(before[i:j])))
        else:
            pieces += _by_character("".join(before[i:j]), "".join(after[k:m]))
    return _joined(pieces)


def _by_character(old: str, new: str) -> list[Piece]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    # Two unlike sentences read better as one out, one in, than as a salad of shared characters.
    if matcher.ratio() < 0.5:
        return [Piece("removed", old)] * bool(old) + [Piece("added", new)] * bool(new)
    pieces: list[Piece] = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", old[i:j]))
            continue
        if j > i:
            pieces.append(Piece("removed", old[i:j]))
        if m > k:
            pieces.append(Piece("added", new[k:m]))
    return pieces


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].change == piece.change:
            joined[-1] = Piece(piece.change, joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return tuple(joined)


def content_difference(old: Content, new: Content) -> list[FieldDifference]:
    """Every part that differs, the body as text. A change of markup alone shows as the part 版式."""
    found = []
    for field, before, after in _fields(old, new):
        if before != after:
            found.append(FieldDifference(field, text_difference(before, after)))
    if old.body != new.body and plain_text(old.body) == plain_text(new.body):
        found.append(FieldDifference("版式", (Piece("same", "文字未变，排版（段落、表格或链接）有改动"),)))
    return found


def _fields(old: Content, new: Content) -> list[tuple[str, str, str]]:
    rows = [
        ("标题", old.title, new.title),
        ("正文", plain_text(old.body), plain_text(new.body)),
        ("摘要", old.summary, new.summary),
        ("发布机构", old.issuer, new.issuer),
        ("来源", f"{old.source} {old.source_url}".strip(), f"{new.source} {new.source_url}".strip()),
        (
            "公开属性",
            f"{old.attribute} {old.attribute_ground}".strip(),
            f"{new.attribute} {new.attribute_ground}".strip(),
        ),
        ("公开范围", old.scope, new.scope),
        ("公开期限", old.public_until, new.public_until),
        ("公开理由", old.disclosure_reason, new.disclosure_reason),
    ]
    for code in sorted(old.elements.keys() | new.elements.keys()):
        rows.append((f"要素：{code}", _text(old.elements.get(code)), _text(new.elements.get(code))))
    rows.append(("附件", _attachments(old), _attachments(new)))
    return rows


def _text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _attachments(content: Content) -> str:
    return "\n".join(f"{file.name}（{file.sha256[:12]}）" for file in content.attachments)

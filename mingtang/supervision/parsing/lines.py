"""Paragraphs out of lines: what a page or a narrow window broke is joined, what the writer parted stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mingtang.supervision.parsing.cleaning import bare, is_page_number, joined_lines
from mingtang.supervision.parsing.fields import TO_ALL, ends_with_label, is_labelled
from mingtang.supervision.parsing.numbering import DOTTED, ORDINAL, mark_of
from mingtang.supervision.parsing.particulars import is_furniture, is_title
from mingtang.supervision.parsing.source import Line

_ENDS = tuple("。；！？：;!?:")
_CLOSED = tuple("”）)】》")
_INDENT = re.compile(r"^(?:\u3000{2}| {2,}|\t)")
_WIDEST_WRAP = 60
_LONGEST_BRACKET = 300
_FEW, _MANY = 0.05, 0.7  # where so many lines are indented, it is to begin paragraphs
_CUT_LABEL = re.compile(r"(?:完成|办结|牵头|责任|配合|协办|承办|参与|落实|[单部时])\s*$")
_REST_OF_LABEL = re.compile(r"(?:单位|部门|科室|时限|时间|期限|[位门限间])\s*[:：]")
_CHAPTER = re.compile(r"\d{1,2}[ \u3000]+(?![年月日号个项次件条家万亿])[\u4e00-\u9fff“《][^。；：，]{1,30}")
_UNWRAPPED = 35  # a longer line without an end was broken


@dataclass(frozen=True)
class _Shape:
    """How a text was broken: the width of its lines (0: not broken), and what begins a paragraph."""

    broken: bool
    width: int = 0
    letters: int = 0
    indents: bool = False
    dotted: bool = False


def paragraphs(lines: Sequence[Line], *, broken: bool) -> list[Line]:
    """Lines joined to paragraphs; `broken` for plain text and PDF, where a line's end need not end anything."""
    kept = [
        line
        for line in lines
        if re.search(r"[^\s=_|+.·—-]", line.text) and not is_page_number(line.text.strip())
    ]
    shape = _shape(kept) if broken else _Shape(broken)
    if shape.width:
        kept = [line for line in kept if not re.fullmatch(r"\s*\d{1,3}\s*", line.text)]
    joined: list[Line] = []
    last = ""
    for line in kept:
        if joined and _goes_on(joined[-1].text, last, line.text, shape):
            before = joined[-1]
            joined[-1] = Line(joined_lines(before.text, line.text), before.number, before.level)
        else:
            joined.append(Line(line.text.strip(), line.number, line.level))
        last = line.text
    return joined


def _shape(lines: Sequence[Line]) -> _Shape:
    indented = sum(bool(_INDENT.match(line.text)) for line in lines)
    dotted = any((mark := mark_of(line.text.strip())) and mark.kind == DOTTED for line in lines)
    indents = _FEW <= indented / (len(lines) or 1) <= _MANY
    letters = sorted(len(line.text.rstrip()) for line in lines)
    return _Shape(
        True, _wrap_width(lines), letters[int(len(letters) * 0.9)] if letters else 0, indents, dotted
    )


def _wrap_width(lines: Sequence[Line]) -> int:
    """The width at which lines were broken, or 0 where they were not."""
    lengths = sorted(_width(line.text) for line in lines if _width(line.text) >= 12)
    if len(lengths) < 6:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    open_ended = sum(not line.text.rstrip().endswith(_ENDS + _CLOSED) for line in lines)
    full = sum(length >= 0.8 * width for length in lengths)
    wrapped = open_ended >= 0.4 * len(lines) and full >= 0.3 * len(lengths)
    return width if width <= _WIDEST_WRAP and wrapped else 0


def _width(text: str) -> int:
    """Width in Chinese letters: two Latin ones or digits take the place of one."""
    words = text.strip()
    narrow = sum(letter.isascii() for letter in words)
    return len(words) - narrow // 2


def _goes_on(before: str, last: str, line: str, shape: _Shape) -> bool:
    start = line.strip()
    if _open_bracket(before) and len(before) < 3000 and not _new_item(start, shape):
        return True
    if not shape.broken or _new_item(start, shape):
        return False
    if ends_with_label(last) or (_CUT_LABEL.search(last) and _REST_OF_LABEL.match(start)):
        return True
    if is_labelled(start) or is_labelled_end(last):
        return False
    if is_labelled(before) and not shape.width:
        return False
    if TO_ALL.match(start) and (is_labelled(before) or last.rstrip().endswith(_CLOSED)):
        return False
    ended = last.rstrip().endswith(_ENDS)
    if shape.width and _INDENT.match(line) and (shape.indents or last.rstrip().endswith(_ENDS + _CLOSED)):
        return False
    if ended and is_furniture(start):
        return False
    if shape.width:
        return _is_full(last, shape, ended)
    closed = ended or last.rstrip().endswith(("）", ")"))
    return not closed and len(bare(last)) >= _UNWRAPPED and not is_title(last) and not is_furniture(start)


def _is_full(last: str, shape: _Shape, ended: bool) -> bool:
    """True for a line that was broken because it was full, in width or in letters."""
    width = _width(last)
    if ended:
        return width >= 0.97 * shape.width and width >= shape.width - 1
    return width >= 0.8 * shape.width or len(last.rstrip()) >= 0.95 * shape.letters


def is_labelled_end(text: str) -> bool:
    """True for a line that ends with a bracket of units or a date."""
    return bool(re.search(r"(?:单位|部门|时限|时间|牵头|负责|配合|落实|完成)[^（(【\[]*[）)】\]]\s*$", text))


def _new_item(start: str, shape: _Shape) -> bool:
    mark = mark_of(start)
    if mark is None:
        return shape.dotted and bool(_CHAPTER.fullmatch(start))
    return mark.kind != ORDINAL


def _open_bracket(text: str) -> bool:
    """True when a bracket begun not long ago has not been closed: （责任单位：各县（市、区）、"""
    closed = 0
    for letter in reversed(text[-_LONGEST_BRACKET:]):
        closed += letter in "）)】]"
        if letter in "（(【[":
            if not closed:
                return True
            closed -= 1
    return False

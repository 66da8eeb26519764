"""Paragraphs out of lines: what a page or a narrow window broke is joined, what the writer parted stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingtang.supervision.parsing.cleaning import bare, is_page_number, joined_lines
from mingtang.supervision.parsing.fields import is_labelled
from mingtang.supervision.parsing.numbering import ORDINAL, mark_of
from mingtang.supervision.parsing.particulars import is_furniture, is_title
from mingtang.supervision.parsing.source import Line

_ENDS = tuple("。；！？：;!?:")
_CLOSED = tuple("”）)】》")
_INDENT = re.compile(r"^(?:\u3000{2}| {2,}|\t)")
_WIDEST_WRAP = 60
_LONGEST_BRACKET = 300
_UNWRAPPED = 35  # a longer line without an end was broken


def paragraphs(lines: Sequence[Line], *, broken: bool) -> list[Line]:
    """Lines joined to paragraphs; `broken` for plain text and PDF, where a line's end need not end anything."""
    kept = [
        line
        for line in lines
        if re.search(r"[^\s=_|+.·—-]", line.text) and not is_page_number(line.text.strip())
    ]
    width = _wrap_width(kept) if broken else 0
    if width:
        kept = [line for line in kept if not re.fullmatch(r"\s*\d{1,3}\s*", line.text)]
    joined: list[Line] = []
    last = ""
    for line in kept:
        if joined and _goes_on(joined[-1].text, last, line.text, width, broken):
            before = joined[-1]
            joined[-1] = Line(joined_lines(before.text, line.text), before.number, before.level)
        else:
            joined.append(Line(line.text.strip(), line.number, line.level))
        last = line.text
    return joined


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


def _goes_on(before: str, last: str, line: str, width: int, broken: bool) -> bool:
    start = line.strip()
    if _open_bracket(before) and len(before) < 3000 and not _new_item(start):
        return True
    if not broken or _new_item(start) or is_labelled(start):
        return False
    if is_labelled_end(last):
        return False
    if width and _INDENT.match(line) and last.rstrip().endswith(_ENDS + _CLOSED):
        return False
    ended = last.rstrip().endswith(_ENDS)
    if ended and is_furniture(start):
        return False
    if width:
        full = _width(last) >= (0.97 * width if ended else 0.8 * width)
        return full and not (ended and _width(last) < width - 1)
    return not ended and len(bare(last)) >= _UNWRAPPED and not is_title(last) and not is_furniture(start)


def is_labelled_end(text: str) -> bool:
    """True for a line that ends with a bracket of units or a date."""
    return bool(re.search(r"(?:单位|部门|时限|时间|牵头|负责|配合|落实|完成)[^（(【\[]*[）)】\]]\s*$", text))


def _new_item(start: str) -> bool:
    mark = mark_of(start)
    return mark is not None and mark.kind != ORDINAL


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

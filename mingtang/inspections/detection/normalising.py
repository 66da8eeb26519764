"""Undoes what hides a word from a list: letters set apart, invisible characters, full-width letters and digits."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_APART = " \u3000\u00a0\\-·._|/*" + INVISIBLE
# More than eight are a layout, not a hiding place; the bound keeps long runs of blanks cheap.
_GAP = re.compile(rf"[{_APART}]{{1,8}}(?=[\u4e00-\u9fff★☆])")
_HIDDEN = re.compile(rf"[{INVISIBLE}]+")
_WIDE = re.compile("[０-９Ａ-Ｚ]")


@dataclass(frozen=True)
class Squeezed:
    """A text without its gaps; `origin` gives back the place in the text that was inspected."""

    text: str
    places: tuple[int, ...]  # where in the squeezed text each kept piece begins
    shifts: tuple[int, ...]  # how many characters were left out before that piece

    def origin(self, offset: int) -> int:
        return offset + self.shifts[bisect_right(self.places, offset) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where letters `start` to `end` of the squeezed text stand in the original."""
        return self.origin(start), self.origin(end - 1) + 1


def squeezed(text: str) -> Squeezed | None:
    """The text with gaps between Chinese characters closed, or None when there is no such gap."""
    gaps = [gap.span() for gap in _GAP.finditer(text) if _is_gap(text, gap)]
    if not gaps:
        return None
    pieces, places, shifts, last, length, removed = [], [0], [0], 0, 0, 0
    for start, end in gaps:
        pieces.append(text[last:start])
        length += start - last
        removed += end - start
        places.append(length)
        shifts.append(removed)
        last = end
    pieces.append(text[last:])
    return Squeezed("".join(pieces), tuple(places), tuple(shifts))


def _is_gap(text: str, gap: re.Match[str]) -> bool:
    """Between two Chinese characters: a space before a line's first word hides nothing."""
    return gap.start() > 0 and "\u4e00" <= text[gap.start() - 1] <= "\u9fff"


def narrow(text: str) -> str:
    """Full-width digits and capitals as ordinary ones; the length stays the same."""
    return _WIDE.sub(lambda wide: chr(ord(wide[0]) - 0xFEE0), text)


def visible(text: str) -> str:
    """The text without white space and invisible characters: what a reader sees of it."""
    return "".join(_HIDDEN.sub("", text).split())

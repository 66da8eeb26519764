"""Runs of digits in a text, as a person would read them: through spaces, hyphens, dots, full-width and zero-width characters.

A *group* is what stands between visible separators; a *cluster* is groups that follow one another. Offsets always point
into the text as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufe0e\ufe0f\ufeff"
BLANKS = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
HYPHENS = "\\-_\u2010-\u2015\u2212\u2500\ufe63\uff0d\uff3f"
DOTS = ".．。·•・‧∙"
DIGITS = "0-9０-９"
_SEPARATORS = f"{BLANKS}{HYPHENS}{DOTS}{INVISIBLE}\n\r"
# Eight digits are the fewest that anything looked for has: a passport number after its letter.
CLUSTER = re.compile(
    f"[{DIGITS}](?:[{_SEPARATORS}]{{0,4}}[{DIGITS}]){{7,}}(?:[{_SEPARATORS}]{{0,3}}[xXｘＸ](?:[{DIGITS}]{{2}})?(?![AC-Zac-z0-9]))?"
)
GROUP = re.compile(f"[{DIGITS}xXｘＸ](?:[{INVISIBLE}]*[{DIGITS}xXｘＸ])*")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９ｘＸ", "0123456789xX")


@dataclass(frozen=True, slots=True)
class Group:
    """Digits without a visible separator between them."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True)
class Number:
    """Consecutive groups read as one number."""

    source: str
    groups: tuple[Group, ...]

    @property
    def start(self) -> int:
        return self.groups[0].start

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @cached_property
    def digits(self) -> str:
        return "".join(group.digits for group in self.groups)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(group.digits) for group in self.groups)

    @property
    def text(self) -> str:
        return self.source[self.start : self.end]

    @property
    def line_breaks(self) -> int:
        return self.text.count("\n")

    @property
    def is_spelled_out(self) -> bool:
        """Every digit apart, as in `1 3 8 0 …`."""
        return len(self.groups) > 1 and set(self.shape) == {1}


def clusters(text: str) -> Iterator[tuple[Group, ...]]:
    """The groups of every run of at least eight digits, in order."""
    for match in CLUSTER.finditer(text):
        yield tuple(
            Group(group.start(), group.end(), _plain(group[0]))
            for group in GROUP.finditer(text, match.start(), match.end())
        )


def numbers(text: str, groups: tuple[Group, ...], longest: int) -> Iterator[Number]:
    """Every number of at least eight and at most `longest` digits that whole consecutive groups make."""
    for first in range(len(groups)):
        length = 0
        for last in range(first, len(groups)):
            length += len(groups[last].digits)
            if length > longest:
                break
            if length >= 8:
                yield Number(text, groups[first : last + 1])


def _plain(digits: str) -> str:
    plain = digits if digits.isascii() else _INVISIBLE.sub("", digits).translate(_HALF_WIDTH)
    return plain.upper()

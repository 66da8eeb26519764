"""A text as clauses and sentences with their places: 第五条（二）, and what stands in it. Knows no Django."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What may stand before a number that opens a clause: the text's or a line's beginning, the end of a sentence, a wide blank.
_BEFORE = r"(?:^|(?<=[\n。；;：:　]))[ \t　]*"
_MARK = re.compile(
    _BEFORE
    + r"(?:(?P<article>第[一二三四五六七八九十百零〇\d]{1,6}条)(?:之[一二三四五六七八九十])?[ 　]*"
    + r"|(?P<part>[一二三四五六七八九十]{1,3})、"
    + r"|(?P<item>[（(][一二三四五六七八九十]{1,3}[）)])"
    + r"|(?P<number>\d{1,2})[.．、](?![\d])"
    + r"|(?P<sub>[（(]\d{1,2}[）)])"
    + r"|(?P<ring>[①-⑳]))",
    re.MULTILINE,
)
_DEPTH = {"article": 0, "part": 0, "item": 1, "number": 2, "sub": 3, "ring": 4}
_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")


@dataclass(frozen=True)
class Sentence:
    """A sentence or a half of one that ends with a semicolon; `start` and `end` are places in the whole text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Clause:
    """What stands between one number and the next. `label` is the way to it: 第五条（二）; empty before the first number."""

    label: str
    start: int
    end: int
    text: str

    def sentences(self) -> list[Sentence]:
        return list(_sentences(self))


def clauses(text: str) -> list[Clause]:
    """The clauses of a text in their order, covering all of it."""
    marks = list(_MARK.finditer(text))
    if not marks:
        return [Clause("", 0, len(text), text)] if text.strip() else []
    opening = text[: marks[0].start()]
    found = [Clause("", 0, marks[0].start(), opening)] if opening.strip() else []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for label, mark, end in zip(_labels(marks), marks, ends, strict=True):
        found.append(Clause(label, mark.end(), end, text[mark.end() : end]))
    return found


def _labels(marks: list[re.Match[str]]) -> Iterator[str]:
    way: dict[int, str] = {}
    for mark in marks:
        level = str(mark.lastgroup)
        depth = _DEPTH[level]
        way = {above: name for above, name in way.items() if above < depth} | {depth: str(mark[level])}
        yield "".join(way[above] for above in sorted(way))


def _sentences(clause: Clause) -> Iterator[Sentence]:
    for found in _SENTENCE.finditer(clause.text):
        words = found[0].strip(" \t　")
        if words:
            start = clause.start + found.start() + found[0].index(words)
            yield Sentence(start, start + len(words), words)


def clause_at(text: str, start: int) -> str:
    """The label of the clause in which a place of the text lies; empty before the first number."""
    return next((c.label for c in clauses(text) if c.start <= start < max(c.end, c.start + 1)), "")

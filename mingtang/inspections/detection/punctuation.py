"""Punctuation that is not in pairs, doubled, or half-width between Chinese characters (GB/T 15834-2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingtang.inspections.detection import pairs
from mingtang.inspections.detection.finding import Finding

_HALF = re.compile(r"[,;:?!](?=[\u4e00-\u9fff])")
_FULL_OF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_MARKS = re.compile("[，。、；：？！]{2,}")
_ELLIPSIS = re.compile(r"(?<!。)。{3,}|(?<!\.)\.{3,}(?=[\u4e00-\u9fff])")
_ORDINAL = re.compile(r"第[〔\[【](?=\d{4})")


def findings(text: str, *, wrapped: bool = False) -> Iterator[Finding]:
    """`wrapped`: lines end where the page ends (text out of a PDF), so that pairs cannot be judged by paragraphs."""
    yield from _half_width(text)
    yield from _doubled(text)
    for match in _ORDINAL.finditer(text):
        yield _typo(
            "misplaced_ordinal", match.start(), match.end(), match[0], "“第”不应在年份括号之前", match[0][1:]
        )
    if not wrapped:
        yield from pairs.findings(text)


def _half_width(text: str) -> Iterator[Finding]:
    for match in _HALF.finditer(text):
        place, mark = match.start(), match[0]
        if place and "\u4e00" <= text[place - 1] <= "\u9fff":
            yield _typo(
                "half_width",
                place,
                place + 1,
                mark,
                f"汉字之间应使用全角标点“{_FULL_OF[mark]}”",
                _FULL_OF[mark],
            )


def _doubled(text: str) -> Iterator[Finding]:
    for match in _MARKS.finditer(text):
        if not set(match[0]) <= set("？！") and not _ELLIPSIS.fullmatch(match[0]):
            yield _typo(
                "doubled_mark",
                match.start(),
                match.end(),
                match[0],
                f"标点重复或连用：“{match[0]}”",
                match[0][0],
            )
    if "。。。" in text or "..." in text:
        for match in _ELLIPSIS.finditer(text):
            yield _typo("ellipsis", match.start(), match.end(), match[0], "省略号应为“……”", "……")


def _typo(subkind: str, start: int, end: int, text: str, message: str, right: str = "") -> Finding:
    return Finding("typo", subkind, start, end, text, message, right)

"""Numbers before items (一、（一）1. （1）①): what kind, which one, and what stands behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

CHAPTER, CHINESE, BRACKETED, ARABIC, DOTTED, DOTTED_TWICE, ARABIC_BRACKETED, CIRCLED, ORDINAL = range(9)
_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN = "[一二三四五六七八九十百]{1,4}"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FORMS: tuple[tuple[int, str], ...] = (
    (CHAPTER, rf"第(?P<n>{_HAN}|\d{{1,2}})(?:部分|章|篇|板块)[、：:\s]*"),
    (CHINESE, rf"第(?P<n>{_HAN}|\d{{1,2}})[条项](?:(?=[ \u3000：:、])[ \u3000：:、]*|$)"),
    (BRACKETED, rf"[【〔\[［]任务(?P<n>{_HAN}|\d{{1,2}})[】〕\]］][ \u3000：:]*"),
    (BRACKETED, rf"任务(?P<n>{_HAN}|\d{{1,2}})[ \u3000]*[：:、.．][ \u3000]*"),
    (CHINESE, rf"(?P<n>{_HAN})\s*(?:[、．.]|(?=[ \u3000]))[ \u3000]*"),
    (BRACKETED, rf"[（(﹙]\s*(?P<n>{_HAN})\s*[）)﹚][、.．]?\s*"),
    (ARABIC, r"(?P<n>\d{1,3})\s*(?:[、．]|[.](?!\d)|\.(?=\d{4}年))\s*"),
    (ARABIC_BRACKETED, r"(?:[（(﹙]\s*(?P<n>\d{1,3})\s*[）)﹚]|(?P<m>\d{1,3})[）)])[、.．]?\s*"),
    (CIRCLED, rf"(?P<n>[{_CIRCLES}])\s*"),
    (ORDINAL, rf"(?P<n>{_HAN})是(?=[^否非不因以])"),
)
_AT_START = tuple((kind, re.compile(form)) for kind, form in _FORMS)
_DOTTED = re.compile(
    r"(?P<n>[1-9]\d?(?:[.．]\d{1,2}){1,2})(?![\d%％亿万个倍米吨天]|\s+(?:[亿万元倍]|个百分点))[、.．]?\s*(?=[\u4e00-\u9fff“《])"
)


@dataclass(frozen=True)
class Mark:
    """A number before an item. `label` is the number as it is written, `end` where the item's words begin."""

    kind: int
    number: int
    label: str
    end: int


def mark_of(text: str) -> Mark | None:
    """The number at the start of a text, or None."""
    for kind, form in _AT_START:
        if found := form.match(text):
            groups = found.groupdict()
            digits = groups["n"] or groups.get("m") or ""
            return Mark(kind, value_of(digits), found[0].strip(), found.end())
    if found := _DOTTED.match(text):
        parts = found["n"].replace("．", ".").split(".")
        # 2.1 is one deeper than 2., 2.1.1 than 2.1; both count by their last part.
        kind = DOTTED if len(parts) == 2 else DOTTED_TWICE
        return Mark(kind, int(parts[-1]), found[0].strip(), found.end())
    return None


def value_of(digits: str) -> int:
    """The value of 12, 十二 or ⑫; 0 for anything else."""
    if digits.isdecimal():
        return int(digits)
    if digits in _CIRCLES:
        return _CIRCLES.index(digits) + 1
    return _chinese(digits)


def _chinese(digits: str) -> int:
    """十二 is 12, 二十 is 20, 一百零三 is 103."""
    hundreds, hundred, rest = digits.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = _DIGITS.get(hundreds, 1) * 100 if hundred else 0
    if ten:
        total += _DIGITS.get(tens[-1:], 1) * 10
    return total + _DIGITS.get(ones[-1:], 0)


# Within running text a number counts only behind the end of something, or as the next one of its kind.
_RUNNING = (
    (CHAPTER, re.compile(rf"第(?P<n>{_HAN})(?:部分|章)[、：:\s\u3000]")),
    (CHINESE, re.compile(rf"(?P<n>{_HAN})、")),
    (BRACKETED, re.compile(rf"[（(](?P<n>{_HAN})[）)]")),
    (ARABIC, re.compile(r"(?<![\d.．])(?P<n>\d{1,3})\s*(?:[．、]|[.](?!\d))\s*(?=[^\d\s])")),
)
_RUNNING_ARABIC = _RUNNING[-1][1]
# Where no 1. stands in the text, （1） and ① are its items; else they are words within one.
_DEEPER = (
    (
        ARABIC_BRACKETED,
        re.compile(r"[（(](?P<n>\d{1,3})[）)]|(?<![\d（(])(?P<m>\d{1,3})[）)](?=[\u4e00-\u9fff])"),
    ),
    (CIRCLED, re.compile(rf"(?P<n>[{_CIRCLES}])")),
)
_ENDED = re.compile(r"(?:[。；;！？!?）)】\]：:”\s]|^)\s*$")
_IN_A_FIELD = re.compile(
    r"(?:单位|部门|时限|时间|科室)[:：][^。]*$"
)  # 完成时限：6月底2. begins the next item
_NUMERALS = tuple("0123456789一二三四五六七八九十第")
_COUNTED = re.compile(r"(?:附件|第|表|图|前|近|[\d一二三四五六七八九十])\s*$")
_LONGEST_HEADING = 60


def running_marks(text: str) -> list[int]:
    """Where numbered items begin within one unbroken text: each number must be the next of its kind."""
    begun = _marks(text, _RUNNING)
    return begun if any(_RUNNING_ARABIC.match(text, at) for at in begun) else _marks(text, _RUNNING + _DEEPER)


def _marks(text: str, forms: tuple[tuple[int, re.Pattern[str]], ...]) -> list[int]:
    kinds = {kind for kind, _ in forms}
    places = sorted(
        (found.start(), kind, value_of(next(filter(None, found.groups()))))
        for kind, form in forms
        for found in form.finditer(text)
    )
    last: dict[int, int] = {}
    fresh = set(kinds)
    begun: list[int] = []
    for start, kind, number in places:
        follows = number == last.get(kind, 0) + 1 or (number == 1 and kind in fresh)
        if follows and _may_begin(text, begun, start):
            begun.append(start)
            last[kind] = number
            fresh = (fresh - {kind}) | {deeper for deeper in kinds if deeper > kind}
    return begun


def _may_begin(text: str, begun: list[int], start: int) -> bool:
    """A number right behind words is one where a heading may stand before it: short, without a full stop."""
    before = text[max(start - 12, 0) : start]
    if begun and _IN_A_FIELD.search(text[begun[-1] : start]) and before[-1:] not in _NUMERALS:
        return True
    if _COUNTED.search(before):
        return False
    if _ENDED.search(before) or not begun:
        return True
    between = text[begun[-1] : start]
    return len(between) <= _LONGEST_HEADING and "。" not in between

"""Automatic numbers of a Word document (一、（一）1.): they are not in the text, but a reader sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from mingtang.core.files.parsing.styles import W, list_of

_PLACE = re.compile(r"%([1-9])")
_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass(frozen=True)
class Level:
    form: str = "decimal"
    pattern: str = ""
    start: int = 1


class Numbering:
    """Counts list items as Word does: a deeper level begins anew after a higher one."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._anew: dict[str, dict[int, int]] = {}
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        for plan in root.iter(W + "abstractNum"):
            levels = {int(level.get(W + "ilvl", "0")): _level(level) for level in plan.iter(W + "lvl")}
            self._levels[plan.get(W + "abstractNumId", "")] = levels
        for number in root.iter(W + "num"):
            mark = number.find(W + "abstractNumId")
            if mark is not None:
                self._lists[number.get(W + "numId", "")] = mark.get(W + "val", "")
                self._anew[number.get(W + "numId", "")] = _starts(number)

    def next_number(self, paragraph: etree._Element, by_style: tuple[str, int] | None) -> str:
        """The number before this paragraph as it is printed, or an empty string (bullets are no numbers)."""
        place = _place(paragraph, by_style)
        if place is None or place[0] not in self._lists:
            return ""
        plan = self._lists[place[0]]
        self._begin(place[0], plan)
        return self._counted(plan, self._levels.get(plan, {}), place[1])

    def _begin(self, number_id: str, plan: str) -> None:
        """A list that is told to start anew does so when its first item comes."""
        counts = self._counts.setdefault(plan, [None] * 9)
        for depth, start in self._anew.pop(number_id, {}).items():
            counts[depth] = start - 1

    def form_of(self, paragraph: etree._Element, by_style: tuple[str, int] | None) -> str:
        """The form in which this paragraph's number is written (decimal, bullet, chineseCounting…)."""
        place = _place(paragraph, by_style)
        if place is None:
            return "none"
        return self._levels.get(self._lists.get(place[0], ""), {}).get(place[1], Level()).form

    def _counted(self, plan: str, levels: dict[int, Level], depth: int) -> str:
        level = levels.get(depth, Level())
        counts = self._counts[plan]
        last = counts[depth]
        counts[depth] = level.start if last is None else last + 1
        counts[depth + 1 :] = [None] * (8 - depth)
        if level.form == "bullet":
            return ""

        def number(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            own = levels.get(at, Level())
            reached = counts[at]
            return written(own.start if reached is None else reached, own.form)

        return _PLACE.sub(number, level.pattern)


def _place(paragraph: etree._Element, by_style: tuple[str, int] | None) -> tuple[str, int] | None:
    properties = paragraph.find(W + "pPr")
    return (list_of(properties) if properties is not None else None) or by_style


def _starts(number: etree._Element) -> dict[int, int]:
    found = {}
    for override in number.iter(W + "lvlOverride"):
        start = override.find(W + "startOverride")
        value = start.get(W + "val", "") if start is not None else ""
        depth = override.get(W + "ilvl", "")
        if value.isdecimal() and depth in set("012345678"):
            found[int(depth)] = int(value)
    return found


def _level(level: etree._Element) -> Level:
    def value(tag: str, default: str) -> str:
        found = level.find(W + tag)
        return found.get(W + "val", default) if found is not None else default

    start = value("start", "1")
    return Level(value("numFmt", "decimal"), value("lvlText", ""), int(start) if start.isdecimal() else 1)


def written(number: int, form: str) -> str:
    """A number in one of Word's forms; forms that are not known come as digits."""
    if (
        form.startswith(("chinese", "ideograph", "japanese", "taiwanese"))
        and form != "ideographEnclosedCircle"
    ):
        return chinese(number)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle"):
        return _CIRCLED[number - 1] if 1 <= number <= len(_CIRCLED) else str(number)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + number - 1)
    if form in ("lowerRoman", "upperRoman") and number < 4000:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return "" if form == "none" else str(number)


def chinese(number: int) -> str:
    """1 to 99 as 公文 counts (十一, 二十), larger ones digit by digit."""
    if number < 10:
        return _DIGITS[max(number, 0)]
    if number < 100:
        tens, ones = divmod(number, 10)
        return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    letters = ""
    for value, letter in _ROMAN:
        count, number = divmod(number, value)
        letters += letter * count
    return letters

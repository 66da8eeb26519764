"""Dates as documents write them: 2021年3月4日, 二〇二一年三月四日, with blanks and full-width digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "两": 2,
}
PATTERN = (
    r"(?:(?:[1１][9９]|[2２][0０])\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|[一二][〇零○ＯO一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_DATE = re.compile(PATTERN)
_PARTS = re.compile(r"(.+?)\s?年\s?(.+?)\s?月\s?(.+?)\s?日")


@dataclass(frozen=True)
class Dated:
    """A date in a text."""

    on: date
    start: int
    end: int


def chinese_number(text: str) -> int:
    """12, 一百七十九 or 二〇二一 as a number."""
    if text.isdecimal():
        return int(text)
    if not set(text) & set("十百"):
        return int("".join(str(_HAN_DIGITS[digit]) for digit in text))
    total, last = 0, 0
    for sign in text:
        if sign in {"十", "百"}:
            total, last = total + (last or 1) * (10 if sign == "十" else 100), 0
        else:
            last = _HAN_DIGITS[sign]
    return total + last


def read(text: str) -> date | None:
    """The date that a text is, or None where no calendar has it."""
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(*(chinese_number(part.strip()) for part in match.groups()))
    except (ValueError, KeyError):
        return None


def dates_in(text: str, start: int = 0, end: int | None = None) -> list[Dated]:
    """Every real date between two places of a text, first to last."""
    found = []
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        on = read(match[0])
        if on is not None:
            found.append(Dated(on, match.start(), match.end()))
    return found

"""How personal data is shown when it may not be shown whole (去标识化).

`strict` is for private persons in lists: less is left. What has no customary masked form is removed: `***`.
Conventions, not law: docs/law/personal_data.md. Law: 个人信息保护法, arts. 6 and 73.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mingtang.law.names import family_name

REMOVED = "***"
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
NOISE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff._·•・‐-―－-]+")
_ROAD = re.compile(r".*?(?:大道|路|街|巷|胡同|弄|村)", re.DOTALL)
_TOWN = re.compile(r".*?(?:镇|乡)", re.DOTALL)
_DISTRICT = re.compile(r".*?(?:区|县|旗|市(?!.*[区县旗]))", re.DOTALL)


def mask(kind: str, value: str, strict: bool = False) -> str:
    """The masked form of one value of a kind that `personal_data` knows; kinds without a form are removed."""
    form = _FORMS.get(kind)
    return form(value, strict) if form and value else REMOVED


def compact(value: str) -> str:
    """A number without separators, full-width forms and zero-width characters."""
    return NOISE.sub("", value.translate(FULL_WIDTH)).upper()


def _keep(value: str, head: int, tail: int) -> str:
    """The first and last characters of a value; all of it is hidden where they would leave nothing hidden."""
    hidden = len(value) - head - tail
    return value[:head] + "*" * hidden + value[len(value) - tail :] if hidden > 0 else "*" * len(value)


def _id_card(value: str, strict: bool) -> str:
    number = compact(value)
    if strict:
        # Always as many stars: the form must not tell a 15-digit number from an 18- or a 20-digit one.
        return f"{number[:3]}{'*' * 15}{number[-1]}" if len(number) >= 15 else "*" * len(number)
    # A disability certificate is the citizen's number and two digits that name kind and degree: those are hidden.
    return _keep(number, 6, 0) if len(number) > 18 else _keep(number, 6, 4 if len(number) == 18 else 3)


def _mobile(value: str, strict: bool) -> str:
    number = compact(value)
    return "*" * len(number) if strict else _keep(number, 3, 4)


def _bank_card(value: str, strict: bool) -> str:
    return _keep(compact(value), 0, 4)


def _passport(value: str, strict: bool) -> str:
    return _keep(compact(value), 1, 0 if strict else 3)


def _plate(value: str, strict: bool) -> str:
    return _keep(compact(value), 2, 0 if strict else 2)


def _address(value: str, strict: bool) -> str:
    levels = (_DISTRICT,) if strict else (_ROAD, _TOWN, _DISTRICT)
    place = next(filter(None, (level.match(value) for level in levels)), None)
    return (place[0] if place else "") + REMOVED


def _name(value: str, strict: bool) -> str:
    name = re.sub(r"\s", "", value)
    family = family_name(name)
    given = name[len(family) :]
    return family + "*" * len(given) if strict or len(given) < 2 else family + "*" + given[1:]


_FORMS: dict[str, Callable[[str, bool], str]] = {
    "id_card": _id_card,
    "mobile": _mobile,
    "bank_card": _bank_card,
    "passport": _passport,
    "plate": _plate,
    "address": _address,
    "name": _name,
}

"""The steps of a 一件事 topic as its signed text has them, one a line: 设立登记｜区市场监管局. Knows no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十\d]{1,3}(?:步|环节)?[.．、:：)）]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳])\s*"
)


@dataclass(frozen=True)
class Step:
    """One step: its number, name and the unit that answers for it."""

    number: int
    name: str
    unit: str = ""


def steps(text: str) -> list[Step]:
    """The steps in their order; numbers typed in front are left out, a name told twice counts once."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, _, unit = _NUMBER.sub("", line.strip()).partition("｜")
        if not unit:
            name, _, unit = name.partition("|")
        if name.strip():
            found.setdefault(name.strip()[:60], unit.strip())
    return [Step(number, name, unit) for number, (name, unit) in enumerate(found.items(), 1)]

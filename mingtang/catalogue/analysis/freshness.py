"""Whether a text of the section still tells the truth about its body. Knows no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

SHORTEST = 20  # characters: below that, and without an attachment, a text says nothing


@dataclass(frozen=True)
class BodyFacts:
    """What core knows of a body today."""

    name: str
    address: str = ""


def age_reason(updated_on: date | None, *, on: date, at_most: int) -> str:
    """Why a guide's update date makes it outdated; empty where it does not."""
    if updated_on is None:
        return "没有写明更新日期"
    days = (on - updated_on).days
    return f"更新日期为{updated_on:%Y-%m-%d}，已超过{at_most}天" if days > at_most else ""


def changed_reasons(told: Mapping[str, str], body: BodyFacts) -> list[str]:
    """What a text says of its body's name and address that is no longer so. A room may be added to an address."""
    reasons = []
    name, address = told.get("body_name", ""), told.get("address", "")
    if _plain(name) != _plain(body.name):
        reasons.append(f"机关名称现为“{body.name}”，文中为“{name}”" if name else "没有写明机关名称")
    if body.address and _plain(body.address) not in _plain(address):
        reasons.append(f"办公地址现为“{body.address}”，文中为“{address}”" if address else "没有写明办公地址")
    return reasons


def says_nothing(beginning: str, *, has_attachment: bool) -> bool:
    """Whether a text is empty: hardly a sentence, and nothing attached."""
    return not has_attachment and len(_plain(beginning)) < SHORTEST


def day_of(text: object) -> date | None:
    """A day as elements keep it; None for anything else."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def year_of(text: object) -> int | None:
    """A year as a number element keeps it ("2025", "2025.0"); None for anything else."""
    try:
        return int(float(str(text)))
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Without blanks, and with brackets, dashes and digits of one width."""
    wide = str.maketrans("（）－—０１２３４５６７８９", "()--0123456789")
    return "".join(text.split()).translate(wide)

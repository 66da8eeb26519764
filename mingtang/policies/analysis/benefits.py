"""惠企惠民政策事项: six elements, and whether one may apply on a day. Knows no Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

# 六要素 (requirements EP-01): name, and the codes that must all be told.
SIX = (
    ("申请条件", ("conditions",)),
    ("申报材料清单", ("materials",)),
    ("办理流程", ("process",)),
    ("承办部门", ("undertaker",)),
    ("联系方式", ("contact",)),
    ("起止时间", ("starts_on", "period")),
)
LIMITED = "有截止日期"

# Whether one may apply: code of the dated label, name.
WINDOWS = (
    ("open", "正在受理"),
    ("opens_soon", "即将受理"),
    ("closed", "已截止"),
)
WINDOW_NAMES = dict(WINDOWS)


def missing_elements(elements: Mapping[str, Any]) -> list[str]:
    """The names of those of the six elements that are not told; complete where there are none."""
    missing = [name for name, codes in SIX if not all(told(elements, code) for code in codes)]
    if "起止时间" not in missing and elements.get("period") == LIMITED and not told(elements, "ends_on"):
        missing.append("起止时间")
    return missing


def told(elements: Mapping[str, Any], code: str) -> bool:
    value = elements.get(code)
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], ())


def period(elements: Mapping[str, Any]) -> tuple[date, date | None] | None:
    """First and last day, both inclusive, the last None where it stays open; None where they are not told or wrong."""
    opens = day_of(elements.get("starts_on"))
    closes = day_of(elements.get("ends_on")) if elements.get("period") == LIMITED else None
    if opens is None or (elements.get("period") == LIMITED and closes is None):
        return None
    return None if closes is not None and closes < opens else (opens, closes)


def day_of(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def window(opens: date, closes: date, on: date) -> str:
    """opens_soon, open or closed on a day; both ends are inclusive."""
    if on < opens:
        return "opens_soon"
    return "open" if on <= closes else "closed"

"""Until when a kind of information stays public, unless its author decides otherwise (公开期限)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

LONG = "long"


def default_public_until(rule: Any, elements: Mapping[str, Any], on: date) -> str:
    """`long`, a date in ISO form, or nothing where the kind names no period.

    `rule` is a kind's `public_until`: `"long"`, or years with exceptions by an element's value.
    """
    if rule == LONG:
        return LONG
    if not isinstance(rule, Mapping) or not rule.get("years"):
        return ""
    years = next(
        (e["years"] for e in rule.get("exceptions", ()) if applies(e["when"], elements)), rule["years"]
    )
    return _years_later(on, int(years)).isoformat()


def applies(when: Mapping[str, Any], elements: Mapping[str, Any]) -> bool:
    """Whether an element has the value that an exception names."""
    return bool(elements.get(when["element"]) == when["value"])


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)

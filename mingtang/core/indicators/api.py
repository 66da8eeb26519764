"""The shape of a measured indicator: a function of a trade, `(body, period) -> Reading`, listed in `config/wiring.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

__all__ = ["Indicator", "Period", "Reading", "listed"]


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included."""

    first: date
    last: date


@dataclass(frozen=True)
class Reading:
    """What was measured: `value` out of `of`, where the rows behind it open, and when it was read."""

    value: int
    of: int
    rows_url: str
    as_of: datetime


@dataclass(frozen=True)
class Indicator:
    """A named measure with its rule in plain Chinese words."""

    code: str
    name: str
    rule: str
    read: Callable[[int, Period], Reading]
    # The same for many bodies at once, where the trade can do that in a fixed number of queries.
    read_many: Callable[[Sequence[int], Period], Mapping[int, Reading]] | None = None


def listed() -> dict[str, Indicator]:
    """Every indicator of `config/wiring.py` (INDICATORS), by code. What no trade measures yet is absent.

    A name there leads to an indicator, to several, or to a function that returns them. ValueError where two share a code.
    """
    found: dict[str, Indicator] = {}
    for name in getattr(import_module(settings.WIRING), "INDICATORS", ()):
        for indicator in _several(import_string(name) if isinstance(name, str) else name):
            if indicator.code in found:
                raise ValueError(f"two indicators share the code {indicator.code}")
            found[indicator.code] = indicator
    return found


def _several(named: Any) -> Iterable[Indicator]:
    told = named() if callable(named) else named
    return [told] if isinstance(told, Indicator) else list(told)

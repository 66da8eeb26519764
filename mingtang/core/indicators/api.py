"""The shape of a measured indicator: a function of a trade, `(body, period) -> Reading`, listed in `config/wiring.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["Indicator", "Period", "Reading"]


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

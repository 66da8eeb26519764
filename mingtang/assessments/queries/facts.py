"""Facts from the measured indicators that `config/wiring.py` lists. The rows behind them stay with their trades."""

from __future__ import annotations

from collections.abc import Sequence

from mingtang.core.indicators.api import Indicator, Period, Reading, listed


def measured() -> dict[str, Indicator]:
    """Every indicator that the platform measures, by code. What no trade measures yet is absent."""
    return listed()


def readings(indicator: Indicator, bodies: Sequence[int], period: Period) -> dict[int, Reading]:
    """What an indicator says of each body; at once where its trade can do that."""
    if indicator.read_many is not None:
        return dict(indicator.read_many(bodies, period))
    return {body: indicator.read(body, period) for body in bodies}

"""The clock of the demonstration: years of work are done in a minute, each act at its own moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.utils import timezone

from mingtang.config.demo.rules import require_demonstration

Clock = Callable[[datetime], None]


def moment(day: date, hour: int, minute: int) -> datetime:
    """A moment of a day in the time of the district."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@contextmanager
def own_time() -> Iterator[Clock]:
    """While this lasts, whatever asks for the time is told the moment set last. Refused in a real home."""
    require_demonstration()
    real, shown = timezone.now, [timezone.now()]

    def set_to(at: datetime) -> None:
        shown[0] = at

    timezone.now = lambda: shown[0]
    try:
        yield set_to
    finally:
        timezone.now = real

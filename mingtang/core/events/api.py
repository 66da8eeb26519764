"""What other apps may use."""

from mingtang.core.events.catalogue import Event
from mingtang.core.events.queries import failed, owed
from mingtang.core.events.services import (
    announce,
    begin_day,
    drain,
    hears,
    owe,
    run_listed,
    sweep,
    try_again,
    worker_name,
)

__all__ = [
    "Event",
    "announce",
    "begin_day",
    "drain",
    "failed",
    "hears",
    "owe",
    "owed",
    "run_listed",
    "sweep",
    "try_again",
    "worker_name",
]

"""What other apps may use: the working calendar of this government, and the acts that change it."""

from mingtang.core.calendars.queries import working_calendar, year_versions
from mingtang.core.calendars.services import (
    MayNotChangeLocalDays,
    MayNotLoad,
    add_local_days,
    load_year,
    loading_refusals,
    local_days_refusals,
    strike_local_days,
)

__all__ = [
    "MayNotChangeLocalDays",
    "MayNotLoad",
    "add_local_days",
    "load_year",
    "loading_refusals",
    "local_days_refusals",
    "strike_local_days",
    "working_calendar",
    "year_versions",
]

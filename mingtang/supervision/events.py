"""What supervision announces."""

from __future__ import annotations

from dataclasses import dataclass

from mingtang.core.events.api import Event


@dataclass(frozen=True)
class TaskCompleted(Event):
    """A task was closed on `on` (ISO date): every unit's part was proven."""

    task_id: int
    on: str


@dataclass(frozen=True)
class TaskReopened(Event):
    """A closed task goes on from `on` (ISO date): what had proven it was withdrawn, corrected or made void."""

    task_id: int
    on: str

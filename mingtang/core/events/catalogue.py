"""The catalogue of events: frozen values that say what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """Something that has happened, named by a past participle. Fields are ids and plain values only."""

    known: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Event.known[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        return cls.__name__

    @staticmethod
    def from_payload(name: str, payload: dict[str, Any]) -> Event:
        """The event as it was announced. KeyError where no such event is known (an older version wrote it)."""
        return Event.known[name](**payload)

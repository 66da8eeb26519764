"""What the policy library announces."""

from __future__ import annotations

from dataclasses import dataclass

from mingtang.core.events.api import Event


@dataclass(frozen=True)
class ValidityChanged(Event):
    """A document's force has turned, on `on` (ISO date): `code` is a value of `law.validity.Force`."""

    publication_id: int
    code: str
    on: str

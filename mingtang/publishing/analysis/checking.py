"""The shape of checks: what publishing hands to them, and what they hand back. `config/wiring.py` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class CheckedContent:
    """A text as checks see it. `open_bytes` of an attachment reads it only when a check asks."""

    title: str
    body: str
    kind: str
    elements: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[tuple[str, str, Callable[[], bytes]], ...] = ()
    # Of the publication whose text it is, for checks that look at what it is related to; 0 for a text of none.
    publication_id: int = 0


@dataclass(frozen=True)
class Found:
    """One thing that a check found. `start` and `end` are offsets into the plain text of `field`."""

    kind: str
    subkind: str
    field: str
    start: int
    end: int
    text: str
    message: str
    suggestion: str
    severity: str

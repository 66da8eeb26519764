"""Refusals: the one exception that carries reasons. No Django here, so that commands and the law can use it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Refusal", "Refused"]


@dataclass(frozen=True)
class Refusal:
    """Why something may not be done, in words that a clerk understands, with the article where a law says so."""

    reason: str
    article: str = ""

    def __str__(self) -> str:
        return f"{self.reason}（{self.article}）" if self.article else self.reason


class Refused(Exception):
    """An act was refused. `reasons` holds every reason, not only the first."""

    def __init__(self, reasons: Iterable[Refusal | str] | Refusal | str) -> None:
        if isinstance(reasons, Refusal | str):
            reasons = [reasons]
        self.reasons = tuple(r if isinstance(r, Refusal) else Refusal(r) for r in reasons)
        super().__init__("；".join(str(reason) for reason in self.reasons))

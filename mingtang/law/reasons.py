"""What the law answers when something is wrong: sentences for clerks, with the article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Reason:
    """Why something may not be done."""

    reason: str
    article: str = ""

    def __str__(self) -> str:
        return f"{self.reason}（{self.article}）" if self.article else self.reason


@dataclass(frozen=True)
class Finding:
    """What is wrong with a text or a field: `error` cannot stand, `warning` should be looked at."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    article: str = ""
    suggestion: str = ""


def error(code: str, message: str, article: str = "", suggestion: str = "") -> Finding:
    return Finding(code, "error", message, article, suggestion)


def warning(code: str, message: str, article: str = "", suggestion: str = "") -> Finding:
    return Finding(code, "warning", message, article, suggestion)

"""What a check found: where, what, how bad, and what to write instead."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Kind = Literal[
    "personal_data",
    "secret_mark",
    "sensitive",
    "wrong_form",
    "typo",
    "missing_element",
    "link",
    "hidden_data",
    "empty",
]
Severity = Literal["block", "warn"]

ROW = ("kind", "subkind", "start", "end", "text", "message", "suggestion", "severity")


@dataclass(frozen=True)
class Finding:
    """One doubtful place. `start` and `end` are character offsets into the inspected text (0, 0: not in the text)."""

    kind: Kind
    subkind: str
    start: int
    end: int
    text: str
    message: str
    suggestion: str = ""
    severity: Severity = "warn"
    field: str = ""  # of a revision: "title", "body", "element:code", "attachment:name"

    def row(self) -> dict[str, object]:
        """The eight facts that the command line and the interface print."""
        facts = asdict(self)
        return {name: facts[name] for name in ROW}


def in_order(findings: list[Finding]) -> list[Finding]:
    """By place, each place and subkind once."""
    once = {(f.start, f.end, f.kind, f.subkind, f.text, f.message): f for f in findings}
    return sorted(once.values(), key=lambda f: (f.start, f.end, f.kind, f.subkind))

"""What is read out of a work plan: proposed tasks, each pointing at its place, requirements kept apart, and doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingtang.supervision.parsing.deadlines import Deadline
from mingtang.supervision.parsing.fields import Assigned


@dataclass(frozen=True)
class Place:
    """Where something stands: a paragraph (a line of plain text), or a row of a table; both count from 1."""

    paragraph: int = 0
    table: int = 0
    row: int = 0

    def __str__(self) -> str:
        if not self.row:
            return f"第 {self.paragraph} 段" if self.paragraph else "全文"
        return f"第 {self.table} 个表格第 {self.row} 行" if self.table else f"表格第 {self.row} 行"

    def as_row(self) -> dict[str, int]:
        if not self.row:
            return {"paragraph": self.paragraph}
        return {"table": self.table, "row": self.row} if self.table else {"row": self.row}


@dataclass(frozen=True)
class Task:
    """One proposed task. What the text does not give is empty."""

    seq: str
    level1: str
    level2: str
    text: str
    lead_units: tuple[str, ...]
    responsible_units: tuple[str, ...]
    open_list: bool
    deadline: Deadline
    place: Place

    def as_row(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "level1": self.level1,
            "level2": self.level2,
            "text": self.text,
            "lead_units": list(self.lead_units),
            "responsible_units": list(self.responsible_units),
            "open_list": self.open_list,
            "deadline": {
                "text": self.deadline.text,
                "date": self.deadline.on.isoformat() if self.deadline.on else None,
                "standing": self.deadline.standing,
            },
            "source": self.place.as_row(),
        }


@dataclass(frozen=True)
class Requirement:
    """A paragraph that asks something of everybody and is no numbered task."""

    text: str
    place: Place


@dataclass(frozen=True)
class Doubt:
    """What someone should look at before confirming, and where it stands."""

    text: str
    place: Place

    def __str__(self) -> str:
        return f"{self.place}：{self.text}"


@dataclass(frozen=True)
class Particulars:
    """What the head and the foot of the document say of it."""

    title: str = ""
    year: int | None = None
    issuer: str = ""
    document_number: str = ""
    issued_on: date | None = None


@dataclass(frozen=True)
class Plan:
    particulars: Particulars
    tasks: tuple[Task, ...]
    requirements: tuple[Requirement, ...]
    doubts: tuple[Doubt, ...]

    def as_row(self) -> dict[str, Any]:
        """The plan as `mingtang plan parse --json` prints it."""
        head = self.particulars
        return {
            "title": head.title,
            "year": head.year,
            "issuer": head.issuer,
            "document_number": head.document_number,
            "issued_on": head.issued_on.isoformat() if head.issued_on else None,
            "tasks": [task.as_row() for task in self.tasks],
            "requirements": [requirement.text for requirement in self.requirements],
            "warnings": [str(doubt) for doubt in self.doubts],
        }


@dataclass
class Heading:
    """A heading that may still grow: a page break can cut it in two."""

    text: str = ""


@dataclass
class Draft:
    """A task while it is being put together."""

    seq: str
    level1: Heading
    level2: Heading
    text: str
    assigned: Assigned
    place: Place
    path: tuple[str, ...] = ()


@dataclass
class Findings:
    """What reading a part of the document gave."""

    drafts: list[Draft] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, text: str, place: Place) -> None:
        self.doubts.append(Doubt(text, place))

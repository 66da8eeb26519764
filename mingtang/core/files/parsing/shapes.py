"""What comes out of a file, whatever its format: paragraphs, tables, and what a reader would not see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_CHARACTERS = 5_000_000
MOST_CELLS = 500_000
CUT = f"内容过长，只读取了前 {MOST_CHARACTERS // 10_000} 万字。请把文件拆开，或由人工检查其余部分。"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `index` counts from 1 through the whole file; `level` is 1–9 for headings and 0 for the rest."""

    index: int
    text: str
    level: int = 0
    style: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell at its upper left corner; cells that it covers do not appear."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class Table:
    """A grid. `after` is the index of the paragraph before it (0: none); `name` is the sheet's name, if any."""

    index: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    after: int = 0
    name: str = ""

    def grid(self) -> list[list[str]]:
        """Rows of texts, a merged cell's text repeated in all the places that it covers."""
        rows = [[""] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.rowspan, self.rows)):
                for column in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                    rows[row][column] = cell.text
        return rows

    def lines(self) -> list[str]:
        """One line for each row, its cells parted by tabs, each merged cell once."""
        rows: list[list[str]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            rows[cell.row].append(cell.text)
        return ["\t".join(row) for row in rows]


@dataclass(frozen=True)
class Hidden:
    """Text that a reader of the printed page would not see. `kind` is one of `KINDS_OF_HIDDEN`; `where` says where."""

    kind: str
    text: str
    where: str = ""


KINDS_OF_HIDDEN = {
    "comment": "批注",
    "deleted": "修订中已删除的文字",
    "hidden_text": "隐藏文字",
    "hidden_sheet": "隐藏的工作表",
    "hidden_cells": "隐藏的行或列",
    "properties": "文档属性",
}


@dataclass(frozen=True)
class Extracted:
    """All that was read. `text` is what a reader sees, in reading order; `hidden` what he does not."""

    text: str
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
    hidden: tuple[Hidden, ...] = ()


@dataclass
class Gathering:
    """Collects what a reader finds, in order, and stops at the limits with a warning instead of an error."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)
    _characters: int = 0

    @property
    def full(self) -> bool:
        return self._characters >= MOST_CHARACTERS

    def paragraph(self, text: str, *, level: int = 0, style: str = "") -> None:
        if text := self._taken(text.strip()):
            self.paragraphs.append(Paragraph(len(self.paragraphs) + 1, text, level, style))
            self._lines.append(text)

    def table(self, cells: Iterable[Cell], *, rows: int, columns: int, name: str = "") -> None:
        kept = [Cell(c.row, c.column, self._taken(c.text), c.rowspan, c.colspan) for c in cells]
        if not kept:
            return
        table = Table(len(self.tables) + 1, rows, columns, tuple(kept), len(self.paragraphs), name)
        self.tables.append(table)
        self._lines += [line for line in table.lines() if line.strip()]

    def hide(self, kind: str, text: str, where: str = "") -> None:
        if text := self._taken(text.strip()):
            self.hidden.append(Hidden(kind, text, where))

    def warn(self, warning: str) -> None:
        self.warnings[warning] = None

    def done(self) -> Extracted:
        return Extracted(
            "\n".join(self._lines),
            tuple(self.paragraphs),
            tuple(self.tables),
            tuple(self.warnings),
            tuple(self.hidden),
        )

    def count(self, text: str) -> None:
        """Count a text towards the limit without keeping it."""
        self._taken(text)

    def _taken(self, text: str) -> str:
        room = MOST_CHARACTERS - self._characters
        if len(text) > room:
            self.warn(CUT)
            text = text[: max(room, 0)]
        self._characters += len(text)
        return text

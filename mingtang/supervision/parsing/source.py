"""The document as the readers of files give it: lines of text and tables in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mingtang.supervision.parsing.cleaning import cleaned
from mingtang.supervision.parsing.numbering import mark_of


class ParagraphLike(Protocol):
    @property
    def index(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def style(self) -> str: ...


class CellLike(Protocol):
    @property
    def row(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def rowspan(self) -> int: ...
    @property
    def colspan(self) -> int: ...


class TableLike(Protocol):
    @property
    def rows(self) -> int: ...
    @property
    def columns(self) -> int: ...
    @property
    def cells(self) -> Sequence[CellLike]: ...
    @property
    def after(self) -> int: ...


class DocumentLike(Protocol):
    """What `mingtang.core.files` makes of a file."""

    @property
    def paragraphs(self) -> Sequence[ParagraphLike]: ...
    @property
    def tables(self) -> Sequence[TableLike]: ...
    @property
    def warnings(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Line:
    """A line or a paragraph, and the number of the paragraph it stands in. `level` is 1–9 for styled headings."""

    text: str
    number: int
    level: int = 0


@dataclass(frozen=True)
class Spot:
    """One place of a grid: the text of the cell that covers it, and that cell's corner and size."""

    text: str = ""
    row: int = -1
    column: int = -1
    high: int = 1
    wide: int = 1


@dataclass
class Grid:
    """A table with each place filled by the cell that covers it. `numbers` are the rows' numbers in the document."""

    rows: list[list[Spot]]
    numbers: list[int]
    merges_lost: bool = False
    first_line: int = 0
    notes: list[tuple[str, int]] = field(default_factory=list)

    @property
    def columns(self) -> int:
        return max((len(row) for row in self.rows), default=0)


Block = Line | Grid
# Headers, footers and notes of a page come after the body; they are no part of the plan.
_BESIDE = ("header", "footer", "footnotes", "endnotes")


def blocks_of(document: DocumentLike) -> list[Block]:
    """Lines and tables in the order of the document."""
    blocks: list[Block] = []
    tables = sorted(document.tables, key=lambda table: table.after)
    for position, paragraph in enumerate(document.paragraphs):
        while tables and tables[0].after <= position:
            blocks += _table(tables.pop(0))
        # A numbered heading that happens to stand at the top of several pages is none of a page's head.
        if not paragraph.style.startswith(_BESIDE) or mark_of(paragraph.text.strip()):
            lines = cleaned(paragraph.text).split("\n")
            blocks += [Line(line, paragraph.index, paragraph.level) for line in lines]
    return [*blocks, *(block for table in tables for block in _table(table))]


def _table(table: TableLike) -> list[Block]:
    """A table of one column only places text on the page: it is lines."""
    if table.columns > 1:
        return [_grid(table)]
    cells = sorted(table.cells, key=lambda cell: cell.row)
    return [Line(line, table.after) for cell in cells for line in cleaned(cell.text).split("\n")]


def _grid(table: TableLike) -> Grid:
    rows = [[Spot(row=row, column=column) for column in range(table.columns)] for row in range(table.rows)]
    for cell in table.cells:
        spot = Spot(cleaned(cell.text).strip(), cell.row, cell.column, cell.rowspan, cell.colspan)
        for row in rows[cell.row : cell.row + cell.rowspan]:
            for column in range(cell.column, min(cell.column + cell.colspan, table.columns)):
                row[column] = spot
    return Grid(rows, list(range(1, table.rows + 1)))


def grid_of_texts(rows: Sequence[Sequence[str]], numbers: Sequence[int], first_line: int = 0) -> Grid:
    """A grid without merges, made of texts; short rows are filled up."""
    wide = max((len(row) for row in rows), default=0)
    spots = [
        [Spot(text.strip(), r, c) for c, text in enumerate([*row, *[""] * (wide - len(row))])]
        for r, row in enumerate(rows)
    ]
    return Grid(spots, list(numbers), merges_lost=True, first_line=first_line)


def lines_through(blocks: Sequence[Block], read: Callable[[list[Line]], Iterable[Block]]) -> list[Block]:
    """The same blocks, each run of lines between tables as `read` gives it."""
    done: list[Block] = []
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block)
        else:
            done += [*read(lines), block]
            lines = []
    return [*done, *read(lines)]

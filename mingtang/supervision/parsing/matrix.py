"""Tables with a column for each unit and a mark (▲, ●, √, 牵头) where it takes part; the legend says which mark leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mingtang.supervision.parsing.cleaning import bare
from mingtang.supervision.parsing.columns import CONTENT, role_of_head
from mingtang.supervision.parsing.source import Block, Grid, Line, Spot
from mingtang.supervision.parsing.units import are_units

_MARK = re.compile(r"[▲△▴●○◎★☆■□◆◇√✓✔]")
_WORD = re.compile(r"牵头|主办|主责|配合|协办|参与|责任")
_FEWEST = 3  # columns of units
_HEAD_ROWS = 8
_LEGEND = re.compile(
    rf"(?P<mark>{_MARK.pattern})[”\"]?(?:的|者)?(?:表示|代表|为|是|[:：—-]+)?\s*(?P<role>牵头|主办|主责|配合|协办|责任|参与)"
)
_LEADING = ("牵头", "主办", "主责")


def with_marks_read(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks; where a table had a column for each unit it has one for those who lead and one for the others."""
    leading = {found["mark"] for block in blocks for found in _legend(block) if found["role"] in _LEADING}
    return [_with_names(block, leading) if isinstance(block, Grid) else block for block in blocks]


def _legend(block: Block) -> list[re.Match[str]]:
    if isinstance(block, Line):
        return list(_LEGEND.finditer(block.text))
    return [
        found for row in block.rows for spot in dict.fromkeys(row) for found in _LEGEND.finditer(spot.text)
    ]


@dataclass
class _Head:
    """Where the names of the units stand, and the columns below them."""

    row: int
    units: list[int] = field(default_factory=list)


def _with_names(grid: Grid, leading: set[str]) -> Grid:
    head = _head(grid)
    if head is None:
        return grid
    rows = [_named(row, at, grid.rows[head.row], head, leading) for at, row in enumerate(grid.rows)]
    notes = [*grid.notes, ("单位各占一栏，按标记读取单位，请核对", grid.numbers[head.row])]
    if not leading and not any(name.text for row in rows[head.row + 1 :] for name in row[-2:-1]):
        notes.append(("没有写明哪种标记是牵头，一律按责任单位处理", grid.numbers[head.row]))
    return Grid(rows, grid.numbers, grid.merges_lost, grid.first_line, notes)


def _head(grid: Grid) -> _Head | None:
    """The row whose cells are names of units above columns of nothing but marks."""
    for at, row in enumerate(grid.rows[:_HEAD_ROWS]):
        if not any(role_of_head(spot.text) == CONTENT for spot in row):
            continue
        units = [c for c, spot in enumerate(row) if are_units(spot.text) and _only_marks(grid, c, at + 1)]
        if len(units) >= _FEWEST:
            return _Head(at, units)
    return None


def _only_marks(grid: Grid, column: int, first: int) -> bool:
    texts = [bare(row[column].text) for row in grid.rows[first:] if row[column].wide == 1]
    return any(texts) and all(_MARK.fullmatch(text) or _WORD.fullmatch(text) for text in texts if text)


def _named(row: list[Spot], at: int, names: list[Spot], head: _Head, leading: set[str]) -> list[Spot]:
    """A row without the units' columns, and behind it those who lead and those who share."""
    kept = [spot for c, spot in enumerate(row) if c not in head.units]
    if at < head.row:
        return [*kept, *[kept[-1] if kept[-1].wide > 1 else Spot(row=at, column=len(row))] * 2]
    if at == head.row:
        texts = ("牵头单位", "责任单位")
    else:
        marked = [(bare(row[c].text), names[c].text) for c in head.units if row[c].text.strip()]
        texts = (
            "、".join(name for mark, name in marked if mark in (*leading, *_LEADING)),
            "、".join(name for mark, name in marked if mark not in (*leading, *_LEADING)),
        )
    return [*kept, *(Spot(text, at, len(row) + n) for n, text in enumerate(texts))]

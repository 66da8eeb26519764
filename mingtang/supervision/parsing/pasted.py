"""Tables pasted from a word processor or a browser: rows of tabs made whole again, one line for each row.

A break within a cell cuts its row in two; a browser parts cells by lines of nothing but a tab, and rows by blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mingtang.supervision.parsing.columns import SEQUENCE, head_roles, role_of_head
from mingtang.supervision.parsing.numbering import BRACKETED, mark_of
from mingtang.supervision.parsing.particulars import is_furniture
from mingtang.supervision.parsing.source import Block, Line, Spot, lines_through
from mingtang.supervision.parsing.units import are_units

_LONGEST_ROW = 20  # lines that a row may be broken into
_LONGEST_HEADING = 40


def with_whole_rows(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks; rows of tables that stood on several lines stand on one, with breaks within their cells."""
    return lines_through(blocks, _whole)


def _whole(lines: list[Line]) -> list[Line]:
    done: list[Line] = []
    at = 0
    while at < len(lines):
        found = _from_browser(lines, at) or _from_processor(lines, at)
        rows, at = found or ([lines[at]], at + 1)
        done += rows
    return done


def _is_head(cells: Sequence[str]) -> bool:
    return head_roles([Spot(cell.strip(), 0, c) for c, cell in enumerate(cells)]) is not None


# --- from a word processor: a break within a cell ----------------------------------------------------------------------


def _from_processor(lines: list[Line], at: int) -> tuple[list[Line], int] | None:
    tabs = lines[at].text.count("\t")
    if not tabs or not _is_head(lines[at].text.split("\t")):
        return None
    rows, place = [lines[at]], at + 1
    while place < len(lines):
        found = _row(lines, place, tabs) or _between(lines, place, rows, tabs)
        if found is None:
            break
        row, place = found
        rows += row
    seq = next((c for c, name in enumerate(rows[0].text.split("\t")) if role_of_head(name) == SEQUENCE), None)
    return rows if seq is None else [_filled_up(row, seq, tabs) for row in rows], place


def _filled_up(row: Line, seq: int, tabs: int) -> Line:
    """A row that lacks empty cells at its end; its number stands where the head has it."""
    cells = row.text.split("\t")
    missing = tabs + 1 - len(cells)
    if missing > 0 and len(cells) > seq and re.fullmatch(r"\d{1,3}[.、．]?", cells[seq].strip()):
        return Line(row.text + "\t" * missing, row.number, row.level)
    return row


def _row(lines: list[Line], at: int, tabs: int) -> tuple[list[Line], int] | None:
    """A row, or as many lines as give one with just as many cells as the head."""
    text = lines[at].text
    if "\t" not in text:
        return None
    if text.count("\t") < tabs:
        for end in range(at + 1, min(at + _LONGEST_ROW, len(lines))):
            if not lines[end].text.strip():
                break
            text += "\n" + lines[end].text
            if text.count("\t") >= tabs:
                return (
                    ([_unquoted(text, lines[at])], end + 1)
                    if text.count("\t") == tabs
                    else ([lines[at]], at + 1)
                )
    return [lines[at]], at + 1


def _unquoted(text: str, line: Line) -> Line:
    """Cells with breaks are set in quotation marks by some programs."""
    cells = [cell.strip() for cell in text.split("\t")]
    bare = [cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell for cell in cells]
    return Line("\t".join(bare), line.number, line.level)


def _between(lines: list[Line], at: int, rows: list[Line], tabs: int) -> tuple[list[Line], int] | None:
    """What stands between rows: blank lines, a heading of its own, or the rest of the last cell."""
    text = lines[at].text.strip()
    following = next((line.text for line in lines[at + 1 : at + _LONGEST_ROW] if line.text.strip()), "")
    if not text:
        return ([], at + 1) if "\t" in following else None
    mark = mark_of(text)
    if mark is not None and mark.kind <= BRACKETED and len(text) <= _LONGEST_HEADING and "\t" in following:
        return [Line(text + "\t" * tabs, lines[at].number)], at + 1
    if "\t" not in following and (lines[at].text[0] in " \u3000" or is_furniture(following)):
        return None  # a signature, and its day
    if are_units(text) and len(rows) > 1 and are_units(rows[-1].text.rsplit("\t", 1)[-1]):
        last = rows.pop()
        return [Line(last.text + "\n" + text, last.number, last.level)], at + 1
    return None


# --- from a browser: a tab between cells, blank lines between rows -----------------------------------------------------


@dataclass
class _Cells:
    """A row while it is read: its cells, each with its paragraphs, and where it ends."""

    first: int
    cells: list[list[str]]
    end: int = 0


def _from_browser(lines: list[Line], at: int) -> tuple[list[Line], int] | None:
    beside_tab = _blank_before_tab(lines, at + 1)
    if not role_of_head(lines[at].text) or beside_tab is None:
        return None
    rows = _rows(lines, at, beside_tab)
    while rows and len(rows[-1].cells) < 2:
        rows.pop()  # what stands behind the table
    if len(rows) < 2 or not _is_head(["".join(cell) for cell in rows[0].cells]):
        return None
    wide = len(rows[0].cells)
    return [_line(row, wide, lines[row.first].number) for row in rows], rows[-1].end


def _blank_before_tab(lines: list[Line], at: int) -> int | None:
    """How many blank lines stand before a line of nothing but a tab; None where something else follows."""
    for blank, line in enumerate(lines[at : at + 3]):
        if line.text.strip(" \u3000"):
            return blank if not line.text.strip() else None
    return None


def _rows(lines: list[Line], at: int, beside_tab: int) -> list[_Cells]:
    """Rows stand farther apart than a cell from its tab; behind a tab that begins an empty last cell, twice as far."""
    rows: list[_Cells] = []
    blank, behind_text = beside_tab + 1, True
    for place in range(at, len(lines)):
        text = lines[place].text
        is_tab = "\t" in text and not text.strip()
        if "\t" in text and not is_tab:
            break
        if not text.strip() and not is_tab:
            blank += 1
            continue
        if blank > beside_tab and (behind_text or (blank > 2 * beside_tab and not is_tab)):
            if rows and len(rows[-1].cells) < 2 and len(rows) > 1 and len(rows[-2].cells) < 2:
                break
            rows.append(_Cells(place, [[]]))
        if is_tab:
            rows[-1].cells.append([])
        else:
            rows[-1].cells[-1].append(text.strip())
        rows[-1].end, blank, behind_text = place + 1, 0, not is_tab
    return rows


def _line(row: _Cells, wide: int, number: int) -> Line:
    """A row as a line of tabs; the cells that reach down from above stand to the left and are left out."""
    cells = ["\n".join(cell) for cell in row.cells]
    missing = wide - len(cells)
    cells = [*cells, *[""] * missing] if len(cells) == 1 else [*[""] * missing, *cells]
    return Line("\t".join(cells), number)

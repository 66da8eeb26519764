"""Tables that became plain text: one cell a line behind a tab, rows of tabs, rows of pipes. Merges are lost in all of them.

What a merged cell was is told from the pattern: headings hold until the next one; a date or a unit holds as well when the
column speaks only where a new heading begins.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingtang.supervision.parsing.cleaning import bare, is_page_number
from mingtang.supervision.parsing.columns import CONTENT, SEQUENCE, head_roles
from mingtang.supervision.parsing.deadlines import is_deadline
from mingtang.supervision.parsing.fields import DEADLINE
from mingtang.supervision.parsing.numbering import mark_of
from mingtang.supervision.parsing.source import Block, Grid, Line, Spot, grid_of_texts, lines_through
from mingtang.supervision.parsing.units import LEADS, SHARES, are_units

_CELL = re.compile(r"^[ \u3000]*\t(?P<text>[^\t]*)$")
_RULE = re.compile(r"^\s*\|?[\s:|+-]*-{2,}[\s:|+-]*\|?\s*$")
_BOX_RULE = re.compile(r"^\s*[┌├└┏┣┗╔╠╚][─━═┬┼┴┳╋┻╦╬╩┐┤┘┓┫┛╗╣╝┯┷┿]+\s*$")
_HEADS = {SHARES: "责任单位", LEADS: "牵头单位", DEADLINE: "完成时限"}
_MISFIT = 5.0  # what one cell in a wrong column costs, with some to spare
_SENTENCE_END = ("。", "；", "！", "？", "”", "）")


@dataclass(frozen=True)
class _Row:
    cells: tuple[str, ...]
    number: int


def with_tables(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks with grids in the place of lines that were tables."""
    return lines_through(blocks, _through)


def _through(lines: list[Line]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        for reader in (_cells_by_line, _piped, _tabbed):
            if found := reader(lines, at):
                grid, at = found
                yield grid
                break
        else:
            yield lines[at]
            at += 1


# --- one cell a line ---------------------------------------------------------------------------------------------------


def _cells_by_line(lines: list[Line], at: int) -> tuple[Grid, int] | None:
    if not _CELL.match(lines[at].text):
        return None
    rows, end = _chunks(lines, at)
    texts = [[Spot(cell, r, c) for c, cell in enumerate(row.cells)] for r, row in enumerate(rows[:4])]
    head = next((r for r, row in enumerate(texts) if head_roles(row)), None)
    if head is None or len(rows) < head + 2:
        return None
    return _aligned(rows, head, lines[at].number), end


def _chunks(lines: list[Line], at: int) -> tuple[list[_Row], int]:
    """Rows parted by blank lines; a line without a tab goes on with the cell before it."""
    rows: list[_Row] = []
    cells: list[str] = []
    number, blank, end = 0, True, at
    for place in range(at, len(lines)):
        text = lines[place].text
        found = _CELL.match(text)
        if is_page_number(text.strip()):
            continue
        if not text.strip(" \u3000") and "\t" not in text:
            blank = True
            continue
        if found and blank and cells:
            rows.append(_Row(tuple(cells), number))
            cells = []
        if found:
            cells, number = [*cells, found["text"]], number if cells else len(rows) + 1
        elif cells and not blank and "\t" not in text:
            cells[-1] += "\n" + text
        else:
            break
        blank, end = False, place + 1
    return [*rows, *([_Row(tuple(cells), number)] if cells else [])], end


def _aligned(rows: list[_Row], head: int, first_line: int) -> Grid:
    wide = Counter(len(row.cells) for row in rows[head + 1 :]).most_common(1)[0][0]
    roles = head_roles([Spot(cell, 0, c) for c, cell in enumerate(rows[head].cells)]) or []
    roles, names = _spread(roles, list(rows[head].cells), wide)
    body: list[_Row] = []
    notes = []
    for row in rows[head + 1 :]:
        parts = _split(row.cells, roles)
        body += [_Row(tuple(part), row.number) for part in parts]
        if len(parts) > 1:
            notes.append(("一行里有几项要求，已拆开", row.number))
    grid = grid_of_texts(
        [names, *(row.cells for row in body)], [rows[head].number, *(r.number for r in body)], first_line
    )
    for at, row in enumerate(body, start=1):
        if len(row.cells) < wide:
            grid.rows[at] = _stretched(list(row.cells), roles, at)
    grid.notes = notes
    return filled(grid, roles)


def _spread(roles: list[str], names: list[str], wide: int) -> tuple[list[str], list[str]]:
    """The head with the columns it had when one of its cells covered several: the first content cell is stretched."""
    missing = wide - len(roles)
    at = roles.index(CONTENT) if CONTENT in roles else 0
    stretch = max(missing, 0)
    spread = roles[:at] + [CONTENT] * stretch + roles[at:]
    return spread[:wide], (names[:at] + [names[at]] * stretch + names[at:])[:wide]


def _split(cells: tuple[str, ...], roles: list[str]) -> list[tuple[str, ...]]:
    """A row with too many cells is several: each further sentence begins one, from the text column on."""
    wide = len(roles)
    if len(cells) <= wide:
        return [cells]
    text = max((c for c, role in enumerate(roles) if role == CONTENT), default=0)
    begins = [c for c in range(text + 1, len(cells)) if _is_sentence(cells[c])]
    if not begins:
        return [cells[:wide]]
    edges = [0, *begins, len(cells)]
    parts = [cells[start:end] for start, end in itertools.pairwise(edges)]
    tails = [_leading(cells, roles, text, number) + part for number, part in enumerate(parts[1:], start=2)]
    return [_to_width(part, roles) for part in (parts[0], *tails)]


def _leading(cells: tuple[str, ...], roles: list[str], text: int, number: int) -> tuple[str, ...]:
    """The cells before the text of a further task in a row: its number is the row's with -2, -3."""
    return tuple(f"{cells[c]}-{number}" if roles[c] == SEQUENCE and cells[c] else "" for c in range(text))


def _is_sentence(text: str) -> bool:
    return len(bare(text)) > 12 and not are_units(text) and not is_deadline(text)


def _to_width(cells: tuple[str, ...], roles: list[str]) -> tuple[str, ...]:
    missing = len(roles) - len(cells)
    return (*cells, *[""] * missing)[: len(roles)]


def _stretched(cells: list[str], roles: list[str], row: int) -> list[Spot]:
    """A row with too few cells: the places left out are those that make the rest fit best; a text cell covers them."""
    missing = len(roles) - len(cells)
    best = max(itertools.combinations(range(len(roles)), missing), key=lambda out: _fit(cells, roles, out))
    spots: list[Spot] = []
    rest = iter(cells)
    for column in range(len(roles)):
        spots.append(
            Spot(row=row, column=column) if column in best else Spot(next(rest).strip(), row, column)
        )
    for column in reversed(range(len(roles) - 1)):
        if column in best and roles[column] == CONTENT and roles[column + 1] == CONTENT:
            spots[column] = spots[column + 1]
    return spots


def _fit(cells: list[str], roles: list[str], out: tuple[int, ...]) -> float:
    kept = [role for column, role in enumerate(roles) if column not in out]
    score = 0.0
    for role, cell in zip(kept, cells, strict=True):
        score += 0.0 if not cell.strip() else (3.0 if _suits(role, cell) else -3.0)
    last_content = max((c for c, role in enumerate(kept) if role == CONTENT), default=-1)
    if last_content >= 0 and len(bare(cells[last_content])) > 8:
        score += 2
    return score + sum(0.5 + column / 100 for column in out if roles[column] == CONTENT)


def _suits(role: str, cell: str) -> bool:
    if role == SEQUENCE:
        return bool(re.fullmatch(r"\d{1,3}[.、]?", bare(cell)))
    if role in (LEADS, SHARES):
        return are_units(cell)
    if role == DEADLINE:
        return is_deadline(cell)
    return not are_units(cell) and not is_deadline(cell)


def filled(grid: Grid, roles: list[str]) -> Grid:
    """Blank headings take the one above; blank dates and units do where the column speaks only at new headings."""
    content = [c for c, role in enumerate(roles) if role == CONTENT]
    headings = content[:-1]
    unit_columns = [c for c, role in enumerate(roles) if role in (LEADS, SHARES)]
    named = [[row[c].text for c in unit_columns] for row in grid.rows]
    begun = [any(row[c].text and row[c].row == at for c in headings) for at, row in enumerate(grid.rows)]
    begun[0] = False
    for column in headings:
        _fill_headings(grid, column, headings[: headings.index(column)])
    for column, role in enumerate(roles):
        if role in (LEADS, SHARES, DEADLINE) and _at_headings_only(grid, column, begun):
            _fill(grid, column, [False] * len(named) if role == DEADLINE else [any(texts) for texts in named])
    return grid


def _fill_headings(grid: Grid, column: int, higher: list[int]) -> None:
    above = Spot()
    for at, row in enumerate(grid.rows[1:], start=1):
        own = row[column]
        covered = own.column != column
        if any(row[c].row == at and row[c].text for c in higher) and not own.text:
            above = Spot()
        if own.text and not covered:
            above = own
        elif covered:
            above = Spot()
        else:
            row[column] = above


def _at_headings_only(grid: Grid, column: int, begun: list[bool]) -> bool:
    """True when the column speaks on nearly all rows that begin a heading and on nearly no others."""
    body = range(1, len(grid.rows))
    at_begun = [bool(grid.rows[at][column].text) for at in body if begun[at]]
    at_others = [bool(grid.rows[at][column].text) for at in body if not begun[at]]
    if len(at_begun) < 2 or not at_others:
        return False
    return sum(at_begun) >= 0.8 * len(at_begun) and sum(at_others) <= 0.15 * len(at_others)


def _fill(grid: Grid, column: int, kept: list[bool]) -> None:
    """Fill blanks from above; rows that are `kept` (they name somebody in another column) stay as they are."""
    above = Spot()
    for row, keeps in zip(grid.rows[1:], kept[1:], strict=True):
        above = row[column] if row[column].text else above
        row[column] = row[column] if keeps else above


# --- rows of pipes -----------------------------------------------------------------------------------------------------


def _piped(lines: list[Line], at: int) -> tuple[Grid, int] | None:
    if _BOX_RULE.match(lines[at].text):
        return _boxed(lines, at)
    end = at
    rows: list[_Row] = []
    while end < len(lines) and lines[end].text.strip().count("|") >= 2:
        text = lines[end].text.strip()
        if not _RULE.match(text):
            rows.append(_Row(tuple(cell.strip() for cell in _within_pipes(text)), len(rows) + 1))
        end += 1
    return _regular(_fitted(rows), end, lines[at].number)


def _boxed(lines: list[Line], at: int) -> tuple[Grid, int] | None:
    """A table drawn with ─ and │: what stands between two rules is a row."""
    end, rows, cells = at, list[_Row](), list[list[str]]()
    while end < len(lines) and (_BOX_RULE.match(lines[end].text) or "│" in lines[end].text):
        if _BOX_RULE.match(lines[end].text):
            rows += [_Row(tuple("\n".join(cell).strip() for cell in cells), len(rows) + 1)] if cells else []
            cells = []
        else:
            parts = _within_pipes(lines[end].text.strip().replace("│", "|"))
            cells = cells or [[] for _ in parts]
            for cell, part in zip(cells, parts, strict=False):
                cell.append(part.strip())
        end += 1
    return _regular(rows, end, lines[at].number)


def _within_pipes(text: str) -> list[str]:
    """The cells of a line, without the borders of the table."""
    cells = text.split("|")
    return cells[text.startswith("|") : len(cells) - text.endswith("|")]


def _fitted(rows: list[_Row]) -> list[_Row]:
    """Rows that lack the cells which reach down from above (web pages made to text) with blanks in their places."""
    at = next((n for n, row in enumerate(rows[:4]) if _roles_of(row)), None)
    if at is None:
        return rows
    roles = _roles_of(rows[at]) or []
    return [*rows[: at + 1], *(_Row(_placed(row.cells, roles), row.number) for row in rows[at + 1 :])]


def _roles_of(row: _Row) -> list[str] | None:
    return head_roles([Spot(cell, 0, c) for c, cell in enumerate(row.cells)])


def _placed(cells: tuple[str, ...], roles: list[str]) -> tuple[str, ...]:
    """The cells as they stand, or moved to the columns that they suit where they plainly stand in wrong ones."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    wide = len(roles)
    if len(kept) >= wide or len(kept) < 2:
        return _to_width(cells, roles) if len(cells) < wide else cells
    as_it_stands = _fit(list(_to_width(tuple(kept), roles)), roles, ())
    # What reaches down from above stands to the left, mostly.
    out = max(
        itertools.combinations(range(wide), wide - len(kept)),
        key=lambda out: _fit(kept, roles, out) - sum(out) / 20,
    )
    if _fit(kept, roles, out) < as_it_stands + _MISFIT:
        return _to_width(cells, roles)
    rest = iter(kept)
    return tuple("" if column in out else next(rest) for column in range(wide))


def _regular(rows: list[_Row], end: int, first_line: int) -> tuple[Grid, int] | None:
    """A grid of rows of one width behind a head."""
    head = next(
        (r for r, row in enumerate(rows[:4]) if head_roles([Spot(t, r, c) for c, t in enumerate(row.cells)])),
        None,
    )
    if head is None or len(rows) < head + 2:
        return None
    grid = grid_of_texts([row.cells for row in rows[head:]], [row.number for row in rows[head:]], first_line)
    return filled(grid, head_roles(grid.rows[0]) or [CONTENT] * grid.columns), end


# --- rows of tabs ------------------------------------------------------------------------------------------------------


def _tabbed(lines: list[Line], at: int) -> tuple[Grid, int] | None:
    cells = _by_tabs(lines[at].text)
    roles = head_roles([Spot(cell, 0, c) for c, cell in enumerate(cells) if cell])
    if "\t" not in lines[at].text.strip() or not roles:
        return None
    rows, end = [_Row(cells, 1)], at + 1
    for place in range(at + 1, len(lines)):
        text = lines[place].text
        if not text.strip():
            continue
        if "\t" not in text:
            break
        if not text.strip("-—=+|: \t"):
            continue
        rows.append(_Row(_by_tabs(text), len(rows) + 1))
        end = place + 1
    if len(rows) < 2:
        return None
    wide = max(len(row.cells) for row in rows)
    regular = all(len(row.cells) == wide for row in rows) and not _broken(rows, roles)
    if regular and (found := _regular(rows, end, lines[at].number)):
        return found
    grid = _drifting(rows, roles, lines[at].number)
    return (grid, end) if grid else None


def _by_tabs(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split("\t"))


def _broken(rows: list[_Row], roles: list[str]) -> bool:
    """True when a page break cut rows in two: a text without an end, and the next row has no number or names nobody."""
    if roles[-1] == CONTENT:
        return False
    told = [c for c, role in enumerate(roles) if role == SEQUENCE] or [
        c for c, role in enumerate(roles) if role in (LEADS, SHARES, DEADLINE)
    ]
    return any(
        len(text := max(before.cells, key=len)) > 12
        and not text.endswith(_SENTENCE_END)
        and not any(after.cells[c] for c in told if c < len(after.cells))
        for before, after in itertools.pairwise(rows[1:])
    )


def _drifting(rows: list[_Row], roles: list[str], first_line: int) -> Grid | None:
    """Rows whose columns moved from page to page: cells are told by what they say, counted from the right."""
    tail = list(itertools.takewhile(lambda role: role not in (CONTENT, SEQUENCE), reversed(roles)))[::-1]
    if not tail or CONTENT not in roles:
        return None
    gathering = _Gathering(tail)
    for row in rows[1:]:
        if head_roles([Spot(cell, 0, c) for c, cell in enumerate(row.cells) if cell]) is None:
            gathering.take(row)
    names = ["序号", "工作任务", "工作任务", "具体要求", *(_HEADS.get(role, "备注") for role in tail)]
    body = [(r.number, [r.seq, r.level1[0], r.level2[0], r.text, *r.tail]) for r in gathering.rows]
    grid = grid_of_texts(
        [names, *(cells for _, cells in body)], [1, *(number for number, _ in body)], first_line
    )
    _share_headings(grid)
    return grid


def _share_headings(grid: Grid) -> None:
    for column in (1, 2):
        above = Spot()
        for row in grid.rows[1:]:
            above = above if above.text == row[column].text else row[column]
            row[column] = above


@dataclass
class _Gathered:
    number: int
    seq: str
    level1: list[str]
    level2: list[str]
    text: str
    tail: list[str]


class _Gathering:
    """Puts rows together again that a page break cut, and headings likewise."""

    def __init__(self, tail: list[str]) -> None:
        self.rows: list[_Gathered] = []
        self._tail = tail
        self._level1, self._level2 = [""], [""]
        self._latest = self._level1
        self._marked = self._numbered = False

    def take(self, row: _Row) -> None:
        wide = len(self._tail)
        if len(row.cells) <= wide:
            row = _Row((*[""] * (wide + 1 - len(row.cells)), *row.cells), row.number)
        front, tail = list(row.cells[:-wide]), list(row.cells[-wide:])
        text = front.pop() if front else ""
        if not text and front and len(bare(front[-1])) > 20:
            text = front.pop()
        seq, words = self._number(front, text)
        for cell in front:
            if cell and not re.fullmatch(r"\d{1,3}[.、]?", cell):
                self._heading(cell, first=cell is front[0])
        if seq or self._begins(words):
            self._numbered = self._numbered or bool(seq)
            self.rows.append(_Gathered(row.number, seq, self._level1, self._level2, words, tail))
        elif self.rows:
            last = self.rows[-1]
            last.text += words
            last.tail = [before + after for before, after in zip(last.tail, tail, strict=True)]

    @staticmethod
    def _number(front: list[str], text: str) -> tuple[str, str]:
        for cell in front:
            if re.fullmatch(r"\d{1,3}[.、]?", cell):
                return cell.rstrip(".、"), text
        if led := re.match(r"(\d{1,3})(?:[.、．]\s*|\s+)(?=[\u4e00-\u9fff“《])", text):
            return led[1], text[led.end() :]
        return "", text

    def _begins(self, words: str) -> bool:
        """A row without a number begins a task where no row has one and the text before has its end."""
        if self._numbered or not words:
            return False
        return not self.rows or self.rows[-1].text.endswith(_SENTENCE_END)

    def _heading(self, cell: str, *, first: bool) -> None:
        mark = mark_of(cell)
        if mark is not None and mark.label[0] not in "（(":
            self._marked = True
            self._level1 = self._latest = [cell]
            self._level2 = [""]
        elif mark is not None:
            self._marked = True
            self._level2 = self._latest = [cell]
        elif self._marked:
            # Where headings are numbered, one without a number is the rest of the last one.
            self._latest[0] += cell
        elif first:
            self._level1 = self._latest = [cell]
            self._level2 = [""]
        else:
            self._level2 = self._latest = [cell]

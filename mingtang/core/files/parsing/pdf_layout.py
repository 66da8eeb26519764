"""PDF pages as they are laid out: tables from their ruled lines, with merged cells, and the text around them.

Only lines that are drawn make a table: a column of blanks proves nothing. Text outside of tables comes line by line.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from mingtang.core.files.parsing.shapes import MOST_CELLS, Cell

_NEAR = 2.5  # points: lines as near as this are one line
_SHORTEST = 6.0
_MOST_LINES = 4_000
_WIDE_GAP = 1.25  # of a letter's height, between the middles of two letters
_SAME_START = 4.0  # points
_LEAST_ALIKE = 3
_LEAST_COLUMNS = 3
_LEAST_SHARE = 0.1  # of the page's lines begin at a column's place
_LEAST_BESIDE = 0.4  # of the lines have words in another column than the first
_APART = 1.7  # of a letter's height, between two columns


@dataclass(frozen=True)
class Ruled:
    """A table on one page: its place (`top`, in points from the bottom of the page), its size and cells."""

    top: float
    bottom: float
    left: float
    right: float
    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Line:
    """A line of text outside of tables. `words` are the places of what stands between wide gaps."""

    top: float
    text: str
    words: tuple[tuple[float, float], ...] = ()
    height: float = 0


@dataclass(frozen=True)
class _Stroke:
    """A drawn line: `at` is where it stands across its direction, `start` and `end` along it."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True)
class _Letter:
    text: str
    x: float
    y: float
    height: float


def page_parts(page: pypdfium2.PdfPage, *, in_columns: bool = False) -> list[Ruled | Line]:
    """Tables and lines of a page, from the top down. `in_columns`: the page before was `has_unruled_columns`."""
    letters = list(_letters(page))
    tables: list[Ruled] = []
    for strokes in _together(list(_strokes(page))):
        table = _ruled(strokes, letters)
        if table is not None and not any(_inside(table, other) for other in tables):
            tables.append(table)
    outside = [one for one in letters if not any(_holds(table, one) for table in tables)]
    lines = _lines(outside)
    if not tables and has_unruled_columns(lines, going_on=in_columns):
        # Sorted by height, the lines of cells side by side would mix: as they were written, each cell is whole.
        return [*_lines(outside, apart=True)]
    return sorted([*tables, *lines], key=lambda part: -part.top)


def _inside(table: Ruled, other: Ruled) -> bool:
    return table.top <= other.top + _NEAR and table.bottom >= other.bottom - _NEAR


def _holds(table: Ruled, letter: _Letter) -> bool:
    return table.left < letter.x < table.right and table.bottom < letter.y < table.top


def _letters(page: pypdfium2.PdfPage) -> Iterator[_Letter]:
    text = page.get_textpage()
    for number in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, number))
        if letter in "\r\n\ufffe\x00":
            continue
        left, bottom, right, top = text.get_charbox(number, loose=True)
        yield _Letter(letter, (left + right) / 2, (bottom + top) / 2, top - bottom)


def _strokes(page: pypdfium2.PdfPage) -> Iterator[_Stroke]:
    count = 0
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        for ax, ay, bx, by in _segments(drawn):
            if stroke := _stroke(ax, ay, bx, by):
                count += 1
                yield stroke
        if count > _MOST_LINES:
            return


def _stroke(ax: float, ay: float, bx: float, by: float) -> _Stroke | None:
    if abs(ax - bx) < 1 and abs(ay - by) >= _SHORTEST:
        return _Stroke(True, (ax + bx) / 2, min(ay, by), max(ay, by))
    if abs(ay - by) < 1 and abs(ax - bx) >= _SHORTEST:
        return _Stroke(False, (ay + by) / 2, min(ax, bx), max(ax, bx))
    return None


def _segments(drawn: pypdfium2.PdfObject) -> Iterator[tuple[float, float, float, float]]:
    """The straight pieces of a path, in the page's points."""
    matrix = drawn.get_matrix()
    first = last = (0.0, 0.0)
    for number in range(pdfium.FPDFPath_CountSegments(drawn)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield (*last, *point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield (*point, *first)
        last = point


def _together(strokes: list[_Stroke]) -> list[list[_Stroke]]:
    """Strokes that touch one another, directly or through others: each group may be a table."""
    groups: list[list[_Stroke]] = []
    upright = [one for one in strokes if one.upright]
    level = [one for one in strokes if not one.upright]
    parents = list(range(len(upright) + len(level)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for i, one in enumerate(upright):
        for j, other in enumerate(level, start=len(upright)):
            if _touch(one, other):
                parents[root(i)] = root(j)
    found: dict[int, list[_Stroke]] = {}
    for i, one in enumerate([*upright, *level]):
        found.setdefault(root(i), []).append(one)
    groups = [group for group in found.values() if len(group) > 3]
    return sorted(groups, key=len, reverse=True)


def _touch(upright: _Stroke, level: _Stroke) -> bool:
    return (
        level.start - _NEAR <= upright.at <= level.end + _NEAR
        and upright.start - _NEAR <= level.at <= upright.end + _NEAR
    )


def _places(values: Iterable[float]) -> list[float]:
    """Places with those that are near one another made one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _ruled(strokes: list[_Stroke], letters: list[_Letter]) -> Ruled | None:
    xs = _places(one.at for one in strokes if one.upright)
    ys = _places(one.at for one in strokes if not one.upright)[::-1]
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows * columns > MOST_CELLS:
        return None
    boxes = _boxes(strokes, xs, ys)
    texts = _texts(boxes, xs, ys, letters)
    cells = [
        Cell(top, left, texts.get((top, left), ""), bottom - top + 1, right - left + 1)
        for top, left, bottom, right in sorted(set(boxes.values()))
    ]
    return Ruled(ys[0], ys[-1], xs[0], xs[-1], rows, columns, tuple(cells))


def _boxes(
    strokes: list[_Stroke], xs: list[float], ys: list[float]
) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """For each place of the grid the cell it belongs to, as (top, left, bottom, right): undrawn borders join places."""
    rows, columns = len(ys) - 1, len(xs) - 1
    upright, level = [s for s in strokes if s.upright], [s for s in strokes if not s.upright]
    group = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while group[place] != place:
            place = group[place]
        return place

    for r in range(rows):
        for c in range(columns):
            middle_x, middle_y = (xs[c] + xs[c + 1]) / 2, (ys[r] + ys[r + 1]) / 2
            if c + 1 < columns and not _drawn(upright, xs[c + 1], middle_y):
                group[root((r, c + 1))] = root((r, c))
            if r + 1 < rows and not _drawn(level, ys[r + 1], middle_x):
                group[root((r + 1, c))] = root((r, c))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in group:
        members.setdefault(root(place), []).append(place)
    boxes = {}
    for places in members.values():
        across, down = [c for _, c in places], [r for r, _ in places]
        boxes.update(dict.fromkeys(places, (min(down), min(across), max(down), max(across))))
    return boxes


def _drawn(strokes: list[_Stroke], at: float, along: float) -> bool:
    return any(abs(one.at - at) <= _NEAR and one.start <= along <= one.end for one in strokes)


def _texts(
    boxes: dict[tuple[int, int], tuple[int, int, int, int]],
    xs: list[float],
    ys: list[float],
    letters: list[_Letter],
) -> dict[tuple[int, int], str]:
    within: dict[tuple[int, int], list[_Letter]] = {}
    down = [-y for y in ys]
    for letter in letters:
        row, column = bisect_right(down, -letter.y) - 1, bisect_right(xs, letter.x) - 1
        if (row, column) in boxes:
            top, left, _, _ = boxes[row, column]
            within.setdefault((top, left), []).append(letter)
    return {place: "\n".join(line.text for line in _lines(found)) for place, found in within.items()}


def _lines(letters: list[_Letter], *, apart: bool = False) -> list[Line]:
    """Letters in reading order as lines: a new one begins where the letters stand lower or higher.

    `apart`: words behind a wide gap are a line of their own; the first keeps the places of all.
    """
    lines: list[list[_Letter]] = []
    for letter in letters:
        if lines and abs(lines[-1][0].y - letter.y) < 0.6 * max(lines[-1][0].height, letter.height, 1):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    made = []
    for line in lines:
        words = _words(line)
        texts = ["".join(one.text for one in letters_).strip() for letters_ in (words if apart else [line])]
        places = tuple((one[0].x, one[-1].x) for one in words)
        made += [Line(line[0].y, text, () if at else places, line[0].height) for at, text in enumerate(texts)]
    return [line for line in made if line.text]


def _words(line: list[_Letter]) -> list[list[_Letter]]:
    """The letters of a line, parted at gaps of more than a letter's width; blanks only between words that stay together."""
    found: list[list[_Letter]] = []
    for letter in line:
        if not letter.text.strip():
            if found:
                found[-1].append(letter)
            continue
        before = next((one for one in reversed(found[-1]) if one.text.strip()), None) if found else None
        if before is None or letter.x - before.x > _WIDE_GAP * letter.height:
            found.append([])
        found[-1].append(letter)
    return [_trimmed(letters) for letters in found]


def _trimmed(letters: list[_Letter]) -> list[_Letter]:
    while letters and not letters[-1].text.strip():
        letters.pop()
    return letters


def has_unruled_columns(parts: Sequence[Ruled | Line], *, going_on: bool = False) -> bool:
    """True when lines stand in three or more columns with nothing drawn between them: their words may mix."""
    lines = [part for part in parts if isinstance(part, Line) and part.words]
    if not going_on and not any(len(line.words) >= _LEAST_COLUMNS for line in lines):
        return False
    alike = Counter(round(start / _SAME_START) for line in lines for start, _ in line.words)
    often = max(_LEAST_ALIKE, _LEAST_SHARE * len(lines))
    apart = max((line.height for line in lines), default=0)
    columns: list[int] = []
    for place in sorted(place for place, count in alike.items() if count >= often):
        # The first line of a paragraph stands two letters further in: that is no column.
        further = not columns or (place - columns[-1]) * _SAME_START > _APART * apart
        if further and not (columns and _crossed(lines, place * _SAME_START - 0.5 * apart)):
            columns.append(place)
    beside = sum(any(round(start / _SAME_START) in columns[1:] for start, _ in line.words) for line in lines)
    return len(columns) >= _LEAST_COLUMNS and beside >= _LEAST_BESIDE * len(lines)


def _crossed(lines: list[Line], at: float) -> bool:
    """True where words of several lines stand on both sides of a place: no column begins there."""
    over = sum(any(start < at < end for start, end in line.words) for line in lines)
    return over > 1 + _LEAST_SHARE * len(lines)

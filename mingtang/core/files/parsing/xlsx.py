"""Excel workbooks: values by calamine, merged cells exact, and what is hidden."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lxml import etree
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from mingtang.core.files.parsing.packages import DAMAGED, Package
from mingtang.core.files.parsing.shapes import MOST_CELLS, Cell, Extracted, Gathering
from mingtang.core.refusals import Refused

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_MOST_PLACES = 4 * MOST_CELLS


@dataclass(frozen=True)
class _Layout:
    """What a sheet's own part says: how far its cells reach, and which rows and columns are hidden."""

    rows: int = 0
    columns: int = 0
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def read(data: bytes) -> Extracted:
    """An xlsx. Sheets become tables named for them; text is one line for each row."""
    package = Package(data)
    layouts = dict(_layouts(package))
    workbook = _opened(package.repacked())
    gathered = Gathering()
    for metadata in workbook.sheets_metadata:
        if metadata.typ == SheetTypeEnum.WorkSheet:
            visible = metadata.visible == SheetVisibleEnum.Visible
            _sheet(workbook, metadata.name, layouts.get(metadata.name, _Layout()), gathered, visible=visible)
    _comments(package, gathered)
    return gathered.done()


def read_old(data: bytes) -> Extracted:
    """An xls of Excel 97-2003."""
    workbook, gathered = _opened(data), Gathering()
    for metadata in workbook.sheets_metadata:
        visible = metadata.visible == SheetVisibleEnum.Visible
        _sheet(workbook, metadata.name, _Layout(), gathered, visible=visible)
    return gathered.done()


def _opened(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except BaseException as error:
        raise _damaged(error) from error


def _damaged(error: BaseException) -> BaseException:
    """A panic of the Rust reader is no `Exception`; it must not take the process along."""
    panicked = type(error).__name__ == "PanicException"
    return Refused(DAMAGED) if panicked or isinstance(error, Exception) else error


def _sheet(
    workbook: CalamineWorkbook, name: str, layout: _Layout, gathered: Gathering, *, visible: bool
) -> None:
    if layout.rows * layout.columns > _MOST_PLACES:
        gathered.warn(f"工作表“{name}”的单元格散布过广，没有读取。请删除远处的空白行列后重新上传。")
        return
    try:
        sheet = workbook.get_sheet_by_name(name)
        cells, rows, columns = _cells(sheet)
    except BaseException as error:
        raise _damaged(error) from error
    if len(cells) >= MOST_CELLS:
        gathered.warn(f"工作表“{name}”超过 {MOST_CELLS} 格，只读取了前面的部分。")
    if not visible:
        gathered.hide("hidden_sheet", "\n".join(cell.text for cell in cells), where=name)
        return
    seen = [c for c in cells if c.row not in layout.hidden_rows and c.column not in layout.hidden_columns]
    if len(seen) < len(cells):
        unseen = [c.text for c in cells if c.row in layout.hidden_rows or c.column in layout.hidden_columns]
        gathered.hide("hidden_cells", "\n".join(unseen), where=name)
    gathered.table(seen, rows=rows, columns=columns, name=name)


def _cells(sheet: CalamineSheet) -> tuple[list[Cell], int, int]:
    """Cells that hold something, with the spans of merged ones; places count from the sheet's first cell A1."""
    spans = {
        top: (bottom[0] - top[0] + 1, bottom[1] - top[1] + 1)
        for top, bottom in sheet.merged_cell_ranges or ()
    }
    cells: list[Cell] = []
    for row, values in enumerate(sheet.to_python(skip_empty_area=False, nrows=_rows_within_limit(sheet))):
        for column, value in enumerate(values):
            text = written(value)
            if text:
                high, wide = spans.get((row, column), (1, 1))
                cells.append(Cell(row, column, text, high, wide))
    rows = max((c.row + c.rowspan for c in cells), default=0)
    columns = max((c.column + c.colspan for c in cells), default=0)
    return cells[:MOST_CELLS], rows, columns


def _rows_within_limit(sheet: CalamineSheet) -> int:
    return max(1, min(sheet.total_height + 1, _MOST_PLACES // max(sheet.total_width, 1)))


def written(value: Any) -> str:
    """A cell's value as a reader would write it down: whole numbers without a point, dates in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else str(value).strip()


def _layouts(package: Package) -> Iterator[tuple[str, _Layout]]:
    book = package.xml("xl/workbook.xml")
    links = package.optional_xml("xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in (links if links is not None else ())}
    for sheet in book.iter(S + "sheet"):
        target = targets.get(sheet.get(_LINK), "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in package:
            yield sheet.get("name", ""), _layout(package.xml(part))


def _layout(root: etree._Element) -> _Layout:
    reach = [_place(cell.get("r", "")) for cell in root.iter(S + "c")]
    rows = {
        int(row.get("r", "0")) - 1
        for row in root.iter(S + "row")
        if _set(row) and row.get("r", "").isdecimal()
    }
    columns = {n for column in root.iter(S + "col") if _set(column) for n in _columns(column)}
    return _Layout(
        max((r for r, _ in reach), default=0),
        max((c for _, c in reach), default=0),
        frozenset(rows),
        frozenset(columns),
    )


def _set(element: etree._Element) -> bool:
    return element.get("hidden", "0") in ("1", "true")


def _columns(column: etree._Element) -> range:
    first, last = column.get("min", ""), column.get("max", "")
    return (
        range(int(first) - 1, min(int(last), 16384)) if first.isdecimal() and last.isdecimal() else range(0)
    )


def _place(reference: str) -> tuple[int, int]:
    match = _PLACE.match(reference)
    if not match:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _comments(package: Package, gathered: Gathering) -> None:
    for name in package.names:
        if re.fullmatch(r"xl/(comments|threadedComments)[^/]*/?[^/]*\.xml", name):
            for comment in package.xml(name):
                for one in comment if comment.tag == S + "commentList" else ():
                    gathered.hide(
                        "comment", "".join(t.text or "" for t in one.iter(S + "t")), where=one.get("ref", "")
                    )

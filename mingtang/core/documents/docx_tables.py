"""A table block as Word's own element, with true spans; built whole, for python-docx is slow cell by cell."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from mingtang.core.documents.blocks import Block, Cell

_WIDTH_TWIPS = 8845  # 156 mm, the print area
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_element(block: Block) -> tuple[Any, list[tuple[Any, Cell]]]:
    """The table, and each of its own cells with the block cell that fills it."""
    columns = block["columns"]
    table = _made("w:tbl")
    table.append(_properties())
    grid = _made("w:tblGrid")
    grid.extend([_made("w:gridCol", w=str(_WIDTH_TWIPS // columns)) for _ in range(columns)])
    table.append(grid)
    found: list[tuple[Any, Cell]] = []
    places = {(x, y): cell for cell in block["cells"] for y in _rows(cell) for x in (cell["x"],)}
    for y in range(block["rows"]):
        table.append(_row(y, columns, places, found, head=y < block["header_rows"]))
    return table, found


def _rows(cell: Cell) -> range:
    return range(cell["y"], cell["y"] + cell["rowspan"])


def _properties() -> Any:
    properties = _made("w:tblPr")
    borders = _made("w:tblBorders")
    borders.extend([_made(f"w:{side}", val="single", sz="4", space="0", color="auto") for side in _SIDES])
    properties.extend(
        [_made("w:tblW", w=str(_WIDTH_TWIPS), type="dxa"), _made("w:jc", val="center"), borders]
    )
    return properties


def _row(
    y: int, columns: int, places: dict[tuple[int, int], Cell], found: list[tuple[Any, Cell]], *, head: bool
) -> Any:
    row, x = _made("w:tr"), 0
    if head:
        marks = _made("w:trPr")
        marks.append(_made("w:tblHeader"))
        row.append(marks)
    while x < columns:
        cell = places.get((x, y))
        element = _cell(cell, y, columns)
        row.append(element)
        if cell is not None and cell["y"] == y:
            found.append((element, cell))
        else:
            element.append(_made("w:p"))
        x += cell["colspan"] if cell else 1
    return row


def _cell(cell: Cell | None, y: int, columns: int) -> Any:
    element, properties = _made("w:tc"), _made("w:tcPr")
    wide = cell["colspan"] if cell else 1
    properties.append(_made("w:tcW", w=str(_WIDTH_TWIPS // columns * wide), type="dxa"))
    if wide > 1:
        properties.append(_made("w:gridSpan", val=str(wide)))
    if cell and cell["rowspan"] > 1:
        properties.append(_made("w:vMerge", val="restart" if cell["y"] == y else "continue"))
    properties.append(_made("w:vAlign", val="center"))
    element.append(properties)
    return element


def _made(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element

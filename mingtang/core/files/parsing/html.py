"""Web pages: what a reader sees, in paragraphs and tables; scripts and styles left out."""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

from mingtang.core.files.parsing.plain import decoded
from mingtang.core.files.parsing.shapes import MOST_CELLS, Cell, Extracted, Gathering

_UNSEEN = {"script", "style", "template", "noscript", "head", "iframe", "object", "svg", "math"}
_BLOCKS_LISTED = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCKS_LISTED.split())
_HEADING = re.compile(r"h[1-6]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNNUMBERED = re.compile(r"list-style[^;]*:[^;]*none")
_NUMBERED = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[）)、．.]|[①-⑳]")
_MOST_SPAN = 1000
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(data: bytes) -> Extracted:
    gathered = Gathering()
    # A string must not declare an encoding of its own.
    source = _XML_DECLARATION.sub("", decoded(data)).replace("\0", "")
    if source.strip():
        parser = lxml.html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        root = lxml.html.document_fromstring(source, parser=parser)
        _Walk(gathered).through(root)
        if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            gathered.warn("网页嵌套过深，后面的内容没有读到。请另存为 docx 或纯文本后上传。")
    return gathered.done()


class _Walk:
    """Goes through the page without recursion, so that depth does no harm."""

    def __init__(self, gathered: Gathering) -> None:
        self._gathered = gathered
        self._line: list[str] = []
        self._level = 0

    def through(self, root: etree._Element) -> None:
        skipped = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self._line.append(element.tail or "")
                continue
            if event == "start" and self._leaves_out(element):
                skipped = element
            elif event == "start":
                self._enter(element)
            else:
                self._leave(element)
        self._finish()

    def _leaves_out(self, element: etree._Element) -> bool:
        if element.tag == "table" and not _lays_out(element):
            self._finish()
            cells, rows, columns = table_cells(element)
            self._gathered.table(cells, rows=rows, columns=columns)
            return True
        return element.tag in _UNSEEN or not isinstance(element.tag, str)

    def _enter(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self._finish()
            self._level = int(element.tag[1]) if _HEADING.fullmatch(element.tag) else 0
        if element.tag == "br":
            self._line.append("\n")
        self._line.append(_list_number(element))
        self._line.append(_SPACE.sub(" ", element.text or ""))

    def _leave(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self._finish()
        self._line.append(_SPACE.sub(" ", element.tail or ""))

    def _finish(self) -> None:
        self._gathered.paragraph("".join(self._line), level=self._level)
        self._line, self._level = [], 0


def _list_number(element: etree._Element) -> str:
    """The number that a browser shows before an item of an ordered list, unless the item has written its own."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag != "ol" or parent.get("type", "1") != "1":
        return ""
    if _UNNUMBERED.search(parent.get("style", "")) or _NUMBERED.match("".join(element.itertext()).strip()):
        return ""
    first = parent.get("start", "1").strip()
    before = sum(1 for _ in element.itersiblings("li", preceding=True))
    return f"{(int(first) if first.isdecimal() else 1) + before}. "


def _lays_out(table: etree._Element) -> bool:
    """True for a table that only places others on the page: those within have more cells than it has itself."""
    within = sum(1 for inner in table.iter("table") if inner is not table for _ in inner.iter("td", "th"))
    return within > sum(1 for _ in table.iter("td", "th")) - within


def table_cells(table: etree._Element) -> tuple[list[Cell], int, int]:
    """Cells with their true places: a cell takes the first free place of its row, as browsers do."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    rows = columns = 0
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        column = 0
        for element in row.iterchildren("td", "th"):
            while (rows, column) in taken:
                column += 1
            high, wide = _span(element, "rowspan"), _span(element, "colspan")
            if len(taken) < MOST_CELLS:
                taken |= {(rows + r, column + c) for r in range(high) for c in range(wide)}
                cells.append(Cell(rows, column, _cell_text(element), high, wide))
            column += wide
        columns, rows = max(columns, column), rows + 1
    return _within(cells, rows), rows, columns


def _within(cells: list[Cell], rows: int) -> list[Cell]:
    """Spans that reach below the last row end there."""
    return [Cell(c.row, c.column, c.text, min(c.rowspan, rows - c.row), c.colspan) for c in cells]


def _cell_text(cell: etree._Element) -> str:
    """A cell's text, with a line for each block and after each break."""
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element.tag == "br" or (element.tag in _BLOCKS and element is not cell):
            parts.append("\n")
        if event == "start":
            parts.append(_list_number(element))
            parts.append(_SPACE.sub(" ", element.text or ""))
        elif element is not cell:
            parts.append(_SPACE.sub(" ", element.tail or ""))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _span(element: etree._Element, name: str) -> int:
    value = element.get(name, "1").strip()
    return max(1, min(int(value), _MOST_SPAN)) if value.isdecimal() else 1

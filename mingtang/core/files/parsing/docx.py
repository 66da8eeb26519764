"""Word documents, read directly from their parts: exact spans of merged cells, and what is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from mingtang.core.files.parsing.numbering import Numbering
from mingtang.core.files.parsing.packages import Package
from mingtang.core.files.parsing.shapes import MOST_CELLS, Cell, Extracted, Gathering
from mingtang.core.files.parsing.styles import Styles

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_NOT_VISIBLE = {W + "del", W + "moveFrom", _FALLBACK, W + "pPr", W + "txbxContent"}
_WRAPPERS = {W + "sdt", W + "sdtContent", W + "ins", W + "moveTo", W + "customXml", W + "smartTag"}
_DEEPEST_TABLE = 8


def read(data: bytes) -> Extracted:
    package = Package(data)
    reader = _Reader(package)
    reader.body(package.xml("word/document.xml"))
    reader.beside("word/header", "word/footer", "word/footnotes", "word/endnotes")
    reader.comments()
    return reader.gathered.done()


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package.optional_xml("word/styles.xml"))
        self._numbering = Numbering(package.optional_xml("word/numbering.xml"))
        self.gathered = Gathering()

    def body(self, document: etree._Element) -> None:
        body = document.find(W + "body")
        self._blocks(body if body is not None else document)
        self._hidden(document)

    def beside(self, *starts: str) -> None:
        """Headers, footers and notes: read after the body."""
        for name in sorted(n for n in self._package.names if n.startswith(starts) and n.endswith(".xml")):
            root = self._package.xml(name)
            for paragraph in root.iter(W + "p"):
                self.gathered.paragraph(text_within(paragraph), style=name[5:-4])

    def comments(self) -> None:
        root = self._package.optional_xml("word/comments.xml")
        for comment in root.iter(W + "comment") if root is not None else ():
            text = "\n".join(text_within(p) for p in comment.iter(W + "p"))
            self.gathered.hide("comment", text, where=comment.get(W + "author", ""))

    def _blocks(self, parent: etree._Element) -> None:
        for element in parent:
            if self.gathered.full:
                return
            if element.tag == W + "p":
                self._paragraph(element)
            elif element.tag == W + "tbl":
                self._table(element)
            elif element.tag in _WRAPPERS:
                self._blocks(element)

    def _paragraph(self, element: etree._Element) -> None:
        style = self._styles.of(element)
        number = self._numbering.next_number(element, style.numbering)
        self.gathered.paragraph(number + text_within(element), level=style.level, style=style.name)
        for box in _text_boxes(element):
            self._blocks(box)

    def _table(self, element: etree._Element) -> None:
        cells, rows, columns = _grid(element, self._cell_text)
        if len(cells) >= MOST_CELLS:
            self.gathered.warn(f"表格超过 {MOST_CELLS} 格，只读取了前面的部分。")
        self.gathered.table(cells, rows=rows, columns=columns)

    def _cell_text(self, cell: etree._Element, depth: int = 0) -> str:
        """All paragraphs of a cell; a table within a cell becomes lines of the cell."""
        lines = []
        for element in _unwrapped(cell):
            if element.tag == W + "p":
                number = self._numbering.next_number(element, self._styles.of(element).numbering)
                lines.append(number + text_within(element))
                lines += [self._cell_text(box, depth + 1) for box in _text_boxes(element)]
            elif element.tag == W + "tbl" and depth < _DEEPEST_TABLE:
                inner = (c for row in _rows(element) for c in _cells(row))
                lines += [self._cell_text(c, depth + 1) for c in inner]
        return "\n".join(line for line in lines if line.strip())

    def _hidden(self, document: etree._Element) -> None:
        for tag in ("del", "moveFrom"):
            for change in document.iter(W + tag):
                parts = [t.text or "" for t in change.iter(W + "delText", W + "t")]
                self.gathered.hide("deleted", "".join(parts), where=change.get(W + "author", ""))
        for run in document.iter(W + "r"):
            if _vanishes(run):
                self.gathered.hide("hidden_text", "".join(t.text or "" for t in run.iter(W + "t")))


def text_within(paragraph: etree._Element) -> str:
    """What a reader sees of a paragraph: insertions accepted, deletions and hidden runs left out."""
    return "".join(_visible(paragraph))


def _visible(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _NOT_VISIBLE and not _vanishes(child):
            yield from _visible(child)


def _vanishes(run: etree._Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish") if run.tag == W + "r" else None
    return mark is not None and mark.get(W + "val", "true") not in ("0", "false", "off")


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Text boxes of a paragraph itself; the fallback for old readers repeats them and is left out."""
    for box in paragraph.iter(W + "txbxContent"):
        outside = next(a for a in box.iterancestors(W + "p"))
        if outside is paragraph and not any(a.tag == _FALLBACK for a in box.iterancestors()):
            yield box


def _unwrapped(parent: etree._Element) -> Iterator[etree._Element]:
    for element in parent:
        if element.tag in _WRAPPERS:
            yield from _unwrapped(element)
        else:
            yield element


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (e for e in _unwrapped(table) if e.tag == W + "tr")


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (e for e in _unwrapped(row) if e.tag == W + "tc")


def _number(element: etree._Element, path: str, default: int) -> int:
    found = element.find("/".join(W + part for part in path.split("/")))
    value = found.get(W + "val", "") if found is not None else ""
    return min(int(value), 1000) if value.isdecimal() else default


def _merging(cell: etree._Element) -> str:
    mark = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if mark is None else mark.get(W + "val", "continue")


def _grid(table: etree._Element, text: Callable[[etree._Element], str]) -> tuple[list[Cell], int, int]:
    """Cells with their true places. A cell that continues the one above makes that one taller."""
    found: list[list[int]] = []
    texts: list[str] = []
    above: dict[int, int] = {}
    rows = columns = 0
    for rows, row in enumerate(_rows(table), start=1):
        column, current = _number(row, "trPr/gridBefore", 0), {}
        for cell in _cells(row):
            span = max(_number(cell, "tcPr/gridSpan", 1), 1)
            if _merging(cell) == "continue" and column in above:
                current[column] = above[column]
                found[above[column]][2] += 1
            else:
                current[column] = len(found)
                found.append([rows - 1, column, 1, span])
                texts.append(text(cell))
            column += span
        above, columns = current, max(columns, column)
        if len(found) >= MOST_CELLS:
            break
    cells = [Cell(r, c, t, high, wide) for (r, c, high, wide), t in zip(found, texts, strict=True)]
    return cells, rows, columns

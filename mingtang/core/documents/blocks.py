"""Sanitised HTML as plain blocks that the PDF templates and the docx writer render. No text is lost on the way."""

from __future__ import annotations

import re
from typing import Any, NotRequired, TypedDict
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

from mingtang.core.refusals import Refused


class Run(TypedDict):
    """A piece of text in one style; a line feed is a line break."""

    text: str
    bold: NotRequired[bool]
    italic: NotRequired[bool]
    underline: NotRequired[bool]
    strike: NotRequired[bool]
    sub: NotRequired[bool]
    sup: NotRequired[bool]
    link: NotRequired[str]


class Cell(TypedDict):
    """A cell at its true place in the grid; places that it covers have no cell of their own."""

    x: int
    y: int
    rowspan: int
    colspan: int
    header: bool
    blocks: list[Block]


Block = dict[str, Any]
"""`kind` is one of heading (level 2–4, runs), paragraph (runs, align), list (ordered, start, items: lists of blocks),
table (rows, columns, header_rows, caption, cells), quote (blocks), rule."""

# The templates' own nesting has a limit; deeper lists and quotes are written on at this depth.
DEEPEST = 6
MOST_COLUMNS = 60
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)")
_HEADING = re.compile(r"h[1-6]")
# The marks of a 公文 that say where a line stands: 署名 and 成文日期 at the right, centred lines in the middle.
_MARKS = {"signature": "right", "date": "right", "centred": "center"}
_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strike", "del": "strike", "strike": "strike", "sub": "sub", "sup": "sup",
}  # fmt: skip
_UNSEEN = {"script", "style", "template", "head", "title", "colgroup", "col"}
_LISTED = (
    "address article aside blockquote body caption center dd details div dl dt figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_LISTED.split())
_NOT_TO_BE_CUT = "正文嵌套过深，无法排版。请在编辑器中减少列表、引用或表格的层数后再试。"


def blocks(html: str, *, base: str = "") -> list[Block]:
    """The blocks of sanitised HTML, headings from level 2 without gaps. `base` makes relative links whole."""
    if not html.strip():
        return []
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    root = lxml.html.document_fromstring(f"<div>{html}</div>".encode(), parser=parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise Refused(_NOT_TO_BE_CUT)
    builder = _Builder(base)
    builder.children(root, {})
    return _without_gaps(builder.finished())


def text_of(found: list[Block]) -> str:
    """All text of these blocks in order, without breaks between them: what a test compares."""
    return "".join(map(_text, found))


def _text(block: Block) -> str:
    inner = [*block.get("blocks", ()), *(b for item in block.get("items", ()) for b in item)]
    inner += [b for cell in block.get("cells", ()) for b in cell["blocks"]]
    runs = [*block.get("caption", ()), *block.get("runs", ())]
    return "".join(run["text"] for run in runs) + "".join(map(_text, inner))


class _Builder:
    """Gathers runs into paragraphs and paragraphs into blocks, in the order of the page."""

    def __init__(self, base: str, depth: int = 0) -> None:
        self._base, self._depth = base, depth
        self._blocks: list[Block] = []
        self._runs: list[Run] = []
        self._opening: Block = {"kind": "paragraph"}

    def finished(self) -> list[Block]:
        self._close()
        return self._blocks

    def children(self, element: etree._Element, style: dict[str, Any]) -> None:
        self._add(element.text, style)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, style)
            self._add(child.tail, style)

    def _element(self, element: etree._Element, style: dict[str, Any]) -> None:
        tag = element.tag
        if tag in _UNSEEN:
            return
        if tag == "br":
            self._runs.append(_run("\n", style))
        elif tag == "img":
            self._add(f"［图片：{element.get('alt') or '无说明'}］", style)
        elif tag in _BLOCKS:
            self._block(element, style)
        else:
            self.children(element, style | self._style_of(element))

    def _style_of(self, element: etree._Element) -> dict[str, Any]:
        if element.tag == "a":
            address = _safe(urljoin(self._base, element.get("href", "").strip()))
            return {"link": address} if address else {}
        return {_STYLES[element.tag]: True} if element.tag in _STYLES else {}

    def _block(self, element: etree._Element, style: dict[str, Any]) -> None:
        self._close()
        if element.tag == "hr":
            self._blocks.append({"kind": "rule"})
        elif element.tag == "table":
            self._table(element)
        elif element.tag in ("ul", "ol"):
            self._list(element, style)
        elif element.tag == "blockquote" and self._depth < DEEPEST:
            self._append({"kind": "quote", "blocks": self._within(element, style)}, "blocks")
        else:
            self._opening = _opening(element)
            self.children(element, style)
            self._close()

    def _within(self, element: etree._Element, style: dict[str, Any]) -> list[Block]:
        inner = _Builder(self._base, self._depth + 1)
        inner.children(element, style)
        return inner.finished()

    def _append(self, block: Block, part: str) -> None:
        if block[part]:
            self._blocks.append(block)

    def _list(self, element: etree._Element, style: dict[str, Any]) -> None:
        """Text that stands in a list outside its items is an item too: nothing is lost."""
        if self._depth >= DEEPEST:
            self.children(element, style)
            self._close()
            return
        items: list[list[Block]] = [self._stray(element.text)]
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _UNSEEN:
                items.append(self._within(child, style) if child.tag == "li" else self._lone(child, style))
            items.append(self._stray(child.tail))
        start = element.get("start", "1")
        made = {
            "kind": "list",
            "ordered": element.tag == "ol",
            "start": int(start) if start.isdecimal() else 1,
        }
        self._append(made | {"items": [item for item in items if item]}, "items")

    def _stray(self, text: str | None) -> list[Block]:
        inner = _Builder(self._base, self._depth + 1)
        inner._add(text, {})
        return inner.finished()

    def _lone(self, element: etree._Element, style: dict[str, Any]) -> list[Block]:
        inner = _Builder(self._base, self._depth + 1)
        inner._element(element, style)
        return inner.finished()

    def _table(self, element: etree._Element) -> None:
        """Inside a cell as deep as may be, a table is written as its paragraphs."""
        if self._depth >= DEEPEST:
            self.children(element, {})
            self._close()
            return
        grid = _Grid(self)
        grid.read(element)
        self._blocks += grid.before
        if grid.cells:
            self._blocks.append(grid.block())

    def _add(self, text: str | None, style: dict[str, Any]) -> None:
        if text:
            self._runs.append(_run(_SPACE.sub(" ", text), style))

    def _close(self) -> None:
        runs = _trimmed(self._runs)
        if runs:
            self._blocks.append(self._opening | {"runs": runs})
        self._runs, self._opening = [], {"kind": "paragraph"}


class _Grid:
    """Places the cells of an HTML table as browsers do, and lets none overlap."""

    def __init__(self, builder: _Builder) -> None:
        self._builder = builder
        self._taken: set[tuple[int, int]] = set()
        self._bands: list[bool] = []
        self.cells: list[Cell] = []
        self.before: list[Block] = []
        self.caption: list[Run] = []

    def read(self, table: etree._Element) -> None:
        self._parts(table)
        self._fit()

    def _parts(self, parent: etree._Element) -> None:
        """Rows and captions; anything else that stands between them comes before the table."""
        self.before += self._builder._stray(parent.text)
        for child in parent:
            if child.tag == "tr":
                self._row(child, head=parent.tag == "thead")
            elif child.tag in ("thead", "tbody", "tfoot"):
                self._parts(child)
            elif child.tag == "caption":
                self._caption(child)
            elif isinstance(child.tag, str) and child.tag not in _UNSEEN:
                self.before += self._builder._lone(child, {})
            self.before += self._builder._stray(child.tail)

    def _caption(self, element: etree._Element) -> None:
        found = self._builder._within(element, {})
        for block in found:
            if self.caption:
                self.caption.append({"text": "\n"})
            self.caption += block.get("runs") or [{"text": _text(block)}]

    def _row(self, row: etree._Element, *, head: bool) -> None:
        y, x = len(self._bands), 0
        kinds = []
        self.before += self._builder._stray(row.text)
        for element in row:
            if element.tag in ("td", "th"):
                x = self._cell(element, x, y)
                kinds.append(element.tag == "th")
            elif isinstance(element.tag, str) and element.tag not in _UNSEEN:
                self.before += self._builder._lone(element, {})
            self.before += self._builder._stray(element.tail)
        self._bands.append(head or (bool(kinds) and all(kinds)))

    def _cell(self, element: etree._Element, x: int, y: int) -> int:
        while (x, y) in self._taken:
            x += 1
        wide = _span(element, "colspan", MOST_COLUMNS)
        free = next((n for n in range(wide) if (x + n, y) in self._taken), wide)
        high = _span(element, "rowspan", 1000)
        self._taken |= {(x + column, y + row) for column in range(free) for row in range(high)}
        content = self._builder._within(element, {})
        self.cells.append(
            {
                "x": x,
                "y": y,
                "rowspan": high,
                "colspan": free,
                "header": element.tag == "th",
                "blocks": content,
            }
        )
        return x + free

    def _fit(self) -> None:
        """Spans end with the table; a row that only spans pass through stays."""
        for cell in self.cells:
            cell["rowspan"] = min(cell["rowspan"], len(self._bands) - cell["y"])

    def block(self) -> Block:
        return {
            "kind": "table",
            "rows": len(self._bands),
            "columns": max(cell["x"] + cell["colspan"] for cell in self.cells),
            "header_rows": self._header_rows(),
            "caption": self.caption,
            "cells": self.cells,
        }

    def _header_rows(self) -> int:
        """Leading rows of headings, as long as none of their cells reaches into the rows below."""
        rows = next((n for n, band in enumerate(self._bands) if not band), len(self._bands))
        while rows and any(c["y"] < rows < c["y"] + c["rowspan"] for c in self.cells):
            rows -= 1
        return rows if rows < len(self._bands) else 0


def _run(text: str, style: dict[str, Any]) -> Run:
    made: Any = {"text": text} | style
    return made  # type: ignore[no-any-return]


def _opening(element: etree._Element) -> Block:
    if _HEADING.fullmatch(element.tag):
        return {"kind": "heading", "level": min(max(int(element.tag[1]), 2), 4)}
    side = _side(element)
    return {"kind": "paragraph"} | ({"align": side} if side else {})


def _side(element: etree._Element) -> str:
    """Where a line stands: by its own style, else by its mark; empty where the page decides."""
    if said := _ALIGN.search(element.get("style", "")):
        return said[1]
    marks = element.get("class", "").split()
    return next((_MARKS[mark] for mark in marks if mark in _MARKS), "")


def _trimmed(runs: list[Run]) -> list[Run]:
    """Without space at both ends (the templates indent by themselves), and without empty runs."""
    kept = [run for run in runs if run["text"]]
    while kept and not kept[0]["text"].strip():
        kept.pop(0)
    while kept and not kept[-1]["text"].strip():
        kept.pop()
    if kept:
        kept[0] = _run(kept[0]["text"].lstrip(), _style(kept[0]))
        kept[-1] = _run(kept[-1]["text"].rstrip(), _style(kept[-1]))
    return kept


def _style(run: Run) -> dict[str, Any]:
    return {key: value for key, value in run.items() if key != "text"}


def _span(element: etree._Element, name: str, most: int) -> int:
    value = element.get(name, "1").strip()
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 9 else 1


def _safe(address: str) -> str:
    """Addresses that a reader may follow; a broken one is no link."""
    try:
        return address if urlsplit(address).scheme in ("http", "https", "mailto") else ""
    except ValueError:
        return ""


def _without_gaps(found: list[Block]) -> list[Block]:
    """Screen readers count on it: no heading is more than one level below the one before."""
    last = 1
    for block in found:
        if block["kind"] == "heading":
            last = block["level"] = min(block["level"], last + 1)
    return found

"""Styles of a Word document: the name that people see, the heading level, and the list a style belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_DEEPEST_BASE = 20


@dataclass(frozen=True)
class Style:
    """`level` is 1–9 for headings and 0 for the rest; `numbering` is (list, level) or None."""

    name: str = ""
    level: int = 0
    numbering: tuple[str, int] | None = None


class Styles:
    def __init__(self, root: etree._Element | None) -> None:
        found = root.iter(W + "style") if root is not None else ()
        self._styles = {style.get(W + "styleId", ""): style for style in found}
        self._known: dict[str, Style] = {}

    def of(self, paragraph: etree._Element) -> Style:
        """The style of a paragraph, with what the paragraph itself says about its outline level."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return Style()
        mark = properties.find(W + "pStyle")
        style = self._style(mark.get(W + "val", "")) if mark is not None else Style()
        own = _outline(properties)
        return style if own is None else Style(style.name, own, style.numbering)

    def _style(self, style_id: str) -> Style:
        if style_id not in self._known:
            self._known[style_id] = self._resolved(style_id)
        return self._known[style_id]

    def _resolved(self, style_id: str) -> Style:
        """Follows what a style is based on until a level and a list are known."""
        name, level, numbering = "", None, None
        for _ in range(_DEEPEST_BASE):
            style = self._styles.get(style_id)
            if style is None:
                break
            name = name or _value(style, "name") or style_id
            properties = style.find(W + "pPr")
            if properties is not None:
                level = level if level is not None else _outline(properties)
                numbering = numbering or list_of(properties)
            level = level if level is not None else _level_by_name(_value(style, "name"))
            style_id = _value(style, "basedOn")
        return Style(name or style_id, level or 0, numbering)


def list_of(properties: etree._Element) -> tuple[str, int] | None:
    """The list and level (from 0) that these paragraph properties name."""
    mark = properties.find(W + "numPr")
    if mark is None:
        return None
    level = _value(mark, "ilvl")
    return _value(mark, "numId"), min(int(level), 8) if level.isdecimal() else 0


def _outline(properties: etree._Element) -> int | None:
    """Word counts outline levels from 0; 9 is body text."""
    value = _value(properties, "outlineLvl")
    if not value.isdecimal():
        return None
    return int(value) + 1 if int(value) < 9 else 0


def _level_by_name(name: str) -> int | None:
    match = _HEADING.match(name)
    return int(match[1]) if match else None


def _value(element: etree._Element, tag: str) -> str:
    found = element.find(W + tag)
    return found.get(W + "val", "") if found is not None else ""

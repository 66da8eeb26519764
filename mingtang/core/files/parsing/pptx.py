"""Presentations: the text of each slide in order, and speaker notes as hidden text."""

from __future__ import annotations

import re

from lxml import etree

from mingtang.core.files.parsing.packages import Package
from mingtang.core.files.parsing.shapes import Extracted, Gathering

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read(data: bytes) -> Extracted:
    package, gathered = Package(data), Gathering()
    for name in _parts(package, "slides/slide"):
        for paragraph in package.xml(name).iter(A + "p"):
            gathered.paragraph(_text(paragraph))
    for name in _parts(package, "notesSlides/notesSlide"):
        notes = "\n".join(_text(p) for p in package.xml(name).iter(A + "p"))
        gathered.hide("comment", notes, where="演讲者备注")
    return gathered.done()


def _parts(package: Package, start: str) -> list[str]:
    numbered = ((re.fullmatch(rf"ppt/{start}(\d{{1,6}})\.xml", name), name) for name in package.names)
    return [name for _, name in sorted((int(match[1]), name) for match, name in numbered if match)]


def _text(paragraph: etree._Element) -> str:
    return "".join("\n" if e.tag == A + "br" else e.text or "" for e in paragraph.iter(A + "t", A + "br"))

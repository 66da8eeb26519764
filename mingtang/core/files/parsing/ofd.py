"""OFD (GB/T 33190): the text of each page, objects on one line joined from left to right."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from mingtang.core.files.parsing.packages import DAMAGED, Package
from mingtang.core.files.parsing.shapes import Extracted, Gathering
from mingtang.core.refusals import Refused

_SAME_LINE_MM = 1.5


def read(data: bytes) -> Extracted:
    package, gathered = Package(data), Gathering()
    empty = []
    for number, part in enumerate(_pages(package), start=1):
        lines = _lines(package.xml(part)) if part in package else []
        if not lines:
            empty.append(str(number))
        for line in lines:
            gathered.paragraph(line)
    if empty:
        gathered.warn(f"第 {'、'.join(empty[:10])} 页没有文字，可能是扫描件，机器读不出内容。请由人工检查。")
    return gathered.done()


def _pages(package: Package) -> Iterator[str]:
    if "OFD.xml" not in package:
        raise Refused(DAMAGED)
    for root in _named(package.xml("OFD.xml"), "DocRoot"):
        document = _resolved("", root.text or "")
        for page in _named(package.xml(document), "Page"):
            yield _resolved(posixpath.dirname(document), page.get("BaseLoc", ""))


def _resolved(folder: str, place: str) -> str:
    """Places that begin with a slash count from the package's root, others from the part that names them."""
    place = place.strip()
    return posixpath.normpath(place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place))


def _named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    yield from element.iter(f"{{*}}{name}")


def _lines(page: etree._Element) -> list[str]:
    """Texts in document order; one that stands at the height of the one before continues its line."""
    lines: list[str] = []
    last: float | None = None
    for text_object in _named(page, "TextObject"):
        height = _top(text_object)
        for code in _named(text_object, "TextCode"):
            top = height + _float(code.get("Y", ""))
            if last is not None and abs(top - last) < _SAME_LINE_MM:
                lines[-1] += code.text or ""
            else:
                lines.append(code.text or "")
            last = top
    return [line for line in lines if line.strip()]


def _top(text_object: etree._Element) -> float:
    box = text_object.get("Boundary", "").split()
    return _float(box[1]) if len(box) == 4 else 0.0


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

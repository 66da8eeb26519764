"""Tables in a text, compared row by row. Knows no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html as lxml_html

Row = tuple[str, ...]


@dataclass(frozen=True)
class RowChange:
    """What became of a row: `same`, `added`, `removed` or `changed`; `old` and `new` are its cells, where it has them."""

    change: str
    name: str
    old: Row = ()
    new: Row = ()


def rows_of(html: str) -> list[Row]:
    """The rows of all tables of a text, heads left out, cells as plain text."""
    if "<table" not in html:
        return []
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    rows = [
        tuple(" ".join(cell.text_content().split()) for cell in row.xpath("./td|./th"))
        for row in root.xpath(".//table//tr[td]")
    ]
    return [row for row in rows if any(row)]


def name_of(row: Row) -> str:
    """What a row is about: its first cell that is no running number."""
    return next((cell for cell in row if cell and not cell.strip("（）()．. ").isdigit()), "")


def compare_rows(old: Sequence[Row], new: Sequence[Row]) -> list[RowChange]:
    """Rows matched by their name, in the order of the new table; what left stands at the end. Numbers do not count."""
    before: dict[str, list[Row]] = {}
    for row in old:
        before.setdefault(name_of(row), []).append(row)
    changes = []
    for row in new:
        name = name_of(row)
        if before.get(name):
            was = before[name].pop(0)
            same = _facts(was) == _facts(row)
            changes.append(RowChange("same" if same else "changed", name, was, row))
        else:
            changes.append(RowChange("added", name, (), row))
    left = {id(row) for rows in before.values() for row in rows}
    changes += [RowChange("removed", name_of(row), row, ()) for row in old if id(row) in left]
    return changes


def _facts(row: Row) -> Row:
    """A row without its running number: a row that only moved has not changed."""
    return tuple(cell for cell in row if not cell.isdigit())

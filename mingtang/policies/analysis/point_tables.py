"""要点表 as tables of a signed text, one for each point, and read back from it. Knows no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from html import escape

from lxml import html as lxml_html

_CAPTION = re.compile(r"(\d{1,4})[.．、]\s*(.+)")


@dataclass(frozen=True)
class Row:
    """One point of the sheet, every field as people read it."""

    number: str
    what: str
    who: str = ""
    condition: str = ""
    amount: str = ""
    deadline: str = ""
    materials: str = ""
    contact: str = ""
    clause: str = ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What it tells beside its name, as label and value; what it does not tell is left out."""
        told = ((LABELS[f.name], str(getattr(self, f.name))) for f in fields(self) if f.name in LABELS)
        return [(label, value) for label, value in told if value]


LABELS = {
    "who": "适用对象",
    "condition": "条件",
    "amount": "标准",
    "deadline": "时限",
    "materials": "材料",
    "contact": "联系方式",
    "clause": "所在条款",
}
_NAMES = {label: name for name, label in LABELS.items()}


def to_html(rows: Iterable[Row], opening: str) -> str:
    """The body of a sheet: a sentence, and a small table for each point, which a narrow screen can show too."""
    return f"<p>{escape(opening)}</p>" + "".join(map(_table, rows))


def _table(row: Row) -> str:
    lines = "".join(
        f'<tr><th scope="row">{label}</th><td>{escape(value)}</td></tr>' for label, value in row.facts
    )
    return f"<table><caption>{row.number}. {escape(row.what)}</caption><tbody>{lines}</tbody></table>"


def from_html(body: str) -> list[Row]:
    """The points of a signed body; tables of another shape are passed over."""
    if "<table" not in body:
        return []
    tables = lxml_html.fragment_fromstring(body, create_parent="div").iter("table")
    return [row for table in tables if (row := _row(table)) is not None]


def _row(table: lxml_html.HtmlElement) -> Row | None:
    caption = table.find("caption")
    named = _CAPTION.fullmatch(_text(caption)) if caption is not None else None
    if named is None:
        return None
    cells = [[_text(cell) for cell in line if cell.tag in {"td", "th"}] for line in table.iter("tr")]
    told = {_NAMES[line[0]]: line[1] for line in cells if len(line) == 2 and line[0] in _NAMES}
    return Row(number=named[1], what=named[2], **told)


def _text(element: lxml_html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())

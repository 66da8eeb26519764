"""要点表 as the table of a signed text, and read back from it. Knows no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from html import escape

from lxml import html as lxml_html

HEADINGS = ("序号", "条款", "适用对象", "要点", "条件", "标准", "时限", "材料", "联系方式")


@dataclass(frozen=True)
class Row:
    """One line of the sheet, every cell as people read it."""

    number: str
    clause: str = ""
    who: str = ""
    what: str = ""
    condition: str = ""
    amount: str = ""
    deadline: str = ""
    materials: str = ""
    contact: str = ""


def to_html(rows: Iterable[Row], opening: str) -> str:
    """The body of a sheet: a sentence and a table, columns that nobody fills left out."""
    cells = [astuple(row) for row in rows]
    kept = [i for i in range(len(HEADINGS)) if i < 1 or any(row[i] for row in cells)]
    head = _line("th", [HEADINGS[i] for i in kept])
    body = "".join(_line("td", [row[i] for i in kept]) for row in cells)
    return f"<p>{escape(opening)}</p><table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _line(tag: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def from_html(body: str) -> list[Row]:
    """The rows of the first table that has the headings of a sheet; empty where somebody wrote something else."""
    if "<table" not in body:
        return []
    for table in lxml_html.fragment_fromstring(body, create_parent="div").iter("table"):
        lines = [[_text(cell) for cell in line if cell.tag in {"td", "th"}] for line in table.iter("tr")]
        if lines and lines[0][:1] == [HEADINGS[0]] and set(lines[0]) <= set(HEADINGS):
            return [_row(lines[0], line) for line in lines[1:] if any(line)]
    return []


def _row(headings: Sequence[str], cells: Sequence[str]) -> Row:
    told = dict(zip(headings, cells, strict=False))
    return Row(*(told.get(heading, "") for heading in HEADINGS))


def _text(cell: lxml_html.HtmlElement) -> str:
    return " ".join(str(cell.text_content()).split())

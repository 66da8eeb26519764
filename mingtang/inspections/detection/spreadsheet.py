"""A workbook as text, each cell with its place, so that a finding can say in which sheet, row and column it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from lxml import etree

from mingtang.core.files.parsing.packages import Package
from mingtang.core.files.parsing.shapes import Cell, Table
from mingtang.inspections.detection import personal
from mingtang.inspections.detection.finding import Finding
from mingtang.law import personal_data

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# A number of 15 digits and more is a code; as a floating-point number it would lose its last digits.
_LONG_NUMBER = re.compile(r"\d{15,20}(?:\.0*)?|\d\.\d+[Ee]\+?1[4-9]")
_LABEL = re.compile("身份证|证件号|残疾人?证|银行|卡号|[账帐]号")
_ID_LABEL = re.compile("身份证|证件号|残疾人?证")
# A sheet keeps 15 digits of a number: the last three of an ID number are gone, the date of birth is not.
_LOST_DIGITS = re.compile(r"\d{15}000")
_ROWS_OF_HEAD = 5

Places = Mapping[tuple[str, int, int], str]


@dataclass(frozen=True)
class Placed:
    """One cell in the text: from `start` to `end`, row and column from 0."""

    start: int
    end: int
    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"工作表“{self.sheet}”第{self.row + 1}行{letters(self.column)}列"


@dataclass(frozen=True)
class SheetText:
    """The text of all sheets: a line for each row, a tab between cells."""

    text: str
    cells: Sequence[Placed]


def letters(column: int) -> str:
    """A column's name as the sheet shows it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def sheet_text(tables: Sequence[Table], exact: Places) -> SheetText:
    """The tables of a workbook as text; `exact` holds the digits of long numbers as the file has them."""
    lines: list[str] = []
    placed: list[Placed] = []
    length = 0
    for table in tables:
        for row in _rows(table):
            words = [
                exact.get((table.name, cell.row, cell.column), cell.text).replace("\n", " ") for cell in row
            ]
            for cell, word in zip(row, words, strict=True):
                placed.append(Placed(length, length + len(word), table.name, cell.row, cell.column))
                length += len(word) + 1  # the tab or line end that follows
            lines.append("\t".join(words))
    return SheetText("\n".join(lines), placed)


def _rows(table: Table) -> list[list[Cell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return [sorted(rows[number], key=lambda cell: cell.column) for number in sorted(rows)]


def exact_numbers(package: Package) -> Places:
    """Long numbers of an xlsx as written in the file, by sheet, row and column (from 0)."""
    found: dict[tuple[str, int, int], str] = {}
    for name, part in _sheets(package):
        for cell in package.xml(part).iter(_S + "c"):
            value = cell.findtext(_S + "v") or ""
            place = _PLACE.fullmatch(cell.get("r", ""))
            if place and cell.get("t", "n") == "n" and _LONG_NUMBER.fullmatch(value):
                found[name, int(place[2]) - 1, _column(place[1])] = _digits(value)
    return found


def _sheets(package: Package) -> Iterator[tuple[str, str]]:
    links = package.optional_xml("xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in (links if links is not None else ())}
    for sheet in package.xml("xl/workbook.xml").iter(_S + "sheet"):
        target = targets.get(sheet.get(_R), "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in package:
            yield sheet.get("name", ""), part


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _digits(value: str) -> str:
    try:
        return str(int(Decimal(value)))
    except (InvalidOperation, ValueError):
        return value


def labelled_findings(sheets: SheetText) -> list[Finding]:
    """Numbers that only the head of their column makes known: cards, 15-digit ID numbers."""
    heads: dict[tuple[str, int], str] = {}
    found: list[Finding] = []
    for cell in sheets.cells:
        words = sheets.text[cell.start : cell.end]
        column = (cell.sheet, cell.column)
        if column in heads:
            found += _under(heads[column], words, cell.start)
        elif cell.row < _ROWS_OF_HEAD and _LABEL.search(words) and not re.search(r"\d{6}", words):
            heads[column] = words
    return found


def _under(head: str, words: str, start: int) -> Iterator[Finding]:
    if not re.search(r"\d{6}|\d[\d ]{12}", words):
        return
    label = f"{head}："
    shift = start - len(label)
    for hit in personal_data.find(label + words):
        if hit.start >= len(label):
            finding = personal.finding(replace(hit, start=hit.start + shift, end=hit.end + shift))
            cut = _ID_LABEL.search(head) and _LOST_DIGITS.fullmatch(hit.text)
            yield replace(finding, severity="block") if cut else finding


def located(findings: Sequence[Finding], sheets: SheetText) -> list[Finding]:
    """The same findings, each message with the sheet, row and column."""
    starts = [cell.start for cell in sheets.cells]
    placed = []
    for finding in findings:
        cell = sheets.cells[bisect_right(starts, finding.start) - 1] if starts else None
        message = f"{cell}：{finding.message}" if cell else finding.message
        placed.append(replace(finding, message=message))
    return placed


def hidden_names(package: Package) -> list[str]:
    """Names defined in the workbook that the sheets do not show as such: hidden ones, and ones that lead outside."""
    book = package.xml("xl/workbook.xml")
    return [
        f"{name.get('name', '')}={name.text or ''}"
        for name in book.iter(_S + "definedName")
        if not name.get("name", "").startswith(("_xlnm.", "_xlfn."))
        and (name.get("hidden") in ("1", "true") or "[" in (name.text or ""))
    ]


def very_hidden_sheets(package: Package) -> list[str]:
    """Sheets that the program's own menu does not offer to show."""
    book = package.xml("xl/workbook.xml")
    return [sheet.get("name", "") for sheet in book.iter(_S + "sheet") if sheet.get("state") == "veryHidden"]


def external_links(package: Package) -> list[str]:
    """Other workbooks that formulas read from, by their address."""
    targets = []
    for part in package.names:
        if re.fullmatch(r"xl/externalLinks/_rels/[^/]+\.rels", part):
            targets += [_target(link) for link in package.xml(part) if link.get("TargetMode") == "External"]
    return targets


def _target(link: etree._Element) -> str:
    return str(link.get("Target", ""))

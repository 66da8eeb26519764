"""Tables of what old issues printed: one row for each text, columns found by their headings. Knows no Django."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# What tables call the same thing; the first that fits wins.
NAMES: dict[str, tuple[str, ...]] = {
    "year": ("年份", "年度", "年", "year"),
    "number": ("期号", "期数", "期", "第几期", "issue", "number"),
    "total": ("总期号", "总期数", "总第", "total"),
    "published_on": ("出版日期", "出刊日期", "出版时间", "date"),
    "section": ("栏目", "栏目名称", "section"),
    "title": ("标题", "题名", "文件名称", "篇名", "title"),
    "document_number": ("发文字号", "文号", "字号", "document_number"),
    "page": ("页码", "起始页", "开始页", "页", "page"),
    "end_page": ("结束页", "终止页", "止页", "end_page"),
}
NEEDED = ("year", "number", "title")
OTHER_SECTION = "未分栏目"
_NUMBER = re.compile(r"第?\s*(\d{1,5})(?:\.0+)?\s*(?:期|年|页)?")
_PAGES = re.compile(r"第?\s*(\d{1,5})(?:\.0+)?(?:\s*[-—－–~～至]+\s*(\d{1,5}))?\s*页?")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


@dataclass(frozen=True)
class OldEntry:
    """One text that an old issue printed, as the table tells it. `row` counts as a spreadsheet does, from 1."""

    row: int
    year: int
    number: int
    title: str
    total: int | None = None
    published_on: date | None = None
    section: str = OTHER_SECTION
    document_number: str = ""
    start_page: int | None = None
    end_page: int | None = None


@dataclass(frozen=True)
class RowError:
    """A row that could not be read, and what to do about it."""

    row: int
    message: str


def read(
    grid: Sequence[Sequence[str]], *, first_year: int, last_year: int
) -> tuple[list[OldEntry], list[RowError]]:
    """The rows of a table, and those that cannot be read. The first row holds the headings."""
    if not grid:
        return [], [RowError(1, "表是空的。请在第一行写列名，从第二行起每篇一行。")]
    columns = _columns(grid[0])
    if lacking := [NAMES[name][0] for name in NEEDED if name not in columns]:
        return [], [RowError(1, f"第一行缺少列：{'、'.join(lacking)}。请补上列名后再导入。")]
    found: list[OldEntry] = []
    errors: list[RowError] = []
    for row, cells in enumerate(grid[1:], 2):
        told = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
        if any(told.values()):
            _take(_entry(row, told, first_year, last_year), found, errors)
    return found, errors


def _take(read: OldEntry | list[RowError], found: list[OldEntry], errors: list[RowError]) -> None:
    if isinstance(read, OldEntry):
        found.append(read)
    else:
        errors += read


def _columns(heading: Sequence[str]) -> dict[str, int]:
    said = [re.sub(r"[\s*（(].*$", "", cell.strip().lower()) for cell in heading]
    columns: dict[str, int] = {}
    for name, words in NAMES.items():
        place = next((said.index(word) for word in words if word in said), None)
        if place is not None and place not in columns.values():
            columns[name] = place
    return columns


def _entry(row: int, told: dict[str, str], first_year: int, last_year: int) -> OldEntry | list[RowError]:
    faults = []
    year, number, total = (_number(told.get(name, "")) for name in ("year", "number", "total"))
    if year is None or not first_year <= year <= last_year:
        faults.append(f"年份“{told.get('year', '')}”应在{first_year}年到{last_year}年之间")
    if number is None or number < 1:
        faults.append(f"期号“{told.get('number', '')}”应是从1开始的数字")
    if told.get("total") and not total:
        faults.append(f"总期号“{told['total']}”应是数字")
    title = " ".join(told.get("title", "").split())
    if not 2 <= len(title) <= 300:
        faults.append("标题应有2到300个字")
    start, end, page_fault = _pages(told)
    day, day_fault = _day(told.get("published_on", ""))
    faults += [fault for fault in (page_fault, day_fault) if fault]
    if faults or year is None or number is None:
        return [RowError(row, f"{fault}。") for fault in faults]
    return OldEntry(
        row=row,
        year=year,
        number=number,
        title=title,
        total=total,
        published_on=day,
        section=told.get("section") or OTHER_SECTION,
        document_number=told.get("document_number", "")[:60],
        start_page=start,
        end_page=end,
    )


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def _pages(told: dict[str, str]) -> tuple[int | None, int | None, str]:
    """First and last page, and what is wrong with them."""
    first, last = told.get("page", ""), told.get("end_page", "")
    if not first:
        return None, None, "有结束页而没有起始页" if last else ""
    found = _PAGES.fullmatch(first)
    start = int(found[1]) if found else None
    end = _number(last) if last else int(found[2]) if found and found[2] else start
    if start is None or end is None or start < 1 or end < start:
        return None, None, f"页码“{first}{f'、{last}' if last else ''}”读不出来，应写成5或者5-7"
    return start, end, ""


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    found = _DATE.match(text)
    try:
        return (date(*(int(part) for part in found.groups())), "") if found else (None, _no_date(text))
    except ValueError:
        return None, _no_date(text)


def _no_date(text: str) -> str:
    return f"出版日期“{text}”不是日期，应写成2009-06-30"

"""Tasks out of tables: a merged cell holds for its rows, an empty cell that is not merged inherits nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from mingtang.supervision.parsing import columns as columns_
from mingtang.supervision.parsing import fields, units
from mingtang.supervision.parsing.cleaning import bare, one_line
from mingtang.supervision.parsing.columns import Columns
from mingtang.supervision.parsing.fields import Assigned
from mingtang.supervision.parsing.numbering import BRACKETED, CHAPTER, CHINESE, Mark, mark_of
from mingtang.supervision.parsing.plan import Draft, Findings, Heading, Place, Requirement
from mingtang.supervision.parsing.source import Grid, Spot
from mingtang.supervision.parsing.units import LEADS, SHARES

_NOTE = re.compile(r"(?:注|备注|说明|填表说明)\s*\d?\s*[:：]")
_TOTAL = re.compile(r"[合总小共]\s*计.{0,12}")
_SENTENCE_END = "。；;！!？?”）)"
_NUMBER = re.compile(r"[\d一二三四五六七八九十]+(?:[-.—][\d一二三四五六七八九十]+)*[.、．]?")
_LONGEST_HEADING = 60


@dataclass
class TableReading:
    """Reads the tables of a document one after another; a table may go on where the one before ended."""

    found: Findings = field(default_factory=Findings)
    level1: Heading = field(default_factory=Heading)
    level2: Heading = field(default_factory=Heading)
    first_leads: bool = False
    tables: int = 0
    _columns: Columns | None = None
    _wide: int = 0
    _last_row: list[Spot] = field(default_factory=list)
    _latest: list[Spot] = field(default_factory=list)
    _continued: bool = False
    _under_section: bool = False

    def under(self, text: str, mark: Mark | None) -> None:
        """A heading that stands before the next table or across its whole width."""
        above = mark_of(self.level1.text)
        lower = bool(self.level1.text) and not (above and above.kind == BRACKETED)
        if mark is not None and mark.kind == BRACKETED and lower:
            self.level2 = Heading(text)
        else:
            self.level1, self.level2 = Heading(text), Heading()
        self._under_section = True

    def read(self, grid: Grid, *, directly: bool) -> bool:
        """Read one table; False when it is none of tasks. `directly`: nothing but page numbers stands before it."""
        grid = columns_.upright(grid)
        head = columns_.find_head(grid)
        found = columns_.columns_of(grid, head[2], head[1]) if head else None
        first = head[1] if head else 0
        again = found is not None and self._columns is not None and found.heads == self._columns.heads
        headless = head is None and not columns_.heads_something_else(grid)
        self._continued = directly and grid.columns == self._wide and (again or headless)
        goes_on = self._continued or (headless and grid.columns == self._wide)
        if goes_on and self._columns is not None:
            found = self._columns
        elif head is None:
            found = columns_.guessed_columns(grid)
        if found is None:
            return False
        self.tables += 1
        self._columns, self._wide = found, grid.columns
        if self._continued and first < len(grid.rows):
            self._carry_over(grid, first)
        for at in range(first, len(grid.rows)):
            self._row(grid, at, first_of_table=at == first)
        self._last_row = grid.rows[-1] if grid.rows else []
        return True

    # --- one row ------------------------------------------------------------------------------------------------

    def _row(self, grid: Grid, at: int, *, first_of_table: bool) -> None:
        row, place = grid.rows[at], Place(table=self.tables, row=grid.numbers[at])
        if not any(spot.text for spot in row) or columns_.head_roles(row) is not None:
            return
        if self._section(row, at, place):
            return
        columns = self._known
        text = row[columns.text]
        if text.text and text.row < at and self.found.drafts:
            # The task's cell reaches down from above: this row only names more units.
            self.found.drafts[-1].assigned.add(self._assigned(row, place))
            return
        if first_of_table and self._goes_on(row):
            last = self.found.drafts[-1]
            last.text = one_line(last.text + "\n" + text.text)
            whole = [_rejoined(before, spot) for before, spot in zip(self._latest, row, strict=True)]
            last.assigned = self._assigned(whole, place)
            return
        self._take_headings(row)
        self._tasks(row, place)
        self._latest = row

    @property
    def _headings_now(self) -> tuple[str, str]:
        return self.level1.text, self.level2.text

    @property
    def _known(self) -> Columns:
        if self._columns is None:
            raise AssertionError("a row is read only within a table whose columns are known")
        return self._columns

    def _section(self, row: list[Spot], at: int, place: Place) -> bool:
        """A row with a single cell that is no task: a heading across the table, or a note."""
        corners = {(spot.row, spot.column): spot for spot in row if spot.text}
        if len(corners) != 1:
            return False
        spot = next(iter(corners.values()))
        if spot.row < at:
            return True
        mark, text = mark_of(spot.text), one_line(spot.text)
        across = spot.wide > 1 and spot.wide >= len(row) - 1
        if not across and spot.column in (*self._known.leads, *self._known.shares):
            return False
        if not across and spot.column == self._known.text and not (mark and mark.kind <= BRACKETED):
            return False
        if _NOTE.match(text) or (across and len(text) > _LONGEST_HEADING):
            self.found.requirements.append(Requirement(text, place))
            return True
        if not across and spot.column in self._known.headings and spot.high > 1:
            return False
        if len(text) > _LONGEST_HEADING or (not across and text[-1] in "。；"):
            return False
        if (not across and _NUMBER.fullmatch(text)) or _TOTAL.fullmatch(text):
            return True
        self.under(text, mark)
        return True

    def _carry_over(self, grid: Grid, first: int) -> None:
        """Cells that a page break cut in two hold for the part behind it as well; so do headings."""
        columns, row = self._known, grid.rows[first]
        held = [column for column in columns.headings if self._holds_on(row, column)]
        if len(self._last_row) != len(row):
            return
        for column, (spot, before) in enumerate(zip(list(row), self._last_row, strict=True)):
            whole = before
            cut = spot.high > 1 or before.high > 1 or column in held
            if spot.text and before.text and column in columns.headings and _is_rest(spot.text, before.text):
                whole = replace(before, text=before.text + "\n" + spot.text)
                self._complete(before.text, whole.text)
            elif spot.text or not before.text or column in (columns.text, columns.seq) or not cut:
                continue
            for other in grid.rows[first:]:
                other[column] = whole if other[column] is spot else other[column]

    def _holds_on(self, row: list[Spot], column: int) -> bool:
        """A blank heading at the top of a page goes on from the page before, unless a higher one begins here."""
        headings = self._known.headings
        return not any(row[c].text for c in headings[: headings.index(column)])

    def _complete(self, cut: str, whole: str) -> None:
        """Give a heading that a page break cut its rest, for the tasks above the break as well."""
        for heading in (self.level1, self.level2):
            if heading.text == _heading(cut):
                heading.text = _heading(whole)

    def _goes_on(self, row: list[Spot]) -> bool:
        """True when a page break cut a row: no number, and the text before has no end."""
        if not self._continued or not self.found.drafts:
            return False
        columns = self._known
        text = row[columns.text].text
        if columns.seq is not None and row[columns.seq].text:
            return False
        before = self.found.drafts[-1].text
        if not text:
            return any(row[c].text for c in (*columns.leads, *columns.shares, *columns.deadlines))
        fresh = any(
            row[c].text and row[c] not in self._last_row and _heading(row[c].text) not in self._headings_now
            for c in columns.headings
        )
        units_ = [c for c in (*columns.leads, *columns.shares) if row[c].text]
        if columns.seq is None and units_ and all(self._whole_again(row, c) for c in units_):
            return False
        named = any(row[c].text for c in (*columns.leads, *columns.shares, *columns.deadlines))
        only_text = columns.seq is not None and bool(self.found.drafts[-1].seq) and not named
        return not fresh and (only_text or before[-1:] not in _SENTENCE_END)

    def _whole_again(self, row: list[Spot], column: int) -> bool:
        """True where this row and the one before both name whole units: each is a row of its own."""
        before = self._latest[column].text if column < len(self._latest) else ""
        return (
            bool(before)
            and before[-1] not in "、，,；"
            and units.are_units(before)
            and units.are_units(row[column].text)
        )

    def _take_headings(self, row: list[Spot]) -> None:
        """Headings of the row's own columns; a cell that reaches from there into the text is no heading."""
        columns, text = self._known, row[self._known.text]
        spots = [row[column] for column in columns.headings]
        texts = ["" if spot is text else _heading(spot.text) for spot in spots]
        if not texts:
            return
        if len(texts) == 1:
            self._one_heading(spots[0], texts[0])
            return
        split = _two_lines(spots[0].text) if spots[0] is not text and spots[0] is spots[1] else None
        first, second = split or (texts[0], "" if spots[0] is spots[1] else " ".join(filter(None, texts[1:])))
        if first != self.level1.text:
            self.level1 = Heading(first)
        self.level2 = self.level2 if second == self.level2.text else Heading(second)

    def _one_heading(self, spot: Spot, text: str) -> None:
        mark = mark_of(text)
        if two := _two_lines(spot.text):
            self.level1, self.level2 = Heading(two[0]), Heading(two[1])
        elif self._under_section and self.level1.text and not (mark and mark.kind in (CHINESE, CHAPTER)):
            self.level2 = Heading(text)
        else:
            self.level1, self.level2 = Heading(text), Heading()

    # --- the tasks of a row -------------------------------------------------------------------------------------

    def _tasks(self, row: list[Spot], place: Place) -> None:
        columns = self._known
        text = row[columns.text].text
        level1, level2 = self.level1, self.level2
        if not text.strip():
            text, level1, level2 = self._heading_as_task()
        assigned = self._assigned(row, place)
        seq = _number(row[columns.seq].text) if columns.seq is not None else ""
        if not text or not (assigned or seq or len(bare(text)) > 8):
            return
        several = _numbered_lines(text) or _numbered_lines(_at_circles(text))
        each = several is not None and self._each_named(row, len(several))
        if each:
            self.found.doubt("一行有几项任务，单位和时限按编号对应", place)
        if several and (each or (columns.seq is None and _numbered_lines(text))):
            for at, (number, part) in enumerate(several):
                own = self._assigned(self._for_item(row, at, len(several)), place) if each else assigned
                name = (f"{seq}-{at + 1}" if at else seq) if seq else number
                self._one(name, level1, level2, part, _copied(own), place)
            return
        if columns.seq is None and (mark := mark_of(text)) and mark.label:
            seq, text = mark.label.rstrip(".、．"), text[mark.end :]
        elif columns.seq is None and (led := re.match(r"(\d{1,3})\s+(?=[\u4e00-\u9fff“《])", text)):
            seq, text = led[1], text[led.end() :]
        self._one(seq, level1, level2, text, assigned, place)

    def _each_named(self, row: list[Spot], count: int) -> bool:
        """True where a cell of units or dates is a list with an item for each of the task's."""
        columns = self._known
        return any(
            _is_list_of(row[c].text, count) for c in (*columns.leads, *columns.shares, *columns.deadlines)
        )

    def _for_item(self, row: list[Spot], at: int, count: int) -> list[Spot]:
        """The row as it holds for one item of the task: of lists of units and dates, the item of the same number."""
        columns, parts = self._known, dict[int, Spot]()
        for column in (*columns.leads, *columns.shares, *columns.deadlines):
            spot = row[column]
            if _is_list_of(spot.text, count):
                parts.setdefault(id(spot), replace(spot, text=_listed(_at_circles(spot.text))[at][1]))
        return [parts.get(id(spot), spot) for spot in row]

    def _heading_as_task(self) -> tuple[str, Heading, Heading]:
        """A row whose text is empty has its nearest heading for a task."""
        if self.level2.text:
            return self.level2.text, self.level1, Heading()
        return self.level1.text, Heading(), Heading()

    def _one(
        self, seq: str, level1: Heading, level2: Heading, text: str, assigned: Assigned, place: Place
    ) -> None:
        """One task, or one for each bracket of units within its text."""
        parts = fields.pieces(text, first_leads=self.first_leads)
        if len(parts) == 1 or not any(part.assigned for part in parts):
            own = parts[0].assigned if len(parts) == 1 else Assigned()
            words = parts[0].text if len(parts) == 1 and own else text
            own.add(assigned)
            self.found.drafts.append(Draft(seq, level1, level2, one_line(words), own, place))
            return
        for number, part in enumerate(parts, start=1):
            name = seq if number == 1 else f"{seq}-{number}"
            if not part.assigned:
                part.assigned.add(_copied(assigned))
            part.assigned.deadline = part.assigned.deadline or assigned.deadline
            self.found.drafts.append(Draft(name, level1, level2, one_line(part.text), part.assigned, place))

    def _assigned(self, row: list[Spot], place: Place) -> Assigned:
        columns, assigned = self._known, Assigned()
        by_column = [(c, LEADS) for c in columns.leads] + [(c, SHARES) for c in columns.shares]
        shared = {id(row[c]) for c in columns.leads} & {id(row[c]) for c in columns.shares}
        for column, role in by_column:
            spot = row[column]
            if id(spot) in shared:
                if role == LEADS:
                    continue
                if spot.text:
                    self.found.doubt(f"“{one_line(spot.text)}”一格横跨牵头与责任两栏，按责任单位处理", place)
            assigned.add(self._named(spot.text, role))
        for column in columns.deadlines:
            assigned.deadline = assigned.deadline or one_line(row[column].text)
        return assigned

    def _named(self, text: str, role: str) -> Assigned:
        if not bare(text).strip("-—/无－"):
            return Assigned()
        if fields.is_labelled(text):
            return fields.labelled(text, first_leads=self.first_leads)
        first = self.first_leads and not self._known.leads
        return Assigned(units.units_of(text, role=role, first_leads=first))


def _is_rest(text: str, before: str) -> bool:
    """True for the rest of a heading: no number of its own where the part before has one and is no whole sentence."""
    return mark_of(text) is None and mark_of(before) is not None and text != before


def _rejoined(before: Spot, spot: Spot) -> Spot:
    """The text of a cell that a page break cut in two."""
    if not spot.text or spot is before or spot.text == before.text:
        return before
    return replace(spot, text=before.text + "\n" + spot.text)


def _copied(assigned: Assigned) -> Assigned:
    copy = Assigned(deadline=assigned.deadline)
    copy.units.add(assigned.units)
    return copy


def _heading(text: str) -> str:
    return one_line(text)


def _number(text: str) -> str:
    return bare(text).rstrip(".、．")


def _two_lines(text: str) -> tuple[str, str] | None:
    """一、… and （一）… within one cell."""
    for line in range(1, text.count("\n") + 1):
        upper, lower = "\n".join(text.split("\n")[:line]), "\n".join(text.split("\n")[line:])
        above, below = mark_of(upper), mark_of(lower)
        if above and below and above.kind in (CHINESE, CHAPTER) and below.kind == BRACKETED:
            return one_line(upper), one_line(lower)
    return None


def _numbered_lines(text: str) -> list[tuple[str, str]] | None:
    """The items of a cell that is a list from 1 on, each long enough to be a task; None for any other cell."""
    items = _listed(text)
    if len(items) < 2 or any(len(bare(words)) < 8 for _, words in items):
        return None
    return items


def _is_list_of(text: str, count: int) -> bool:
    """True for a cell of units or dates with so many items; 1.牵头单位：… 2.责任单位：… is no list of that sort."""
    items = _listed(_at_circles(text))
    return len(items) == count and not any(fields.is_labelled(words) for _, words in items)


def _at_circles(text: str) -> str:
    """A list that stands on one line (①甲②乙), with a break before each of its numbers."""
    return re.sub(r"(?<!\n)(?=[②-⑳])", "\n", text) if text[:1] == "①" else text


def _listed(text: str) -> list[tuple[str, str]]:
    """The items of a cell that is a list from 1 on; none for any other cell."""
    items: list[list[str]] = []
    kinds: set[int] = set()
    for line in text.split("\n"):
        mark = mark_of(line.strip())
        if mark is not None and mark.number == len(items) + 1 and (not kinds or mark.kind in kinds):
            kinds.add(mark.kind)
            items.append([mark.label.rstrip(".、．"), line.strip()[mark.end :]])
        elif items:
            items[-1][1] += "\n" + line
        else:
            return []
    return [(label, words) for label, words in items]

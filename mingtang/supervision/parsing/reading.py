"""From the lines and tables of a file to a plan: tables of tasks first, numbered prose where there are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mingtang.supervision.parsing.cleaning import bare, is_page_number, one_line
from mingtang.supervision.parsing.columns import find_head
from mingtang.supervision.parsing.deadlines import Deadline, deadline_of
from mingtang.supervision.parsing.flattened import with_tables
from mingtang.supervision.parsing.lines import paragraphs
from mingtang.supervision.parsing.matrix import with_marks_read
from mingtang.supervision.parsing.numbering import BRACKETED, mark_of
from mingtang.supervision.parsing.particulars import Front, day_in, front_of, is_furniture, is_title
from mingtang.supervision.parsing.pasted import with_whole_rows
from mingtang.supervision.parsing.plan import (
    Doubt,
    Draft,
    Findings,
    Particulars,
    Place,
    Plan,
    Requirement,
    Task,
)
from mingtang.supervision.parsing.prose import read_prose, requirements_of, split_running
from mingtang.supervision.parsing.running import running_table
from mingtang.supervision.parsing.source import Block, DocumentLike, Grid, Line, blocks_of
from mingtang.supervision.parsing.tables import TableReading
from mingtang.supervision.parsing.units import are_units

_FIRST_LEADS = re.compile(
    r"(?:排|列)(?:名)?(?:在)?(?:第一位?|首位|最前)的?(?:单位|部门|者)?(?:均|即)?为?(?:牵头|主办|主责)"
)
# The title of the notice around a plan, whole or broken in two.
_NOTICE = re.compile(
    r"[^。]*关于[^。]*通\s*知[^。]*|[^。]{0,30}关于(?:印发|公布|下发)[^。，]{4,60}|[^。，]{0,40}的通\s*知"
)
_NO_PLAN = re.compile(
    r"目录|名单|名录|通讯录|联系表|联络|统计表|登记表|报送表|反馈表|报告表|样表|样式|模板|回执|情况表|评分|考核|测评|培训安排|流程图"
)
_PLAN = re.compile(r"任务|分工|分解|要点|清单|台账|责任表|。")
_LONGEST_HEADING = 60
_FEWEST_ITEMS = 2
_LONG_ENOUGH = 12
_TO_THE_RIGHT = re.compile(r"[ \u3000\t]{6}")
_NEAR_TABLE = 4  # lines between a table and its title: a date, who filled it in


def plan_of(document: DocumentLike, *, broken_lines: bool = False) -> Plan:
    """Read a plan. `broken_lines` for plain text and PDF, where the end of a line need not end anything."""
    blocks = with_marks_read(blocks_of(document))
    blocks = with_tables(with_whole_rows(blocks)) if broken_lines else blocks
    first_leads = any(_FIRST_LEADS.search(_words(block)) for block in blocks)
    plan = _finished(_chosen(blocks, broken_lines, first_leads))
    unread = tuple(Doubt(warning, Place()) for warning in document.warnings)
    return Plan(plan.particulars, plan.tasks, plan.requirements, (*unread, *plan.doubts))


@dataclass
class _Parts:
    front: Front
    findings: Findings
    tables: int = 0
    titled: bool = False  # a title of a plan stands right above the first table


def _chosen(blocks: Sequence[Block], broken: bool, first_leads: bool) -> _Parts:
    """Tables come first, unless the prose names units for more items than they have, or they are a small annex."""
    tables = _from_tables(blocks, broken, first_leads)
    if tables is None:
        return _from_prose(blocks, broken, first_leads)
    lines = [block for block in blocks if isinstance(block, Line)]
    if sum(mark_of(line.text.strip()) is not None for line in lines) < _FEWEST_ITEMS:
        return tables
    prose = _from_prose(lines, broken, first_leads)
    items = [draft for draft in prose.findings.drafts if len(bare(draft.text)) >= _LONG_ENOUGH]
    named = [draft for draft in items if draft.assigned.units]
    rows = tables.findings.drafts
    alike = _alike(named or items, rows)
    if alike and alike * 2 >= min(len(named or items), len(rows)):
        return _of_both(tables, prose, alike)
    if len(named) >= max(len(rows), _FEWEST_ITEMS) or (2 * len(rows) < len(items) and not tables.titled):
        prose.findings.doubt(f"文件里的表格有 {len(rows)} 行没有作为任务读入，请核对", Place(table=1, row=1))
        return prose
    if len(named) >= _FEWEST_ITEMS:
        tables.findings.doubt(
            f"正文里有 {len(named)} 项写了责任单位，没有作为任务读入，请核对", named[0].place
        )
    return tables


def _alike(items: Sequence[Draft], rows: Sequence[Draft]) -> int:
    """How many items the rows repeat."""
    said = {_begun(row.text) for row in rows} | {_begun(row.level2.text + row.text) for row in rows}
    return sum(_begun(item.text) in said for item in items)


def _begun(text: str) -> str:
    """The first words of a text, for telling whether another repeats it."""
    return re.sub(r"[^\w]", "", bare(text))[:_LONG_ENOUGH]


def _of_both(tables: _Parts, prose: _Parts, alike: int) -> _Parts:
    """Prose and table say the same: the one with more tasks is read, the other is told."""
    rows, items = tables.findings.drafts, prose.findings.drafts
    named = sum(bool(item.assigned.units) for item in items)
    if named > len(rows):
        prose.findings.doubt(f"正文与附表重复，附表只有 {len(rows)} 项，按正文读取，请核对", Place())
        return prose
    left = len(items) - alike
    more = f"，正文有 {left} 项不在表中" if named and left > 0 else ""
    tables.findings.doubt(f"正文与附表重复，按附表读取{more}，请核对两处是否一致", Place())
    return tables


def _words(block: Block) -> str:
    if isinstance(block, Line):
        return block.text
    return " ".join(spot.text for row in block.rows for spot in row)


# --- tables ------------------------------------------------------------------------------------------------------------


@dataclass
class _Around:
    """What stands around the tables: lines kept for requirements, and the headings right before a table."""

    lines: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    pairs: list[Line] = field(default_factory=list)
    begun: bool = False


def _from_tables(blocks: Sequence[Block], broken: bool, first_leads: bool) -> _Parts | None:
    """The plan in the document's tables, or None when none of them holds tasks."""
    reading, around = TableReading(first_leads=first_leads), _Around()
    for block in blocks:
        if isinstance(block, Line):
            if block.text.strip() and not is_page_number(block.text.strip()):
                around.waiting.append(block)
            continue
        _table(block, reading, around, broken)
    if not reading.found.drafts:
        return None
    around.lines += around.waiting
    lines = paragraphs(around.lines, broken=broken)
    front = front_of(around.head, around.head + around.lines + around.pairs)
    rest = [line for line in lines if line.number not in front.used and not is_furniture(line.text)]
    asked = requirements_of(rest)
    reading.found.requirements[:0] = asked
    titled = any(is_title(line.text) for line in around.head[-_NEAR_TABLE:])
    return _Parts(front, reading.found, reading.tables, titled)


def _table(grid: Grid, reading: TableReading, around: _Around, broken: bool) -> None:
    headings, before = _headings_before(around.waiting)
    titles = [line for line in _above_head(grid) if line.text]
    tasks = len(reading.found.drafts)
    for line in [*headings, *filter(_is_numbered_heading, titles)]:
        reading.under(one_line(line.text), mark_of(line.text.strip()))
    directly = not around.waiting and around.begun
    if around.begun and (caption := _other_caption(around.waiting)):
        place = Place(around.waiting[-1].number)
        reading.found.doubt(f"“{caption}”的表格不像任务表，没有读入，请核对", place)
        around.lines, around.waiting = [*around.lines, *around.waiting], []
        return
    if reading.read(grid, directly=directly):
        if not around.begun:
            around.head = [*around.waiting, *titles]
        around.begun = around.begun or len(reading.found.drafts) > tasks
        around.lines += before
        reading.found.doubts += [
            Doubt(note, Place(table=reading.tables, row=row)) for note, row in grid.notes
        ]
        if grid.merges_lost:
            reading.found.doubt("表格以文本形式给出，合并单元格按上下文推断", Place(grid.first_line))
    else:
        around.lines += around.waiting
        around.pairs += _pairs(grid, around.waiting)
    around.waiting = []


def _other_caption(lines: list[Line]) -> str:
    """The caption of a further table that is none of tasks: a list of contacts, a form to fill in."""
    captions = [
        one_line(line.text) for line in lines[-_NEAR_TABLE:] if len(bare(line.text)) <= _LONGEST_HEADING
    ]
    return next((text for text in captions if _NO_PLAN.search(text) and not _PLAN.search(text)), "")


def _headings_before(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The numbered headings right before a table (captions too), and the other lines."""
    at = len(lines)
    while at and _is_heading(lines[at - 1]):
        at -= 1
    return lines[at:], lines[:at]


def _is_heading(line: Line) -> bool:
    text = line.text.strip()
    mark = mark_of(text)
    short = len(bare(text)) <= _LONGEST_HEADING and text[-1:] not in "。；：:"
    styled = bool(line.level) and not is_title(text)
    return short and ((mark is not None and mark.kind <= BRACKETED) or styled)


def _is_numbered_heading(line: Line) -> bool:
    return _is_heading(line) and mark_of(line.text.strip()) is not None


def _above_head(grid: Grid) -> list[Line]:
    """Rows above a table's head: its title."""
    head = find_head(grid)
    if head is None:
        return []
    texts = [list(dict.fromkeys(spot.text for spot in row if spot.text)) for row in grid.rows[: head[0]]]
    return [
        Line(line, -number)
        for number, row in enumerate(texts, start=1)
        for text in row
        for line in text.split("\n")
    ]


def _pairs(grid: Grid, before: list[Line]) -> list[Line]:
    """A table of names and values, as web pages show a document's particulars: name：value."""
    number = before[-1].number if before else 0
    found = []
    for row in grid.rows:
        cells = [spot.text for spot in dict.fromkeys(row) if spot.text]
        for name, value in zip(cells[::2], cells[1::2], strict=False):
            if len(name) <= 12:
                found.append(Line(f"{bare(name).strip('：:')}：{one_line(value)}", number))
    return found


# --- prose -------------------------------------------------------------------------------------------------------------


def _from_prose(blocks: Sequence[Block], broken: bool, first_leads: bool) -> _Parts:
    lines = [block for block in blocks if isinstance(block, Line)]
    pairs = [pair for block in blocks if isinstance(block, Grid) for pair in _pairs(block, [])]
    table, signature = _unsigned([line for line in lines if line.text.strip()])
    if grid := running_table(table):
        return _from_running(grid[0], [*grid[1], *signature], first_leads)
    joined = split_running(paragraphs(lines, broken=broken))
    first = next((at for at, line in enumerate(joined) if mark_of(line.text)), len(joined))
    titled = [at for at, line in enumerate(joined) if is_title(line.text) and not mark_of(line.text)]
    head = joined[: max([first, *(at + 1 for at in titled)])]
    head = [line for line in head if not mark_of(line.text) or len(line.text) < 30]
    front = front_of(_single(lines, head), [*pairs, *_single(lines, joined)])
    rest = [line for line in joined if line.number not in front.used or mark_of(line.text)]
    findings = read_prose(joined if titled else rest, first_leads=first_leads)
    return _Parts(front, findings)


def _unsigned(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines, and apart from them the name and the day set to the right at the end: they are no cells."""
    last = [line.text for line in lines[-2:]]
    right = len(last) > 1 and all(_TO_THE_RIGHT.match(text) and is_furniture(text) for text in last)
    signed = right and day_in(last[1]) is not None and day_in(last[0]) is None
    return (lines[:-2], lines[-2:]) if signed else (lines, [])


def _single(lines: Sequence[Line], joined: Sequence[Line]) -> list[Line]:
    """The lines as they stand in the file up to the end of these paragraphs: a title is looked for line by line."""
    if not joined:
        return []
    numbers = {line.number for line in joined}
    last = max(numbers)
    seen = [line for line in lines if line.number <= last and line.text.strip()]
    return seen or list(joined)


def _from_running(grid: Grid, head: list[Line], first_leads: bool) -> _Parts:
    reading = TableReading(first_leads=first_leads)
    reading.read(grid, directly=False)
    reading.found.doubt("表格已变成连续文字，行列按内容推断", Place(grid.first_line))
    drafts = reading.found.drafts
    if 2 * sum(bool(draft.assigned.units) for draft in drafts) < len(drafts):
        reading.found.doubt(
            "多数任务没有读到责任单位，表格各栏的文字可能混在了一起：请换成画了表格线的文件，或逐项核对",
            Place(grid.first_line),
        )
    front = front_of(head, head)
    rest = [line for line in head if line.number not in front.used and not is_furniture(line.text)]
    reading.found.requirements[:0] = requirements_of(rest)
    return _Parts(front, reading.found, reading.tables)


# --- the whole ---------------------------------------------------------------------------------------------------------


def _finished(parts: _Parts) -> Plan:
    head, found = parts.front.particulars, parts.findings
    year = head.year
    if year is None and head.issued_on is not None:
        year = head.issued_on.year
        found.doubt("标题没有写年份，按成文日期取年份", Place())
        head = Particulars(head.title, year, head.issuer, head.document_number, head.issued_on)
    several = parts.tables > 1
    tasks = []
    for seq, draft in zip(_numbers(found.drafts), found.drafts, strict=True):
        place = draft.place if several or not draft.place.row else Place(row=draft.place.row)
        deadline = deadline_of(draft.assigned.deadline, year=year, issued_on=head.issued_on)
        found.doubts += _doubts(draft, deadline, place)
        tasks.append(_task(seq, draft, deadline, place))
    found.doubts += _missing_units(tasks)
    if not tasks:
        found.doubt("没有读出任务：文件里没有编号的条目，也没有任务表格", Place())
    doubts = [_one_table(doubt) if not several else doubt for doubt in found.doubts]
    return Plan(head, tuple(tasks), _once(found.requirements, tasks), tuple(doubts))


def _one_table(doubt: Doubt) -> Doubt:
    return Doubt(doubt.text, Place(row=doubt.place.row)) if doubt.place.row else doubt


def _once(requirements: Sequence[Requirement], tasks: Sequence[Task]) -> tuple[Requirement, ...]:
    """Each requirement once, without what is a task, only the notice's title or a line that every document has."""
    said = {_begun(task.text) for task in tasks}
    requirements = [
        one
        for one in requirements
        if not (
            is_furniture(one.text) or _NOTICE.fullmatch(one.text) or _begun(_unnumbered(one.text)) in said
        )
    ]
    kept = {bare(one.text): one for one in reversed(requirements) if len(bare(one.text)) > 4}
    return tuple(one for one in requirements if kept.get(bare(one.text)) and kept.pop(bare(one.text)))


def _unnumbered(text: str) -> str:
    mark = mark_of(text)
    return text[mark.end :] if mark else text


def _task(seq: str, draft: Draft, deadline: Deadline, place: Place) -> Task:
    units = draft.assigned.units
    return Task(
        seq,
        one_line(draft.level1.text),
        one_line(draft.level2.text),
        draft.text,
        tuple(units.lead),
        tuple(units.responsible),
        units.open_list,
        deadline,
        place,
    )


def _numbers(drafts: Sequence[Draft]) -> list[str]:
    """The document's own numbers; with those of the headings where they begin anew; the order where there are none."""
    own = [draft.seq for draft in drafts]
    if not any(own):
        return [str(number) for number in range(1, len(own) + 1)]
    twice = {seq for seq, count in Counter(own).items() if count > 1}
    if not twice:
        return own
    longer = [
        "-".join([*(label.rstrip("、.．：: ") for label in draft.path if label), draft.seq])
        if draft.seq
        else ""
        for draft in drafts
    ]
    return longer if any(draft.path for draft in drafts) else own


def _doubts(draft: Draft, deadline: Deadline, place: Place) -> list[Doubt]:
    found = []
    units = draft.assigned.units
    if units.open_list:
        words = "、".join(units.open_words)
        found.append(Doubt(f"责任单位没有列全（“{words}”），请补充", place))
    if deadline.doubt:
        found.append(Doubt(f"完成时限“{deadline.text}”{deadline.doubt}", place))
    for name in (*units.lead, *units.responsible):
        if not are_units(name):
            found.append(Doubt(f"“{name}”不像单位名称，请核对", place))
    if not draft.text:
        found.append(Doubt("有责任单位而没有任务文字", place))
    return found


def _missing_units(tasks: Sequence[Task]) -> list[Doubt]:
    """Tasks that name nobody, in a plan where the others do."""
    named = [task for task in tasks if task.lead_units or task.responsible_units]
    if len(named) * 2 < len(tasks):
        return []
    return [
        Doubt("没有写责任单位", task.place)
        for task in tasks
        if not task.lead_units and not task.responsible_units
    ]

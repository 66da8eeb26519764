"""Tasks out of numbered prose: the deepest numbered items are tasks, what stands above them are headings.

Where a paragraph holds several brackets of units, each bracket ends a task. Paragraphs without a number before the first and
behind the last item are requirements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mingtang.supervision.parsing import fields
from mingtang.supervision.parsing.cleaning import bare, one_line
from mingtang.supervision.parsing.fields import Assigned, Piece
from mingtang.supervision.parsing.numbering import (
    ARABIC,
    BRACKETED,
    CHAPTER,
    CHINESE,
    DOTTED,
    ORDINAL,
    Mark,
    mark_of,
    running_marks,
)
from mingtang.supervision.parsing.particulars import begins_attachments, is_furniture, is_title
from mingtang.supervision.parsing.plan import Draft, Findings, Heading, Place, Requirement
from mingtang.supervision.parsing.source import Line
from mingtang.supervision.parsing.units import are_units, units_of

_END = "。；;！!？?"
_GENERAL = re.compile(r"(?:总体|指导|基本|工作|主要|总的)(?:要求|思想|思路|目标|原则)")
_LONGEST_HEADING = 40
_CHAPTER_NUMBER = re.compile(
    r"(?P<n>\d{1,2})[ \u3000]+(?![年月日号个项次件条家万亿])[\u4e00-\u9fff“《][^。；：]{1,40}"
)
_LONGEST_LEAD_IN = 32
# 一、区发展和改革局 above its items: a plan by units.
_A_UNIT = re.compile(
    r"(?:各|[省市区县州旗镇乡]|.{2,4}[省市区县州镇乡]).{1,16}[局委办厅院部府道会社处队室]|[^，。]{1,8}局"
)
_BULLET = re.compile(r"^\s*(?:[•●◆◇■□▲△★☆○◎➢➤✓·▪]|[-–*](?=\s))+\s*")
_TASK_LABEL = re.compile(r"^\s*(?:工作|重点|主要|具体)?(?:任务|内容|事项)(?:名称|内容)?\s*[:：]\s*")
_ONE_UNBROKEN = 150
_NEARLY_ALL = 0.8
_TO_ALL = re.compile(r"(?:各|请|联系|本|上述|以上|[省市区县州]政府办公[室厅]将|[^，。]{0,12}要)")


@dataclass
class Item:
    """A numbered item: its own words, the paragraphs without a number behind it, and the items below it."""

    kind: int
    label: str
    text: str
    number: int
    parent: Item | None = None
    body: list[Line] = field(default_factory=list)
    leads_in: bool = False
    below: list[Item] = field(default_factory=list)

    def above(self) -> list[Item]:
        found, item = list[Item](), self.parent
        while item is not None:
            found.append(item)
            item = item.parent
        return found[::-1]


def split_running(lines: Sequence[Line]) -> list[Line]:
    """Lines with several numbered items in them, cut before each."""
    whole = sum(len(line.text) for line in lines) or 1
    cut: list[Line] = []
    for line in lines:
        places = running_marks(line.text) if len(line.text) > 60 else []
        parts = [
            line.text[start:end] for start, end in zip([0, *places], [*places, len(line.text)], strict=True)
        ]
        parts = [part.strip() for part in parts if part.strip()]
        unbroken = len(line.text) > _ONE_UNBROKEN and len(line.text) > 0.6 * whole
        if len(parts) > 1 and (unbroken or _stand_alone(parts)):
            cut += [Line(part, line.number, line.level) for part in parts]
        else:
            cut.append(line)
    return cut


def _stand_alone(parts: list[str]) -> bool:
    """True when each part ends as a paragraph would: with a full stop or a bracket of units."""
    marked = [part for part in parts if mark_of(part)]
    return len(marked) > 2 and all(part[-1] in "。）)】]" for part in marked[1:])


def read_prose(lines: Sequence[Line], *, first_leads: bool = False) -> Findings:
    """Tasks and requirements of numbered paragraphs."""
    found = Findings()
    before, items = _items(_plan_part(lines, found))
    if not items:
        before = _unnumbered(before, found, first_leads)
    found.requirements += [Requirement(one_line(line.text), Place(line.number)) for line in before]
    leaves = [item for item in items if not item.below]
    _tell_lead_ins(leaves)
    last = leaves[-1] if leaves else None
    for item in items:
        if item.below:
            _above_others(item, found)
        elif _is_general(item):
            found.requirements += _as_requirements(item)
        else:
            _leaf(item, found, first_leads=first_leads, is_last=item is last, siblings=leaves)
    return found


def _unnumbered(lines: list[Line], found: Findings, first_leads: bool) -> list[Line]:
    """Without any number in the document, each paragraph that names its units is a task; the others are given back."""
    rest: list[Line] = []
    for line in _with_fields(lines):
        pieces = fields.pieces(line.text, first_leads=first_leads)
        if not pieces or not pieces[0].text or not any(piece.assigned.units for piece in pieces):
            rest.append(line)
            continue
        place = Place(line.number)
        for piece in _merged(pieces, found, place):
            words = _task_words(piece.text)
            found.drafts.append(Draft("", Heading(), Heading(), words, piece.assigned, place))
    return rest


def _with_fields(lines: list[Line]) -> Iterator[Line]:
    """Each paragraph with the lines of nothing but fields behind it."""
    last: Line | None = None
    for line in lines:
        if last is not None and fields.is_labelled(line.text):
            last = Line(f"{last.text}\n{line.text}", last.number, last.level)
            continue
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last


def _task_words(text: str) -> str:
    """A task's words without a bullet or 工作任务： before them."""
    return one_line(_TASK_LABEL.sub("", _BULLET.sub("", text)))


def requirements_of(lines: Sequence[Line]) -> list[Requirement]:
    """All paragraphs that say something, for a document whose tasks stand in a table."""
    before, items = _items(list(lines))
    kept = [Requirement(one_line(line.text), Place(line.number)) for line in before]
    for item in items:
        if len(bare(item.text)) > _LONGEST_HEADING or item.text[-1:] in _END or not item.below:
            kept += _as_requirements(item)
        else:
            kept += [Requirement(one_line(line.text), Place(line.number)) for line in item.body]
    return kept


def _plan_part(lines: Sequence[Line], found: Findings) -> list[Line]:
    """The lines of the plan itself: what a notice says before the plan attached to it is requirements."""
    titles = [at for at, line in enumerate(lines) if is_title(line.text) and not mark_of(line.text)]
    first_item = next((at for at, line in enumerate(lines) if mark_of(line.text)), len(lines))
    for at in reversed(titles):
        behind = [line for line in lines[at:] if mark_of(line.text)]
        if at > first_item and len(behind) >= 3 and _begins_anew(behind[0]):
            found.requirements += requirements_of(lines[:at])
            return list(lines[at:])
    return list(lines)


def _begins_anew(line: Line) -> bool:
    mark = mark_of(line.text)
    return mark is not None and mark.number == 1


def _items(lines: list[Line]) -> tuple[list[Line], list[Item]]:
    """Paragraphs before the first item, and all items in their order."""
    before: list[Line] = []
    items: list[Item] = []
    attachments = False
    dotted = any((mark := mark_of(line.text.strip())) and mark.kind == DOTTED for line in lines)
    for line in lines:
        text = line.text.strip()
        mark = mark_of(text) or (_plain_number(text) if dotted else None)
        attachments = begins_attachments(text) or (attachments and _attached(text, mark))
        if attachments or is_furniture(text) or (not mark and is_title(text) and len(bare(text)) < 50):
            continue
        if mark is None and line.level and len(bare(text)) <= _LONGEST_HEADING and text[-1:] not in _END:
            mark = Mark(CHINESE if line.level <= 1 else BRACKETED, 0, "", 0)
        if mark is not None and not _continues(mark, text, items):
            items.append(_placed(mark, text, line, items))
        elif items:
            items[-1].body.append(line)
        else:
            before.append(line)
    return before, items


def _plain_number(text: str) -> Mark | None:
    """2 重点任务: where items are numbered 2.1, chapters are 2 without a stop."""
    found = _CHAPTER_NUMBER.fullmatch(text)
    return Mark(ARABIC, int(found["n"]), found["n"], found.end("n")) if found else None


def _attached(text: str, mark: Mark | None) -> bool:
    return mark is not None and mark.kind >= ARABIC and len(text) <= 50 and text[-1:] not in _END


def _continues(mark: Mark, text: str, items: list[Item]) -> bool:
    """一是… belongs to the item above it, unless it names its own units."""
    return mark.kind == ORDINAL and bool(items) and not any(piece.assigned for piece in fields.pieces(text))


def _placed(mark: Mark, text: str, line: Line, items: list[Item]) -> Item:
    parent = items[-1] if items else None
    while parent is not None and parent.kind >= mark.kind:
        parent = parent.parent
    item = Item(mark.kind, mark.label, text[mark.end :].strip(), line.number, parent)
    if parent is not None:
        parent.below.append(item)
    return item


def _is_general(item: Item) -> bool:
    """总体要求, 指导思想 and the like ask for no work of their own."""
    family = [item, *item.above()]
    general = any(
        _GENERAL.search(_heading(one)[:20]) and (one.kind <= BRACKETED or one.parent is None)
        for one in family
    )
    return general and not any(piece.assigned for piece in fields.pieces(_whole(item)))


def _heading(item: Item) -> str:
    """An item's words up to its first full stop, without a bracket of units."""
    pieces = fields.pieces(item.text)
    text = pieces[0].text if pieces else item.text
    return re.split("[。；：:]", text, maxsplit=1)[0]


def _titled(item: Item) -> str:
    label = item.label + ("" if item.label[-1:] in "、.．）)】" or not item.label else " ")
    return one_line(label + _heading(item))


def _whole(item: Item) -> str:
    return "\n".join([item.text, *(line.text for line in item.body)])


def _as_requirements(item: Item) -> list[Requirement]:
    kept = []
    if item.text and not (item.body and _is_heading_only(item)):
        kept.append(Requirement(one_line(item.label + item.text), Place(item.number)))
    return kept + [Requirement(one_line(line.text), Place(line.number)) for line in item.body]


def _is_heading_only(item: Item) -> bool:
    return len(bare(item.text)) <= _LONGEST_LEAD_IN and item.text[-1] not in _END


def _above_others(item: Item, found: Findings) -> None:
    """A heading: what it says beyond its own words is a requirement; its units hold where those below name none."""
    pieces = fields.pieces(item.text)
    heading = _heading(item)
    rest = (pieces[0].text if pieces else "")[len(heading) :].strip("。；：: ")
    if rest:
        found.requirements.append(Requirement(rest, Place(item.number)))
    labels = [line for line in item.body if fields.is_labelled(line.text)]
    found.requirements += [
        Requirement(one_line(line.text), Place(line.number)) for line in item.body if line not in labels
    ]


def _inherited(item: Item, first_leads: bool) -> Assigned:
    """What the headings above name: （一）…（甲牵头） holds for 1. and 2. below it."""
    assigned = Assigned()
    for heading in reversed(item.above()):
        labels = [line.text for line in heading.body if fields.is_labelled(line.text)]
        for piece in fields.pieces("\n".join([heading.text, *labels]), first_leads=first_leads):
            if piece.assigned and not assigned:
                assigned.add(piece.assigned)
        if not assigned and _A_UNIT.fullmatch(name := bare(heading.text)) and are_units(name):
            assigned.add(Assigned(units_of(name, first_leads=first_leads)))
    return assigned


# --- the deepest items -------------------------------------------------------------------------------------------------


def _leaf(item: Item, found: Findings, *, first_leads: bool, is_last: bool, siblings: list[Item]) -> None:
    own, body, closing = _parts(item, is_last)
    level1, level2, heading_only, words = _levels(item, own, bool(body))
    if heading_only and not _is_task(item, body, siblings):
        found.requirements += _as_requirements(item)
        return
    text = (
        "\n".join([words, *(line.text for line in body)]) if words else "\n".join(line.text for line in body)
    )
    pieces = fields.pieces(text, first_leads=first_leads) or [Piece(own, Assigned())]
    if not pieces[0].text and not heading_only:
        pieces[0] = Piece(own, pieces[0].assigned)
    elif not pieces[0].text:
        pieces[0] = Piece(_heading(item), pieces[0].assigned)
        level1, level2 = (level1, "") if level2 else ("", level2)
    if is_last and len(pieces) > 1 and not pieces[-1].assigned and _TO_ALL.match(pieces[-1].text):
        # In one unbroken line the closing words stand right behind the last bracket.
        found.requirements.append(Requirement(one_line(pieces.pop().text), Place(item.number)))
    _drafted(item, pieces, Heading(level1), Heading(level2), found, first_leads)
    found.requirements += [Requirement(one_line(line.text), Place(line.number)) for line in closing]


def _parts(item: Item, is_last: bool) -> tuple[str, list[Line], list[Line]]:
    """The item's own words, the paragraphs that belong to it, and those that close the document."""
    own = item.text
    complete = bool(own) and (own[-1] in _END or _assigns(own) or len(bare(own)) > _LONGEST_HEADING)
    body: list[Line] = []
    closing: list[Line] = []
    for at, line in enumerate(item.body):
        to_all = is_last and bool(fields.TO_ALL.match(line.text)) and _assigned_so_far(own, body)
        labelled = _assigns(line.text) and not to_all
        awaits = any(_assigns(later.text) for later in item.body[at + 1 :])
        done = complete or any(not fields.is_labelled(one.text) for one in body)
        if labelled or awaits:
            body += [*closing, line]
            closing = []
        elif closing or (is_last and done) or (done and _assigned_so_far(own, body)):
            closing.append(line)
        else:
            body.append(line)
    return own, body, closing


def _assigns(text: str) -> bool:
    return any(piece.assigned for piece in fields.pieces(text))


def _assigned_so_far(own: str, body: list[Line]) -> bool:
    return _assigns(own) or any(_assigns(line.text) for line in body)


def _levels(item: Item, own: str, has_body: bool) -> tuple[str, str, bool, str]:
    """Both headings, whether the item's own words are nothing but one, and the words left for the task."""
    above = [_titled(one) for one in item.above()]
    # The register knows two levels: deeper headings stay with the second, so that none is lost.
    first, second = above[0] if above else "", " ".join(above[1:])
    pieces = fields.pieces(own)
    words = pieces[0].text if pieces else own
    bare_words = bare(words)
    short = len(bare_words) <= _LONGEST_HEADING and words[-1:] not in _END and words == own.strip()
    if short and has_body and any(not fields.is_labelled(line.text) for line in item.body):
        return (*_with_own(first, second, _titled(item)), True, own if first and second else "")
    lead_in = _lead_in(item) if item.leads_in and not (first and second) else ""
    if lead_in:
        rest = own[own.index(lead_in) + len(lead_in) :].lstrip("。：: ")
        return (*_with_own(first, second, one_line(item.label + lead_in)), False, rest)
    return first, second, False, own


def _with_own(first: str, second: str, own: str) -> tuple[str, str]:
    if not first:
        return own, ""
    return (first, second) if second else (first, own)


def _tell_lead_ins(leaves: list[Item]) -> None:
    """The first sentence of （一） is a heading only where nearly all items of the kind begin with one."""
    for kind in (CHAPTER, CHINESE, BRACKETED):
        alike = [item for item in leaves if item.kind == kind and not _is_general(item)]
        leading = sum(bool(_lead_in(item)) for item in alike)
        for item in alike:
            item.leads_in = leading >= _NEARLY_ALL * len(alike)


def _lead_in(item: Item) -> str:
    """（一）强化主动公开。…: a short first sentence with more behind it may be the item's heading."""
    first, stop, rest = item.text.partition("。")
    if not stop or not rest.strip() or len(bare(first)) > _LONGEST_LEAD_IN or "（" in first[-1:]:
        return ""
    if fields.is_labelled(rest) or not (fields.pieces(rest) or [Piece("", Assigned())])[0].text:
        return ""
    return first if first.count("，") <= 1 else ""


def _is_task(item: Item, body: list[Line], siblings: list[Item]) -> bool:
    """A heading with a paragraph below is a task, unless its likes have numbered items and it names no units."""
    if item.kind not in (CHAPTER, CHINESE) or _assigned_so_far(item.text, body):
        return True
    return sum(one.kind == item.kind for one in siblings) * 2 >= len(siblings)


def _drafted(
    item: Item, pieces: list[Piece], level1: Heading, level2: Heading, found: Findings, first_leads: bool
) -> None:
    place, path = Place(item.number), tuple(one.label for one in item.above())
    seq = item.label.strip("、.．：: 【】〔〕[]［］")
    pieces = list(_merged(pieces, found, place))
    for number, piece in enumerate(pieces, start=1):
        assigned = piece.assigned
        if not assigned and len(pieces) == 1 and (inherited := _inherited(item, first_leads)):
            assigned = inherited
            found.doubt("责任单位写在上级标题里，按上级标题处理", place)
        name = seq if number == 1 or not seq else f"{seq}-{number}"
        found.drafts.append(Draft(name, level1, level2, _task_words(piece.text), assigned, place, path))


def _merged(pieces: list[Piece], found: Findings, place: Place) -> Iterator[Piece]:
    """Words behind the last bracket belong to the task before them."""
    if len(pieces) > 1 and not pieces[-1].assigned:
        last = pieces[-2]
        if len(bare(pieces[-1].text)) > 2:
            found.doubt("责任单位之后还有文字，已并入前一项", place)
        yield from pieces[:-2]
        yield Piece(last.text + pieces[-1].text, last.assigned)
    else:
        yield from pieces

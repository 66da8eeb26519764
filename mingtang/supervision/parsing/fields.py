"""What a text says about who and until when: （责任单位：甲、乙）, 牵头单位：甲；配合单位：乙, （甲负责，6月底前完成）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mingtang.supervision.parsing import deadlines, units
from mingtang.supervision.parsing.cleaning import one_line
from mingtang.supervision.parsing.units import LEADS, SHARES, Units

DEADLINE, OTHER = "deadline", "other"
_UNIT_NOUN = r"(?:单位|部门|主体|机构|科室|处室|股室|机关|地区和单位)"
_LABELS = (
    (
        OTHER,
        r"(?:责任|分管|包保|牵头|主管|挂包)?(?:区|市|县)?(?:领导|负责人|责任人|联系人|联络员|经办人)(?:及电话)?"
        r"|联系(?:电话|方式)|电话|备注|完成情况|进展情况",
    ),
    (
        LEADS,
        rf"(?:主要)?(?:牵头|主办|主责|第一责任){_UNIT_NOUN}|牵头(?:责任)?{_UNIT_NOUN}|牵头"
        r"|(?<![\u4e00-\u9fff])(?:主办|主责)",
    ),
    (
        SHARES,
        rf"(?:主要|具体)?(?:责任|配合|协办|协同|协助|参与|参加|承办|落实|实施|负责|承担|执行|配合责任|责任落实|协作|会办|共同)"
        rf"{_UNIT_NOUN}(?:及分工)?|责任分工|责任划分|配合|(?<![\u4e00-\u9fff])(?:协办|承办|协助|参与|责任|落实)",
    ),
    (
        DEADLINE,
        r"(?:完成|办结|落实|推进|整改|办理|时间|公开|计划完成|工作)?(?:时限|期限)(?:要求)?"
        r"|(?:计划)?(?:完成|办结|落实|办理|推进)时间(?:节点|要求)?|时间(?:节点|安排|要求)|进度(?:安排|要求)|时间进度|完成日期|(?<![\u4e00-\u9fff])时间",
    ),
)
_LABEL = re.compile(
    "(?:"
    + "|".join(f"(?P<r{n}>{words})" for n, (_, words) in enumerate(_LABELS))
    + r")\s*(?:[（(][^（）()]{1,12}[）)])?\s*[:：∶﹕︰]"
)
# 【牵头单位】甲 and 〔完成时限〕 are labels as well.
_BOXED = re.compile("[【〔［\\[](" + "|".join(words for _, words in _LABELS) + r")\s*[】〕］\]]\s*[:：]?\s*")
_PAIRS = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕", "﹙": "﹚", "［": "］"}
_CLOSING = {"）", ")", "】", "]", "〕", "﹚", "］"}
_NOT_UNITS = re.compile(r"见附件|含|包括|简称|下同|以下|如|即|不含|除外|试行|《|》|第.{1,4}条|\d{4}—")
_SENTENCE_END = "。；;！!？?"
_SHORTEST_NAME = 3
_NAMES_END = tuple("县镇乡街区市州门位局委办")
# Words to everybody, as plans close with them: 各部门要…
TO_ALL = re.compile(r"(?:各[^，。；、]{1,20}|请各[^，。；]{1,20})要")
_ROLES = re.compile(r"牵头|负责|配合|分工")
_NOTE_OF_WORK = re.compile(
    r"(?:按|根据|依)(?:照|据)?(?:各自)?(?:职责|职能|分工)|负责|牵头|落实|配合|参与|承办|实施|完成|前$"
)


@dataclass
class Assigned:
    """Who and until when, as one bracket, one line or one row says it."""

    units: Units = field(default_factory=Units)
    deadline: str = ""

    def __bool__(self) -> bool:
        return bool(self.units or self.deadline)

    def add(self, other: Assigned) -> None:
        self.units.add(other.units)
        self.deadline = self.deadline or other.deadline


@dataclass(frozen=True)
class Piece:
    """A stretch of text and what is assigned at its end (nothing for the last stretch, mostly)."""

    text: str
    assigned: Assigned


def role_of_label(label: str) -> str:
    """The role of a word such as 牵头单位 or 完成时限; an empty string for any other word."""
    found = _LABEL.fullmatch(label.strip().rstrip("：:") + "：")
    return _role(found) if found else ""


def _unboxed(text: str) -> str:
    """The text with labels in brackets written as others are: 牵头单位：."""
    return _BOXED.sub(r"\1：", text)


def _role(found: re.Match[str]) -> str:
    return next(role for n, (role, _) in enumerate(_LABELS) if found[f"r{n}"] is not None)


def is_labelled(text: str) -> bool:
    """True for a line that is nothing but labelled fields: 牵头单位：甲；配合单位：乙."""
    found = _LABEL.match(_unboxed(text).lstrip("　 （(【[〔"))
    return bool(found)


def ends_with_label(text: str) -> bool:
    """True for a line that breaks off behind 责任单位：."""
    words = text.rstrip()
    return words.endswith(("：", ":")) and any(found.end() == len(words) for found in _LABEL.finditer(words))


def labelled(text: str, *, first_leads: bool = False) -> Assigned:
    """The fields of 牵头单位：甲；配合单位：乙；完成时限：6月底前. Fields of other kinds (领导, 电话) are left out."""
    assigned, text = Assigned(), _unboxed(text)
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        value, role = text[label.end() : end].strip(" 　；;，,。\n\t"), _role(label)
        if role == DEADLINE:
            assigned.deadline = assigned.deadline or one_line(value)
        elif role != OTHER:
            assigned.units.add(_units_with_date(value, role, assigned, first_leads))
    return assigned


def _units_with_date(value: str, role: str, assigned: Assigned, first_leads: bool) -> Units:
    """责任单位：甲、乙，12月底前完成: the date at the end belongs to the deadline."""
    head, tail = _tail_date(value)
    if tail:
        assigned.deadline = assigned.deadline or tail
    return units.units_of(head, role=role, first_leads=first_leads)


def _tail_date(value: str) -> tuple[str, str]:
    for found in re.finditer(r"[，,；;。]|[ \u3000]+", value):
        if deadlines.is_deadline(value[found.end() :]):
            return value[: found.start()], one_line(value[found.end() :])
    return value, ""


def assigned_by(content: str, *, first_leads: bool = False) -> Assigned:
    """What the words within a bracket assign; nothing when they are about something else."""
    content = content.strip()
    if found := _LABEL.search(content):
        assigned = labelled(content, first_leads=first_leads)
        before = content[: found.start()].strip(" ；;，,。")
        if before and (units.are_units(before) or deadlines.is_deadline(before)):
            assigned.add(assigned_by(before, first_leads=first_leads))
        return assigned
    if deadlines.is_deadline(content) and not re.fullmatch(r"[\d年度版\s]+", content):
        return Assigned(deadline=one_line(content).strip("。；;，,"))
    head, tail = _tail_date(content)
    if not tail:
        head, tail = _leading_date(content)
    if _NOT_UNITS.search(head) or not units.are_units(head):
        return Assigned()
    named = units.units_of(head, first_leads=first_leads)
    names = (*named.lead, *named.responsible)
    telling = tail or _NOTE_OF_WORK.search(content)
    if not telling and all(len(name) < _SHORTEST_NAME and name[0] != "各" for name in names):
        return Assigned()  # （部门、单位） explains a word
    return Assigned(named, tail)


def _leading_date(content: str) -> tuple[str, str]:
    """6月底前完成，甲负责: the date may stand first."""
    first, comma, rest = content.partition("，")
    if comma and deadlines.is_deadline(first):
        return rest, one_line(first)
    return content, ""


def pieces(text: str, *, first_leads: bool = False) -> list[Piece]:
    """The text cut behind each bracket or run of fields that assigns it."""
    text = _unboxed(text)
    found: list[Piece] = []
    begun = 0
    for start, end, assigned in _assignments(text, first_leads):
        between = text[begun:start]
        full_stop = ""
        if end < len(text) and text[end] in _SENTENCE_END:
            full_stop, end = text[end], end + 1
        words = _tidy(between, full_stop)
        if not words and found:
            found[-1].assigned.add(assigned)
        else:
            found.append(Piece(words, assigned))
        begun = end
    if rest := _tidy(text[begun:], ""):
        found.append(_with_last_sentence(rest, first_leads))
    return found


def _with_last_sentence(text: str, first_leads: bool) -> Piece:
    """…。区发改局牵头，区住建局配合，6月底前完成。 A last sentence of nothing but units and their roles assigns."""
    stop = text.rstrip("。").rfind("。") + 1
    last = text[stop:].strip().rstrip("。")
    if stop and _ROLES.search(last) and (assigned := assigned_by(last, first_leads=first_leads)).units:
        return Piece(text[:stop], assigned)
    return Piece(text, Assigned())


def _tidy(words: str, full_stop: str) -> str:
    words = words.strip(" 　\n\t；;，,") if not words.strip(" 　\n\t；;，,。") else words.strip()
    words = "" if words in ("。", "、") else words
    if words and full_stop == "。" and words[-1] not in _SENTENCE_END:
        words += full_stop
    return words


def _assignments(text: str, first_leads: bool) -> Iterator[tuple[int, int, Assigned]]:
    place = 0
    while place < len(text):
        letter = text[place]
        if letter in _PAIRS:
            end = _closed(text, place)
            content = text[place + 1 : end - 1]
            if assigned := _bracket(text, place, end, content, first_leads):
                yield place, end, assigned
                place = end
                continue
            place += 1
            continue
        if (found := _LABEL.match(text, place)) and _begins_field(text, place):
            end = _end_of_fields(text, found.end())
            if assigned := labelled(text[place:end], first_leads=first_leads):
                yield place, end, assigned
                place = end
                continue
            place = found.end()
            continue
        place += 1


def _bracket(text: str, start: int, end: int, content: str, first_leads: bool) -> Assigned:
    """A bracket with a label assigns wherever it stands; one without only at the end of a sentence."""
    labels = _LABEL.search(content)
    behind = text[end : end + 1]
    before = text[:start].rstrip()
    if not labels:
        ends = not behind or behind in _SENTENCE_END or (before[-1:] in _SENTENCE_END or not before)
        rest = text[end:].strip(" 　\n" + _SENTENCE_END)
        last = not rest or bool(TO_ALL.match(rest))
        if not ends or not (_NOTE_OF_WORK.search(content) or before[-1:] in _SENTENCE_END or last):
            return Assigned()
        if before[-1:] in _NAMES_END and not _NOTE_OF_WORK.search(content):
            return Assigned()  # 各县（市、区）, 各部门（单位）: the bracket belongs to the name
    return assigned_by(content, first_leads=first_leads)


def _begins_field(text: str, place: int) -> bool:
    before = text[:place].rstrip(" 　")
    return not before or before[-1] in _SENTENCE_END + "\n）)】" or text[place - 1] in " 　\n\t"


def _end_of_fields(text: str, place: int) -> int:
    """Fields end with the line, or with a full stop behind which no other field begins."""
    line = text.find("\n", place)
    line = len(text) if line < 0 else line
    for found in re.finditer("[。]", text[place:line]):
        if not _LABEL.match(text[place + found.end() :].lstrip()):
            return place + found.end()
    return line


def _closed(text: str, start: int) -> int:
    """The place behind the bracket that closes the one at `start`; of an unclosed one, the end of its line."""
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] in _PAIRS) - (text[place] in _CLOSING)
        if depth == 0:
            return place + 1
    line = text.find("\n", start)
    return (len(text) if line < 0 else line) + 1

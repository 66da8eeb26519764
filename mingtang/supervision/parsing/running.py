"""Tables that became running text: heads and cells one behind another, parted by blanks or breaks, or not at all.

The head tells which columns there were; rows are found by their numbers, cells by what they say: units and dates stand behind
the text. Cells that were empty are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingtang.supervision.parsing.cleaning import bare, is_page_number, one_line
from mingtang.supervision.parsing.columns import CONTENT, SEQUENCE, role_of_head
from mingtang.supervision.parsing.deadlines import is_deadline
from mingtang.supervision.parsing.fields import DEADLINE
from mingtang.supervision.parsing.numbering import BRACKETED, CHINESE, mark_of
from mingtang.supervision.parsing.source import Grid, Line, grid_of_texts
from mingtang.supervision.parsing.units import LEADS, SHARES, are_units, glued_at

_HEAD_WORDS = (
    r"序号|编号|重点工作任务|工作任务及要求|重点工作|重点任务|工作任务|任务内容|任务名称|任务类别|任务分类|任务分解|工作事项|工作内容|工作要求|工作措施|工作举措|工作项目"
    r"|具体要求|具体任务|具体内容|具体措施|具体工作|主要内容|主要任务|主要措施|主要举措|具体举措|领域|分类|(?:主办|承办|协办|落实)部门|任务|内容|要求|措施|事项|类别|项目|牵头(?:责任)?(?:单位|部门)|主办单位|责任(?:单位|部门|主体|科室|处室|股室)|配合(?:单位|部门)"
    r"|协办单位|承办单位|落实单位|完成(?:时限|时间)|时限(?:要求)?|时间(?:节点|要求)|推进时限|责任领导|备注"
)
_HEAD = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:{_HEAD_WORDS})(?:\s*(?:{_HEAD_WORDS})){{2,}}|(?:序号|编号)(?:\s*(?:{_HEAD_WORDS})){{2,}}"
)
_WORD = re.compile(_HEAD_WORDS)
_HAN = "[一二三四五六七八九十]{1,3}"
_UPPER = re.compile(
    rf"(?:^|(?<=[^第]))(?P<one>{_HAN}、[^。；]{{3,50}}?)?\s*(?P<two>[（(]{_HAN}[）)][^。；]{{2,50}})?\s*$"
)
_NOT_A_NUMBER = "年月日个项次件号时%％类批期季周天家条倍万亿元分级岁"
_ROW_NUMBER = re.compile(
    rf"(?<![\d.．第每\-—])(?P<n>\d{{1,4}})(?![\d{_NOT_A_NUMBER}])[.、．]?(?=\s*[^\d\s.,，。；、）)])"
)
_CLOSING = re.compile(r"各|请|注[:：]|备注[:：]|说明[:：]|联系")
_SPACED = re.compile(r"(序|编)\s+号")
_LONGEST_NAME = 8
_LONGEST_DATE = 24
_LONGEST_TAIL = 400
_LONGEST_HEADING = 40


def running_table(lines: Sequence[Line]) -> tuple[Grid, list[Line]] | None:
    """The table, and the lines before it; None when no head of a table stands in the text."""
    kept = [line for line in lines if not is_page_number(line.text.strip()) and line.text.strip(" |\u3000\t")]
    if kept and re.fullmatch(r"\s*\d{1,3}\s*", kept[-1].text):
        kept.pop()  # the number of the last page
    kept, behind = _without_closing(kept)
    text = _SPACED.sub(r"\1号", "\n".join(line.text for line in kept))
    if (head := _spaced_head(text)) is None and (head := _written_head(text)) is None:
        return None
    start, end, names = head
    roles = [role_of_head(name) for name in names]
    again = re.compile(rf"(?:{re.escape(names[0])}\s*)?" + r"\s*".join(map(re.escape, names[1:])))
    rows = list(_rows(_HEAD.sub("\n", again.sub("\n", text[end:])), roles))
    if not rows:
        return None
    heads = ["序号", "工作任务", "工作任务", "具体要求", "牵头单位", "责任单位", "完成时限"]
    first_line = text.count("\n", 0, start)
    grid = grid_of_texts([heads, *rows], range(1, len(rows) + 2), kept[first_line].number)
    return grid, [*_before(kept, text, start), *behind]


def _without_closing(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines without the words to everybody that stand behind the last cell."""
    at = len(lines)
    while at > 1 and _CLOSING.match(lines[at - 1].text.strip()) and lines[at - 1].text.strip()[-1] in "。！":
        at -= 1
    last = lines[at - 1].text.strip() if at else ""
    return (lines[:at], lines[at:]) if are_units(last) or is_deadline(last) else (lines, [])


def _spaced_head(text: str) -> tuple[int, int, list[str]] | None:
    """The first run of words, parted by blanks or breaks, that are heads of columns: where it stands, and the words."""
    run: list[re.Match[str]] = []
    for found in (*re.finditer(r"\S+", text), None):
        if found is not None and _is_name(found[0], [one[0] for one in run]):
            run.append(found)
            continue
        names = [one[0] for one in run]
        if len(names) > 2 and _heads_tasks(names):
            return run[0].start(), run[-1].end(), names
        run = []
    return None


def _is_name(word: str, before: list[str]) -> bool:
    """True for the head of a column. Behind the units' column a word about the work is a heading below the head."""
    role = role_of_head(word) if len(word) <= _LONGEST_NAME else ""
    tail = any(role_of_head(name) in (LEADS, SHARES, DEADLINE) for name in before)
    return bool(role) and not (role == CONTENT and tail and not _WORD.fullmatch(word))


def _written_head(text: str) -> tuple[int, int, list[str]] | None:
    """The same where the words stand together: 序号工作任务责任单位."""
    for found in _HEAD.finditer(text):
        if _heads_tasks(names := _WORD.findall(found[0])):
            return found.start(), found.end(), names
    return None


def _heads_tasks(names: Sequence[str]) -> bool:
    roles = {role_of_head(name) for name in names}
    return CONTENT in roles and bool(roles & {LEADS, SHARES})


def _before(lines: Sequence[Line], text: str, end: int) -> list[Line]:
    count = text.count("\n", 0, end)
    rest = text[:end].rpartition("\n")[2].strip()
    return [*lines[:count], *([Line(rest, lines[count].number)] if rest else [])]


def _rows(body: str, roles: list[str]) -> Iterator[tuple[str, ...]]:
    level1 = level2 = ""
    tail = [role for role in roles if role in (LEADS, SHARES, DEADLINE)]
    parts = _numbered(body, tail) if SEQUENCE in roles else _unnumbered(body)
    for seq, part in parts:
        words, one, two = _heading_behind(part)
        text, cells = _cells(words, tail)
        own1, own2, text = _leading_headings(text, roles.count(CONTENT) > 1)
        if own1 or own2:
            level1, level2 = own1 or level1, own2
        if text:
            yield (
                seq,
                level1,
                level2,
                text,
                cells.get(LEADS, ""),
                cells.get(SHARES, ""),
                cells.get(DEADLINE, ""),
            )
        if one or two:
            level1, level2 = one or level1, two


def _numbered(body: str, tail: list[str]) -> Iterator[tuple[str, str]]:
    """The stretch before the first number (its headings), then each number with what stands behind it."""
    begun, number, label = 0, 1, ""
    while True:
        found = _next_number(body, begun, number, tail)
        end = found.start() if found else len(body)
        yield label, body[begun:end]
        if found is None:
            return
        label, begun = found["n"], found.end()
        number = int(label) + 1


def _next_number(body: str, begun: int, number: int, tail: list[str]) -> re.Match[str] | None:
    """The next row's number. One row that ends without units or a full stop must not swallow the rest."""
    for wanted in (number, number + 1, number + 2):
        if found := _place_of(body, begun, wanted, tail, strict=True):
            sooner = _place_of(body, begun, number, tail, strict=False) if wanted > number else None
            return sooner if sooner and sooner.start() < found.start() else found
    return _place_of(body, begun, number, tail, strict=False)


def _place_of(body: str, begun: int, number: int, tail: list[str], *, strict: bool) -> re.Match[str] | None:
    """Where this number begins a row: no part of a date or an amount, and behind cells or words that end a row."""
    for found in _ROW_NUMBER.finditer(body, begun):
        if int(found["n"]) != number:
            continue
        if number == 1:
            return found
        words, _, _ = _heading_behind(body[begun : found.start()])
        ended = bool(_cells(words, tail)[1]) or words.rstrip()[-1:] in ("。", "；")
        if len(bare(words)) >= 8 and (ended or not strict):
            return found
    return None


def _unnumbered(body: str) -> Iterator[tuple[str, str]]:
    """Rows without a column of numbers: a sentence behind units or a date begins the next one."""
    row: list[str] = []
    ended = False
    for token in body.split():
        is_cell = are_units(token) or is_deadline(token)
        if ended and not is_cell:
            yield _taken_number(row), "\n".join(row)
            row = []
        row.append(token)
        ended = is_cell
    yield _taken_number(row), "\n".join(row)


def _taken_number(row: list[str]) -> str:
    """A number that stands alone among the first cells of a row, taken out of it."""
    at = next((n for n, token in enumerate(row[:3]) if re.fullmatch(r"\d{1,3}[.、．]?", token)), None)
    return row.pop(at).rstrip(".、．") if at is not None else ""


def _heading_behind(part: str) -> tuple[str, str, str]:
    """A stretch without the headings at its end, and those: they stand above the next row."""
    stop = max(part.rfind("。"), part.rfind("；")) + 1
    found = _UPPER.search(part, stop)
    if found is None or not (found["one"] or found["two"]):
        return part, "", ""
    return part[: found.start()], one_line(found["one"] or ""), one_line(found["two"] or "")


def _leading_headings(text: str, several: bool) -> tuple[str, str, str]:
    """A row's text without the cells of headings before it: numbered ones, or short ones of a second text column."""
    found = {CHINESE: "", BRACKETED: ""}
    parts = text.split("\n")
    while len(parts) > 1 and len(bare(parts[0])) <= _LONGEST_HEADING and parts[0][-1] not in "。；，、":
        mark = mark_of(parts[0])
        if mark is not None and mark.kind not in (CHINESE, BRACKETED):
            break
        if mark is None and not (several and parts[1][-1] in "。；"):
            break
        found[CHINESE if mark is None else mark.kind] = parts.pop(0)
    return found[CHINESE], found[BRACKETED], one_line("\n".join(parts))


def _cells(words: str, tail: list[str]) -> tuple[str, dict[str, str]]:
    """The text of a row, and the units and the date behind it."""
    tokens = words.split()
    cells: list[str] = []
    while len(tokens) > 1 and (are_units(tokens[-1]) or is_deadline(tokens[-1])):
        cells.insert(0, tokens.pop())
    text = "\n".join(tokens)
    if not cells:
        text, cells = _cells_behind_stop(one_line(words))
    return text, _by_role(cells, tail)


def _cells_behind_stop(words: str) -> tuple[str, list[str]]:
    """Cells without anything between them: what follows the last full stop is units, then a date."""
    stop = words.rfind("。") + 1
    rest = words[stop:].strip()
    if not stop or not rest or len(rest) > _LONGEST_TAIL:
        return words, []
    for end in range(max(2, len(rest) - _LONGEST_DATE), len(rest) + 1):
        dated = end == len(rest) or (rest[end] not in "）)" and is_deadline(rest[end:]))
        if dated and are_units(rest[:end]):
            return words[:stop], [cell for cell in (rest[:end], rest[end:]) if cell]
    return (words[:stop], [rest]) if is_deadline(rest) else (words, [])


def _by_role(cells: list[str], tail: list[str]) -> dict[str, str]:
    """Cells under their columns: the last of a row's dates, and units in the order of the head."""
    named = [role for role in tail if role != DEADLINE]
    found: dict[str, str] = {}
    units = [cell for cell in cells if not is_deadline(cell)]
    if dates := [cell for cell in cells if is_deadline(cell)]:
        found[DEADLINE] = dates[-1]
    if len(named) == 2 and len(units) == 1 and (place := glued_at(units[0])):
        units = [units[0][:place], units[0][place:]]
    if len(named) == 1 and units:
        return found | {named[0]: "\n".join(units)}
    for role, cell in zip(named, units, strict=False):
        found[role] = cell
    if len(units) > len(named) and named:
        found[named[-1]] = "\n".join(units[len(named) - 1 :])
    return found

"""The lines under a title that tell a text's history: who passed it when, who published it, what amended it.

2012年11月29日某省第十一届人民代表大会常务委员会第三十四次会议通过
根据2018年9月21日某省…第五次会议《关于修改〈甲条例〉等十件地方性法规的决定》第一次修正
（2020年1月2日某市人民政府令第12号公布　自2020年3月1日起施行）
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from mingtang.policies.parsing import numbers
from mingtang.policies.parsing.dates import Dated, dates_in

_MOST = 3000
_LONGEST = 1200  # characters of a line; histories in one line are shorter
_MARK = "<!--"  # Markdown's collections close the preamble so
_BODY = re.compile(r"\n[ \t\u3000#*]*(?:第[一1]条|第一[章编]|目\s*录|一、|第一部分|总\s*则)")
# An entry ends with one of these; the next date then begins another.
_ENDED = re.compile(
    r"(?:通过|批准|核准|公布|发布|颁布|公告|施行|实施|修正|修订|修改|备案|起执行)[\s\u3000）)；;，,。、]*"
    r"(?:根据|依据|据|自|并自)?[\s\u3000（(]*$"
)
_TOLD = re.compile(r"通过|批准|公布|发布|颁布|施行|修正|修订|修改")
_REPEALS = re.compile(r"本[^，。《》]{2,20}自|(?:废止|失效|停止执行|有效)(?![^《》]{0,160}》)")
_AMENDED = re.compile(
    r"(?P<kind>修正|修订|修改)(?:通过|公布|发布)?[\s\u3000）)；;，,。、]*(?:根据|依据|据)?[\s\u3000（(]*$"
)
_BY_DECISION = re.compile(
    r"《(?P<title>[^\n]{2,160})》(?:[（(][^）)]{0,40}[）)])?(?:予以|的)?(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)"
)
_CONSTITUTION = re.compile(r"通过的?《(?P<title>[^\n]{2,60}修正案(?:[（(][^）)]{1,8}[）)])?)》")
_UNBRACKETED = re.compile(
    r"(?P<title>关于(?:修改|修订|修正)[^\n]{2,160}的决定)(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)"
)
_PASSED = re.compile(r"^(?P<body>[^《》\n]{2,80}?)(?:审议|表决|讨论|修订)?通过")
_APPROVED = re.compile(r"^[^《》\n]{2,60}批准(?:[\s\u3000）)；;，,。]|$|公布|发布)")
_PUBLISHED = re.compile(r"(?:公布|发布|颁布|公告|印发)")
_FORCE = re.compile(r"(?:起|公布|^\s*)(?:施行|实施|执行|生效)")


@dataclass(frozen=True)
class Amendment:
    """A change of the text in the past. `kind` is 修正 (some provisions) or 修订 (the whole text anew)."""

    on: date
    body: str
    title: str
    kind: str

    @property
    def is_anew(self) -> bool:
        """Whether the whole text was made anew, not some provisions by a decision on it."""
        return self.kind == "修订" and not self.title


@dataclass(frozen=True)
class History:
    """What a preamble tells. `end` is the place in the text where it ends."""

    end: int
    made_on: date | None = None
    adopted_by: str = ""
    approved_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    number: str = ""
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True)
class _Entry:
    first: Dated
    last: Dated
    text: str  # what stands behind the first date


def history(text: str) -> History:
    """What the preamble of a text tells of its making and its amendments."""
    end = preamble_end(text)
    told = _Told()
    for entry in _entries(text[:end]):
        if told.is_of_another(entry):
            break
        told.hear(entry)
    return told.history(end)


@dataclass
class _Told:
    """What was heard so far, entry by entry."""

    passed: date | None = None
    approved: date | None = None
    published: date | None = None
    effective: date | None = None
    body: str = ""
    number: str = ""
    amendments: list[Amendment] = field(default_factory=list)

    def hear(self, entry: _Entry) -> None:
        if change := _amendment(entry):
            self.amendments.append(change)
        elif (match := _PASSED.match(entry.text)) and self.passed is None:
            self.passed, self.body = entry.first.on, _body(match["body"])
        elif _APPROVED.search(entry.text):
            self._approve(entry)
        if not change:
            self._publish(entry)

    def _approve(self, entry: _Entry) -> None:
        """A local regulation is made, and made anew, with the approval of the province (立法法, art. 81)."""
        last = self.amendments[-1] if self.amendments else None
        if last and last.is_anew and last.on <= entry.first.on:
            self.amendments[-1] = replace(last, on=entry.first.on)
        self.approved = self.approved or entry.first.on

    def _publish(self, entry: _Entry) -> None:
        if _PUBLISHED.search(entry.text) and self.published is None:
            self.published, self.number = entry.first.on, _number(entry.text)
            self.body = self.body or _publisher(entry.text)
        if _FORCE.search(entry.text):
            self.effective = self.effective or entry.first.on

    def is_of_another(self, entry: _Entry) -> bool:
        """Whether an entry begins the history of another document: sources run the lines of several together."""
        if self.passed is None or not self.amendments or not _PASSED.match(entry.text):
            return False
        is_change = _AMENDED.search(entry.text) or _BY_DECISION.search(entry.text)
        return not is_change and entry.first.on < self.amendments[-1].on

    def history(self, end: int) -> History:
        made = self.passed or self.approved or self.published
        return History(
            end,
            made,
            self.body,
            self.approved,
            self.published,
            self.effective,
            self.number,
            tuple(self.amendments),
        )


def preamble_end(text: str) -> int:
    """Where the body begins: after the preamble's mark, else before 第一条, 第一章 or 一、."""
    mark = text.find(_MARK, 0, _MOST + 1)
    if mark >= 0 and any(word in text[:mark] for word in ("通过", "布", "批准", "施行", "修")):
        return mark
    found = _BODY.search(text, 0, _MOST)
    return found.start() if found else min(len(text), _MOST)


def history_end(text: str) -> int:
    """Where the lines of the history end; 0 where a text tells none."""
    end = place = 0
    for line in text[: preamble_end(text)].split("\n"):
        place += len(line) + 1
        if _is_history(line) and _TOLD.search(line):
            end = place
    return min(end, len(text))


def _entries(preamble: str) -> Iterator[_Entry]:
    """The events of a preamble: from one date to the next, or to the end of the line."""
    for line in _lines(preamble):
        if not _is_history(line):
            continue
        run: list[Dated] = []
        for found in _outside_titles(line):
            if run and _ENDED.search(line[run[-1].end : found.start]):
                yield _entry(line, run, found.start)
                run = []
            run.append(found)
        if run:
            yield _entry(line, run, len(line))


def _lines(text: str) -> Iterator[str]:
    """Lines, those put together again that were broken inside a title or a date."""
    whole = ""
    for line in text.split("\n"):
        whole += line
        if (
            len(whole) < _LONGEST
            and whole
            and (whole[-1] in "年月" or whole[-1].isdigit() or _is_open(whole))
        ):
            continue
        yield whole
        whole = ""
    yield whole


def _is_open(line: str) -> bool:
    return line.count("《") > line.count("》")


_DATED_LINE = re.compile(
    r"^[\s\u3000（(【\[>*#]*(?:根据|经)?(?:[^\d一二\n]{0,24}(?:通过|批准|公布|发布|令)?[\s\u3000]{0,3})?"
    r"(?:19|20|[一二][〇零○九])"
)


def _is_history(line: str) -> bool:
    """Whether a line is one of the history: it opens with a date, maybe after （ or 根据, and repeals nothing."""
    if "年" not in line or len(line) > _LONGEST or not _DATED_LINE.match(line):
        return False
    return not _REPEALS.search(line)


def _outside_titles(line: str) -> list[Dated]:
    found = dates_in(line)
    if "《" not in line:
        return found
    return [one for one in found if line.count("《", 0, one.start) <= line.count("》", 0, one.start)]


def _entry(line: str, run: list[Dated], end: int) -> _Entry:
    return _Entry(run[0], run[-1], line[run[0].end : end].strip(" \u3000"))


def _amendment(entry: _Entry) -> Amendment | None:
    behind = entry.text
    found = _BY_DECISION.search(behind) or _CONSTITUTION.search(behind) or _UNBRACKETED.search(behind)
    kind = _AMENDED.search(behind)
    if found is None:
        return None if kind is None else Amendment(entry.last.on, _body(behind), "", _kind(kind["kind"]))
    word = kind["kind"] if kind else found[0][-2:]
    return Amendment(entry.last.on, _body(behind[: found.start()]), found["title"], _kind(word))


def _kind(word: str) -> str:
    return "修订" if word == "修订" else "修正"


def _body(text: str) -> str:
    """某市第十五届人民代表大会常务委员会第四十八次会议 → the same without its session."""
    text = re.split(r"通过|批准|公布|发布|修订|修正|，|并经", text, maxsplit=1)[0].strip(" \u3000的")
    text = re.sub(r"第[一二三四五六七八九十百零〇\d]+[届次]", "", text)
    text = re.sub(r"令第?[\d〇零一二三四五六七八九十百]+号$", "", text)
    return re.sub(r"(?:主席团|常务|全体|党组|办公)*会议$", "", text).strip()


def _publisher(text: str) -> str:
    found = re.match(r"(?P<body>[^《》\n，。]{2,40}?)(?:令|公告|公布|发布|颁布|印发)", text)
    return found["body"].strip() if found else ""


def _number(text: str) -> str:
    found = numbers.find_all(text)
    return str(found[0].number) if found else ""

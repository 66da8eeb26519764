"""What a text does to other documents: repeals, declares invalid, suspends, amends, confirms.

A rule that speaks of repealing (应当修改或者废止) does nothing; only the clause that does it is read: 《甲》同时废止,
现决定废止《甲》, and the lists of a clean-up decision.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingtang.policies.parsing import dates
from mingtang.policies.parsing.mentions import Mention

# The kinds, by what a clause says. `repeal` is 废止, `invalid` 宣布失效, `suspend` 停止执行.
REPEAL, INVALID, SUSPEND, AMEND, CONFIRM = "repeal", "invalid", "suspend", "amend", "confirm"
ENDS = frozenset({REPEAL, INVALID, SUSPEND})
_TRIGGERS = ("废止", "失效", "停止", "不再执行", "继续有效", "继续执行", "修改", "修正", "删去", "删除")

_STOP = r"(?=[。，；;,）)\s]|$)"
_HOW = r"(?:同时|同日|即行|即|自行|予以|一律|随之|相应|立即|全部|均|一并|也|都|已|应予|随即|宣布)*"
_AFTER = re.compile(
    rf"(?P<repeal>{_HOW}(?:废止|作废|停止施行|不再施行){_STOP})"
    rf"|(?P<invalid>(?:同时|即行|自行|予以|一律|随之|宣布|一并|自然)+失效{_STOP}|(?<=[》）)起日])失效{_STOP})"
    rf"|(?P<suspend>{_HOW}(?:停止(?:执行|适用)|不再(?:执行|适用)){_STOP})"
    rf"|(?P<confirm>{_HOW}继续(?:有效|执行){_STOP})"
    r"|(?P<amend>(?:相应|分别)?(?:作|做|作出)(?:如下|以下|相应)(?:修改|修正|修订)|予以修改|进行修改|修改如下)"
)
_BEFORE = re.compile(
    r"(?:(?<![\u4e00-\u9fa5])|现|决定|同时|宣布|并|予以|，)(?:决定)?"
    r"(?:(?P<repeal>废止)|(?P<invalid>宣布失效)|(?P<suspend>停止执行)|(?P<amend>修改))(?P<made>[^，。；《》]{0,60}的)?$"
)
_ABOUT = re.compile(r"关于(?P<both>废止和修改|修改和废止)?(?:(?P<repeal>废止)|(?P<amend>修改|修正))?$")
_CUT = re.compile(r"删(?:去|除)$")
# Between a title and the verb behind it.
_GAP = re.compile(
    r"[、，,\s]*(?:等[^，。；《》]{0,24})?(?:自[^，。；《》]{1,30}起)?(?:于[^，。；《》]{1,24}(?:起)?)?(?:的规定)?[、，,\s]*"
)
_PART = re.compile(r"(?:中|内|里)?的?(?:有关|关于|涉及|第)[^。；《》]{0,60}")
# 废止《甲》第三条、第四条: what stands behind a title in front of which the verb stands.
_PROVISIONS = re.compile(r"[中内里的]?第[一二三四五六七八九十百零〇\d]{1,6}[条款项章节目]")
# What ends a chain of titles, read backwards from the verb.
_BREAK = re.compile(r"根据|依据|依照|按照|违反|不一致|制定|起施行|为了|适用|经|应当|可以|修改为")
_MADE = re.compile(
    r"[^。；]{0,200}?(?:通过|批准|发布|公布|颁布|颁发|印发|修正|修订|修改|批转|转发|下发|制定|施行"
    r"|实施)[^。；，]{0,40}的?[^。；，]{0,30}"
)
# 根据《关于修改…的决定》修正的《甲》同时废止: the decision tells which text is meant, and is not repealed.
_BY_IT = re.compile(r"(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改|批准|公布|发布)的")
_BY_DECISION = re.compile(
    r"根据[^，。；《》]{0,90}(?:《[^。]{2,120}》)?(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)"
)
_JOINED = re.compile(r"[、，,;；\s]*(?:以及|和|与|及|并|或者)?\s*")
_FROM = re.compile(rf"自\s?(?P<day>{dates.PATTERN})\s?起")


@dataclass(frozen=True)
class Change:
    """What a clause does to a document. `whole` is False where only parts of it are meant; `on` where a day is named."""

    kind: str
    mention: Mention
    start: int
    end: int
    whole: bool = True
    on: date | None = None


def changes(text: str, named: list[Mention], *, skip: int = 0) -> list[Change]:
    """What a text does to the documents it names, each document once, what begins before `skip` left out."""
    if not any(word in text for word in _TRIGGERS):
        return []
    found = [change for sentence in _sentences(text, named, skip) for change in _of_sentence(text, *sentence)]
    return _once(found)


def _sentences(text: str, named: list[Mention], skip: int) -> Iterator[tuple[int, int, list[Mention]]]:
    """Sentences that name documents and hold a verb, as (start, end, mentions)."""
    at, documents = 0, [one for one in named if one.kind == "document" and one.start >= skip]
    while at < len(documents):
        start = _start_of(text, documents[at].start)
        end = _end_of(text, documents[at].end)
        first = at
        while at < len(documents) and documents[at].start < end:
            at += 1
        if any(word in text[start:end] for word in _TRIGGERS):
            yield start, end, documents[first:at]


def _start_of(text: str, place: int) -> int:
    floor = max(0, place - 2000)
    return max(text.rfind("。", floor, place), text.rfind("\n", floor, place), floor - 1) + 1


def _end_of(text: str, place: int) -> int:
    ends = [at for at in (text.find("。", place), text.find("\n", place)) if at >= 0]
    return min(ends, default=len(text))


def _of_sentence(text: str, start: int, end: int, named: list[Mention]) -> Iterator[Change]:
    tails = [one.tail for one in named]
    floor = 0
    for verb in _AFTER.finditer(text, start, end):
        last = bisect_left(tails, verb.start() + 1) - 1
        if last < floor:
            continue
        yield from _behind(text, start, end, named[floor : last + 1], verb)
        floor = last + 1
    yield from _in_front(text, start, end, named)


def _behind(text: str, start: int, end: int, named: list[Mention], verb: re.Match[str]) -> Iterator[Change]:
    """《甲》、《乙》和《丙》同时废止: the titles before a verb, back to what breaks their chain."""
    kind = str(verb.lastgroup)
    gap = text[named[-1].tail : verb.start()]
    whole = bool(_GAP.fullmatch(gap))
    if not whole and not (kind != AMEND and _PART.fullmatch(gap)):
        return
    on = _day(text[named[-1].tail : verb.end()]) or _day(text[start : named[0].start])
    yield Change(kind, named[-1], start, end, whole, on)
    named = [one for one in named if not _BY_IT.match(text, one.tail)]
    for before, one in zip(named[-2::-1], named[:0:-1], strict=True):
        between = _BY_DECISION.sub("", text[before.tail : one.start])
        if _BREAK.search(between) or not (_JOINED.fullmatch(between) or _MADE.fullmatch(between)):
            return
        yield Change(kind, before, start, end, True, on)


def _day(text: str) -> date | None:
    found = _FROM.search(text)
    return dates.read(found["day"]) if found else None


def _in_front(text: str, start: int, end: int, named: list[Mention]) -> Iterator[Change]:
    """废止《甲》和《乙》: the titles behind a verb, on to what breaks their chain."""
    kind, whole, last = "", True, start
    for one in named:
        before = text[max(last, one.start - 160) : one.start]
        if verb := _verb_in_front(before):
            kind, whole = verb
        elif not kind or _BREAK.search(before) or not (_JOINED.fullmatch(before) or _MADE.fullmatch(before)):
            kind = ""
        if kind:
            part = kind != AMEND and _PROVISIONS.match(text, one.tail)
            yield Change(kind, one, start, end, whole and not part, _day(text[start : one.start]))
        last = one.tail


def _verb_in_front(before: str) -> tuple[str, bool] | None:
    if found := _BEFORE.search(before):
        return _kind_of(found), True
    if _CUT.search(before):
        return REPEAL, False
    about = _ABOUT.search(before)
    if about and (about["repeal"] or about["amend"]):
        return (REPEAL if about["repeal"] else AMEND), True
    return None


def _kind_of(found: re.Match[str]) -> str:
    return next(kind for kind in (REPEAL, INVALID, SUSPEND, AMEND) if found[kind])


def _once(found: list[Change]) -> list[Change]:
    """Each document once: what ends it wins over what amends it, the whole over a part, a part over 其他条款继续有效."""
    best: dict[str, Change] = {}
    for change in found:
        name = change.mention.title or change.mention.number
        held = best.get(name)
        if held is None or _weight(change) > _weight(held):
            best[name] = change
    return sorted(best.values(), key=lambda change: change.mention.start)


def _weight(change: Change) -> tuple[bool, bool, bool]:
    ends = change.kind in ENDS
    return (ends and change.whole, change.kind == AMEND, ends)

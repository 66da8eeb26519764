"""Documents that a text mentions: by title in 《》, by number, by a short name that the text itself defines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingtang.policies.parsing import numbers, titles
from mingtang.policies.parsing.dates import dates_in

_MOST_BRACKET = 160
_ALIAS = re.compile(
    r"(?:以下|下文|下|并)?(?:简|统|合|通)称(?:为)?\s?[：:]?\s?[“\"《〈「]?"
    r"(?P<alias>[^，。；：、（）()“”\"《》〈〉「」\s]{1,30})[”\"》〉」]?"
)
_VERSION_YEAR = re.compile(r"((?:19|20)\d\d)\s?年?\s?(?:修正|修订|修改|版|年版)")
_YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)\s?年(?:新)?(?:修正|修订|修改|公布|发布|印发|颁布|版)?的?$")
_MADE_BY = re.compile(
    r"(?:(?:通过|批准|公布|发布|颁布|颁发|印发|批转|转发|下发|制发)的?|(?:修正|修订|修改|施行|实施|执行|制定)的)"
    r"(?:[^，。；、的]{1,20}的?)?$"
)
# Who issued it, where the title does not say so: 国务院《关于…的意见》, 市政府印发的《…》.
_ISSUER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fa5、 ]{0,30}?(?:人民政府|政府|国务院|中共中央|办公厅|办公室|委员会|常委会|党委"
    r"|省委|市委|部|委|局|厅|署|总行|法院|检察院))"
    r"(?:联合)?(?:印发|发布|公布|颁布|下发|制定|转发)?的?$"
)
_ISSUER_LEAD = re.compile(
    r".*(?:根据|按照|依据|依照|贯彻|落实|执行|遵照|参照|对照|结合|转发|和|及|与|了|、|，|的)(?=.{2})"
)
_ASSEMBLY = re.compile(
    r"(?P<place>[\u4e00-\u9fa5]{0,16}?)(?:第[一二三四五六七八九十\d]+届)?(?P<body>(?:全国)?人民代表大会(?:常务委员会)?)"
    r"第[一二三四五六七八九十\d]+次会议(?:通过的?|批准的?)?$"
)
_NOT_ISSUER = re.compile(r"^(?:[你贵]们?|号)[局部厅委省市县区乡镇院办]?(?=$|[\u4e00-\u9fa5])")
_BETWEEN_NUMBER_AND_TITLE = frozenset(
    {"", "文件", "印发的", "公布的", "发布的", "的", "文件的", "颁布的", "文印发的", "，", "："}
)
# A title that the text calls its own, not another document: 本《办法》.
_OWN = ("本", "该", "此")
_MADE_WITH = re.compile(
    r"(?:文件)?(?:予以)?(?:第[一二三四五六七八九十]+次)?(?:发布|公布|修改|修正|修订|颁布|印发|批准|制定)[^。；\n《》]{0,160}的?《"
)
_STANDARD = re.compile(
    r"(?:GB|DB\s?\d{2,6}|HJ|JGJ|CJJ|CJ|JG|NY|WS|YY|SL|DL|SH|HG|MZ|GA|JT|LY|AQ|YD|SN|QX|DZ|TD|CH|WH|RB|CECS)"
    r"(?:/[TZ])?\s?\d{1,6}(?:\.\d{1,3})*(?:\s?[-—–]\s?(?:19|20)\d\d)"
)
_STANDARD_HEAD = re.compile(r"[A-Z]{2,4}[\s/\dTZ.]{2,16}[-—–]")


@dataclass(frozen=True)
class Mention:
    """A document that a text names. `start` to `end` is the name itself, `tail` where its brackets end."""

    title: str
    number: str
    start: int
    end: int
    tail: int
    kind: str = "document"  # or "standard"
    on: date | None = None
    year: int | None = None
    issuer: str = ""
    alias: str = ""
    is_short: bool = False

    @property
    def inner(self) -> tuple[str, ...]:
        """The titles that this one passes on or speaks of."""
        return titles.inner_titles(self.title)


@dataclass(frozen=True)
class _Behind:
    """What the brackets behind a title say."""

    tail: int
    number: numbers.Number | None = None
    standard: str = ""
    on: date | None = None
    year: int | None = None
    alias: str = ""


def mentions(text: str) -> list[Mention]:
    """Every official document that a text names, first to last; forms, certificates, papers and books are left out."""
    found = numbers.find_all(text)
    named, used = _named(text, found)
    alone = [_by_number(one) for one in found if one.start not in used and not _tells_version(text, one.end)]
    standards = list(_standards(text, named))
    short = _short_names(text, named)
    return sorted([*_known(text, named, short), *alone, *standards, *short], key=lambda one: one.start)


# --- titles with what stands around them


def _named(text: str, found: list[numbers.Found]) -> tuple[list[Mention], set[int]]:
    """All that stands in 《》, and the places of the numbers that belong to it."""
    starts = [one.start for one in found]
    named: list[Mention] = []
    used: set[int] = set()
    last = 0
    for start, end in titles.brackets(text):
        behind = _behind(text, end)
        number, places = _its_number(text, start, end, behind, found, starts)
        used |= places
        one = _mention(text, start, end, behind, number, last)
        if start >= last or one.title != named[-1].alias:
            named.append(one)
        last = max(last, behind.tail)
    return named, used


def _its_number(
    text: str, start: int, end: int, behind: _Behind, found: list[numbers.Found], starts: list[int]
) -> tuple[numbers.Number | None, set[int]]:
    here = bisect_left(starts, start)
    inside = {one.start for one in found[here : bisect_left(starts, behind.tail)]}
    if behind.number:
        return behind.number, inside
    if here < len(found) and 0 <= found[here].start - end <= 1 and found[here].start >= end:
        return found[here].number, inside | {found[here].start}
    before = found[here - 1] if here else None
    if before and start - before.end <= 4 and text[before.end : start].strip() in _BETWEEN_NUMBER_AND_TITLE:
        return before.number, inside | {before.start}
    return None, inside


def _mention(
    text: str, start: int, end: int, behind: _Behind, number: numbers.Number | None, last: int
) -> Mention:
    before = text[max(last, start - 120) : start]
    before = before[max(before.rfind(sign) for sign in "。；\n") + 1 :]
    on, year = _dated_before(before)
    title = titles.clean(text[start:end])
    return Mention(
        title,
        behind.standard or (str(number) if number else ""),
        start,
        end,
        behind.tail,
        "standard" if behind.standard else "document",
        behind.on or on,
        behind.year or year,
        issuer_of(before) if title.startswith("关于") else "",
        behind.alias,
    )


def _dated_before(before: str) -> tuple[date | None, int | None]:
    """The day of the version that is meant: 1985年8月3日通过、1997年10月15日修正的《…》."""
    if not before or before[-1] not in "的过准布发正订改行施转定":
        return None, None
    if found := dates_in(before):
        return (found[-1].on, None) if _MADE_BY.search(before) else (None, None)
    year = _YEAR_BEFORE.search(before)
    return None, int(year[1]) if year else None


def issuer_of(before: str) -> str:
    """Who issued what is named behind these words: 国务院, 某省人民代表大会常务委员会; empty where they do not tell."""
    if found := _ASSEMBLY.search(before):
        return found["place"].lstrip("日年月 ") + found["body"]
    found = _ISSUER.search(before[-45:])
    if not found:
        return ""
    return _NOT_ISSUER.sub("", _ISSUER_LEAD.sub("", found["issuer"])).strip(" 、")


def _behind(text: str, end: int) -> _Behind:
    """What the brackets right behind a title say: number, day, short name; at most three brackets."""
    number, standard, on, year, alias, tail = None, "", None, None, "", end
    for _ in range(3):
        place = tail + (text[tail : tail + 1] in {" ", "\u3000"})
        if text[place : place + 1] not in {"（", "("}:
            break
        closing = _closing(text, place)
        if closing < 0:
            break
        inside, tail = text[place + 1 : closing], closing + 1
        number = number or _first_number(inside)
        standard = standard or _standard_in(inside)
        on = on or _day_in(inside)
        year = year or _year_in(inside)
        alias = alias or _alias_in(inside)
    return _Behind(tail, number, standard, on, year, alias)


def _closing(text: str, place: int) -> int:
    """Where the bracket that opens here is closed, or -1."""
    depth = 0
    for at in range(place, min(len(text), place + _MOST_BRACKET)):
        if text[at] in "（(":
            depth += 1
        elif text[at] in "）)":
            depth -= 1
            if not depth:
                return at
    return -1


def _first_number(inside: str) -> numbers.Number | None:
    found = numbers.find_all(inside)
    return found[0].number if found else None


def _standard_in(inside: str) -> str:
    found = _STANDARD.search(inside)
    return found[0] if found else ""


def _day_in(inside: str) -> date | None:
    found = dates_in(inside)
    return found[-1].on if found else None


def _year_in(inside: str) -> int | None:
    found = _VERSION_YEAR.search(inside)
    return int(found[1]) if found else None


def _alias_in(inside: str) -> str:
    found = _ALIAS.search(inside) if "称" in inside else None
    return found["alias"] if found else ""


# --- numbers, standards and short names


def _tells_version(text: str, end: int) -> bool:
    """Whether a number only tells who made a text that is named behind it: …第14号令发布的《甲办法》."""
    return bool(_MADE_WITH.match(text, end))


def _by_number(found: numbers.Found) -> Mention:
    return Mention("", str(found.number), found.start, found.end, found.end)


def _standards(text: str, named: list[Mention]) -> Iterator[Mention]:
    if not _STANDARD_HEAD.search(text):
        return
    taken = [(one.start, one.tail) for one in named]
    for found in _STANDARD.finditer(text):
        at = bisect_left(taken, (found.start() + 1, 0)) - 1
        if at < 0 or found.start() >= taken[at][1]:
            yield Mention("", found[0], found.start(), found.end(), found.end(), "standard")


def _known(text: str, named: list[Mention], short: list[Mention]) -> Iterator[Mention]:
    replaced = {one.start for one in short}
    for one in named:
        if one.start in replaced or text[max(0, one.start - 1) : one.start] in _OWN:
            continue
        if _is_document(one):
            yield one


def _is_document(one: Mention) -> bool:
    return one.kind == "standard" or titles.names_document(one.title, has_number=bool(one.number))


def _short_names(text: str, named: list[Mention]) -> list[Mention]:
    """Later places of a short name that stands in 《》, or bare before 第…条, as mentions of the whole title."""
    meant = {one.alias: one for one in reversed(named) if one.alias and _is_document(one)}
    if not meant:
        return []
    short = [
        _as_short(meant[one.title], one.start, one.end)
        for one in named
        if one.title in meant and one.start >= meant[one.title].tail
    ]
    for alias, whole in meant.items():
        if len(alias) >= 3 and alias.endswith(titles.STRONG):
            short += _bare_places(text, alias, whole)
    return short


def _bare_places(text: str, alias: str, whole: Mention) -> Iterator[Mention]:
    """Where a short name stands without 《》 and points at an article: 税收征管法第三十五条."""
    places = re.compile(re.escape(alias) + r"(?=第[一二三四五六七八九十百零\d]{1,7}条)")
    for found in places.finditer(text, whole.tail):
        yield _as_short(whole, found.start(), found.end())


def _as_short(whole: Mention, start: int, end: int) -> Mention:
    return Mention(
        whole.title,
        whole.number,
        start,
        end,
        end,
        whole.kind,
        whole.on,
        whole.year,
        whole.issuer,
        is_short=True,
    )

"""The citations of a text, each with the role it plays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingtang.policies.citations.roles import Role, amends_this_text, role_of
from mingtang.policies.parsing import numbers, titles
from mingtang.policies.parsing.changes import ENDS, Change, changes
from mingtang.policies.parsing.dates import dates_in
from mingtang.policies.parsing.lists import listed
from mingtang.policies.parsing.mentions import Mention, issuer_of, mentions
from mingtang.policies.parsing.preamble import history_end

_JOINED = re.compile(
    r"(?:第[^，。；《》]{1,24}?[条款项])?(?:的)?(?:有关|相关)?(?:规定|精神|要求|部署|文件)?(?:等)?(?:有关|相关)?"
    r"(?:(?:法律|法规|规章|行政法规|文件|政策)[、和]?)*(?:的?(?:有关|相关)?(?:规定|精神|要求))?[、，,\s]*"
    r"(?:以及|并参照|并按照|和|及|与|并)?\s*"
    r"(?:[\u4e00-\u9fa5、 ]{0,24}(?:的)?)?(?:《》)*"
)
_ACTS = re.compile(
    r"\n|衔接|根据|依据|按照|依照|修订|修正|应当|可以|不得|处罚|施行|制定|废止|印发|违反|追究|给予|执行的|规定的|适用|由[^，。]{2,20}(?:依|按)"
)
_CHANGE_ROLES = {
    "repeal": Role.REPEALS,
    "invalid": Role.REPEALS,
    "suspend": Role.SUSPENDS,
    "amend": Role.AMENDS,
    "confirm": Role.CONFIRMS,
}
# A decision whose title stands without 《》: …第十五次会议关于修改《甲条例》等十二件地方性法规的决定第一次修正.
_DECISION = re.compile(r"(?<!《)关于(?:修改|修订|修正|废止和修改|修改和废止)《[^。\n]{2,120}?的决定(?!》)")
_ANNEX_BEFORE = re.compile(r"附件[一二三四五六七八九十\d]{0,2}[：:、]?\s?$")
_ANNEX_AFTER = re.compile(r"[（(](?:见|详见)?附件[一二三四五六七八九十\d]{0,2}[）)]")
_PUBLISHED = re.compile(r"(?:、[^，。；\n]{2,40}令第?\d+号)*\s*(?:公布|发布|颁布|公告|印发|\n|$)")
_CLEANING = re.compile(r"废止|失效|清理|修改|停止执行|继续有效")


@dataclass(frozen=True)
class Citation:
    """A document that a text cites. `start` to `end` is the name itself in the text, 《》 included.

    `kind` is `document` or `standard` (GB…, without relation). `date` is the day of the version that is meant, `year` its year,
    where the text names one. `issuer` is who stands before a title that begins with 关于. `inner` are the titles in the title.
    """

    title: str
    number: str
    start: int
    end: int
    role: Role
    date: date | None = None
    kind: str = "document"
    year: int | None = None
    issuer: str = ""
    is_short: bool = False

    @property
    def inner(self) -> tuple[str, ...]:
        return titles.inner_titles(self.title)

    @property
    def full_title(self) -> str:
        """The title with its issuer: 国务院《关于…的意见》 → 国务院关于…的意见."""
        return f"{self.issuer}{self.title}" if self.issuer and self.title.startswith("关于") else self.title


def find(text: str, *, title: str = "", number: str = "") -> list[Citation]:
    """Every document that a plain text cites, first to last. `title` and `number` are the text's own and no citations."""
    named = mentions(text)
    if not named:
        return []
    own_title, own_number = titles.key(title) if title else "", _number_key(number)
    past = history_end(text)
    done = {change.mention.start: change for change in _changes(text, named, title, past)}
    groups = _groups(text, named)
    found = [
        _citation(text, one, _role(text, one, groups[at], done, past))
        for at, one in enumerate(named)
        if one.start in done or not (_is_own(one, own_title, own_number, text) or _publishes(text, one, past))
    ]
    return [one for one in found if one.role is not Role.CITES or not _is_annex(text, one)]


def _is_annex(text: str, one: Citation) -> bool:
    """Whether a title is that of the text's own annex: 附件二《…产生办法》, 《…目录》（见附件3）."""
    if one.number:
        return False
    return bool(
        _ANNEX_BEFORE.search(text[max(0, one.start - 8) : one.start]) or _ANNEX_AFTER.match(text, one.end)
    )


def _changes(text: str, named: list[Mention], title: str, past: int) -> list[Change]:
    found = listed(text, named, title=title) if _CLEANING.search(title) else []
    return [*changes(text, named, skip=past), *found]


def _number_key(number: str) -> str:
    parsed = numbers.parse(number) if number else None
    return parsed.key if parsed else ""


def _is_own(one: Mention, own_title: str, own_number: str, text: str) -> bool:
    """Whether a mention is the text itself: its title, its number, or a number on a line of its own at the head."""
    if own_title and one.title and titles.key(one.title) == own_title:
        return True
    if own_number and one.number and _number_key(one.number) == own_number:
        return not one.title
    return not one.title and one.kind == "document" and _stands_alone(text, one)


def _publishes(text: str, one: Mention, past: int) -> bool:
    """Whether a number in the preamble is that of the order which published this text."""
    return not one.title and one.end <= past and bool(_PUBLISHED.match(text, one.end))


def _stands_alone(text: str, one: Mention) -> bool:
    """A number alone on its line, labelled 发文字号, or run on behind a title is the document's own."""
    line = text[text.rfind("\n", 0, one.start) + 1 : one.start].strip(" \u3000*#>|-")
    behind = text[one.end : one.end + 1]
    if not line or line.rstrip("：: \u3000").endswith(("字号", "文号", "编号")):
        return behind in {"", "\n", "\r", " ", "\u3000", "|", "*"}
    return one.start < 400 and line.endswith(
        ("的通知", "的意见", "的批复", "的函", "的决定", "的公告", "的通告", "的复函")
    )


@dataclass(frozen=True)
class _Run:
    """A run of titles, 《甲》、《乙》和《丙》: from 《 of the first to the last's end, and where the name before it ends."""

    start: int
    end: int
    before: int


def _groups(text: str, named: list[Mention]) -> list[_Run]:
    """For each mention the run of titles that it stands in."""
    runs: list[list[Mention]] = []
    for one in named:
        between = text[runs[-1][-1].tail : one.start] if runs else ""
        if runs and len(between) < 60 and not _ACTS.search(between) and _JOINED.fullmatch(between):
            runs[-1].append(one)
        else:
            runs.append([one])
    tails = [0, *(run[-1].tail for run in runs)]
    shapes = [_Run(run[0].start, run[-1].tail, before) for run, before in zip(runs, tails, strict=False)]
    return [shape for run, shape in zip(runs, shapes, strict=True) for _ in run]


def _role(
    text: str,
    one: Mention,
    run: _Run,
    done: dict[int, Change],
    past: int,
) -> Role:
    if change := done.get(one.start):
        return Role.PARTLY_REPEALS if change.kind in ENDS and not change.whole else _CHANGE_ROLES[change.kind]
    if one.kind == "standard":
        return Role.CITES
    if one.end <= past and amends_this_text(text, one, past):
        return Role.AMENDED_BY
    return role_of(text, one, run.before, (run.start, run.end))


def _citation(text: str, one: Mention, role: Role) -> Citation:
    if role is Role.AMENDED_BY:
        return _amendment(text, one)
    return Citation(
        one.title, one.number, one.start, one.end, role, one.on, one.kind, one.year, one.issuer, one.is_short
    )


def _amendment(text: str, one: Mention) -> Citation:
    """The decision that amended this text, with its day, which the line of the history tells."""
    whole = _DECISION.search(text, max(0, one.start - 12), one.end + 40)
    start, end = whole.span() if whole else (one.start, one.end)
    before = text[max(0, start - 240) : start].rpartition("\n")[2]
    day = max((found.on for found in dates_in(before)[-1:]), default=one.on)
    title = " ".join(whole[0].split()) if whole else one.title
    issuer = issuer_of(before) if title.startswith("关于") else ""
    return Citation(title, one.number, start, end, Role.AMENDED_BY, day, issuer=issuer)


def relations(found: list[Citation]) -> Iterator[Citation]:
    """One citation for each document and role: the first, a citation that only cites left out where another does more."""
    best: dict[tuple[str, date | None], Citation] = {}
    for one in found:
        if one.kind != "document":
            continue
        name = titles.key(one.full_title).removeprefix("中华人民共和国") if one.title else one.number
        # One body makes many decisions of one name: 国务院关于修改部分行政法规的决定.
        same = (name, one.date if one.role is Role.AMENDED_BY else None)
        held = best.get(same)
        if held is None or (held.role is Role.CITES and one.role is not Role.CITES):
            best[same] = one
    yield from sorted(best.values(), key=lambda one: one.start)

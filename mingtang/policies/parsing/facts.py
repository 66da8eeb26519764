"""What a text says of itself: number, days, amendments, what it repeals and amends, until when it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mingtang.policies.analysis.keys import title_keys
from mingtang.policies.parsing import numbers, titles
from mingtang.policies.parsing.changes import AMEND, CONFIRM, ENDS, Change, changes
from mingtang.policies.parsing.dates import PATTERN, read
from mingtang.policies.parsing.lists import listed
from mingtang.policies.parsing.mentions import Mention, mentions
from mingtang.policies.parsing.periods import Effect, EffectRule, effect_of, is_trial, period_of
from mingtang.policies.parsing.preamble import Amendment, History, history, history_end

__all__ = ["Amendment", "Repeal", "Target", "TextFacts", "facts_of"]

_HEAD = 600  # characters in which a document's own number stands
_LABEL = re.compile(
    rf"(?P<label>成文日期|发文日期|印发日期|发布日期|公布日期|公开日期)\s?[：:]?\s*(?:\n\s*)?(?P<day>{PATTERN}|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}})"
)
# A date under a signature: alone on its line, or set off by wide blanks where the lines were lost.
_OWN_LINE = re.compile(
    rf"(?:^|\n|\u3000|  )[^\S\n]*(?P<day>{PATTERN})[ \t\u2002\xa0]*(?=\n|$|\u3000|  |[（(]此件)"
)
_LIST_TITLE = re.compile(r"废止|失效|清理|修改|停止执行|继续有效")
_CITING_SIGNS = ("废止", "失效", "停止", "不再", "继续有效", "继续执行", "修改", "修正", "删去", "删除")
_MADE_LABELS = ("成文日期", "发文日期", "印发日期")


@dataclass(frozen=True)
class Repeal:
    """A document that this text ends. `kind` is repeal (废止), invalid (宣布失效) or suspend (停止执行).

    `on` is the day from which it counts, as far as the text tells; `whole` is False where only provisions are meant.
    """

    title: str
    number: str
    on: date | None
    start: int
    end: int
    whole: bool = True
    kind: str = "repeal"
    dated: date | None = None  # the day of the version that is meant, where the text names it


@dataclass(frozen=True)
class Target:
    """A document that this text amends, or confirms to hold on."""

    title: str
    number: str
    start: int
    end: int


@dataclass(frozen=True)
class TextFacts:
    """What a text says of itself. None and empty where it says nothing: nothing is guessed."""

    title: str
    number: str = ""
    made_on: date | None = None
    adopted_by: str = ""
    approved_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    effective_rule: str = ""  # day, published, issued, passed: what 自…起施行 counts from
    amendments: tuple[Amendment, ...] = ()
    repeals: tuple[Repeal, ...] = ()
    amends: tuple[Target, ...] = ()
    confirms: tuple[Target, ...] = ()
    valid_until: date | None = None  # inclusive
    period: str = ""  # the words that give it
    is_trial: bool = False

    @property
    def version_on(self) -> date | None:
        """The day of the change that made this text what it is."""
        return max((change.on for change in self.amendments), default=self.made_on)


def facts_of(title: str, text: str) -> TextFacts:
    """What a text says of itself. `text` is plain text, its preamble included; Markdown's marks do no harm."""
    past = history(text)
    effect = effect_of(text)
    made = past.made_on or _made_on(text)
    published = past.published_on or _labelled(text, ("公布日期", "发布日期", "公开日期"))
    period = period_of(text, effect)
    effective = effect.day(_event(effect, past, made, published))
    if effect.rule is EffectRule.NONE:
        effective = past.effective_on or period.since
    done = _changes(title, text, past)
    return TextFacts(
        title=_without_version(title),
        number=own_number(title, text) or past.number,
        made_on=made,
        adopted_by=past.adopted_by,
        approved_on=past.approved_on,
        published_on=published,
        effective_on=effective,
        effective_rule=effect.rule.value or ("day" if effective else ""),
        amendments=past.amendments,
        repeals=tuple(_repeal(change, effective) for change in done if change.kind in ENDS),
        amends=tuple(_target(change) for change in done if change.kind == AMEND),
        confirms=tuple(_target(change) for change in done if change.kind == CONFIRM),
        valid_until=period.last_day(effective),
        period=period.words,
        is_trial=is_trial(title),
    )


def _event(effect: Effect, past: History, made: date | None, published: date | None) -> date | None:
    """The day that 自公布之日起 counts from: publication where the text tells it, else approval or making."""
    if effect.rule is EffectRule.PASSED:
        return past.approved_on or made
    if effect.rule is EffectRule.ISSUED:
        return made or published
    # A text made wholly anew holds from the day on which the new text was published.
    anew = max((one.on for one in past.amendments if one.is_anew), default=None)
    return anew or past.published_on or past.approved_on or published or made


def _without_version(title: str) -> str:
    """The title without the bracket that names its version: 某条例（2019年修正） → 某条例."""
    version = title_keys(title).version
    plain = titles.clean(title)
    if version and plain.endswith((")", "）")):
        return plain[: max(plain.rfind("("), plain.rfind("（"))].strip()
    return plain


def own_number(title: str, text: str) -> str:
    """The number that a document bears itself: on a line of its own near its head, or behind its title."""
    head = text[:_HEAD]
    if "号" not in head:
        return ""
    for found in numbers.find_all(head):
        before = head[head.rfind("\n", 0, found.start) + 1 : found.start].strip(" \u3000*#>|（(【")
        behind = head[found.end : found.end + 1]
        if not before or before.rstrip("：: \u3000").endswith(("字号", "文号", "编号")):
            if found.start == 0 or behind in {"", "\n", " ", "\u3000", "\r", "*", "|", "）", ")"}:
                return str(found.number)
        elif title and before.endswith(title[-8:]) and "》" not in behind:
            return str(found.number)
    return ""


def _made_on(text: str) -> date | None:
    """成文日期: labelled, or the first date that stands on a line of its own below a signature."""
    if (day := _labelled(text, _MADE_LABELS)) is not None:
        return day
    if "日" not in text:
        return None
    found = _OWN_LINE.search(text)
    return read(found["day"]) if found else None


def _labelled(text: str, labels: tuple[str, ...]) -> date | None:
    if "日期" not in text:
        return None
    for found in _LABEL.finditer(text, 0, 1500):
        if found["label"] in labels:
            return _day(found["day"])
    return None


def _day(text: str) -> date | None:
    if "年" in text:
        return read(text)
    year, month, day = re.split(r"[-./]", text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _changes(title: str, text: str, past: History) -> list[Change]:
    """What the text does to others: in clauses, in lists, and in its own title."""
    if not any(sign in text or sign in title for sign in _CITING_SIGNS):
        return []
    named = mentions(text)
    own = title_keys(title).key
    in_lists = listed(text, named, title=title) if _LIST_TITLE.search(title) else []
    taken = {change.mention.start for change in in_lists}
    skip = history_end(text) if past.made_on or past.amendments else 0
    in_clauses = [change for change in changes(text, named, skip=skip) if change.mention.start not in taken]
    in_title = _of_title(title, text, [*in_lists, *in_clauses])
    found = _whole_names([*in_lists, *in_clauses, *in_title])
    return sorted((one for one in found if _is_another(one, own)), key=lambda one: one.mention.start)


def _is_another(change: Change, own: str) -> bool:
    """Whether a change is done to another document. A repealed one may bear the same title: it is the former one."""
    return change.kind in ENDS or titles.key(change.mention.title) != own


def _whole_names(found: list[Change]) -> list[Change]:
    """Without what another change names inside its own title: the notice that passed a measure on is what is repealed."""
    passing = (change.mention for change in found if titles.passes_on(change.mention.title))
    inner = {titles.key(name) for one in passing for name in one.inner}
    return [change for change in found if titles.key(change.mention.title) not in inner]


def _of_title(title: str, text: str, found: list[Change]) -> list[Change]:
    """What the title alone says: 关于废止《甲办法》的决定, where the text does not repeat it."""
    if "关于" not in title:
        return []
    known = {titles.key(change.mention.title) for change in found}
    own = changes(title, mentions(title))
    return [_moved(change, text) for change in own if titles.key(change.mention.title) not in known]


def _moved(change: Change, text: str) -> Change:
    """A change found in the title, placed where the text names the same document, else at its beginning."""
    one = change.mention
    at = max(text.find(one.title), 0)
    end = at + (len(one.title) if text.startswith(one.title, at) else 0)
    return Change(change.kind, Mention(one.title, one.number, at, end, end), at, end, change.whole, change.on)


def _repeal(change: Change, effective: date | None) -> Repeal:
    one = change.mention
    return Repeal(
        one.title, one.number, change.on or effective, one.start, one.end, change.whole, change.kind, one.on
    )


def _target(change: Change) -> Target:
    one = change.mention
    return Target(one.title, one.number, one.start, one.end)

"""From when a text holds, and until when: 自…起施行, 有效期5年, 有效期至…, 试行2年.

A period is computed only where the text gives one; nothing is guessed from 暂行 or 试行 in a title.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mingtang.policies.parsing.dates import PATTERN, chinese_number, read

ONE_DAY = timedelta(days=1)
_COUNT = r"\d{1,3}|[一二三四五六七八九十两]{1,3}"
_HOLD = r"(?:起|后|之日)?\s?(?:正式)?(?:施行|实施|执行|生效|试行|实行|有效)"
_SELF = r"(?:(?<![\u4e00-\u9fa5])|第[一二三四五六七八九十百零〇\d]+条\s*|[一二三四五六七八九十]+、\s*)本[^，。；：\n]{1,24}?"
_NOW = r"现(?:予|将其)?(?:以)?(?:公布|发布|印发)[^。；\n]{0,40}?，|(?:同意|通过)，"
_EFFECT = re.compile(
    rf"(?P<who>{_SELF}|{_NOW}|有效期[^。；\n]{{1,16}}，)(?:，|\s)*(?:经[^，。\n]{{2,40}}通过，)?(?:自|从|于)\s*"
    rf"(?:(?P<day>{PATTERN})(?:零时)?|(?P<event>[^，。；\n]{{1,24}}?之?日)|(?P<month>(?:19|20)\d\d年\d{{1,2}}月))\s?"
    rf"(?:起(?:满)?\s?(?P<after>{_COUNT})\s?(?P<unit>日|天|个月)(?:后|之后)?)?{_HOLD}"
)
# Where a clause may begin that says from when a text holds: these are few.
_CANDIDATE = re.compile(
    r"[自从于](?=\s*(?:(?:[1１][9９]|[2２][0０])\d\d\s?年|[一二][〇零○ＯO一二三四五六七八九]{3}年"
    r"|[^，。；\n自从于]{1,24}日\s?起?[^，。；\n]{0,8}(?:行|效|施)))"
)
_UNTIL_IN_EFFECT = re.compile(
    rf"^[，,\s]*(?:有效期)?(?:至|到)\s?(?P<day>{PATTERN})(?:(?:24|二十四)时)?(?:止|为止|废止|失效|$|。|，)"
)
_UNTIL = re.compile(
    rf"有效期(?:限)?(?:为)?(?:自\s?(?P<since>{PATTERN})\s?起?)?(?:截至|截止|截止到|截至到|至|到|延长至|延续至"
    rf"|顺延至)\s?(?P<day>{PATTERN})"
    rf"|(?:试行|执行|实施|施行|有效)(?:期限?)?(?:至|到|截至|截止到?)\s?(?P<stop>{PATTERN})(?:止|为止)?"
)
_SPAN = re.compile(
    rf"(?P<what>有效期|试行期|试行|施行期|实施期|执行期|暂行期)(?:限)?(?:为|是|：|:)?"
    rf"(?:自[^，。；]{{1,20}}起)?(?P<count>{_COUNT})\s?(?P<unit>年|个月)(?!内|以)"
)
_ABOUT_ITSELF = re.compile(r"本[^，。；]{1,20}|施行|实施|执行|试行|印发|发布")
_OTHER_THINGS = re.compile(
    r"证书|许可证|执照|居住证|有效期届满|凭证|协议|合同|签证|备案|资质|结果|卡|认证|认定|申请"
)
_EVENTS = (
    ("公布", "published"),
    ("发布", "published"),
    ("颁布", "published"),
    ("公告", "published"),
    ("印发", "issued"),
    ("下发", "issued"),
    ("发文", "issued"),
    ("下文", "issued"),
    ("签发", "issued"),
    ("通过", "passed"),
    ("批准", "passed"),
)
_TRIAL = re.compile(r"试行|暂行")


class EffectRule(StrEnum):
    """How a text says from when it holds."""

    DAY = "day"
    PUBLISHED = "published"
    ISSUED = "issued"
    PASSED = "passed"
    NONE = ""


@dataclass(frozen=True)
class Effect:
    """From when a text holds: on a day, or when something happens, maybe some days after it."""

    rule: EffectRule = EffectRule.NONE
    on: date | None = None
    after_days: int = 0
    after_months: int = 0
    start: int = 0
    end: int = 0

    def day(self, event_on: date | None) -> date | None:
        """The first day in force. 自公布之日起30日后 is the day after the thirtieth (民法典, art. 201)."""
        if self.rule is EffectRule.DAY:
            return self.on
        if event_on is None or self.rule is EffectRule.NONE:
            return None
        if self.after_months:
            return _months_on(event_on, self.after_months)
        return event_on + timedelta(days=self.after_days + 1) if self.after_days else event_on


@dataclass(frozen=True)
class Period:
    """Until when a text holds, as it says: a last day, or a length in months from the day it takes effect."""

    until: date | None = None
    months: int = 0
    words: str = ""
    start: int = 0
    end: int = 0
    since: date | None = None  # where the period names its first day too

    def last_day(self, effective_on: date | None) -> date | None:
        """The last day, inclusive: five years from 2024-03-04 end on 2029-03-03."""
        if self.until or not self.months or effective_on is None:
            return self.until
        return _months_on(effective_on, self.months) - ONE_DAY


def effect_of(text: str) -> Effect:
    """The last clause of a text that says from when it holds."""
    if not any(word in text for word in ("行", "生效", "实施")):
        return Effect()
    best = Effect()
    for place in (found.start() for found in _CANDIDATE.finditer(text)):
        begin = max(
            text.rfind("。", max(0, place - 90), place),
            text.rfind("\n", max(0, place - 90), place),
            place - 90,
        )
        found = _EFFECT.search(text, max(0, begin), min(len(text), place + 60))
        if found and found.start() <= place <= found.end():
            best = _effect(found) or best
    return best


def _effect(found: re.Match[str]) -> Effect | None:
    span = found.start(), found.end()
    if found["day"]:
        return Effect(EffectRule.DAY, read(found["day"]), 0, 0, *span)
    if found["month"]:
        year, month = found["month"].rstrip("月").split("年")
        return (
            Effect(EffectRule.DAY, date(int(year), int(month), 1), 0, 0, *span)
            if 0 < int(month) < 13
            else None
        )
    rule = next((rule for word, rule in _EVENTS if word in found["event"]), "")
    if not rule:
        return None
    count = chinese_number(found["after"].replace("两", "二")) if found["after"] else 0
    months = count if found["unit"] == "个月" else 0
    return Effect(EffectRule(rule), None, 0 if months else count, months, *span)


def period_of(text: str, effect: Effect) -> Period:
    """The period of validity that a text gives itself, not the certificates it speaks of."""
    if effect.end and (found := _UNTIL_IN_EFFECT.search(text[effect.end : effect.end + 40])):
        return Period(read(found["day"]), 0, found[0].strip("，,。 "), effect.end, effect.end + found.end())
    if "有效期" not in text and "试行" not in text and "期" not in text and "至" not in text:
        return Period()
    for form in (_UNTIL, _SPAN):
        for found in form.finditer(text):
            if _is_of_text(text, found.start(), found.end()):
                return _period(found)
    return Period()


def _is_of_text(text: str, start: int, end: int) -> bool:
    begin = max(text.rfind("。", 0, start), text.rfind("\n", 0, start)) + 1
    stop = min((at for at in (text.find("。", end), text.find("\n", end)) if at >= 0), default=len(text))
    sentence = text[begin : min(stop, end + 80)][-240:]
    before = text[begin:start]
    if _OTHER_THINGS.search(before[-30:]):
        return False
    return bool(_ABOUT_ITSELF.search(sentence)) and (
        "本" in before
        or not before.strip(" \u3000，第条一二三四五六七八九十百零、（）()0123456789")
        or "行" in before
    )


def _period(found: re.Match[str]) -> Period:
    groups = found.groupdict()
    if day := groups.get("day") or groups.get("stop"):
        since = groups.get("since")
        return Period(read(day), 0, found[0], found.start(), found.end(), read(since) if since else None)
    count = chinese_number(groups["count"].replace("两", "二"))
    return Period(None, count * (12 if groups["unit"] == "年" else 1), found[0], found.start(), found.end())


def _months_on(day: date, months: int) -> date:
    """The same day some months on, or the month's last where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_trial(title: str) -> bool:
    """Whether a title calls its document 试行 or 暂行."""
    return bool(_TRIAL.search(title))

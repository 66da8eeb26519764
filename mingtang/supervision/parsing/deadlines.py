"""Until when: 2024年12月底前 becomes a day, 长期坚持 a standing duty. What gives no day stays words."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from mingtang.supervision.parsing.cleaning import one_line
from mingtang.supervision.parsing.numbering import value_of


@dataclass(frozen=True)
class Deadline:
    """`text` as written, `on` the last day in time, `standing` where it never ends; `doubt` says what is unsure."""

    text: str = ""
    on: date | None = None
    standing: bool = False
    doubt: str = ""


_STANDING = re.compile(
    r"长期|持续|常年|常态|全年|每(?:个|[两三四六\d]个?)?(?:年|半年|季|月|周|日|天|旬|学期|学年)|(?:半年|季度?|月|年)一次|按(?:年|季|月|周)|逐(?:年|季|月)|(?:季|月|年)度(?:报送|更新|通报)"
    r"|随时|实时|即时|及时|经常|日常|定期|不定期|贯穿|动态更新|始终|即日起"
)
_HAN_YEAR = re.compile(r"([二两][〇零○O0一二三四五六七八九]{3})\s*年")
_HAN_COUNT = re.compile(r"([一二三四五六七八九十]{1,3})(?=\s*[月日])")
_YEAR_OF = (
    r"(?:(?P<year>(?:19|20)\d\d)\s*(?:年度?|[-./])\s*|(?P<next>明年|次年|翌年|下一?年)(?:度)?的?"
    r"|(?:今年|当年|本年)(?:度)?)?"
)
_DAY = re.compile(
    rf"(?<!\d){_YEAR_OF}(?:(?P<month>1[0-2]|0?[1-9])\s*(?:月份?|[-./])\s*(?:(?P<day>3[01]|[12]\d|0?[1-9])\s*(?:日|号|(?![\d月季]))"
    r"|(?P<third>[上中下])旬|(?P<end>底|末)|(?P<before>(?:以)?前|之前))?"
    r"|(?P<quarter>[第]?\s*[一二三四1234]\s*季度?|Q[1-4])(?P<quarter_before>(?:以)?前)?|(?P<half>[上下]半年)"
    r"|(?P<year_end>年[底末内终]|年度[内底末])"
    r"|(?<=[-./])(?P<bare>1[0-2]|0?[1-9])(?![\d月]))"
)
_WHOLE_YEAR = re.compile(r"(?P<year>20\d\d)\s*年(?:度)?(?:内|底|末|终|前|以前|之前)?(?!\s*\d)")
_WITHIN = re.compile(
    r"(?:印发|发布|下发|发文|公布)(?:之日起?|后|起)*\s*(?P<days>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个)?(?P<kind>工作日|自然日|日|天|个?月)(?:以|之)?内"
)
_SPAN = re.compile(r"[\d年月日份初末底旬度]\s*(?:[-—–－~～]+|至|到)\s*[\d次明翌年第]")
_EVENT = re.compile(r"[\u4e00-\u9fff]{2,8}(?<![目当提空超向从以之])(?:之|以)?前(?:完成|办结|到位)?")
_NO_MONTH_END = "没有写明是月初还是月底"


def deadline_of(text: str, *, year: int | None = None, issued_on: date | None = None) -> Deadline:
    """Read a deadline. `year` is the plan's, for 6月底前; `issued_on` the document's day, for 印发后30日内."""
    words = one_line(text).strip("。；;，, ")
    if not words.strip("-—/无－ "):
        return Deadline()
    standing = bool(_STANDING.search(words))
    days, doubt = _days(_in_digits(words), year, issued_on)
    if not days and not standing:
        doubt = doubt or "没有可以换算的日期"
    if len(set(days)) > 1 and not _SPAN.search(words):
        doubt = doubt or "有几个日期，取最后一个"
    return Deadline(words, max(days, default=None), standing, doubt)


@lru_cache(4096)
def is_deadline(text: str) -> bool:
    """True for a short phrase that says until when, as a cell or a bracket holds it."""
    words = one_line(text)
    if not 2 <= len(words) <= 30 or "。" in words.strip("。"):
        return False
    plain = re.sub(
        r"[上下]半年|[上中下]旬|按?(?:时限|时间|期限)要求|完成时限|时间节点|前|底|末|内|完成|并|且|坚持|推进|开展|落实|实施|更新|公开|进行|至|到|[-—–~～至、，,；;。()（）：:或和及]|年度?|季度?|月份?|日|\d|[一二三四五六七八九十]|一次|起|期"
        r"|启动|建成|办结|见效|上线|编制|各项|工作|做好|立即|即日|按|以|之|报送|任务|适时|阶段性?|印发|发布|后|个",
        "",
        _STANDING.sub("", words),
    )
    if _EVENT.fullmatch(words):
        return True
    dated = bool(_DAY.search(_in_digits(words)) or _WHOLE_YEAR.search(words) or _WITHIN.search(words))
    return (dated or bool(_STANDING.search(words))) and len(plain.strip()) <= 1


def _in_digits(text: str) -> str:
    """二〇二四年十二月 as 2024年12月."""
    digits = "零一二三四五六七八九"
    with_year = _HAN_YEAR.sub(
        lambda m: "".join(str(max(digits.find(c.replace("两", "二")), 0)) for c in m[1]) + "年", text
    )
    return _HAN_COUNT.sub(lambda m: str(value_of(m[1])), with_year)


def _days(text: str, year: int | None, issued_on: date | None) -> tuple[list[date], str]:
    days: list[date] = []
    doubt = ""
    current = year
    for found in _DAY.finditer(text):
        if found["year"]:
            current = int(found["year"])
        own = current
        if found["next"] and current:
            own = current + 1
        if own is None:
            doubt = "没有写年份，文件里也没有"
            continue
        try:
            days.append(_last_day(found, own))
        except ValueError:
            doubt = "没有这一天"
        if found["before"] or found["quarter_before"]:
            doubt = doubt or _NO_MONTH_END
    if not days and not doubt:
        days = [date(int(found["year"]), 12, 31) for found in _WHOLE_YEAR.finditer(text)]
    within, unsure = _within(text, issued_on)
    return days + within, doubt or unsure


def _last_day(found: re.Match[str], year: int) -> date:
    if found["month"]:
        return _in_month(found, year, int(found["month"]))
    if found["bare"]:
        return _month_end(year, int(found["bare"]))
    if found["quarter"]:
        quarter = value_of(re.sub(r"[第季度Q\s]", "", found["quarter"]))
        months = quarter * 3 - (3 if found["quarter_before"] else 0)
        return _month_end(year, months) if months else date(year - 1, 12, 31)
    if found["half"]:
        return date(year, 6, 30) if found["half"].startswith("上") else date(year, 12, 31)
    return date(year, 12, 31)


def _in_month(found: re.Match[str], year: int, month: int) -> date:
    if found["day"]:
        return date(year, month, int(found["day"]))
    if found["third"] in ("上", "中"):
        return date(year, month, 10 if found["third"] == "上" else 20)
    if found["before"]:
        return date(year, month, 1) - timedelta(days=1)
    return _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _within(text: str, issued_on: date | None) -> tuple[list[date], str]:
    """印发后30日内, counted from the day of the document; working days need a calendar and stay words."""
    found = _WITHIN.search(text)
    if not found:
        return [], ""
    if issued_on is None or found["kind"] not in ("自然日", "日", "天"):
        return [], "从印发之日起算，请人工换算"
    return [issued_on + timedelta(days=value_of(found["days"]))], ""

"""Document numbers (发文字号) as offices write them: read when dirty, refused when wrong, found in running text.

The strict form is `mingtang.law.document_metadata`'s (GB/T 9704-2012, 7.2.5; cases DM-01 to DM-05).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mingtang.law.document_metadata import document_number_findings, parse_document_number
from mingtang.policies.analysis.keys import number_key
from mingtang.policies.parsing.dates import chinese_number

_HAN = r"\u4e00-\u9fa5"
_OPEN, _CLOSE = r"〔\[(（【［﹝", r"〕\])）】］﹞"
_YEAR = r"(?:[1１][9９]|[2２][0０])\d\d"
_COUNT = r"\d{1,6}|[〇零一二三四五六七八九十百]{1,6}"
# The part of a number that cannot be anything else; what stands before it is read backwards from here.
_CORE = re.compile(
    rf"[{_OPEN}]\s?(?P<year>{_YEAR})\s?年?[{_CLOSE}]\s?第?\s?(?P<serial>\d{{1,6}})\s?号"
    rf"|令\s*[（(]?第?\s?(?P<order>{_COUNT})\s?号[）)]?"
    rf"|第\s?(?P<before>{_COUNT})\s?号令"
    rf"|公告\s?[（(]?(?P<of>{_YEAR})\s?年?[）)]?\s?第\s?(?P<notice>\d{{1,6}})\s?号"
)
_WORDS = (
    r"根据|按照|依据|依照|遵照|执行|落实|贯彻|参照|对照|符合|废止|以及|详见|参见|现将|印发"
    r"|转发|发布|公布|颁布|批准|文号|字号|编号|的通知|的意见|的批复|的函|的决定|的公告"
    r"|的报告|的通报|的请示|办法|细则|方案|原则|修正|修订|通过|施行|实施|最近|文件"
)
# What may stand before an agency's mark without belonging to it: all up to the last of these is left out.
_LEAD = re.compile(rf".*(?:{_WORDS}|的)", re.DOTALL)
_LEAD_IN_ORDER = re.compile(
    r".*(?:根据|按照|依据|依照|以及|发布|公布|颁布|批准|修正|修订|通过|执行|的)", re.DOTALL
)
# 省人力资源社会保障厅鄂财综发: the name of a body before a mark that begins with its province.
_BODY_AND_MARK = re.compile(
    r".*[厅局委室府会院部件](?=[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼国中][\u4e00-\u9fa5]{1,8}$)"
)
_SMALL = re.compile(r"^[按见以由经为从在将原]")
_HAN_DATE = re.compile(r"^[〇零一二三四五六七八九十年月]+日")
_MARK = re.compile(rf"[{_HAN}]{{1,40}}$")
_LISTED = frozenset("》）)号、")


@dataclass(frozen=True)
class Number:
    """A document number read from what was printed. `order` marks 令, `announcement` 公告2020年第12号."""

    agency: str
    year: int | None
    serial: int
    order: bool
    printed: str
    announcement: bool = False

    def __str__(self) -> str:
        if self.year is None:
            return f"{self.agency}第{self.serial}号"
        if self.announcement:
            return f"{self.agency}{self.year}年第{self.serial}号"
        return f"{self.agency}〔{self.year}〕{self.serial}号"

    @property
    def key(self) -> str:
        """What numbers are matched by, however they are printed."""
        return number_key(str(self)).key

    @property
    def is_valid(self) -> bool:
        """Whether it is printed as the standard asks."""
        return parse_document_number(self.printed) is not None


@dataclass(frozen=True)
class Found:
    """A number in running text."""

    number: Number
    start: int
    end: int


def parse(text: str) -> Number | None:
    """The number that a field holds, dirty or not; None where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    core = _CORE.search(plain)
    if core is None or plain[core.end() :].strip():
        return None
    agency = "".join(plain[: core.start()].split())
    if not re.fullmatch(rf"[{_HAN}]{{1,40}}", agency):
        return None
    return _number(agency, core, text)


def refusals(text: str) -> list[str]:
    """Why a number may not be given to a document made here, and what to write; empty when it is right."""
    return [
        finding.message + (f"应写作“{finding.suggestion}”。" if finding.suggestion else "")
        for finding in document_number_findings(text)
    ]


def find_all(text: str) -> list[Found]:
    """Every number in a text, first to last."""
    if "号" not in text:
        return []
    found, last = [], 0
    for core in _CORE.finditer(text):
        one = _found(text, core, last)
        if one is not None:
            found.append(one)
            last = one.end
    return found


def _found(text: str, core: re.Match[str], last: int) -> Found | None:
    is_order = core["order"] is not None or core["before"] is not None
    before = text[max(last, core.start() - 40) : core.start()].rstrip(" \u3000\n" if is_order else " \u3000")
    run = _MARK.search(before)
    if run is None:
        return None
    sign = before[run.start() - 1 : run.start()] or text[max(0, last - 1) : last]
    agency = _agency(run[0], sign, is_order)
    if len(agency) < 2 or (not is_order and len(agency) > 20):
        return None
    start = max(last, core.start() - 40) + run.end() - len(agency)
    return Found(_number(agency, core, text[start : core.end()]), start, core.end())


def _agency(run: str, sign: str, is_order: bool) -> str:
    """The agency's mark at the end of a run of characters; `sign` is what stands before the run."""
    if sign.isdigit() and run[0] in "年月日":
        run = run[1:]
    run = _HAN_DATE.sub("", run)
    if not is_order and (body := _BODY_AND_MARK.match(run)):
        run = run[body.end() :]
    if sign in _LISTED:
        run = re.sub(r"^(?:以及|和|与|及)", "", run)
    lead = (_LEAD_IN_ORDER if is_order else _LEAD).match(run)
    if lead and len(run) - lead.end() >= 2:
        run = run[lead.end() :]
    return _SMALL.sub("", run)


def _number(agency: str, core: re.Match[str], printed: str) -> Number:
    if core["serial"]:
        return Number(agency, int(core["year"]), int(core["serial"]), False, printed)
    if core["notice"]:
        return Number(
            f"{agency}公告", int(core["of"]), int(core["notice"]), False, printed, announcement=True
        )
    count = chinese_number(core["order"] or core["before"])
    return Number(f"{agency}令", None, count, True, printed)

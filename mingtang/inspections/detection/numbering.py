"""Document numbers that are not written as the rules for official papers ask, and dates that no calendar has."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from mingtang.inspections.detection.finding import Finding

_NUMBER = re.compile(
    r"[〔\[(（【［〖](?P<gap>\s*)(?P<year>\d{2,4})\s*[〕\])）】］〗]\s*(?P<ordinal>第)?\s*(?P<zeros>0*)(?P<serial>\d{1,5})\s?号"
)
# What a document number's mark (发文机关代字) ends with; a court's case number or a list item does not.
_MARK_ENDS = "发函办字规令电任批复纪通告政府党综财建教人社商务环民农土税审监市公报"
_DAY = re.compile(r"月\s?(\d{1,2})\s?日")
_BEFORE_DAY = re.compile(r"(?:(\d{4})\s?年\s?)?(?<!\d)(\d{1,2})\s?\Z")
_LONGEST_BEFORE = 12


def findings(text: str) -> Iterator[Finding]:
    yield from _numbers(text)
    yield from _dates(text)


def _numbers(text: str) -> Iterator[Finding]:
    for match in _NUMBER.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if not before or before not in _MARK_ENDS:
            continue
        if problems := _problems(match, text[max(0, match.start() - 2) : match.start()]):
            year = match["year"]
            right = f"〔{year}〕{match['serial']}号" if len(year) == 4 and match["serial"] != "0" else ""
            message = f"发文字号有误：{'；'.join(problems)}"
            yield Finding(
                "wrong_form", "document_number", match.start(), match.end(), match[0], message, right
            )


def _problems(match: re.Match[str], mark: str) -> list[str]:
    """党政机关公文处理工作条例, art. 9; GB/T 9704-2012, 7.2.5."""
    brackets = match[0][0] + re.sub(r"[^〕\])）】］〗]", "", match[0])
    return [
        problem
        for wrong, problem in (
            (brackets != "〔〕", "年份应用六角括号“〔〕”括入"),
            (len(match["year"]) != 4, "年份应为四位全称"),
            (match["ordinal"] and not mark.endswith(("公告", "通告", "令")), "顺序号前不加“第”"),
            (match["zeros"], "顺序号不编虚位，前面不能有0"),
        )
        if wrong
    ]


def _dates(text: str) -> Iterator[Finding]:
    for match in _DAY.finditer(text):
        since = max(0, match.start() - _LONGEST_BEFORE)
        before = _BEFORE_DAY.search(text[since : match.start()])
        if before and not _exists(before[1], int(before[2]), int(match[1])):
            start, end = since + before.start(), match.end()
            message = f"日期“{text[start:end]}”不存在"
            yield Finding("typo", "impossible_date", start, end, text[start:end], message)


def _exists(year: str | None, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or day < 1:
        return False
    return day <= monthrange(int(year or 0) or 2000, month)[1]

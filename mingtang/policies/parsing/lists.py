"""Lists of clean-up decisions (清理结果): what is repealed, declared invalid, suspended, amended or kept, line by line.

决定废止下列规章：                         附件1  宣布失效的行政规范性文件目录
一、某市养犬管理办法（2003年…令第12号）      1  关于加强某事的通知  某政发〔2010〕1号
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from mingtang.policies.parsing import numbers, titles
from mingtang.policies.parsing.changes import Change
from mingtang.policies.parsing.mentions import Mention

_WORDS = ("废止", "失效", "停止执行", "修改", "继续有效", "保留")
_HEADING = re.compile(
    r"(?:(?P<confirm>继续有效|予以保留|保留)|(?P<invalid>宣布失效|失效)|(?P<suspend>停止执行)|"
    r"(?P<repeal>废止)|(?P<amend>修改|修订))"
    r"[^。；《》]{0,40}(?:文件|规章|法规|政策|规定|条例|办法|措施|决定)?[^。；《》]{0,12}(?:目录|清单|名单"
    r"|一览表)?[^。；《》]{0,8}[：:]?$"
)
_LISTS = re.compile(r"目录|清单|名单|一览表|下列|以下|如下|[：:]$")
_BULLET = re.compile(
    r"^[\s\u3000|*\-•]*(?:[一二三四五六七八九十百]{1,4}[、.．]|\d{1,4}[、.．)）\s\t|]+|[（(](?:\d{1,3}"
    r"|[一二三四五六七八九十]{1,3})[）)])[\s\u3000|]*"
)
_BARE = re.compile(
    r"(?P<title>[^|\t；。]{4,150}?(?:法|条例|规定|办法|细则|规则|决定|通知|意见|方案|规程|公告|通告|规范"
    r"|批复|措施|函|规划|令)(?:[（(][^（）()|号]{1,12}[）)])?)(?=[\s\u3000|（(，,。；;]|$)"
)
_END = re.compile(r"^[\s\u3000]*(?:本(?:决定|通知|公告|令|办法|规定)|附件)")
_LONGEST = 400
_LEAD = 40  # characters that may stand before 《 in a line of a list


def listed(text: str, named: list[Mention], *, title: str = "") -> list[Change]:
    """What the lists of a text do to the documents in them; empty where the text has no such lists."""
    if not any(word in title or word in text for word in _WORDS):
        return []
    starts = [one.start for one in named]
    kind = ""
    found: list[Change] = []
    for start, line in _lines(text):
        if heading := _heading(line):
            kind = heading
        elif kind and _END.match(line):
            kind = ""
        elif kind and (one := _item(line, start, kind, named, starts)):
            found.append(Change(kind, one, start, start + len(line)))
    return found


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line.rstrip()
        start += len(line) + 1


def _heading(line: str) -> str:
    """The kind of list that a line opens: 决定废止下列规章： or 宣布失效的文件目录; empty where it opens none."""
    if len(line) > 160 or not any(word in line for word in (*_WORDS, "修订")):
        return ""
    found = _HEADING.search(line.strip())
    if not found or not _LISTS.search(line):
        return ""
    return found.lastgroup or ""


def _item(line: str, start: int, kind: str, named: list[Mention], starts: list[int]) -> Mention | None:
    """The document that a line of a list names first, in 《》 or bare with its number."""
    if not line.strip() or len(line) > _LONGEST:
        return None
    bullet = _BULLET.match(line)
    offset = bullet.end() if bullet else len(line) - len(line.lstrip(" \u3000|*-•"))
    opening = line.find("《", offset, offset + _LEAD)
    is_row = bullet is not None or "|" in line or "\t" in line
    if opening != offset and is_row and kind != "amend" and (one := _bare_item(line, start, offset)):
        return one
    at = bisect_left(starts, start + opening)
    return named[at] if opening >= 0 and at < len(named) and named[at].start == start + opening else None


def _bare_item(line: str, start: int, offset: int) -> Mention | None:
    found = _BARE.match(line, offset)
    if not found:
        return None
    rest = line[found.end() :]
    number = next(iter(numbers.find_all(rest)), None)
    title = titles.clean(found["title"])
    if titles.is_generic(title) or not (number or titles.names_document(title, has_number=False)):
        return None
    return Mention(
        title,
        str(number.number) if number else "",
        start + found.start(),
        start + found.end(),
        start + len(line),
    )

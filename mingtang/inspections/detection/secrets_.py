"""Marks of secrecy: that a paper is classified, internal or not for publication. A mention in prose is not a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from mingtang.inspections.detection.finding import Finding, Severity
from mingtang.inspections.detection.normalising import narrow, squeezed

_LEVEL = "绝密|机密|秘密"
_TERM = r"(?:长期|启用前|解密前|\d{1,2}(?:年|个月))"
_OPEN, _CLOSE = r"[（(【\[〔]", r"[）)】\]〕]"


@dataclass(frozen=True)
class Rule:
    subkind: str
    message: str
    pattern: re.Pattern[str]
    severity: Severity = "block"


def _line(words: str) -> str:
    """The words alone on a line, or alone in a table's cell or in brackets."""
    return rf"(?m:(?:^|(?<=\t)){_OPEN}?\s?(?:{words})\s?{_CLOSE}?(?=\t|\r?$))|{_OPEN}(?:{words}){_CLOSE}"


# art. 18 保守国家秘密法: the mark is level, ★ and term.
RULES = (
    Rule(
        "classification_mark",
        "含有国家秘密标志，不得公开",
        re.compile(rf"(?:{_LEVEL})\s?[★☆✩✭⭐*]\s?{_TERM}?"),
    ),
    Rule("classification_mark", "含有国家秘密标志，不得公开", re.compile(_line(rf"(?:{_LEVEL})\s?{_TERM}?"))),
    Rule(
        "classification_line",
        "标注了密级，不得公开",
        re.compile(
            rf"(?:密\s?级|保密等级|涉密等级)\s?[:：]?\s?(?:{_LEVEL}|内部)(?![级、\u4e00-\u9fff])\s?[★☆]?\s?{_TERM}?"
        ),
    ),
    Rule("secrecy_term", "标注了保密期限，须核实是否已经解密", re.compile(rf"保密期限\s?[:：]\s?{_TERM}")),
    Rule("work_secret", "标注为工作秘密，不得公开", re.compile(rf"工作秘密\s?[★☆]|{_line('工作秘密')}")),
    Rule(
        "internal",
        "标注为内部资料，不得公开",
        re.compile(
            r"内部(?:资料|材料|文件|刊物|使用|参考|掌握)[，,、；;\s]?"
            r"(?:注意保存|注意保管|注意保密|妥善保管|(?:请勿|不得|严禁|禁止|切勿)(?:外传|外泄|公开|扩散|转发|翻印|上网)|仅供参考)"
            rf"|{_line('内部(?:资料|材料|文件|参考|使用)')}"
        ),
    ),
    Rule(
        "internal",
        "标注不得外传，不得公开",
        re.compile(_line(r"(?:请勿|不得|严禁|禁止|切勿)(?:外传|外泄|扩散|上网)[！!。]?")),
    ),
    Rule(
        "not_public",
        "标注为不公开或依申请公开，不得主动公开",
        re.compile(
            r"此件(?:不公开|不予公开|依申请公开)(?:发布)?|公开(?:属性|方式)\s?[:：]\s?(?:不予公开|不公开|依申请公开)"
        ),
    ),
    Rule("circulation", "传阅件不得公开", re.compile(_line("传阅件|传阅文件|阅办件"))),
    Rule(
        "internal_telegram",
        "内部电报不得公开",
        re.compile(rf"内部(?:明电|传真电报)|{_line('(?:内部)?密码电报|密电')}"),
    ),
    Rule(
        "return_after_reading",
        "标注须收回或销毁，不得公开",
        re.compile(_line(r"(?:阅后|会后|用后)(?:请)?(?:即)?(?:收回|销毁|退回|即焚)")),
    ),
    Rule(
        "copy_number",
        "带有份号，涉密公文才编份号，请核实",
        re.compile(r"(?:份\s?号|№)\s?[:：]?\s?\d{6}(?!\d)"),
        "warn",
    ),
    Rule(
        "urgency",
        "带有紧急程度标识，公开版本一般应删去",
        re.compile(
            rf"(?:紧急程度|等级)\s?[:：]\s?(?:特提|特急|加急|平急|急件)|{_line('特提|特急|加急|平急|急件')}"
        ),
        "warn",
    ),
)

# Where none of these stands, no rule can hold: one pass finds them all, and only their surroundings are looked at.
_TRIGGERS = {
    "classification_mark": ("绝密", "机密", "秘密"),
    "classification_line": ("密级", "密 级", "密　级", "保密等级", "涉密等级"),
    "secrecy_term": ("保密期限",),
    "work_secret": ("工作秘密",),
    "internal": (
        "内部资料",
        "内部材料",
        "内部文件",
        "内部刊物",
        "内部使用",
        "内部参考",
        "内部掌握",
        "外传",
        "外泄",
        "扩散",
        "上网",
    ),
    "not_public": ("此件", "公开属性", "公开方式"),
    "circulation": ("传阅件", "传阅文件", "阅办件"),
    "internal_telegram": ("内部明电", "内部传真电报", "密码电报", "密电"),
    "return_after_reading": ("收回", "销毁", "退回", "即焚"),
    "copy_number": ("份号", "份 号", "份　号", "№"),
    "urgency": ("紧急程度", "等级", "特提", "特急", "加急", "平急", "急件"),
}
_WORDS = sorted({word for words in _TRIGGERS.values() for word in words})
_RULES_OF_WORD = [
    tuple(
        rule
        for rule in RULES
        if any(word in trigger or trigger in word for trigger in _TRIGGERS[rule.subkind])
    )
    for word in _WORDS
]
_SEARCH = AhoCorasick(
    _WORDS, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
)
# After these a mark may go on in Chinese; after every other word it ends there, or goes on with a sign or a number.
_GOES_ON = frozenset(
    n for n, word in enumerate(_WORDS) if word.startswith(("内部", "此件", "密", "保密", "涉密"))
)
_AROUND = 40  # no mark is longer
_FIRST_LINE_NUMBER = re.compile(r"\s*(0\d{5})[ \t]*\r?\n")


def findings(text: str) -> list[Finding]:
    """Marks as they stand, and marks whose letters were set apart or written wide."""
    found = list(_in(text, text))
    if closed := squeezed(text):
        for mark in _in(closed.text, closed.text):
            start, end = closed.span(mark.start, mark.end)
            found.append(replace(mark, start=start, end=end, text=text[start:end]))
    if number := _FIRST_LINE_NUMBER.match(text):
        message = "首行疑似份号，涉密公文才编份号，请核实"
        found.append(
            Finding("secret_mark", "copy_number", number.start(1), number.end(1), number[1], message)
        )
    return _outermost(found)


def _in(searched: str, text: str) -> Iterator[Finding]:
    searched = narrow(searched)
    for word, start, end in _SEARCH.find_matches_as_indexes(searched):
        if word not in _GOES_ON and "\u4e00" <= searched[end : end + 1] <= "\u9fff":
            continue
        for rule in _RULES_OF_WORD[word]:
            for match in rule.pattern.finditer(searched, max(0, start - _AROUND), end + _AROUND):
                if match.start() < end and start < match.end():
                    yield _mark(rule, text, match)


def _mark(rule: Rule, text: str, match: re.Match[str]) -> Finding:
    start, end = _trimmed(text, match.start(), match.end())
    return Finding("secret_mark", rule.subkind, start, end, text[start:end], rule.message, "", rule.severity)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _outermost(found: list[Finding]) -> list[Finding]:
    """One finding for one mark: `密级：机密★10年` is a line with a mark in it."""
    kept: list[Finding] = []
    for mark in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept

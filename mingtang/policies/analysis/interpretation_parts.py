"""The template of an interpretation: its parts, found in a text by their headings, and what is wanting in it.

Demands of 政策解读: background and basis, purpose, terms, old against new, key measures, points of benefit, scope,
standard; not a mere excerpt of the document. Knows no Django.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBERING = re.compile(r"^[一二三四五六七八九十\d（()）.．、\s　]{1,6}")
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_NOT_WORDS = re.compile(r"[\s　，。；：、！？“”‘’（）()《》〈〉,.;:!?\"'【】\[\]—-]+")
_ENDS = ("。", "；", "！", "？", "：", "，")
LONGEST_HEADING = 30
# Shorter sentences are said alike by anyone; they prove no copying.
SHORTEST_SENTENCE = 12
# From here on an interpretation says little that the document does not say itself.
TOO_MUCH_COPIED = 0.5
# A single part that is copied nearly whole explains nothing, however good the rest.
PART_COPIED = 0.8


@dataclass(frozen=True)
class TemplatePart:
    """One part of the template. `words` are what its heading may hold; a required part has at least `least` characters."""

    code: str
    name: str
    words: tuple[str, ...]
    help: str
    required: bool = False
    least: int = 4


PARTS = (
    TemplatePart(
        "background",
        "背景依据",
        ("背景", "依据", "起草过程"),
        "为什么要出台，依据哪些法律、法规和上级文件。",
        required=True,
        least=40,
    ),
    TemplatePart("purpose", "出台目的", ("目的", "目标", "意义"), "要解决什么问题，达到什么目标。", least=10),
    TemplatePart(
        "terms",
        "专有名词",
        ("名词", "术语", "关键词"),
        "用大白话解释文件里的专有名词；没有的写“无”。",
        least=1,
    ),
    TemplatePart(
        "differences",
        "新旧政策差异",
        ("新旧", "差异", "变化", "修改内容", "修订内容"),
        "与原来的规定相比改了什么；第一次制定的写“首次制定”。",
    ),
    TemplatePart(
        "measures",
        "重要举措",
        ("举措", "主要内容", "主要措施", "重点内容", "重点任务"),
        "最要紧的几条措施，说清谁来办、怎么办、什么时候办到。",
        required=True,
        least=60,
    ),
    TemplatePart(
        "benefits",
        "利益点和创新点",
        ("利益", "惠民", "利民", "惠企", "红利", "亮点", "创新", "实惠"),
        "群众和企业能得到什么，比过去新在哪里；用数字和例子说。",
        required=True,
        least=20,
    ),
    TemplatePart("scope", "适用范围", ("适用", "范围", "对象"), "管哪些人、哪些事、哪些地方。"),
    TemplatePart("standard", "执行标准", ("标准", "口径"), "按什么条件、多少金额、多长期限执行。"),
    TemplatePart("notes", "注意事项", ("注意",), "办事时容易弄错的地方；可以没有。", least=1),
)
BY_CODE = {part.code: part for part in PARTS}
# What may be left out without a word.
OPTIONAL = frozenset({"notes"})
# What the template writes under each heading until somebody writes there.
PROMPTS = frozenset(f"（{part.help}）" for part in PARTS)


@dataclass(frozen=True)
class Wanting:
    """Something that the template finds amiss in `part`, or in the whole (""): missing, short, prompt or copied."""

    problem: str
    part: str
    message: str
    suggestion: str
    is_grave: bool


def parts_of(text: str) -> dict[str, str]:
    """The words under each heading of the template, by the part's code; a heading without words has an empty value.

    `text` is plain, one line a paragraph. What stands under other headings belongs to the part before it.
    """
    found: dict[str, list[str]] = {}
    current = ""
    for line in filter(None, (line.strip(" \t　") for line in text.splitlines())):
        if code := _heading(line):
            current = code
            found.setdefault(code, [])
        elif current:
            found[current].append(line)
    return {code: "\n".join(lines) for code, lines in found.items()}


def _heading(line: str) -> str:
    """The part that a line opens; empty where it is no heading of the template."""
    if (
        line in PROMPTS
        or len(line) > LONGEST_HEADING
        or line.endswith(("。", "；", "，", "、", "：", ";", ","))
    ):
        return ""
    words = _NUMBERING.sub("", line)
    places = [(words.find(word), part.code) for part in PARTS for word in part.words if word in words]
    return min(places)[1] if places else ""


def wanting(text: str, policy_text: str = "") -> list[Wanting]:
    """What an interpretation lacks: parts that are missing, empty or too short, and what only repeats the document."""
    found = parts_of(text)
    gaps = [gap for part in PARTS if (gap := _prompt(part, found) or _gap(part, found))]
    return gaps + _copied(text, found, policy_text)


def _prompt(part: TemplatePart, found: Mapping[str, str]) -> Wanting | None:
    if not PROMPTS.intersection(found.get(part.code, "").splitlines()):
        return None
    message = f"“{part.name}”部分还留着模板的提示"
    return Wanting("prompt", part.code, message, f"写好内容后删去提示：{part.help}", True)


def _gap(part: TemplatePart, found: Mapping[str, str]) -> Wanting | None:
    if part.code not in found:
        if part.code in OPTIONAL:
            return None
        message = f"解读缺少“{part.name}”部分"
        return Wanting("missing", part.code, message, f"加上小标题“{part.name}”：{part.help}", part.required)
    length = len(_NOT_WORDS.sub("", _said(found[part.code], part.least)))
    if length >= part.least:
        return None
    message = f"“{part.name}”部分是空的" if not length else f"“{part.name}”部分只有{length}字，太短"
    return Wanting("short", part.code, message, part.help, part.required)


def _said(words: str, least: int) -> str:
    """The words of a part. Where much is wanted, headings of its own do not count as something said."""
    if least < LONGEST_HEADING // 2:
        return words
    return "\n".join(
        line for line in words.splitlines() if len(line) > LONGEST_HEADING or line.endswith(_ENDS)
    )


def _copied(text: str, found: Mapping[str, str], policy_text: str) -> list[Wanting]:
    if not policy_text:
        return []
    share = copied_share(text, policy_text)
    if share >= TOO_MUCH_COPIED:
        message = f"解读有{share:.0%}的文字是文件原文，只是摘抄"
        suggestion = "用自己的话说清为什么、改了什么、有什么好处，多用数据和例子，少摘抄条文。"
        return [Wanting("copied", "", message, suggestion, True)]
    return [
        Wanting(
            "copied",
            part.code,
            f"“{part.name}”部分照抄文件原文，没有解读",
            part.help,
            False,
        )
        for part in PARTS
        if copied_share(found.get(part.code, ""), policy_text) >= PART_COPIED
    ]


def copied_share(text: str, policy_text: str) -> float:
    """How much of a text, by characters, are sentences that stand word for word in the document; 0 to 1."""
    whole = _NOT_WORDS.sub("", policy_text)
    sentences = [_NOT_WORDS.sub("", sentence) for sentence in _SENTENCE.findall(text)]
    long_ones = [sentence for sentence in sentences if len(sentence) >= SHORTEST_SENTENCE]
    copied = sum(len(sentence) for sentence in long_ones if sentence in whole)
    total = sum(len(sentence) for sentence in sentences)
    return copied / total if total else 0.0

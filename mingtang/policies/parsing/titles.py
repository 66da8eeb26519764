"""Titles in a text: what stands between 《 and 》, and whether it names an official document."""

from __future__ import annotations

import re

from mingtang.policies.analysis.keys import title_key

MOST = 200  # characters of a title; what is longer was never closed
_SIGN = re.compile(r"[《》。]|\n[ \t\u3000]*\n")
_BLANKS = re.compile(r"\s+")
# 关于印发《…》的通知: what is passed on. Inner titles stand in 〈〉, in <> or, against the rule, in 《》.
_INNER = re.compile(r"[〈<《](.{2,150})[〉>》]")
_PASSING = re.compile(r"印发|转发|批转|发布|公布|下发|颁布")
_TRAILING = re.compile(r"(?:[(（][^()（）]{0,40}[)）]|[〉>]|\s)+$")

# What a title ends with. A strong word names a document by itself; an act is known by 关于 or its number, for 受理通知 is a
# form; a weak word may as well head a form, an annex or a plan of one's own, and needs a sign of its issuer.
STRONG = (
    "法", "条例", "规定", "办法", "细则", "规则", "修正案", "法典", "章程", "守则", "宪法", "税则", "规程", "总则",
    "通则", "准则",
)  # fmt: skip
ACTS = (
    "决定", "决议", "通知", "意见", "公告", "通告", "批复", "函", "命令", "令", "解释", "通报", "报告", "请示",
    "议案", "公报", "复函", "答复", "提案", "建议", "布告", "指示",
)  # fmt: skip
WEAK = (
    "方案", "规划", "计划", "纲要", "要点", "预案", "目录", "指南", "指引", "标准", "制度", "措施", "规范", "大纲", "清单",
    "名录", "政策", "安排", "公约", "协定", "议定书", "条约", "体系", "任务", "举措", "条款", "十条", "布局", "示范文本",
)  # fmt: skip
_ACT_SIGN = re.compile(r"关于|印发|转发|批转|公布|发布|修改|废止|授权")
_ISSUED = re.compile(
    r"^(?:中共|中央|中国|中华|全国|国家|国务院|[\u4e00-\u9fa5]{2,4}(?:省|市|县|区|州|盟|旗|镇|乡)|关于"
    r"|自由贸易|粤港澳|京津冀|长三角|长江|黄河)"
    r"|(?:19|20)\d\d|[“\"]?十[一二三四五]五[”\"]?|\d年|第[一二三四五六七八九十]+批"
)
# Short names that mean nothing without their definition: 《条例》, 《实施意见》.
_GENERIC = re.compile(
    r"^(?:新|原|该|本|旧|国家|上述|实施|若干|暂行|试行|管理|指导|具体|修改|补充|总体|行动|工作|专项|有关"
    r"|服务|操作|评审|考核|招标|合作|规范|处罚|处理)*"
    r"(?:法|条例|规定|办法|细则|规则|规程|决定|决议|通知|意见|公告|方案|规划|计划|纲要|要点|预案|目录|指南"
    r"|指引|标准|制度|措施|规范|清单|名录|政策|章程|守则|解释|准则|大纲|批复|函|令)$"
)
_PERIODICAL = re.compile(r"(?:日报|晚报|时报|周报|早报|周刊|月刊|杂志|公报|年鉴|通讯|学报|专刊|期刊)$")
_FORM = re.compile(
    r"(?:申请|登记|告知|受理|审批|许可|备案|处罚|裁决|听证|确认|验收|评估|检验|检测|认定|审查|检查|承诺|缴费"
    r"|缴款|催告|整改|处理|决算|预算"
    r"|体检|录取|录用|补正|撤销|责令[\u4e00-\u9fa5]{0,8})(?:通知|决定|意见|公告|报告|函|目录|清单|标准|规范|批复)$"
)


def brackets(text: str) -> list[tuple[int, int]]:
    """The places of the outermost 《…》, nested ones closed rightly, first to last. Linear, whatever is left open."""
    if "《" not in text:
        return []
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for sign in _SIGN.finditer(text):
        if sign[0] == "《":
            opened.append(sign.start())
        elif sign[0] != "》":
            opened.clear()
        elif opened:
            _close(pairs, opened, sign.end())
    return pairs


def _close(pairs: list[tuple[int, int]], opened: list[int], end: int) -> None:
    start = opened.pop()
    if end - start > MOST:
        opened.clear()
        return
    while pairs and pairs[-1][0] > start:
        pairs.pop()
    pairs.append((start, end))


def clean(printed: str) -> str:
    """A title without its brackets, line breaks and what was closed too often."""
    title = printed.strip()
    if title.startswith("《") and title.endswith("》"):
        title = title[1:-1]
    title = _BLANKS.sub(lambda blank: "" if "\n" in blank[0] else " ", title).strip()
    for opening, closing in ("()", "（）"):
        if title.endswith(closing) and title.count(closing) > title.count(opening):
            title = title[:-1]
    return title


def inner_titles(title: str) -> tuple[str, ...]:
    """The titles inside a title: 关于印发〈甲办法〉的通知 passes on 甲办法."""
    found = _INNER.search(title)
    if not found:
        return ()
    return tuple(clean(part) for part in re.split(r"[〉>》]\s?[、和及与]?\s?[〈<《]", found[1]))


def passes_on(title: str) -> bool:
    """Whether a title is that of a notice which only passes another document on: 关于印发〈甲办法〉的通知."""
    return bool(_PASSING.search(title))


def key(title: str) -> str:
    """What titles are matched by."""
    return title_key(title)


def bare(title: str) -> str:
    """A title without brackets at its end: 某办法（试行） → 某办法."""
    return _TRAILING.sub("", title) or title


def is_generic(title: str) -> bool:
    """Whether a title is a short name that only its text explains: 《条例》."""
    return bool(_GENERIC.match(bare(title)))


def names_document(title: str, *, has_number: bool) -> bool:
    """Whether a title that stands in 《》 names an official document, not a form, a certificate, a paper or a book."""
    plain = bare(title)
    if _PERIODICAL.search(plain):
        return False
    if has_number:
        return True
    if is_generic(title) or _FORM.search(plain):
        return False
    if plain.endswith(STRONG):
        return not plain.endswith(("方法", "书法", "做法", "想法", "看法", "疗法", "兵法"))
    if plain.endswith(ACTS):
        return bool(_ACT_SIGN.search(plain))
    return plain.endswith(WEAK) and bool(_ISSUED.search(plain))

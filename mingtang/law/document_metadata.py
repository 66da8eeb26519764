"""What identifies and classifies an official document: number, index number, topic, openness, type.

Parsers read what is right; `*_findings` say in Chinese what is wrong with the rest and what it should be. Real stock is
dirty: whether a finding stops anything is for the caller to decide by its severity.

Law: 党政机关公文处理工作条例, arts. 8 and 9; GB/T 9704-2012; 政府信息公开条例, arts. 14 to 16; GB 32100-2015 (credit codes).
Worked cases: docs/law/document_metadata.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from mingtang.law.check_digits import is_credit_code, is_organisation_code
from mingtang.law.reasons import Finding, error, warning

TOPICS = Path(__file__).resolve().parent.parent / "data" / "topics" / "topics.json"

# --- 发文字号 ---------------------------------------------------------------------------------------------------------

NUMBER_ARTICLE = "党政机关公文处理工作条例第九条；GB/T 9704-2012第7.2.5条"
_MARK = r"[\u4e00-\u9fa5]"
_NUMBER = re.compile(rf"(?P<mark>{_MARK}{{2,15}})〔(?P<year>(?:19|20)\d\d)〕(?P<serial>[1-9]\d*)号", re.ASCII)
_ORDER = re.compile(rf"(?P<mark>{_MARK}{{1,30}}令)第(?P<serial>[1-9]\d*)号", re.ASCII)
_ANNOUNCEMENT = re.compile(
    rf"(?P<mark>{_MARK}{{2,30}}公告)(?P<year>(?:19|20)\d\d)年第(?P<serial>[1-9]\d*)号", re.ASCII
)
_LOOSE = re.compile(
    r"(?P<mark>[^\s\d〔\[(（【［]+)\s*"
    r"(?P<opening>[〔\[(（【［])?\s*(?P<year>\d{2,4})\s*(?P<closing>[〕\])）】］])?\s*(?P<of_year>年)?\s*"
    r"(?P<ordinal>第)?\s*(?P<zeros>0*)(?P<serial>\d+)\s*(?P<end>号)?",
    re.ASCII,
)
_ORDER_WITH_ZEROS = re.compile(rf"({_MARK}+令第)0+([1-9]\d*号)", re.ASCII)
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_BLANKS = re.compile(r"[\s\u200b\ufeff\u00ad]+")


@dataclass(frozen=True)
class DocumentNumber:
    """A document number that is written as it should be."""

    text: str
    kind: Literal["document", "order", "announcement"]
    mark: str  # 发文机关代字, or the name before 令 or 公告
    year: int | None
    serial: int


def parse_document_number(text: str) -> DocumentNumber | None:
    """The parts of a well-formed number (发文字号, 令号 or 公告号), or None."""
    if match := _NUMBER.fullmatch(text):
        return DocumentNumber(text, "document", match["mark"], int(match["year"]), int(match["serial"]))
    if match := _ORDER.fullmatch(text):
        return DocumentNumber(text, "order", match["mark"], None, int(match["serial"]))
    if match := _ANNOUNCEMENT.fullmatch(text):
        return DocumentNumber(text, "announcement", match["mark"], int(match["year"]), int(match["serial"]))
    return None


def document_number_findings(text: str) -> list[Finding]:
    """What is wrong with a document number, with the right form where it can be guessed; empty when it is right."""
    if not text.strip():
        return [error("number_missing", "没有发文字号。", NUMBER_ARTICLE)]
    if parse_document_number(text):
        return []
    plain = _BLANKS.sub("", text.translate(_FULL_WIDTH_DIGITS))
    loose = None if _ORDER_WITH_ZEROS.fullmatch(plain) else _LOOSE.fullmatch(plain)
    suggestion = _suggested(plain, loose)
    problems = _spelling_problems(text, plain) + (_number_problems(loose) if loose else [])
    if not problems:
        problems = [
            "不是发文字号的写法，应为“发文机关代字〔年份〕顺序号号”，如“国办发〔2018〕118号”；令为“国务院令第711号”"
        ]
    return [
        error("number_form", f"发文字号“{text}”有误：{problem}。", NUMBER_ARTICLE, suggestion)
        for problem in problems
    ]


def _spelling_problems(text: str, plain: str) -> list[str]:
    problems = []
    if _BLANKS.search(text):
        problems.append("中间或两端有空格")
    if text.translate(_FULL_WIDTH_DIGITS) != text:
        problems.append("数字应为半角阿拉伯数字")
    if _ORDER_WITH_ZEROS.fullmatch(plain):
        problems.append("顺序号不编虚位，前面不能有0")
    return problems


def _number_problems(loose: re.Match[str]) -> list[str]:
    problems = []
    if (loose["opening"], loose["closing"]) != ("〔", "〕"):
        problems.append("年份应用六角括号“〔〕”括入")
    if loose["of_year"]:
        problems.append("年份后不写“年”")
    if len(loose["year"]) != 4 or loose["year"][:2] not in {"19", "20"}:
        problems.append("年份应为四位全称")
    if loose["ordinal"]:
        problems.append("顺序号前不加“第”")
    if loose["zeros"]:
        problems.append("顺序号不编虚位，前面不能有0")
    if loose["serial"] == "0":
        problems.append("顺序号应从1编起")
    if not loose["end"]:
        problems.append("末尾应有“号”")
    if not re.fullmatch(rf"{_MARK}{{2,15}}", loose["mark"]):
        problems.append("发文机关代字应为2至15个汉字")
    return problems


def _suggested(plain: str, loose: re.Match[str] | None) -> str:
    if parse_document_number(plain):
        return plain
    if order := _ORDER_WITH_ZEROS.fullmatch(plain):
        return order[1] + order[2]
    if not loose or len(loose["year"]) != 4:
        return ""
    guess = f"{loose['mark']}〔{loose['year']}〕{loose['serial']}号"
    return guess if parse_document_number(guess) else ""


# --- 索引号 -----------------------------------------------------------------------------------------------------------

_INDEX = re.compile(
    r"(?P<body>[0-9A-Z]{8}[0-9X]|[0-9A-HJ-NPQRTUWXY]{18})/(?P<year>(?:19|20)\d\d)-(?P<serial>\d{5,7})",
    re.ASCII,
)


@dataclass(frozen=True)
class IndexNumber:
    """An index number (索引号): the body's code, the year and a serial number."""

    text: str
    body: str
    year: int
    serial: int


def parse_index_number(text: str) -> IndexNumber | None:
    """The parts of a well-formed index number, or None. A credit code in it must have the right check digit."""
    match = _INDEX.fullmatch(text)
    if not match or (len(match["body"]) == 18 and not is_credit_code(match["body"])):
        return None
    return IndexNumber(text, match["body"], int(match["year"]), int(match["serial"]))


def index_number_findings(text: str) -> list[Finding]:
    """What is wrong with an index number. An organisation code with a wrong check digit is only a warning."""
    match = _INDEX.fullmatch(text)
    if not match:
        return [
            error(
                "index_form",
                f"索引号“{text}”有误：应为“机构代码/年份-5至7位顺序号”，如“000014349/2018-00226”。",
            )
        ]
    body = match["body"]
    if len(body) == 18 and not is_credit_code(body):
        return [
            error(
                "index_check_digit",
                f"索引号“{text}”中的统一社会信用代码校验位不符，请核对。",
                "GB 32100-2015",
            )
        ]
    if len(body) == 9 and not is_organisation_code(body):
        return [
            warning(
                "index_check_digit", f"索引号“{text}”中的组织机构代码校验位不符，请核对。", "GB 11714-1997"
            )
        ]
    return []


# --- 主题分类 ---------------------------------------------------------------------------------------------------------

_OTHER_SEPARATORS = re.compile(r"\s*[/／>＞＼|｜→]\s*")


@cache
def topics() -> dict[str, tuple[str, ...]]:
    """First-level classes, other names for them included, with the second-level classes that are known."""
    rows = json.loads(TOPICS.read_text("utf-8"))["topics"]
    return {name: tuple(row["children"]) for row in rows for name in (row["name"], *row.get("aliases", ()))}


def topic_findings(text: str) -> list[Finding]:
    """What is wrong with a topic written `一级\\二级`. A first-level class alone stands; a second-level one does not."""
    if not text.strip():
        return [error("topic_missing", "没有主题分类。")]
    first, _, second = text.partition("\\")
    if first in topics():
        return _second_level_findings(text, first, second)
    guess = _OTHER_SEPARATORS.sub(lambda _: "\\", text.strip())
    if guess != text and guess.partition("\\")[0] in topics():
        return [warning("topic_separator", f"主题分类“{text}”应写作“{guess}”。", suggestion=guess)]
    parents = [name for name, children in topics().items() if text in children]
    if len(parents) == 1:
        whole = f"{parents[0]}\\{text}"
        return [
            error("topic_first_level", f"主题分类“{text}”缺少一级类目，应写作“{whole}”。", suggestion=whole)
        ]
    return [
        error(
            "topic_unknown", f"主题分类“{text}”不在一级类目之内，应写作“一级\\二级”，如“综合政务\\政务公开”。"
        )
    ]


def _second_level_findings(text: str, first: str, second: str) -> list[Finding]:
    if "\\" in text and not second.strip():
        return [error("topic_second_level", f"主题分类“{text}”缺少二级类目。", suggestion=first)]
    if second and topics()[first] and second not in topics()[first]:
        return [warning("topic_second_level", f"“{first}”之下未见过二级类目“{second}”，请核对。")]
    return []


# --- 公开属性 ---------------------------------------------------------------------------------------------------------


class Openness(StrEnum):
    """公开属性, fixed when the document is drafted (源头认定)."""

    PROACTIVE = "proactive"
    ON_REQUEST = "on_request"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"proactive": "主动公开", "on_request": "依申请公开", "closed": "不予公开"}[self.value]


_OPENNESS = {word: openness for openness in Openness for word in (openness.label, openness.value)} | {
    "不公开": Openness.CLOSED
}


@dataclass(frozen=True)
class Ground:
    """A ground on which a document may be kept from the public."""

    code: str
    name: str
    article: str


GROUNDS: dict[str, Ground] = {
    ground.code: ground
    for ground in (
        Ground("state_secret", "依法确定为国家秘密", "政府信息公开条例第十四条"),
        Ground("forbidden_by_law", "法律、行政法规禁止公开", "政府信息公开条例第十四条"),
        Ground(
            "endangers_security",
            "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
            "政府信息公开条例第十四条",
        ),
        Ground("third_party", "涉及商业秘密、个人隐私，公开会损害第三方合法权益", "政府信息公开条例第十五条"),
        Ground(
            "internal_affairs",
            "内部事务信息（人事管理、后勤管理、内部工作流程等）",
            "政府信息公开条例第十六条第一款",
        ),
        Ground(
            "deliberative",
            "过程性信息（讨论记录、过程稿、磋商信函、请示报告等）",
            "政府信息公开条例第十六条第二款",
        ),
        Ground("enforcement_file", "行政执法案卷信息", "政府信息公开条例第十六条第二款"),
    )
}


def parse_openness(text: str) -> Openness | None:
    """The openness that a Chinese word or a code names, or None."""
    text = text.strip()
    return _OPENNESS.get(text)


def openness_findings(openness: str, ground: str = "") -> list[Finding]:
    """What is wrong with a decision on openness. `ground` is a code of GROUNDS, or a reason in words."""
    parsed = parse_openness(openness)
    if not openness.strip():
        return [error("openness_missing", "没有确定公开属性：请选择主动公开、依申请公开或者不予公开。")]
    if parsed is None:
        return [
            error("openness_unknown", f"公开属性“{openness}”不对，只能是主动公开、依申请公开、不予公开。")
        ]
    if parsed is Openness.CLOSED and not ground.strip():
        return [
            error(
                "openness_ground",
                "公开属性为不予公开的，应当写明理由（属于哪一项不予公开的情形）。",
                "政府信息公开条例第十四条至第十六条",
            )
        ]
    if parsed is Openness.PROACTIVE and ground.strip():
        return [warning("openness_ground", "公开属性为主动公开，却写了不予公开的理由，请核对。")]
    return []


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# --- 文种 and titles ---------------------------------------------------------------------------------------------------

DOCUMENT_TYPES = (  # 党政机关公文处理工作条例, art. 8
    "决议", "决定", "命令", "令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
)  # fmt: skip
# What other kinds of official text are called: no 文种 of the regulation, but right for rules and attachments.
OTHER_TYPES = _words("""
    条例 规定 办法 细则 方案 规划 计划 要点 规则 规程 预案 指南 目录 标准 制度
""")
_TRAILING = re.compile(r"[\s》」』”)）]*$|[（(][^（）()]*[）)]\s*$")
INTERIM = re.compile(r"暂行|试行")


def document_type(title: str) -> str:
    """The 文种 that a title ends with (`通知`, `意见` …), or an empty string. Brackets at the end are passed over."""
    bare = title.strip()
    while (shorter := _TRAILING.sub("", bare)) != bare:
        bare = shorter
    found = next((kind for kind in (*DOCUMENT_TYPES, *OTHER_TYPES) if bare.endswith(kind)), "")
    return "命令" if found == "令" else found


def document_type_findings(title: str) -> list[Finding]:
    """A warning where the title names no type of document."""
    if not title.strip():
        return [error("title_missing", "没有标题。")]
    if document_type(title):
        return []
    return [
        warning(
            "type_missing",
            f"标题“{title}”没有写明文种（如通知、意见、公告）。",
            "党政机关公文处理工作条例第八条、第九条",
        )
    ]


def validity_findings(
    title: str, *, in_force_on: date | None = None, valid_until: date | None = None
) -> list[Finding]:
    """What is doubtful about the period of validity: an interim document without an end, an end before the beginning."""
    findings = []
    if valid_until is None and INTERIM.search(title):
        findings.append(
            warning(
                "interim_without_end",
                "标题带“暂行”或“试行”，却没有写明有效期截止日期，请补充（一般不超过2年，以地方规定为准）。",
            )
        )
    if valid_until and in_force_on and valid_until < in_force_on:
        findings.append(error("validity_reversed", f"有效期截止日期{valid_until}早于施行日期{in_force_on}。"))
    return findings


def date_findings(*, made_on: date | None, published_on: date | None) -> list[Finding]:
    """What is wrong with 成文日期 and 公开日期."""
    if made_on is None:
        return [error("made_on_missing", "没有成文日期。", NUMBER_ARTICLE)]
    if published_on and published_on < made_on:
        return [error("published_before_made", f"公开日期{published_on}早于成文日期{made_on}。")]
    return []


@dataclass(frozen=True)
class DocumentMetadata:
    """What a document says of itself. Empty strings and None where it says nothing."""

    title: str
    number: str = ""
    index_number: str = ""
    topic: str = ""
    openness: str = ""
    ground: str = ""
    made_on: date | None = None
    published_on: date | None = None
    in_force_on: date | None = None
    valid_until: date | None = None


def document_findings(document: DocumentMetadata) -> list[Finding]:
    """Everything that is wrong or doubtful about a document's metadata, what is empty and not required left out."""
    findings = document_type_findings(document.title)
    if document.number:
        findings += document_number_findings(document.number)
        findings += _year_findings(document)
    if document.index_number:
        findings += index_number_findings(document.index_number)
    if document.topic:
        findings += topic_findings(document.topic)
    findings += openness_findings(document.openness, document.ground)
    findings += date_findings(made_on=document.made_on, published_on=document.published_on)
    findings += validity_findings(
        document.title, in_force_on=document.in_force_on, valid_until=document.valid_until
    )
    return findings


def _year_findings(document: DocumentMetadata) -> list[Finding]:
    number = parse_document_number(document.number)
    if not number or not number.year or not document.made_on or number.year == document.made_on.year:
        return []
    return [
        warning("number_year", f"发文字号的年份{number.year}与成文日期{document.made_on}不在同一年，请核对。")
    ]

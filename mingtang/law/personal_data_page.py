"""What the finders of personal data share: kinds, hits, and a text that can be asked what stands beside a place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mingtang.law.masking import mask

Certainty = Literal["certain", "likely", "weak"]
RANK: dict[Certainty, int] = {"certain": 0, "likely": 1, "weak": 2}


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in a text. `text` is as written, `value` without separators and full-width forms."""

    kind: str
    start: int
    end: int
    text: str
    value: str
    certainty: Certainty

    @property
    def masked(self) -> str:
        return mask(self.kind, self.value)

    @property
    def message(self) -> str:
        return f"{_SPEECH[self.certainty]}{KINDS[self.kind].name}。{KINDS[self.kind].advice}"


_SPEECH: dict[Certainty, str] = {"certain": "发现", "likely": "很可能是", "weak": "疑似"}


@dataclass(frozen=True)
class Kind:
    """A kind of personal data: its name, what to do about it, and the law."""

    code: str
    name: str
    advice: str
    law: str


_SENSITIVE = "个人信息保护法第二十五条、第二十八条"
_PRIVATE = "个人信息保护法第二十五条；政府信息公开条例第十五条"
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("id_card", "公民身份号码（含残疾人证号）", "公开前应隐去出生日期等中间数字。", _SENSITIVE),
        Kind("mobile", "手机号码", "公开前应隐去中间四位；个人的号码应删去。", _PRIVATE),
        Kind("bank_card", "个人银行账号", "公开前只留末四位。", _SENSITIVE),
        Kind("passport", "护照、通行证号码", "公开前应隐去中间数字。", _SENSITIVE),
        Kind("plate", "机动车号牌", "公开前应隐去部分号码。", _PRIVATE),
        Kind("address", "个人住址", "公开前只留到路名或者村名。", _PRIVATE),
        Kind("email", "个人电子邮箱", "公开前应删去，或者改用单位邮箱。", _PRIVATE),
        Kind("social_account", "个人微信、QQ号", "公开前应删去。", _PRIVATE),
        Kind("birth_date", "出生日期", "公开前应删去或者只留年份。", _PRIVATE),
        Kind(
            "name", "与其他身份信息同列的姓名", "名单应只留一项能区分的信息，姓名按规定隐去一字。", _PRIVATE
        ),
        Kind(
            "sensitive_context",
            "涉及特定个人的未成年人、病情、残疾、困难情况",
            "公开前应删去或者概括表述。",
            _SENSITIVE,
        ),
    )
}


class Page:
    """A text with what the detectors ask of it: lines, and words before and after a place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._breaks: list[int] | None = None

    def before(self, start: int, width: int = 20) -> str:
        """Up to `width` characters before a place, on the same line."""
        return self.text[max(0, start - width) : start].rpartition("\n")[2]

    def after(self, end: int, width: int = 8) -> str:
        return self.text[end : end + width].partition("\n")[0]

    def line(self, at: int) -> tuple[int, int]:
        """Start and end of the line that a place is on."""
        if self._breaks is None:
            self._breaks = [-1, *(match.start() for match in re.finditer("\n", self.text)), len(self.text)]
        index = bisect_right(self._breaks, at)
        if index == len(self._breaks):
            return self._breaks[-2] + 1, self._breaks[-1]
        # A place on a line break itself belongs to the line that it ends.
        if self._breaks[index - 1] == at and index > 1:
            index -= 1
        return self._breaks[index - 1] + 1, self._breaks[index]

    def hit(self, kind: str, start: int, end: int, certainty: Certainty, value: str | None = None) -> Hit:
        text = self.text[start:end]
        return Hit(kind, start, end, text, text if value is None else value, certainty)


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What a number is called that identifies a thing and not a person.
CODE_WORDS = words("""
    编号 编码 代码 文号 项目 合同 订单 流水 单号 档案 案号 注册号 执照 许可证 登记号 登记证 备案 条码
    批号 批准号 索引 信用代码 机构代码 宗地 不动产 标识码 序列号 证书号 监管号 邮编 受理号 查询码
    校验码 发票 学号 准考证 公网安备 标段 采购 网安备 统一代码 监督号
""")


def nearest(words: Iterable[str], before: str) -> int:
    """Where the last of `words` ends in what stands before a place, or -1."""
    return max((at + len(word) for word in words if (at := before.rfind(word)) >= 0), default=-1)

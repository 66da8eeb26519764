"""Personal data in a text: what may not be published without masking, or a reason.

`find(text)` returns hits in order, not overlapping, with offsets into the text as given. A table of detectors, each with
its pattern, its validator, its rule of certainty and its law. Certainty: `certain` and `likely` stop publication until
masked or waived with a reason, `weak` is a warning.

An organ's own particulars are statutory content and no personal data: landlines, document, index and project numbers,
credit and organisation codes, amounts, dates, office addresses and mailboxes (政府信息公开条例, arts. 12 and 20).

Law: 个人信息保护法 (2021), arts. 25, 28, 34; 政府信息公开条例, art. 15. Worked cases: docs/law/personal_data.md.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mingtang.law.check_digits import (
    has_id_shape,
    is_credit_code,
    is_id_number,
    is_old_id_number,
    passes_luhn,
    real_date,
)
from mingtang.law.masking import FULL_WIDTH, compact, mask
from mingtang.law.names import NAME, NOT_NAMES
from mingtang.law.number_clusters import Number, clusters, numbers

__all__ = ["DETECTORS", "KINDS", "Detector", "Hit", "Kind", "find", "mask"]

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


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# --- Numbers: citizen's number, mobile, bank card ------------------------------------------------------------------------

_LETTER_BEFORE = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+$")
_LABELS = frozenset(
    [
        "id",
        "no",
        "num",
        "tel",
        "t",
        "m",
        "mp",
        "phone",
        "mobile",
        "mob",
        "sfz",
        "sfzh",
        "idcard",
        "idno",
        "card",
    ]
)
_AMOUNT_BEFORE = re.compile(r"[¥￥$€]\s*$|\d[,，]$")
_AMOUNT_AFTER = re.compile(
    r"\s*(?:[万亿千百]?(?:元|美元|港元|欧元|吨|公斤|千克|克|平方|㎡|立方|m²|m2|公里|千米|米|亩|公顷|人|户|件|株|次|千瓦|kW|页|份|台|套|册)|[万亿%％‰])"
)
_DECIMAL_AFTER = re.compile(r"[.．]\d{1,4}(?!\d)(?![.．-])")
_LINK_BEFORE = re.compile(r"(?:https?|ftp)://[^\s\u4e00-\u9fa5]*$|www\.[^\s\u4e00-\u9fa5]*$", re.IGNORECASE)
_PROJECT_CODE = re.compile(r"(?:19|20)\d\d-\d{6}-\d\d-\d\d-\d{6}", re.ASCII)
_MASKED_NEIGHBOUR = "*＊×"
_CODE_GOES_ON = re.compile(r"[A-Za-z@*＊×]")
_REISSUED = re.compile(r"[Bb]\d?(?![A-Za-z0-9])")  # 残疾人证 issued again: B1, B2

_ID_WORDS = _words("""
    身份证 身份证编号 证件编号 身份编号 身份号 居民证 公民证 证件号 残疾人证 残疾证 监护人 户主
""")
_CODE_WORDS = _words("""
    编号 编码 代码 文号 项目 合同 订单 流水 单号 档案 案号 注册号 执照 许可证 登记号 登记证 备案 条码
    批号 批准号 索引 信用代码 机构代码 宗地 不动产 标识码 序列号 证书号 监管号 邮编 受理号 查询码
    校验码 发票 学号 准考证 公网安备 标段 采购 网安备 统一代码 监督号
""")
_CONTACT_WORDS = _words("""
    咨询 监督 举报 投诉 办公 值班 服务 客服 热线 报名 受理 联系人 联系电话 单位电话
""")
_CARD_WORDS = _words("""
    银行卡 卡号 账号 帐号 账户 帐户 开户行 开户银行 一卡通 存折 储蓄 社保卡 银行账 户名
""")
_ORGAN_ACCOUNT_WORDS = _words("""
    对公 保证金 缴款 财政 非税 专户 基本户 公司 单位 招标 投标 采购 中心 捐 收款
""")


def _nearest(words: Iterable[str], before: str) -> int:
    """Where the last of `words` ends in what stands before a place, or -1."""
    return max((at + len(word) for word in words if (at := before.rfind(word)) >= 0), default=-1)


def _is_called(
    page: Page, number: Number, words: Iterable[str], *, rather_than: Iterable[str] = (), width: int = 20
) -> bool:
    """Whether the label nearest before a number is one of `words`."""
    before = page.before(number.start, width)
    return (at := _nearest(words, before)) >= 0 and at >= _nearest(rather_than, before)


def _stands_alone(page: Page, number: Number) -> bool:
    """Not part of a longer code: no letters, slashes or marks of masking touch it, it is no amount and in no link."""
    text, start, end = page.text, number.start, number.end
    letters = _LETTER_BEFORE.search(text[max(0, start - 12) : start])
    if letters and letters[0].translate(FULL_WIDTH).lower() not in _LABELS:
        return False
    if _CODE_GOES_ON.match(text, end) and not (len(number.digits) == 20 and _REISSUED.match(text, end)):
        return False
    if start and text[start - 1] in _MASKED_NEIGHBOUR:
        return False
    return not _is_amount(page, number) and not _LINK_BEFORE.search(page.before(start, 200))


def _is_amount(page: Page, number: Number) -> bool:
    if len(number.groups) > 1 or number.digits.endswith("X"):
        return False
    before, after = page.text[max(0, number.start - 3) : number.start], page.after(number.end, 8)
    # 1,13800138000: the first cell of a row, not a thousand.
    grouped = before.endswith((",", "，")) and len(number.digits) == 3
    return bool(
        (_AMOUNT_BEFORE.search(before) and (grouped or before.rstrip()[-1:] in "¥￥$€"))
        or _AMOUNT_AFTER.match(after)
        or _DECIMAL_AFTER.match(after)
    )


def _citizen_number(page: Page, number: Number) -> Hit | None:
    """18 characters with a real date; the check digit decides between certain and weak."""
    digits = number.digits
    if not has_id_shape(digits):
        return None
    labelled = _is_called(page, number, _ID_WORDS, rather_than=_CODE_WORDS)
    if not is_id_number(digits):
        plain = len(number.groups) == 1 or number.shape in {
            (6, 8, 4),
            (14, 4),
            (6, 4, 4, 4),
            (17, 1),
            (3, 3, 4, 4, 4),
        }
        if not plain or is_credit_code(digits) or (not labelled and _is_coded(page, number)):
            return None
        return page.hit("id_card", number.start, number.end, "weak", digits)
    if is_credit_code(digits):
        if not labelled:
            return None
    elif not labelled and _is_coded(page, number):
        return page.hit("id_card", number.start, number.end, "weak", digits)
    certainty: Certainty = "certain" if number.line_breaks <= 1 else "likely"
    return page.hit("id_card", number.start, number.end, certainty, digits)


def _is_coded(page: Page, number: Number) -> bool:
    return _is_called(page, number, _CODE_WORDS, rather_than=_ID_WORDS, width=12)


def _disability_number(page: Page, number: Number) -> Hit | None:
    """残疾人证: the citizen's number, the kind of disability (1 to 7) and its degree (1 to 4)."""
    digits = number.digits
    if not is_id_number(digits[:18]) or digits[18] not in "1234567" or digits[19] not in "1234":
        return None
    return page.hit("id_card", number.start, number.end, "certain", digits)


def _old_citizen_number(page: Page, number: Number) -> Hit | None:
    """15 digits have no check digit: only a label makes them likely."""
    if len(number.groups) > 1 or not is_old_id_number(number.digits):
        return None
    if _is_called(page, number, _ID_WORDS, rather_than=_CODE_WORDS):
        return page.hit("id_card", number.start, number.end, "likely", number.digits)
    if _is_coded(page, number):
        return None
    return page.hit("id_card", number.start, number.end, "weak", number.digits)


_MOBILE = re.compile(r"(?:(?:00)?86|0)?(1[3-9]\d{9})", re.ASCII)
_MOBILE_SHAPES = {
    (11,),
    (3, 4, 4),
    (3, 8),
    (3, 3, 5),
    (4, 4, 3),
    (4, 3, 4),
    (7, 4),
    (5, 6),
    (3, 4, 2, 2),
    (3, 2, 2, 2, 2),
    (1, 10),
}


def _mobile(page: Page, number: Number) -> Hit | None:
    """Eleven digits from 13 to 19, with or without the country's code; an inquiry number is likely, a code's part weak."""
    match = _MOBILE.fullmatch(number.digits)
    if not match or number.line_breaks:
        return None
    prefix = match.start(1)
    if prefix and len(number.groups) > 1:
        return None
    if not prefix and number.shape not in _MOBILE_SHAPES and not number.is_spelled_out:
        return None
    start = _after_digits(page.text, number.start, prefix)
    certainty: Certainty = "certain"
    if _is_called(page, number, _CODE_WORDS, rather_than=("电话", "手机", "联系", "号码"), width=10):
        certainty = "weak"
    elif _is_called(page, number, _CONTACT_WORDS) or number.shape not in {
        (11,),
        (3, 4, 4),
        (13,),
        (15,),
        (12,),
    }:
        certainty = "likely"
    return page.hit("mobile", start, number.end, certainty, match[1])


def _after_digits(text: str, start: int, count: int) -> int:
    while count:
        count -= text[start].isdigit()
        start += 1
    return start


_CARD_SHAPES = {
    (4, 4, 4, 4),
    (4, 4, 4, 4, 3),
    (4, 4, 4, 4, 2),
    (4, 4, 4, 4, 1),
    (6, 13),
    (6, 10),
    (8, 8),
    (8, 11),
    (4, 4, 4, 7),
}
_CARD_PREFIX = re.compile(r"62|4[0-9]|5[1-5]|35|3[47]|60|6[58]")


def _bank_card(page: Page, number: Number) -> Hit | None:
    """13 to 19 digits that pass Luhn: with a label certain, of a card's form without one likely."""
    digits = number.digits
    if number.line_breaks or (
        len(number.groups) > 1 and number.shape not in _CARD_SHAPES and not number.is_spelled_out
    ):
        return None
    if has_id_shape(digits) or is_credit_code(digits) or not digits.isdigit():
        return None
    labelled = _is_called(page, number, _CARD_WORDS, rather_than=_CODE_WORDS, width=24)
    card_like = bool(_CARD_PREFIX.match(digits)) and len(digits) >= 14
    organ = labelled and any(word in page.before(number.start, 60) for word in _ORGAN_ACCOUNT_WORDS)
    certainty = _card_certainty(labelled, card_like, passes_luhn(digits), organ)
    if certainty is None or (not labelled and _is_coded(page, number)):
        return None
    return page.hit("bank_card", number.start, number.end, certainty, digits)


def _card_certainty(labelled: bool, card_like: bool, luhn: bool, organ: bool) -> Certainty | None:
    if organ:
        return "weak" if card_like and luhn else None
    if labelled:
        return "certain" if card_like and luhn else ("likely" if luhn else "weak")
    return "likely" if card_like and luhn else None


NumberRule = Callable[[Page, Number], Hit | None]


@dataclass(frozen=True)
class Detector:
    """A way to find one kind: for numbers their lengths and rule, for other patterns a search of its own."""

    name: str
    kind: str
    lengths: frozenset[int] = frozenset()
    rule: NumberRule | None = None
    search: Callable[[Page], Iterator[Hit]] | None = None


# --- Patterns other than bare numbers --------------------------------------------------------------------------------------

_SEPARATED = r"[ \u3000\u200b\-·.]?"
_PASSPORT = re.compile(
    rf"(?<![A-Za-z0-9Ａ-Ｚａ-ｚ０-９\-_./〔（(])(?:[EGeg]{_SEPARATED}\d{{8}}|[Ee][A-HJ-NP-Za-hj-np-z]{_SEPARATED}\d{{7}}"
    rf"|[DSPdsp][Ee]?{_SEPARATED}\d{{7}}|[HMhm]{_SEPARATED}\d{{8}}(?:\d\d)?|[CWcw][A-Za-z]?{_SEPARATED}\d{{7,8}}|1[45]\d{{7}}|\d{{8}})"
    r"(?![A-Za-z0-9\-_/])"
)
_PASSPORT_WORDS = ("护照", "通行证", "回乡证", "台胞证", "旅行证", "证件号")
_PASSPORT_FORM = re.compile(r"E[A-HJ-NP-Z]?\d{7,8}|G\d{8}")


def _passports(page: Page) -> Iterator[Hit]:
    """Passports and permits: with their word certain; of a passport's form without it weak."""
    named = any(word in page.text for word in _PASSPORT_WORDS)
    pattern = _PASSPORT if named else _BARE_PASSPORT
    for match in pattern.finditer(page.text):
        before, value = page.before(match.start(), 16), compact(match[0])
        if _nearest(_PASSPORT_WORDS, before) >= 0:
            yield page.hit("passport", match.start(), match.end(), "certain", value)
        elif (
            _PASSPORT_FORM.fullmatch(value)
            and match[0].isalnum()
            and _nearest((*_CODE_WORDS, "准字", "号", "版"), before) < 0
        ):
            yield page.hit("passport", match.start(), match.end(), "weak", value)


_BARE_PASSPORT = re.compile(r"(?<![A-Za-z0-9\-_./〔（(])[EG][A-HJ-NP-Z]?\d{7,8}(?![A-Za-z0-9\-_/])", re.ASCII)

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.\u3000\u200b]?"
    r"(?=[A-HJ-NP-Z]*[0-9])[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9\-])"
)
_PLATE_WORDS = ("车牌", "号牌", "车号", "车辆", "驾驶", "轿车", "货车", "客车")


def _plates(page: Page) -> Iterator[Hit]:
    """Number plates; certain beside a word about vehicles."""
    for match in _PLATE.finditer(page.text):
        around = page.before(match.start(), 20) + page.after(match.end(), 12)
        if _nearest(("编号", "许可证", "证号", "批号"), page.before(match.start(), 8)) >= 0:
            continue
        certainty: Certainty = "certain" if _nearest(_PLATE_WORDS, around) >= 0 else "likely"
        yield page.hit("plate", match.start(), match.end(), certainty, compact(match[0]))


_N = r"[0-9０-９一二三四五六七八九十百零A-Za-z\-—－]{1,8}"
_ADDRESS_END = re.compile(
    rf"[0-9０-９A-Za-z一二三四五六七八九十][0-9０-９一二三四五六七八九十百\-—－]{{0,7}}(?:号楼|号院|号|栋|幢|座|单元|室)"
    rf"(?:[、，,\s]?(?:{_N}(?:号楼|号院|号|栋|幢|座|单元|层|楼|室|户)|东户|西户|中户|\d{{3,4}}(?!\d)))*"
)
_ADDRESS_HEAD = re.compile(
    r"(?:[\u4e00-\u9fa5]{2,8}?(?:省|自治区|市|州|盟|区|县|旗)){0,4}[\u4e00-\u9fa5]{0,10}?"
    r"[\u4e00-\u9fa5A-Za-z0-9０-９]{1,14}(?:大道|路|街|巷|里|村|屯|庄|寨|胡同|弄|小区|花园|家园|花苑|苑|园|城|公寓|社区|新村|宿舍|坊|湾|镇|乡|组)"
    r"[\u4e00-\u9fa5]{0,12}?(?:[0-9０-９一二三四五六七八九十]{1,4}组)?$"
)
_AREA = re.compile(
    r"[^\u4e00-\u9fa5A-Za-z0-9０-９\-（）()]|家庭住址|现住址|户籍地址|户籍所在地|居住地址|住址|住所地|居住地|现住|家住|居住于|居住在|户籍地|住在|住于|地址"
    r"|(?<=[男女])住"
)
_HOME_WORDS = _words("""
    家庭住址 现住址 户籍 住址 居住 家住 住所 现住 住在 住于 家在 收件地址 身份证地址 住： ，住 、住
""")
_OFFICE_WORDS = _words("""
    办公地 单位地址 注册地址 通讯地址 通信地址 联系地址 经营地 营业 经营场所 地点 办理 受理 窗口 开标
    邮寄 机关地址 公司地址 企业地址 中心地址 会议 坐落 位于 项目 工程 生产地址 注册地 建设
""")
_OFFICE_AFTER = ("办公", "会议", "大厅", "窗口", "政务", "接待", "档案", "信访")
_OFFICE_NAMES = re.compile(
    r"大厦|写字楼|广场|产业园|工业园|科技园|商务|中心|政府|局|委员会|法院|公司|厂|学校|医院|大院|机关|办公|会议|行政"
)
_DWELLING = re.compile(r"单元|户$|[0-9０-９]室|号楼.*[0-9０-９]{3,4}$|[栋幢].*[0-9０-９]")
_VILLAGE = re.compile(r"(?:村|屯|庄|寨|组)[^路街道]{0,8}$")


def _addresses(page: Page) -> Iterator[Hit]:
    """Home addresses that lead to a door. An organ's or a firm's address is none."""
    for match in _ADDRESS_END.finditer(page.text):
        before = page.before(match.start(), 60)
        start_in_before = max((cut.end() for cut in _AREA.finditer(before)), default=0)
        head = _ADDRESS_HEAD.search(before, start_in_before)
        if not head:
            continue
        start = match.start() - len(before) + head.start()
        certainty = _address_certainty(page, start, match.end())
        if certainty:
            yield page.hit("address", start, match.end(), certainty)


def _address_certainty(page: Page, start: int, end: int) -> Certainty | None:
    label, text = page.before(start, 16), page.text[start:end]
    home, office = _nearest(_HOME_WORDS, label), _nearest(_OFFICE_WORDS, label)
    if home >= 0 and home > office:
        return "certain"
    if office >= 0 or _OFFICE_NAMES.search(text) or page.after(end, 6).startswith(_OFFICE_AFTER):
        return None
    if _DWELLING.search(text):
        return "likely"
    tail = re.search(r"[0-9０-９一二三四五六七八九十]+号$", text)
    if tail and _VILLAGE.search(text[: tail.start()]):
        return "weak" if label.rstrip("：: ").endswith("地址") else "likely"
    return None


_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}[@＠](?:[A-Za-z0-9\-]{1,63}[.．])+[A-Za-z]{2,24}")
_FREE_MAIL = re.compile(
    r"[@＠](?:[a-z]+\.)?(?:qq|foxmail|163|126|yeah|139|189|wo|sina|sohu|aliyun|gmail|hotmail|outlook|live|msn|yahoo|icloud|21cn|tom|88)[.．]",
    re.IGNORECASE,
)
_ORGAN_MAIL = re.compile(r"[@＠](?:.*[.．])?(?:gov|edu|mil|org)[.．]cn$", re.IGNORECASE)
_NUMBER_MAIL = re.compile(r"\d{5,11}[@＠]", re.ASCII)
_MAIL_WORDS = _words("""
    单位邮箱 办公邮箱 监督邮箱 举报邮箱 投诉邮箱 公务邮箱 征求意见 反馈 报名 电子邮箱 电子邮件 邮箱
    信箱 发送至 发至
""")
_OWN_WORDS = ("个人邮箱", "本人邮箱", "姓名")


def _emails(page: Page) -> Iterator[Hit]:
    """Mailboxes of persons. Many organs publish one at a free provider: on such a line it is weak."""
    if "@" not in page.text and "＠" not in page.text:
        return
    for match in _EMAIL.finditer(page.text):
        if not _ORGAN_MAIL.search(match[0]):
            yield page.hit(
                "email",
                match.start(),
                match.end(),
                _mail_certainty(page, match),
                match[0].translate(FULL_WIDTH),
            )


def _mail_certainty(page: Page, match: re.Match[str]) -> Certainty:
    before = page.before(match.start(), 30)
    if not _FREE_MAIL.search(match[0]):
        return "weak"
    if _nearest(_OWN_WORDS, before) >= 0:
        return "certain"
    if re.match(r"1[3-9]\d{9}[@＠]", match[0]):
        return "certain"
    if _nearest(_MAIL_WORDS, before) >= 0:
        return "weak"
    return "certain" if _NUMBER_MAIL.match(match[0]) else "likely"


_WECHAT = re.compile(
    r"(?:微信号?|[Ww]e[Cc]hat|(?<![A-Za-z])(?:VX|vx|Vx|WX|wx)(?![A-Za-z]))(?:号码|ID|id)?"
    r"[ ]*[：:为是]?[ ]*([A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9])"
)
_QQ = re.compile(
    r"(?:(?<![A-Za-z])[Qq][Qq]|扣扣|ＱＱ)(?:号码|号)?[ ]*[：:为是]?[ ]*([1-9１-９][0-9０-９]{4,10})(?![0-9@＠])"
)


def _social_accounts(page: Page) -> Iterator[Hit]:
    """WeChat and QQ numbers that are named so. Groups and official accounts are not persons."""
    text = page.text
    if any(word in text for word in ("微信", "echat", "eChat", "VX", "vx", "Vx", "WX", "wx")):
        for match in _WECHAT.finditer(text):
            yield page.hit("social_account", match.start(1), match.end(1), "likely")
    if any(word in text for word in ("QQ", "qq", "Qq", "扣扣", "ＱＱ")):
        for match in _QQ.finditer(text):
            yield page.hit("social_account", match.start(1), match.end(1), "likely", compact(match[1]))


_D = "0-9０-９"
_DAY_OF_MONTH = rf"[月\-./．－][ ]?[0-3０-３]?[{_D}](?:[ ]?日)?"
_DAY = rf"[12１２][{_D}]{{3}}[ ]?[年\-./．－][ ]?[01０１]?[{_D}][ ]?(?:{_DAY_OF_MONTH}|月?)|(?:19|20)\d{{6}}(?!\d)"
_BORN_BEFORE = re.compile(rf"(?:出生(?:年月日|日期|年月|时间|于)?|生日|生于)[ ]*[：:为是]?[ ]*[（(]?({_DAY})")
_BORN_AFTER = re.compile(rf"({_DAY})[ ]?(?:出生|生(?=[，,。；;、）)\s]|$))")
_WHOLE_DAY = re.compile(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{8})", re.ASCII)


def _birth_dates(page: Page) -> Iterator[Hit]:
    """Dates of birth that are called so. Year and month alone (任前公示) are weak."""
    if "生" not in page.text:
        return
    for pattern in (_BORN_BEFORE, _BORN_AFTER):
        for match in pattern.finditer(page.text):
            value = match[1].translate(FULL_WIDTH).strip()
            yield page.hit("birth_date", match.start(1), match.end(1), _birth_certainty(value), value)


def _birth_certainty(value: str) -> Certainty:
    whole = _WHOLE_DAY.fullmatch(value)
    if not whole:
        return "weak"
    digits = whole[4] or f"{whole[1]}{whole[2]:0>2}{whole[3]:0>2}"
    return "certain" if real_date(digits) else "weak"


# --- What other hits make of a line: names and sensitive circumstances ---------------------------------------------------

_MASKED_IDENTIFIER = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{3,6}[*＊×xX]{4,14}[0-9Xx＊*]{1,4}|1[3-9]\d[*＊×]{4}\d{4})(?![0-9A-Za-z])"
)
_IDENTIFYING = frozenset({"id_card", "mobile", "bank_card", "passport", "birth_date", "address"})
_LISTED_NAME = re.compile(
    rf"(?:^|(?<=[\t|｜,，;；、：: \u3000]))(?:\d{{1,4}}[.、．\s|｜,，\t]+)?({NAME})(?=[\t|｜,，;；、：:（(]|[ \u3000]|(?=\d)|$)"
)
_NAMED_PERSON = re.compile(
    rf"(?:姓名|当事人|申请人|户主|监护人|学生|患者|联系人|受益人|被处罚人)[ ]*[：: ][ ]*({NAME})(?![\u4e00-\u9fa5])"
)
_SENSITIVE_WORDS = _words("""
    未成年 监护人 留守儿童 困境儿童 孤儿 患有 确诊 诊断为 病情 疾病名称 病种 艾滋 HIV 精神障碍 癌 肿瘤
    尿毒症 残疾类别 残疾等级 残疾级别 肢体残疾 视力残疾 智力残疾 精神残疾 听力残疾 言语残疾 致贫原因
    困难原因 困难类型 低保 特困 救助原因
""")


def _identified_lines(page: Page, hits: Iterable[Hit]) -> dict[tuple[int, int], Certainty]:
    """The lines on which somebody is identified, by a hit or by a masked number, and how certainly."""
    lines: dict[tuple[int, int], Certainty] = {}
    for hit in hits:
        if hit.kind in _IDENTIFYING:
            line = page.line(hit.start)
            lines[line] = min(lines.get(line, "weak"), hit.certainty, key=RANK.__getitem__)
    if "*" in page.text or "＊" in page.text or "×" in page.text:
        for match in _MASKED_IDENTIFIER.finditer(page.text):
            lines.setdefault(page.line(match.start()), "weak")
    return lines


def _listed_names(page: Page, lines: Iterable[tuple[int, int]]) -> list[Hit]:
    """The names of a list whose rows (two or more) also carry another identifier."""
    found = []
    for start, end in sorted(lines):
        match = _NAMED_PERSON.search(page.text, start, end) or next(
            (
                name
                for name in _LISTED_NAME.finditer(page.text, start, min(end, start + 400))
                if name[1] not in NOT_NAMES
            ),
            None,
        )
        if match:
            value = re.sub(r"\s", "", match[1])
            found.append(page.hit("name", match.start(1), match.end(1), "weak", value))
    return found if len(found) >= 2 else []


def _sensitive_circumstances(page: Page, lines: dict[tuple[int, int], Certainty]) -> Iterator[Hit]:
    """Words about illness, disability, hardship or childhood, where the line is about somebody who can be identified."""
    for word in _SENSITIVE_WORDS:
        at = page.text.find(word)
        while at >= 0:
            line = page.line(at)
            if line in lines:
                yield page.hit(
                    "sensitive_context", at, at + len(word), "likely" if lines[line] != "weak" else "weak"
                )
            elif _NAMED_PERSON.search(page.text, *line) or _is_list_head(page, line):
                yield page.hit("sensitive_context", at, at + len(word), "weak")
            at = page.text.find(word, at + len(word))


def _is_list_head(page: Page, line: tuple[int, int]) -> bool:
    """The head of a list of persons: short cells, one of them 姓名."""
    cells = [
        cell.strip() for cell in re.split(r"[\t|｜,，]| {2,}", page.text[line[0] : line[1]]) if cell.strip()
    ]
    return len(cells) > 1 and max(map(len, cells)) <= 12 and any("姓名" in cell for cell in cells)


# --- The table, and the reading of it ---------------------------------------------------------------------------------------

DETECTORS: tuple[Detector, ...] = (
    Detector("公民身份号码（18位）", "id_card", frozenset({18}), _citizen_number),
    Detector("残疾人证号（20位）", "id_card", frozenset({20}), _disability_number),
    Detector("公民身份号码（15位）", "id_card", frozenset({15}), _old_citizen_number),
    Detector("手机号码", "mobile", frozenset({11, 12, 13, 15}), _mobile),
    Detector("银行卡号", "bank_card", frozenset(range(13, 20)), _bank_card),
    Detector("护照和通行证", "passport", search=_passports),
    Detector("机动车号牌", "plate", search=_plates),
    Detector("住址", "address", search=_addresses),
    Detector("电子邮箱", "email", search=_emails),
    Detector("微信和QQ", "social_account", search=_social_accounts),
    Detector("出生日期", "birth_date", search=_birth_dates),
)
_BY_LENGTH: dict[int, list[NumberRule]] = {
    length: [d.rule for d in DETECTORS if d.rule and length in d.lengths] for length in range(8, 21)
}
_LONGEST = max(_BY_LENGTH)


def find(text: str) -> list[Hit]:
    """Every place with personal data, in order; of overlapping finds the most certain, then the longest, stays."""
    page = Page(text)
    hits = list(_number_hits(page))
    for detector in DETECTORS:
        if detector.search:
            hits += detector.search(page)
    hits = _without_overlaps(hits)
    lines = _identified_lines(page, hits)
    names = _listed_names(page, lines) if len(lines) > 1 else []
    return _without_overlaps([*hits, *names, *_sensitive_circumstances(page, lines)])


def _number_hits(page: Page) -> Iterator[Hit]:
    for groups in clusters(page.text):
        whole = Number(page.text, groups)
        code = _PROJECT_CODE.search(whole.text)
        for number in numbers(page.text, groups, _LONGEST):
            rules = _BY_LENGTH[len(number.digits)]
            if not rules or (code and _overlap(code, number, whole.start)) or not _stands_alone(page, number):
                continue
            yield from filter(None, (rule(page, number) for rule in rules))


def _overlap(code: re.Match[str], number: Number, offset: int) -> bool:
    return number.start < code.end() + offset and code.start() + offset < number.end


def _without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """Sorted by place; where two overlap, the more certain and then the longer one stays."""
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (RANK[hit.certainty], hit.start - hit.end, hit.start)):
        if taken.isdisjoint(range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)

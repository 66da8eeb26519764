"""Numbers that identify a person: citizen's number (公民身份号码), mobile, bank card. Worked cases: docs/law/personal_data.md."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mingtang.law.check_digits import (
    has_id_shape,
    is_credit_code,
    is_id_number,
    is_old_id_number,
    passes_luhn,
)
from mingtang.law.masking import FULL_WIDTH
from mingtang.law.number_clusters import Number
from mingtang.law.personal_data_page import CODE_WORDS, Certainty, Hit, Page, nearest, words

_LETTER_BEFORE = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+$")
_LABELS = frozenset(words("id no num tel t m mp phone mobile mob sfz sfzh idcard idno card wx vx v weixin"))
_AMOUNT_BEFORE = re.compile(r"[¥￥$€]\s*$|\d[,，]$")
_AMOUNT_AFTER = re.compile(
    r"\s*(?:[万亿千百]?(?:元(?!旦)|美元|港元|欧元)|[万亿](?![\u4e00-\u9fa5])|[%％‰]"
    r"|吨|公斤|千克|平方米|平方公里|㎡|立方米|m²|m2|公里|千米|公顷|千瓦|kW"
    # Short units are also how names and words begin (户主, 人民): they count only at the end of a phrase.
    r"|(?:人|户|件|株|次|页|份|台|套|册|克|米|亩)(?![\u4e00-\u9fa5]))"
)
# Not `.0`: so a spreadsheet may spell a whole number.
_DECIMAL_AFTER = re.compile(r"[.．](?!0(?!\d))\d{1,4}(?!\d)(?![.．-])")
_DECIMAL_BEFORE = re.compile(r"(?<!\d)\d{2,3}[.．]$")  # the fraction of a coordinate
_LINK_BEFORE = re.compile(r"(?:https?|ftp)://[^\s\u4e00-\u9fa5]*$|www\.[^\s\u4e00-\u9fa5]*$", re.IGNORECASE)
_MASKED_NEIGHBOUR = "*＊×"
_CODE_GOES_ON = re.compile(r"[A-Za-z@*＊×]")
_REISSUED = re.compile(r"[Bb]\d?(?![A-Za-z0-9])")  # 残疾人证 issued again: B1, B2

_ID_WORDS = words("""
    身份证 身份证编号 证件编号 身份编号 身份号 居民证 公民证 证件号 残疾人证 残疾证 监护人 户主
""")
_CONTACT_WORDS = words("""
    咨询 监督 举报 投诉 办公 值班 服务 客服 热线 报名 受理 联系人 联系电话 单位电话
""")
_CARD_WORDS = words("""
    银行卡 卡号 账号 帐号 账户 帐户 开户行 开户银行 一卡通 存折 储蓄 社保卡 银行账 户名
""")
_ORGAN_ACCOUNT_WORDS = words("""
    对公 保证金 缴款 财政 非税 专户 基本户 公司 单位 招标 投标 采购 中心 捐 收款
""")


def _is_called(
    page: Page, number: Number, words: Iterable[str], *, rather_than: Iterable[str] = (), width: int = 20
) -> bool:
    """Whether the label nearest before a number is one of `words`."""
    before = page.before(number.start, width)
    return (at := nearest(words, before)) >= 0 and at >= nearest(rather_than, before)


def stands_alone(page: Page, number: Number) -> bool:
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
        or _DECIMAL_BEFORE.search(page.text[max(0, number.start - 5) : number.start])
    )


def citizen_number(page: Page, number: Number) -> Hit | None:
    """18 characters with a real date; the check digit decides between certain and weak."""
    digits = number.digits
    if not has_id_shape(digits):
        return None
    labelled = _is_called(page, number, _ID_WORDS, rather_than=CODE_WORDS)
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
    return _is_called(page, number, CODE_WORDS, rather_than=_ID_WORDS, width=12)


def disability_number(page: Page, number: Number) -> Hit | None:
    """残疾人证: the citizen's number, the kind of disability (1 to 7) and its degree (1 to 4)."""
    digits = number.digits
    if not is_id_number(digits[:18]) or digits[18] not in "1234567" or digits[19] not in "1234":
        return None
    return page.hit("id_card", number.start, number.end, "certain", digits)


def old_citizen_number(page: Page, number: Number) -> Hit | None:
    """15 digits have no check digit: only a label makes them likely."""
    if len(number.groups) > 1 or not is_old_id_number(number.digits):
        return None
    if _is_called(page, number, _ID_WORDS, rather_than=CODE_WORDS):
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


def mobile(page: Page, number: Number) -> Hit | None:
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
    if _is_called(page, number, CODE_WORDS, rather_than=("电话", "手机", "联系", "号码"), width=10):
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
    (4, 4, 4, 7),
}
_CARD_PREFIX = re.compile(r"62|4[0-9]|5[1-5]|35|3[47]|60|6[58]")


def bank_card(page: Page, number: Number) -> Hit | None:
    """13 to 19 digits that pass Luhn: with a label certain, of a card's form without one likely."""
    digits = number.digits
    if number.line_breaks or (
        len(number.groups) > 1 and number.shape not in _CARD_SHAPES and not number.is_spelled_out
    ):
        return None
    if has_id_shape(digits) or is_credit_code(digits) or not digits.isdigit():
        return None
    labelled = _is_called(page, number, _CARD_WORDS, rather_than=CODE_WORDS, width=24)
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

"""Other particulars of a person: passports, plates, home addresses, mailboxes, accounts, dates of birth.

Worked cases: docs/law/personal_data.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingtang.law.check_digits import real_date
from mingtang.law.masking import FULL_WIDTH, compact
from mingtang.law.personal_data_page import CODE_WORDS, Certainty, Hit, Page, nearest, words

_SPREAD = r"(?:[ \u3000\u200b\-·.]?\d)"  # a digit, perhaps after a separator
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9Ａ-Ｚａ-ｚ０-９\-_./〔（(])"
    rf"(?:[EGegＥＧ]{_SPREAD}{{8}}|[EeＥ][A-HJ-NP-Za-hj-np-z]{_SPREAD}{{7}}|[DSPdspＤＳＰ][Ee]?{_SPREAD}{{7}}"
    rf"|[HMhmＨＭ]{_SPREAD}{{8}}(?:\d\d)?|[CWcwＣＷ][A-Za-z]?{_SPREAD}{{7,8}}|1[45]\d{{7}}|\d{{8}})"
    r"(?![A-Za-z0-9０-９\-_/])"
)
_PASSPORT_WORDS = ("护照", "通行证", "回乡证", "台胞证", "旅行证", "证件号")
_TAIWAN_WORDS = ("台胞证", "台湾居民")  # eight digits without a letter
_PASSPORT_FORM = re.compile(r"E[A-HJ-NP-Z]?\d{7,8}|G\d{8}")


def passports(page: Page) -> Iterator[Hit]:
    """Passports and permits: with their word certain; of a passport's form without it weak."""
    named = any(word in page.text for word in _PASSPORT_WORDS)
    pattern = _PASSPORT if named else _BARE_PASSPORT
    for match in pattern.finditer(page.text):
        before, value = page.before(match.start(), 16), compact(match[0])
        if nearest(_TAIWAN_WORDS if len(value) == 8 and value.isdigit() else _PASSPORT_WORDS, before) >= 0:
            yield page.hit("passport", match.start(), match.end(), "certain", value)
        elif (
            _PASSPORT_FORM.fullmatch(value)
            and match[0].isalnum()
            and nearest((*CODE_WORDS, "准字", "号", "版"), before) < 0
        ):
            yield page.hit("passport", match.start(), match.end(), "weak", value)


# The letter stands first in the pattern and its surroundings after it: so the search skips what has no such letter.
_BARE_PASSPORT = re.compile(
    r"[EG](?<![A-Za-z0-9\-_./〔（(].)[A-HJ-NP-Z]?\d{7,8}(?![A-Za-z0-9\-_/])", re.ASCII
)

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.\u3000\u200b]?"
    r"(?=[A-HJ-NP-Z]*[0-9])[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9\-])"
)
_PLATE_WORDS = ("车牌", "号牌", "车号", "车辆", "驾驶", "轿车", "货车", "客车")


def plates(page: Page) -> Iterator[Hit]:
    """Number plates; certain beside a word about vehicles."""
    for match in _PLATE.finditer(page.text):
        around = page.before(match.start(), 20) + page.after(match.end(), 12)
        if nearest(("编号", "许可证", "证号", "批号"), page.before(match.start(), 8)) >= 0:
            continue
        certainty: Certainty = "certain" if nearest(_PLATE_WORDS, around) >= 0 else "likely"
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
    r"[^\u4e00-\u9fa5A-Za-z0-9０-９\-（）()]"
    r"|(?:家庭住址|现住址|户籍地址|户籍所在地|居住地址|住址|住所地|居住地|现住|家住|居住于|居住在|户籍地|住在|住于|地址)[为是在]?"
    r"|(?<=[男女，,。；;、：: ])住"
)
_HOME_WORDS = words("""
    家庭住址 现住址 户籍 住址 居住 家住 住所 现住 住在 住于 家在 收件地址 身份证地址 住： ，住 、住
""")
_OFFICE_WORDS = words("""
    办公地 单位地址 注册地址 通讯地址 通信地址 联系地址 经营地 营业 经营场所 地点 办理 受理 窗口 开标
    邮寄 机关地址 公司地址 企业地址 中心地址 会议 坐落 位于 项目 工程 生产地址 注册地 建设
""")
_OFFICE_AFTER = ("办公", "会议", "大厅", "窗口", "政务", "接待", "档案", "信访")
_OFFICE_NAMES = re.compile(
    r"大厦|写字楼|广场|产业园|工业园|科技园|商务|中心|政府|局|委员会|法院|公司|厂|学校|医院|大院|机关|办公|会议|行政"
)
_DWELLING = re.compile(r"单元|户$|[0-9０-９]室|号楼.*[0-9０-９]{3,4}$|[栋幢].*[0-9０-９]")
_VILLAGE = re.compile(r"(?:村|屯|庄|寨|组)[^路街道]{0,8}$")


def addresses(page: Page) -> Iterator[Hit]:
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
    home, office = nearest(_HOME_WORDS, label), nearest(_OFFICE_WORDS, label)
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
_MAIL_WORDS = words("""
    单位邮箱 办公邮箱 监督邮箱 举报邮箱 投诉邮箱 公务邮箱 征求意见 反馈 报名 电子邮箱 电子邮件 邮箱
    信箱 发送至 发至
""")
_OWN_WORDS = ("个人邮箱", "本人邮箱", "姓名")


def emails(page: Page) -> Iterator[Hit]:
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
    if nearest(_OWN_WORDS, before) >= 0:
        return "certain"
    if re.match(r"1[3-9]\d{9}[@＠]", match[0]):
        return "certain"
    if nearest(_MAIL_WORDS, before) >= 0:
        return "weak"
    return "certain" if _NUMBER_MAIL.match(match[0]) else "likely"


_WECHAT = re.compile(
    r"(?:微信号?|[Ww]e[Cc]hat|(?<![A-Za-z])(?:VX|vx|Vx|WX|wx)(?![A-Za-z]))(?:号码|ID|id)?"
    r"[ ]*[：:为是]?[ ]*([A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9])"
)
_QQ = re.compile(
    r"(?:(?<![A-Za-z])[Qq][Qq]|扣扣|ＱＱ)(?:号码|号)?[ ]*[：:为是]?[ ]*([1-9１-９][0-9０-９]{4,10})(?![0-9@＠])"
)


def social_accounts(page: Page) -> Iterator[Hit]:
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


def birth_dates(page: Page) -> Iterator[Hit]:
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

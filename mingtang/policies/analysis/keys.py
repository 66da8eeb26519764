"""Keys by which documents of the library are matched: titles and numbers as sources write them, made alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

# A bracket at the end of a title that names the version, not the document: （2019年修正）, (2018修订), (2015-08-29).
_VERSION = re.compile(
    r"\((?:\d{4}年?(?:\d{1,2}月)?(?:\d{1,2}日)?)?(?:第?[一二三四五六七八九十]+次)?"
    r"(?:修正|修订|修改|修正本|修订本|最新修订|最新版|版|年版)\)$|\(\d{4}(?:[-.]\d{1,2}[-.]\d{1,2})?\)$"
)
_DROPPED = re.compile(r"[\s\u200b\ufeff\u00ad《》〈〉<>“”\"‘’'「」『』]+")
# A number repeated behind a title: …的通知（桂政办发〔2021〕106号）.
_NUMBER_BEHIND = re.compile(r"\(?[\u4e00-\u9fa5]{2,15}[〔\[(【]\d{4}[〕\])】]第?\d+号\)?$")
_INNER = re.compile(
    r"(?:印发|发布|公布|转发|下发|颁布)[^《]{0,20}《(.+)》(?:等[^》]{0,12})?的(?:通知|公告|决定|命令|令)"
)


@dataclass(frozen=True)
class TitleKeys:
    """What a title is matched by: the whole, the document that it passes on, and the bracket naming the version."""

    key: str
    inner: str
    version: str


def title_keys(title: str) -> TitleKeys:
    """The keys of a title as printed."""
    plain = unicodedata.normalize("NFKC", title)
    found = _INNER.search(plain)
    key, version = _without_version(_DROPPED.sub("", plain))
    inner = _without_version(_DROPPED.sub("", found[1]))[0] if found else ""
    return TitleKeys(key[:300], inner[:300], version[:60])


def title_key(title: str) -> str:
    """The key of a title as cited or printed."""
    return title_keys(title).key


def _without_version(key: str) -> tuple[str, str]:
    key = _NUMBER_BEHIND.sub("", key) or key
    if found := _VERSION.search(key):
        return key[: found.start()], found[0].strip("()")
    return key, ""


# --- numbers

_OPENING = re.compile(r"[\[(【〔［（〈{「]")
_CLOSING = re.compile(r"[\])】〕］）〉}」]")
_NUMBER = re.compile(r"^(?P<mark>\D{1,60}?)〔(?P<year>\d{4})〕第?0*(?P<serial>\d{1,9})号?$")
_ORDER = re.compile(r"^(?P<mark>\D{1,60}?令)第?0*(?P<serial>\d{1,9})号?$")
_ANNOUNCEMENT = re.compile(r"^(?P<mark>\D{1,60}?公告)(?P<year>\d{4})年?第?0*(?P<serial>\d{1,9})号?$")
_HAN_ORDER = re.compile(r"^(?P<mark>\D{1,60}?令)第(?P<serial>[〇零一二三四五六七八九十百]+)号?$")
_MARKS = {"国令": "国务院令", "中华人民共和国国务院令": "国务院令", "中华人民共和国主席令": "主席令"}
_HAN = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}


@dataclass(frozen=True)
class NumberKey:
    """A document number made alike, with its parts; parts are empty where the number is of no known form."""

    key: str
    mark: str = ""
    year: int | None = None
    serial: int | None = None


def number_key(number: str) -> NumberKey:
    """`国发[2018] 043号`, `国发（2018）43号` and `国发〔2018〕43号` have one key; so have 国令第707号 and 国务院令第707号."""
    plain = "".join(unicodedata.normalize("NFKC", number).split()).replace("\u200b", "")
    plain = _CLOSING.sub("〕", _OPENING.sub("〔", plain))
    for form in (_NUMBER, _ANNOUNCEMENT, _ORDER):
        if found := form.match(plain):
            parts = found.groupdict()
            year = int(parts["year"]) if parts.get("year") else None
            return _key_of(parts["mark"], year, int(parts["serial"]), form)
    if found := _HAN_ORDER.match(plain):
        return _key_of(found["mark"], None, _han_number(found["serial"]), _ORDER)
    return NumberKey(plain[:120])


def _key_of(mark: str, year: int | None, serial: int, form: re.Pattern[str]) -> NumberKey:
    mark = _MARKS.get(mark, mark)
    if form is _ORDER:
        return NumberKey(f"{mark}第{serial}号", mark, None, serial)
    if form is _ANNOUNCEMENT:
        return NumberKey(f"{mark}{year}年第{serial}号", mark, year, serial)
    return NumberKey(f"{mark}〔{year}〕{serial}号", mark, year, serial)


def _han_number(text: str) -> int:
    """一百七十九 → 179; 一七九 → 179."""
    if not set(text) & set("十百"):
        return int("".join(str(_HAN[digit]) for digit in text))
    total, last = 0, 0
    for sign in text:
        if sign in {"十", "百"}:
            total, last = total + (last or 1) * (10 if sign == "十" else 100), 0
        else:
            last = _HAN[sign]
    return total + last


# --- levels and versions

_CATEGORIES = {
    "法律": "law",
    "民法典": "law",
    "行政法规": "administrative_regulation",
    "部门规章": "department_rule",
    "地方政府规章": "government_rule",
    "政府规章": "government_rule",
    "行政规范性文件": "normative",
    "规范性文件": "normative",
}
_ORDER_LEVELS = (
    (re.compile(r"^国务院令"), "administrative_regulation"),
    (re.compile(r"^主席令"), "law"),
    (re.compile(r"人民政府令$"), "government_rule"),
    (re.compile(r"(?:部|委员会|总局|局|署|行|会)令$"), "department_rule"),
)
_NORMATIVE_MARK = re.compile(r"规(?:字|发)?$|行规|规范")
# Titles that name an instrument: a later text of the same name takes its place. Notices of one name do not.
_INSTRUMENT = re.compile(r"(?:法|条例|规定|办法|细则|规则|章程|规程|通则|法典)(?:\((?:试行|暂行)\))?$")
# Laws and regulations bear their place in the title, and sources name their makers in many ways.
_NAMED_BY_TITLE = frozenset({"law", "administrative_regulation", "local_regulation"})
_OFFICE = re.compile(r"办公厅$|办公室$")


def level_of(*, category: str = "", number: NumberKey | None = None, title: str = "") -> str:
    """The level (效力级别) that a source's category or else the number tells; `other_policy` where neither does."""
    if level := _CATEGORIES.get(category.strip()):
        return level
    if category.strip().endswith(("地方法规", "地方性法规")):
        return "local_regulation"
    mark = number.mark if number else ""
    for form, level in _ORDER_LEVELS:
        if mark and form.search(mark):
            return level
    if mark and _NORMATIVE_MARK.search(mark):
        return "normative"
    return "law" if re.fullmatch(r"中华人民共和国[^关于]*法(?:典)?", title) else "other_policy"


def is_instrument(key: str) -> bool:
    """Whether a title key names a law, rule or measure that lives on in later texts of the same name."""
    return bool(_INSTRUMENT.search(key)) and not key.startswith("关于")


def version_group(key: str, level: str, issuer: str) -> str:
    """What the versions of one document share: its title, and its issuer where the title alone does not tell."""
    family = "" if level in _NAMED_BY_TITLE else _OFFICE.sub("", _DROPPED.sub("", issuer))
    return sha256(f"{key}\n{family}".encode()).hexdigest()[:32]

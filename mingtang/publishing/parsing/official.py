"""What an official document (公文) says about itself at its head and foot, and the marks of its parts.

Only what is plain is read: a form in doubt stays an ordinary paragraph, and the author fills in the fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from lxml import html as lxml_html

_ONE_LINE = re.compile(r"\s+")
_NUMBER = re.compile(r"[\u4e00-\u9fa5]{2,15}〔(?:19|20)\d\d〕[1-9]\d*号|[\u4e00-\u9fa5]{1,30}令第[1-9]\d*号")
_GENRES = "决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|办法|规定|细则|方案|公示|启事|提示"
_TITLE = re.compile(rf"[^。；！？：]{{6,120}}(?:{_GENRES})(?:[（(][^（）()]{{1,20}}[）)])?")
# A sentence that announces a list ends with a colon too; an addressee neither tells nor counts anything.
_ADDRESSEE = re.compile(r"(?!.*(?:如下|现将|现就|规定|根据|\d))[^。；！？]{2,200}[：:]")
_ADDRESSED = re.compile(
    r"(?:政府|委|局|办|厅|部|院|处|街道|镇|乡|公司|单位|部门|机构|直属|企业|学校)[、，,：:）)]?"
)
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_HAN_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_SIGNATURE = re.compile(r"[\u4e00-\u9fa5（）]{4,60}(?:政府|委员会|局|办公室|厅|部|院|处|中心|公司|站|所)")
_ATTACHMENT = re.compile(r"附件[：:]")
_NOTE = re.compile(r"[（(].{2,60}[）)]")
_HAN = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


@dataclass(frozen=True)
class Proposed:
    """The body with its parts marked, and what could be read; empty where nothing was plain."""

    body: str
    title: str = ""
    document_number: str = ""
    written_on: str = ""
    addressee: str = ""


def read_off(html: str) -> Proposed:
    """Take title and number off the head, mark addressee, signature, date and attachment lines."""
    if not html.strip():
        return Proposed("")
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    blocks = [block for block in root if block.tag in {"h1", "h2", "p"}]
    number = _take_number(blocks[:8])
    title = _take_title([block for block in blocks[:10] if block.getparent() is not None])
    left = [block for block in root if block.tag == "p"]
    addressee = _mark_addressee(left[:6])
    written_on = _mark_foot(left)
    inner = (root.text or "") + "".join(lxml_html.tostring(child, encoding="unicode") for child in root)
    return Proposed(inner.strip(), title, number, written_on, addressee)


def chinese_date(text: str) -> date | None:
    """2026年11月20日 or 二〇二六年十一月二十日 as a date; None where it is neither or no such day."""
    if match := _DATE.fullmatch(text):
        numbers = [int(part) for part in match.groups()]
    elif match := _HAN_DATE.fullmatch(text):
        year = int("".join(str(_HAN[digit]) for digit in match[1]))
        numbers = [year, _tens(match[2]), _tens(match[3])]
    else:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


def _tens(text: str) -> int:
    """二十一 → 21; 十 → 10; 三 → 3."""
    before, ten, after = text.partition("十")
    if not ten:
        return _HAN.get(before, 0)
    return (_HAN.get(before, 1) if before else 1) * 10 + _HAN.get(after, 0)


def _text(block: lxml_html.HtmlElement) -> str:
    return _ONE_LINE.sub("", block.text_content())


def _take_number(blocks: list[lxml_html.HtmlElement]) -> str:
    """A document number that stands alone in a line of the head."""
    for block in blocks:
        text = _text(block)
        if _NUMBER.fullmatch(text):
            block.drop_tree()
            return text
    return ""


def _take_title(blocks: list[lxml_html.HtmlElement]) -> str:
    """The first heading, or the first line before any sentence that reads like the title of a document."""
    for block in blocks:
        text = _text(block)
        if not text:
            continue
        if block.tag == "h1" or _TITLE.fullmatch(text):
            block.drop_tree()
            return text
        if text.endswith(("。", "：", ":")):
            return ""
    return ""


def _mark_addressee(blocks: list[lxml_html.HtmlElement]) -> str:
    for block in blocks:
        text = _text(block)
        if _ADDRESSEE.fullmatch(text) and _ADDRESSED.search(text):
            block.set("class", "addressee")
            return text.rstrip("：:")
        if text.endswith("。"):
            return ""
    return ""


def _mark_foot(blocks: list[lxml_html.HtmlElement]) -> str:
    """Mark attachment lines; then from the end: the date, what signs above it, a note in brackets below it."""
    for block in blocks:
        if _ATTACHMENT.match(_text(block)):
            block.set("class", "attachment-line")
    for position in range(len(blocks) - 1, max(len(blocks) - 8, -1), -1):
        written_on = chinese_date(_text(blocks[position]))
        if written_on is None:
            continue
        blocks[position].set("class", "date")
        if position and _SIGNATURE.fullmatch(_text(blocks[position - 1])):
            blocks[position - 1].set("class", "signature")
        if position + 1 < len(blocks) and _NOTE.fullmatch(_text(blocks[position + 1])):
            blocks[position + 1].set("class", "note")
        return written_on.isoformat()
    return _mark_inner_foot(blocks)


def _mark_inner_foot(blocks: list[lxml_html.HtmlElement]) -> str:
    """A notice signs before the document that it passes on (印发…的通知): there its foot stands in the middle."""
    for above, block in pairwise(blocks):
        written_on = chinese_date(_text(block))
        if written_on is not None and _SIGNATURE.fullmatch(_text(above)):
            above.set("class", "signature")
            block.set("class", "date")
            return written_on.isoformat()
    return ""


_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>|\s+")
# What a notice signs with before the document that it passes on.
_INNER_FOOT = re.compile(
    rf"(<p>)(?={_SIGNATURE.pattern}\s*</p>)[^<]{{4,70}}</p>\s*(<p>)\s*(?:{_DATE.pattern}|{_HAN_DATE.pattern})\s*</p>"
)
# Head and foot lie within so many characters of the ends; what is between is not looked at.
_END = 2500


def mark_parts(html: str) -> str:
    """The body with 主送机关, 署名, 成文日期, 附注 and 附件说明 marked as such. Fast: for stocks of many documents."""
    foot_from = max(len(html) - _END, 0)
    foot = list(_PARAGRAPH.finditer(html, foot_from))[-8:]
    marks = _foot_marks([_TAG.sub("", p[1]) for p in foot])
    for paragraph, mark in sorted(zip(foot, marks, strict=True), key=lambda pair: -pair[0].start()):
        html = _marked(html, paragraph.start(), mark)
    if "date" not in marks and (inner := _INNER_FOOT.search(html)):
        html = _marked(_marked(html, inner.start(2), "date"), inner.start(1), "signature")
    for paragraph in list(_PARAGRAPH.finditer(html, 0, _END))[:6]:
        text = _TAG.sub("", paragraph[1])
        if _ADDRESSEE.fullmatch(text) and _ADDRESSED.search(text):
            return _marked(html, paragraph.start(), "addressee")
        if text.endswith("。"):
            break
    return html


def _marked(html: str, at: int, mark: str) -> str:
    return f'{html[:at]}<p class="{mark}">{html[at + 3 :]}' if mark else html


def _foot_marks(texts: list[str]) -> list[str]:
    marks = ["attachment-line" if _ATTACHMENT.match(text) else "" for text in texts]
    for position in range(len(texts) - 1, -1, -1):
        if chinese_date(texts[position]) is None:
            continue
        marks[position] = "date"
        if position and _SIGNATURE.fullmatch(texts[position - 1]):
            marks[position - 1] = "signature"
        if position + 1 < len(texts) and _NOTE.fullmatch(texts[position + 1]):
            marks[position + 1] = "note"
        break
    return marks

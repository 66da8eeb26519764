"""Title, year, issuer, number and day of a document, and which of its lines say nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from mingtang.law.document_metadata import parse_document_number
from mingtang.supervision.parsing.cleaning import bare, one_line
from mingtang.supervision.parsing.plan import Particulars
from mingtang.supervision.parsing.source import Line

_PLAN_WORDS = (
    r"(?:工作要点|要点|任务(?:责任)?(?:分解|分工)(?:方案|表|清单)?|分解表|分工(?:方案|表)?|(?:任务|工作|重点任务|责任)?清单|工作计划|计划"
    r"|责任(?:分解|分工)|工作安排|安排|实施方案|工作方案|行动方案|方案|任务表|台账|责任表|配档表|推进表|工作任务|重点工作|重点任务"
    r"|一览表|(?:任务|工作|分工)一览|任务书|交办单|汇总表|工作意见|实施意见)"
)
_TITLE = re.compile(rf".*{_PLAN_WORDS}(?:[（(][^（）()单部]{{1,12}}[）)])?")
# The head of a column, and a chapter numbered 2 or 2.1.
_NO_TITLE = re.compile(
    r"(?:重点|主要|具体|工作|任务|内容|要求|措施|事项|清单|项目|目标|计划|安排)+$|\d{1,2}(?:[.．]\d{1,2})*[\u4e00-\u9fff](?<![年月个])"
)
_NOTICE = re.compile(r".*关于.*(?:的\s*通知|的\s*意见|的函)")
_QUOTED = re.compile(r"《([^《》]{4,80})》")
_NUMBER = re.compile(
    r"(?P<mark>[\u4e00-\u9fa5]{2,15})\s*[〔\[［（(【﹝]\s*(?P<year>20\d\d)\s*[〕\]］）)】﹞]\s*第?\s*(?P<serial>\d{1,4})\s*号"
)
_HAN = "零一二三四五六七八九"
_DAY = re.compile(r"(?P<year>20\d\d)\s*[年.\-/]\s*(?P<month>\d{1,2})\s*[月.\-/]\s*(?P<day>\d{1,2})\s*日?")
_HAN_DAY = re.compile(
    r"(?P<year>[二][〇零○O0一二三四五六七八九]{3})\s*年\s*(?P<month>[一二三四五六七八九十]{1,2})\s*月\s*(?P<day>[一二三四五六七八九十]{1,3})\s*日"
)
_ORGAN_END = (
    r"(?:人民政府(?:办公室|办公厅)?|政府(?:办公室|办公厅)|委员会(?:办公室|办公厅)?|办公室|办公厅"
    r"|领导小组(?:办公室)?|(?:政府|公开|[区市县]委)办|督查室|[\u4e00-\u9fa5]局|管委会|厅|委)"
)
_ORGAN = re.compile(rf"[\u4e00-\u9fa5]{{2,30}}{_ORGAN_END}")
_LETTERHEAD = re.compile(rf"(?P<organ>[\u4e00-\u9fa5]{{2,30}}{_ORGAN_END})文件")
_BY_TITLE = re.compile(
    rf"(?P<organ>[\u4e00-\u9fa5]{{2,30}}?{_ORGAN_END})关于(?=印发|下发|公布|做好|进一步|发布|贯彻|落实|分解|明确)"
)
_LABELLED = (
    ("issuer", re.compile(r"(?:发文机关|发布机构|发文单位|发布单位|制发机关)\s*[:：]\s*(?P<value>[\u4e00-\u9fa5]{3,40})")),
    ("number", re.compile(r"(?:发文字号|文号|文件编号|发文号)\s*[:：]\s*(?P<value>\S.{3,40})")),
    ("day", re.compile(r"(?:成文日期|发文日期|印发日期|生成日期|制发日期)\s*[:：]\s*(?P<value>\d.{6,14})")),
    ("shown", re.compile(r"(?:发布日期|发布时间|公开日期|(?<![\u4e00-\u9fff])(?:日期|时间))\s*[:：]\s*(?P<value>\d.{6,14})")),
)  # fmt: skip
_FURNITURE = re.compile(
    r"[（(【]?(?:此件|本件)?(?:公开发布|主动公开|依申请公开|不予公开|此件有删减|信息公开选项.*)[）)】]?|抄送.*|抄报.*|主送.*|印发范围.*|.{2,16}公报\s*(?:20\d\d\s*年\s*)?第.{1,6}期.{0,6}"
    r"|附件?\s*[\d一二三四五六七八九十]*\s*[:：]?|附件\s*[\d一二三四五六七八九十]*\s*[:：].*|[（(]?联系人.*|联系电话.*|[-—–]*\s*\d{1,4}\s*[-—–]*|是否公开.*|公开(?:属性|方式)\s*[:：].*"
    r"|(?:索引号|索\s*引\s*号|主题词|主题分类|体裁分类|有效性|效力状态|信息名称|标题|名称|来源|发布日期|发布时间|成文日期|发文日期|公开日期|浏览次数|字体|字号|分类)\s*[:：].*"
    r"|打印.*|关闭.*|分享.*|[上下]一[篇条页]\s*[:：].*|扫一扫.*|(?:无障碍|长者).{0,20}|.{0,6}(?:所在|当前)(?:的)?位置.*|一图读懂.*|.{0,18}(?:浏览|点击|阅读)(?:次数|量)?\s*[:：].*|.{0,18}来源\s*[:：].*|责任编辑\s*[:：].*|网站地图.*|相关(?:链接|文章|解读|阅读).*|首页.*|当前位置.*|.*(?:版权所有|ICP备|网站标识码|公安网?备).*|(?:主办|承办|技术支持)(?:单位)?\s*[:：].{2,40}|.{0,30}(?:办公室|办公厅|秘书科)\s*20\d\d\s*年.{3,8}印发|目\s*录|.{0,8}填报单位.{0,20}"
)
_APART = re.compile(r"[>＞|｜：:]|[期号]$|公报|简报")  # no line with one of these is a part of a title
_SALUTATION = re.compile(r"(?:各|市|区|县|省|州|有关|驻).{2,120}[：:]")
_ATTACHED = re.compile(r"附\s*件?\s*[:：]")
_LONGEST_TITLE = 70
_LEADING_TITLE = re.compile(
    rf"([^，。；：]{{4,60}}?{_PLAN_WORDS})(?=\s*(?:20\d\d\s*年|[一二]、|各|为|根据|按照|现将|[（(]))"
)


@dataclass
class Front:
    """The particulars found, and the numbers of the lines that are nothing else (`used`)."""

    particulars: Particulars = field(default_factory=Particulars)
    used: set[int] = field(default_factory=set)


def number_in(text: str) -> str:
    """The document number within a text, in its right spelling, or an empty string."""
    found = _NUMBER.search(text)
    if not found:
        return ""
    written = f"{found['mark']}〔{found['year']}〕{int(found['serial'])}号"
    return written if parse_document_number(written) else ""


def day_in(text: str) -> date | None:
    """The first whole date of a text: 2024年6月5日, 2024-06-05 or 二〇二四年六月五日."""
    if found := _DAY.search(text):
        return _date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _HAN_DAY.search(text):
        year = "".join(str(max(_HAN.find(letter), 0)) for letter in found["year"])
        return _date(int(year), _small(found["month"]), _small(found["day"]))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _small(digits: str) -> int:
    tens, ten, ones = digits.rpartition("十")
    value = max(_HAN.find(ones), 0) if ones else 0
    return value + ((max(_HAN.find(tens), 1) if tens else 1) * 10 if ten else 0)


def is_furniture(text: str) -> bool:
    """True for a line that every official document has and that asks nothing: 抄送, 附件, dates, signatures."""
    words = one_line(text)
    return bool(
        _FURNITURE.fullmatch(words)
        or _FURNITURE.fullmatch(bare(words))
        or _is_day(words)
        or (len(words) <= 30 and _ORGAN.fullmatch(bare(words)))
        or (_NUMBER.fullmatch(words) or re.fullmatch(rf"{_NUMBER.pattern}\s*签发人.*", words))
        or _LETTERHEAD.fullmatch(bare(words))
        or (len(words) < 130 and _SALUTATION.fullmatch(words))
        or re.fullmatch(rf"[（(]?{_NUMBER.pattern}\s*附件[）)]?|通\s*知|的\s*通\s*知", words)
    )


def _is_day(words: str) -> bool:
    shape = rf"[（(]?(?:{_DAY.pattern}|{_unnamed(_HAN_DAY)})(?:印发|发布)?[）)]?"
    return bool(re.fullmatch(shape, words))


def _unnamed(form: re.Pattern[str]) -> str:
    return re.sub(r"\?P<\w+>", "?:", form.pattern)


def begins_attachments(text: str) -> bool:
    """True for 附件：1.…, behind which a list of attachments follows."""
    return bool(_ATTACHED.match(text.strip()))


def is_title(text: str) -> bool:
    words = bare(text)
    if not 4 <= len(words) <= _LONGEST_TITLE or words[-1] in "。；：:，,":
        return False
    if _NO_TITLE.match(words):
        return False
    return bool(_TITLE.fullmatch(words)) or bool(_NOTICE.fullmatch(words))


def front_of(head: Sequence[Line], everything: Sequence[Line]) -> Front:
    """Particulars out of the lines before the first task (`head`), and out of signatures anywhere (`everything`)."""
    front = Front()
    title, used = _title(head)
    front.used |= used
    labels = _labels(everything)
    number = number_in(labels.get("number", "")) or _number(head)
    issued_on = day_in(labels.get("day", "")) or _signed_on(head) or _signed_on(everything)
    issued_on = issued_on or day_in(labels.get("shown", ""))
    issuer = labels.get("issuer", "") or _issuer(head, everything)
    front.particulars = Particulars(title, _year(title, head), issuer, number, issued_on)
    return front


def _labels(lines: Sequence[Line]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        if len(line.text) < 300:
            for name, form in _LABELLED:
                if match := form.search(line.text):
                    found.setdefault(name, match["value"].strip())
    return found


def _title(head: Sequence[Line]) -> tuple[str, set[int]]:
    """The plan's own title: the last line before the tasks that is one, before the title of the notice around it."""
    titles: list[tuple[str, set[int]]] = []
    for at in range(len(head)):
        for long in (3, 2, 1):
            lines = head[at : at + long]
            words = "".join(bare(one.text) for one in lines)
            whole = all(not _stands_alone(one.text) for one in lines)
            whole = whole and (long == 1 or not any(_APART.search(one.text) for one in lines))
            if len(lines) == long and whole and is_title(words):
                titles.append((_readable(lines), {one.number for one in lines}))
                break
    used = {number for _, numbers in titles for number in numbers}
    own = [one for one in titles if not re.search(r"关于|通知$", bare(one[0]))]
    if own:
        return _whole_of_last(own), used
    if not titles:
        above_table = next((line.text for line in head if line.number < 0), "")
        return one_line(above_table) or _leading_title(head), used
    notice = titles[-1][0]
    quoted = [t for t in _QUOTED.findall(notice) if _TITLE.fullmatch(bare(t))]
    about = re.search(rf"关于(?:印发|下发|公布)(.*{_PLAN_WORDS})的?通知", bare(notice))
    return (quoted[0] if quoted else about[1].strip("《》") if about else notice), used


def _whole_of_last(titles: list[tuple[str, set[int]]]) -> str:
    """A title over several lines is found at each of them; the one that holds the others is whole."""
    last, lines = titles[-1]
    return next((title for title, numbers in titles if numbers > lines or _ends(title, last)), last)


def _ends(title: str, rest: str) -> bool:
    """True where a title ends with another: the lines that a break within one paragraph makes."""
    return len(title) > len(rest) and bare(title).endswith(bare(rest))


def _leading_title(head: Sequence[Line]) -> str:
    """The title at the start of a text that was never broken into lines."""
    found = _LEADING_TITLE.match(one_line(head[0].text)) if head else None
    return found[1] if found else ""


def _stands_alone(text: str) -> bool:
    words = one_line(text)
    return len(words) > _LONGEST_TITLE or words[-1:] in ("。", "；", "：") or is_furniture(words)


def _readable(lines: Sequence[Line]) -> str:
    joined = one_line("\n".join(line.text for line in lines))
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff])", "", joined).strip("*# ")


def _year(title: str, head: Sequence[Line]) -> int | None:
    texts = [
        title,
        *(quoted for line in head for quoted in _QUOTED.findall(line.text)),
        *(line.text for line in head),
    ]
    for text in texts:
        if found := re.search(r"(20\d\d)\s*[—\-–至]?\s*年", text):
            return int(found[1])
        if found := re.search(r"二[〇零○O0][〇零○O0一二三四五六七八九]{2}(?=年)", text):
            return int("".join(str(max(_HAN.find(letter), 0)) for letter in found[0]))
    return None


def _number(head: Sequence[Line]) -> str:
    for line in head:
        words = one_line(line.text)
        found = _NUMBER.search(words)
        # Within a sentence it is another document's number.
        if found and len(words) - len(found[0]) <= 14 and "《" not in words and "根据" not in words:
            return number_in(words)
    return ""


def _signed_on(lines: Sequence[Line]) -> date | None:
    for line in lines:
        words = one_line(line.text)
        if _is_day(words) or (
            len(words) < 50
            and re.fullmatch(rf".{{0,34}}(?:{_DAY.pattern}|{_unnamed(_HAN_DAY)})印?发?", words)
            and not re.search("[（:：]", words)
        ):
            return day_in(words)
    return None


def _issuer(head: Sequence[Line], everything: Sequence[Line]) -> str:
    for line in head:
        if found := _LETTERHEAD.fullmatch(bare(line.text)):
            return found["organ"]
    lines = list(everything)
    for before, after in pairwise(lines):
        organ = bare(before.text)
        if _is_day(one_line(after.text)) and len(organ) <= 30 and _ORGAN.fullmatch(organ):
            return organ
    for line in lines:
        words = one_line(line.text)
        found_day = _DAY.search(words) if len(words) < 50 else None
        if found_day and _ORGAN.fullmatch(bare(words[: found_day.start()])):
            return bare(words[: found_day.start()])
    texts = [bare("".join(line.text for line in head[at : at + 3])) for at in range(len(head))]
    for text in texts:
        if found := _BY_TITLE.match(text):
            return found["organ"]
    return ""

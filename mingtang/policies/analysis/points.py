"""要点拆分: what a policy gives or asks, sentence by sentence, as proposals that a person confirms. Knows no Django.

A proposal is never more than the words of the text: every field is a stretch of its clause, found by the wording that
documents use. What is not said stays empty.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mingtang.policies.analysis.audiences import audiences_in
from mingtang.policies.analysis.clauses import Clause, Sentence, clauses

NATURES = (("benefit", "可享受"), ("duty", "应履行"), ("limit", "不得"))
FIELDS = ("who", "what", "condition", "amount", "deadline", "materials", "contact")


@dataclass(frozen=True)
class Proposal:
    """A point as the text tells it. `start` and `end` are the places of its words in the text."""

    clause: str
    start: int
    end: int
    nature: str
    audiences: list[str] = field(default_factory=list)
    who: str = ""
    what: str = ""
    condition: str = ""
    amount: str = ""
    deadline: str = ""
    materials: str = ""
    contact: str = ""


def quote_hash(quote: str) -> str:
    """What stands for the quoted words, blanks left out: a new layout is no new wording."""
    return hashlib.sha256(re.sub(r"\s+", "", quote).encode()).hexdigest()


def propose(text: str) -> list[Proposal]:
    """The points of a text in its order; contact and materials that hold for all of it are given to each benefit."""
    found = [point for clause in clauses(text) for point in _of_clause(clause)]
    common = _contact(text), _common_materials(text), _common_deadline(text)
    return [_with_common(point, *common) for point in found]


def _with_common(point: Proposal, contact: str, materials: str, deadline: str) -> Proposal:
    if point.nature != "benefit":
        return point
    return replace(
        point,
        contact=point.contact or contact,
        materials=point.materials or materials,
        deadline=point.deadline or deadline,
    )


def _of_clause(clause: Clause) -> Iterator[Proposal]:
    sentences = clause.sentences()
    if labelled := _labelled(clause, sentences):
        yield labelled
        return
    heading = _heading(sentences)
    for sentence in sentences:
        if nature := _nature(sentence.text):
            yield _proposal(clause, sentence, nature, heading)


# --- what a sentence is


_BENEFIT = re.compile(
    r"(?:给予|享受|发放|申领|领取|拨付|安排)[^，。；]{0,30}?(?:补贴|补助|奖励|奖补|资助|救助|贴息|津贴|扶持|支持|奖金|优惠)"
    r"|(?:补贴|补助|奖励|奖补|资助|救助金|津贴|贴息|扶持资金)[^，。；]{0,12}?\d"
    r"|\d+(?:\.\d+)?(?:万|亿)?元[^，。；]{0,14}?(?:补贴|补助|奖励|奖补|资助|津贴|贴息|扶持|支持|贷款)"
    r"|(?:免征|减征|免收|减收|减免|免费|免缴|缓缴|返还)"
    r"|(?:可|可以)(?:按规定|依法)?(?:向[^，。；]{2,24}?)?(?:申请|申领|申报|领取|享受)"
)
_DUTY = re.compile(r"应当|必须|须(?:在|于|按|持|提交|办理)|应(?:在|于|按|依法|主动|及时)")
_LIMIT = re.compile(r"不得|禁止|严禁")
# Purposes, definitions and tasks of organs are no points.
_NOT = re.compile(
    r"本(?:办法|规定|细则|意见|措施|通知)所称|(?:制定|特制定)(?:本|如下)|^(?:现|为)[^。]*(?:通知|如下)[。：]?$"
    r"|已经[^。]{0,20}同意"
)
_ORGANS = re.compile(
    r"^[^，。；]{0,30}?(?:人民政府|街道办事处|镇街|各镇|委员会|主管部门|行政部门|管理部门|有关部门|[^，。；企业]{1,12}(?:局|委|办|厅|中心|部门|单位))"
    r"[^，。；]{0,16}?(?:应当|必须|应|要|须|负责|不得|按照|会同)"
)


_APPLICANTS = re.compile(r"申请人|申报人|当事人|申请单位|申报单位|申领人")
# 领取补贴的企业不得……: whom the sentence is about, not what it gives.
_RECEIVED = re.compile(
    r"(?:享受|领取|申领|获得|取得|申请)[^，。；]{0,30}?的(?=[^，。；]{0,12}?(?:应当|必须|须|不得|严禁|禁止))"
)


def _nature(text: str) -> str:
    """Benefit, duty or limit; empty where a sentence is no point for those outside."""
    if _NOT.search(text):
        return ""
    if _BENEFIT.search(_RECEIVED.sub("", text)):
        return "benefit"
    if _ORGANS.search(text) or not (_APPLICANTS.search(text) or audiences_in(text)):
        return ""
    if _LIMIT.search(text):
        return "limit"
    return "duty" if _DUTY.search(text) else ""


def _heading(sentences: list[Sentence]) -> str:
    """The few words with which a clause opens: 租金补贴。"""
    first = sentences[0].text if sentences else ""
    words = re.match(r"([^，。；：]{2,15})[。：]", first)
    return words[1] if words else ""


def _proposal(clause: Clause, sentence: Sentence, nature: str, heading: str) -> Proposal:
    text = sentence.text
    who = _who(text)
    return Proposal(
        clause=clause.label,
        start=sentence.start,
        end=sentence.end,
        nature=nature,
        audiences=audiences_in(who) or audiences_in(text) or audiences_in(clause.text),
        who=who,
        what=_what(text, nature, heading),
        condition=_condition(text, who),
        amount=_amount(text) if nature == "benefit" else "",
        deadline=_deadline(text),
        materials=_materials(text),
        contact=_contact(text),
    )


# --- its fields


_PARTY = (
    r"(?:企业|个体工商户|合作社|单位|机构|组织|载体|人员|者|人|家庭|农户|毕业生|军人|居民|学生|儿童|团队|项目|平台|青年"
    r"|劳动力)"
)
_WHO = (
    re.compile(
        rf"(?:^|[，。；：])(?:对|凡|支持|鼓励)(?P<who>[^，。；：]{{2,60}}?{_PARTY})(?:[，。；]|给予|按|予以|实行|免|减|可|，)"
    ),
    re.compile(
        rf"(?:向|给予|为)(?P<who>(?:每[家人户名])?[^，。；：]{{2,30}}?{_PARTY})(?:发放|提供|给予|一次性|\d)"
    ),
    re.compile(
        rf"^(?:[^，。；：]{{2,15}}[。：])?(?P<who>[^，。；：]{{2,60}}?的?{_PARTY})(?:[，]|应当|应|可|必须|不得|须)"
    ),
    re.compile(rf"(?P<who>(?:符合|具备|满足)[^，。；：]{{2,40}}?的[^，。；：]{{0,20}}?{_PARTY})"),
)


def _who(text: str) -> str:
    return next((found["who"] for pattern in _WHO if (found := pattern.search(text))), "")


_GIVEN = re.compile(
    r"(?:分别)?(?:给予|享受|发放|申领|申请|领取|免征|减征|免收|减收|减免|免费|免缴|缓缴|返还|可享受)[^，。；]*"
)
_OWED = re.compile(r"(?:应当|必须|须|应|不得|禁止|严禁)[^，。；]*")
_NOUN = re.compile(
    r"(?:(?<=^)|(?<=[，。；：、的元给予以取领发享受放]))"
    r"(?P<name>[^，。；：、的元给予以取领发享受放%％\d]{1,7}(?:补贴|补助|奖励|奖补|资助|救助金|津贴|贴息|贷款))(?!期限|标准|对象|金额|资金|条件|政策)"
)
_VERBS = re.compile(r"^(?:并|可|一次性|分别|额外|申请|按规定|另行|再)+")


def _what(text: str, nature: str, heading: str) -> str:
    """The name of the benefit, else the heading of its clause, else what is given; for duties what is owed."""
    if nature != "benefit":
        owed = _OWED.search(text)
        return owed[0] if owed else _short(text)
    names = (_VERBS.sub("", found["name"]) for found in _NOUN.finditer(text))
    given = _GIVEN.search(text)
    own = next((name for name in names if len(name) >= NAMED), "")
    return own or heading or (given[0] if given else _short(text))


# 补贴, 奖励: alone they name nothing.
NAMED = 4


def _short(text: str) -> str:
    return text.rstrip("。；;")[:100]


_CONDITION = re.compile(
    r"(?:符合|具备|满足|达到|凡|经[^，。；]{0,20}(?:认定|评定|审核|批准|验收)|连续|累计|首次|依法|取得|获得|通过|持有|未被|在[^，。；]{2,20}(?:登记|注册|就业|缴纳))"
    r"[^，。；]*|[^，。；：]{4,}的(?=，)"
)


def _condition(text: str, who: str) -> str:
    pieces = [found[0].strip() for found in _CONDITION.finditer(text)]
    kept = [p for p in pieces if p not in who and not _AMOUNT.search(p) and not re.search(r"^.{0,3}给予", p)]
    return "，".join(dict.fromkeys(kept))


_AMOUNT = re.compile(
    r"(?:(?:不超过|不低于|不高于|最高|最低|累计|总额|每[^，。；\d]{1,6}|按|一次性|给予|增加)[^，。；\d]{0,8})*"
    r"\d[\d,.]*(?:[—\-－~至]\d[\d,.]*)?(?:万|亿)?(?:元|%|％)(?:[/／]?每?(?:平方米|[人户月年天日亩次家吨名]))*(?:以[内下上])?"
)
_QUALIFIED = re.compile(r"^(?:，|的|给予|按)+")


def _amount(text: str) -> str:
    """Sums and rates with the words that bound them: 最高不超过3万元；50%."""
    found = [_QUALIFIED.sub("", match[0]) for match in _AMOUNT.finditer(text)]
    return "；".join(dict.fromkeys(found))


_DAY = r"\d{4}年\d{1,2}月(?:\d{1,2}日)?"
_DEADLINE = re.compile(
    rf"(?:自|从)?{_DAY}(?:起)?至(?:次年)?(?:\d{{4}}年)?\d{{1,2}}月(?:\d{{1,2}}日|底)?|{_DAY}(?:底)?(?:前|之前|以前|截止)"
    r"|(?:自|从|在|于)?[^，。；：\d]{0,16}?(?:之日起|后|起)?\d{1,3}个?(?:工作日|日|天|个月|月|年)(?:之)?内"
    r"|每年\d{1,2}月(?:\d{1,2}日)?(?:前|底前|至\d{1,2}月(?:\d{1,2}日)?)?"
    r"|期限(?:最长)?(?:不超过|为)?\d{1,2}(?:年|个月)"
)


def _deadline(text: str) -> str:
    return "；".join(dict.fromkeys(found[0].strip() for found in _DEADLINE.finditer(text)))


_MATERIALS = re.compile(
    r"(?:提交|出具|携带|递交|报送|提供(?:以下|下列|相关|有关)?(?:材料|资料)[：:]?)(?:以下|下列)?(?:(?:申请|申报|相关|有关)?(?:材料|资料))?[：:]?"
    r"(?P<list>[^。；]*(?:表|书|证|证明|材料|合同|执照|票据|发票|复印件|清单|报告|账户|凭证))"
)


def _materials(text: str) -> str:
    found = _MATERIALS.search(text)
    return found["list"].strip("：: ") if found else ""


# Numbers of organs: with an area code, or the hot lines. A mobile number is a person's and is left out.
_PHONE = r"(?:0\d{2,3}[-－—–]\d{7,8}(?:转\d{1,5})?|(?<!\d)(?:123(?:45|33|48|66|93)|400[-－]?\d{3}[-－]?\d{4})(?!\d))"
_PHONES = re.compile(rf"{_PHONE}(?:[、，/]\s*{_PHONE})*")


def _contact(text: str) -> str:
    return "；".join(dict.fromkeys(found[0] for found in _PHONES.finditer(text)))


# --- clauses that name their fields: 补贴对象：……。补贴标准：……。


_LABELS = {
    "who": "(?:补贴|补助|奖励|资助|扶持|服务|申请|申报|适用|支持)?(?:对象|范围|主体)",
    "amount": "(?:补贴|补助|奖励|资助|扶持|支持)?(?:标准|金额|额度)",
    "condition": "(?:申请|申报|享受)?条件",
    "deadline": "(?:补贴|补助|资助|申请|申报|受理|办理)?(?:期限|时限|时间)",
    "materials": "(?:申请|申报|所需|提交)?材料(?:清单)?",
    "contact": "(?:咨询|联系|服务)?(?:电话|方式)",
    "what": "(?:政策|支持|扶持|补贴|奖励)内容",
}
_LABEL = re.compile("|".join(rf"(?P<{name}>{words})" for name, words in _LABELS.items()))
_LABELLED = re.compile(
    rf"^(?:[（(]?[一二三四五六七八九十\d]{{1,2}}[）).、]?)?(?:{_LABEL.pattern})[：:](?P<value>.+)$"
)
LEAST_LABELS = 2


def _labelled(clause: Clause, sentences: list[Sentence]) -> Proposal | None:
    """A clause of labelled sentences as one point; None where fewer than two name their field."""
    told: dict[str, str] = {}
    places: list[int] = []
    for sentence in sentences:
        if found := _LABELLED.match(sentence.text):
            name = next(name for name in _LABELS if found[name])
            told.setdefault(name, found["value"].rstrip("。；; "))
            places += [sentence.start, sentence.end]
    if len(told) < LEAST_LABELS:
        return None
    heading = _heading(sentences) or sentences[0].text.split("\n")[0].rstrip("。：:")[:60]
    told.setdefault("what", "" if _LABELLED.match(sentences[0].text) else heading)
    who = told.get("who", "")
    audiences = audiences_in(who) or audiences_in(clause.text)
    return Proposal(clause.label, min(places), max(places), "benefit", audiences, **told)


# --- what holds for the whole text


def _common_materials(text: str) -> str:
    found = re.search(r"(?:申请|申报|所需|提交)材料(?:清单)?[：:](?P<list>[^。\n]+)", text)
    return found["list"].strip() if found else ""


def _common_deadline(text: str) -> str:
    found = re.search(r"(?:申请|申报|受理)(?:时间|期限)[：:为](?P<when>[^。；\n]+)", text)
    return found["when"].strip() if found else ""

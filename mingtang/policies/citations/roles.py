"""What a citation does, read from what stands around it. Values are the predicates of relations between publications."""

from __future__ import annotations

import re
from enum import StrEnum

from mingtang.policies.parsing.mentions import Mention


class Role(StrEnum):
    """What the citing document does to the cited one. `amended_by` is the one that is read the other way round."""

    BASIS = "implements"
    REPEALS = "repeals"
    PARTLY_REPEALS = "partly_repeals"
    SUSPENDS = "suspends"
    AMENDS = "amends"
    AMENDED_BY = "amended_by"
    CONFIRMS = "confirms"
    REPLACES = "replaces"
    TRANSMITS = "transmits"
    INTERPRETS = "interprets"
    ANSWERS = "answers"
    CITES = "cites"

    @property
    def label(self) -> str:
        return _LABELS[self.value]


_LABELS = {
    "implements": "依据",
    "repeals": "废止",
    "partly_repeals": "部分废止",
    "suspends": "停止执行",
    "amends": "修改",
    "amended_by": "修改本文件",
    "confirms": "确认继续有效",
    "replaces": "替代",
    "transmits": "印发、转发",
    "interprets": "解读",
    "answers": "答复",
    "cites": "引用",
}

_BASIS = re.compile(
    r"(?:根据|依据|依照|按照|遵照|遵循|贯彻(?:落实|执行|实施)?|落实|为(?:了)?(?:加强|保证|保障|确保|规范"
    r"|更好地?|全面|深入|认真|切实|进一步|正确|有效)*(?:贯彻)?(?:实施|执行|落实)?)"
    r"(?:好|了|我国|国家|国务院|党中央|省委|市委|省政府|市政府|省|市|区|自治区|本省|本市|[^，。；《》]{0,24})?$"
)
_PURPOSE = re.compile(
    r"(?:特|现|依法|研究)?(?:制定|制订|拟定|编制|出台|颁布)(?:了)?(?:本|我|《|如下|以下|[^，。；]{0,30}"
    r"(?:办法|规定|细则|方案|意见|条例|措施|制度|规则|预案|规程|计划|指引)(?:[。，；]|$))"
    r"|作(?:出)?(?:如下|以下)(?:规定|决定|决议|补充规定|解释|通知)|(?:通知|公告|通告|批复|函复|决定|规定"
    r"|答复|通报|意见|函告|公布|要求)如下|现(?:就|将|对|提出|印发|发布|公布|予|决定|制定|通知|结合)"
    r"|提出(?:以下|如下|本)|(?:经|并)[^。；，]{0,30}(?:研究决定|(?:研究|同意|批准|审议通过)，(?:现|决定|制定"
    r"|同意|批复|就|结合|特|我|本))|决定[：:]|(?:我|本)(?:局|厅"
    r"|委|部|市|省|区|县|办)[^。；]{0,20}(?:制定|研究|修订|起草|组织)"
    r"|(?:修订|修改|形成)(?:了|本)|结合[^。；，]{0,30}(?:实际|情况)，?(?:制定|现|特|提出|就|决定|$)"
)
_TRANSMIT_BEFORE = re.compile(
    r"(?:印发|转发|批转|公布|发布|颁布|下发|颁发)(?:实施|施行|修订后的|修改后的|新修订的)?$"
)
_TRANSMIT_AFTER = re.compile(r"^[》]?(?:等[^，。；]{0,16})?的(?:通知|通告|公告|函|令|决定)")
_NOW_BEFORE = re.compile(
    r"现(?:将|把|予以?|公布|发布|印发|颁布|转发)(?:[^，。；《》]{0,40})?$|(?:，|。|：|^|\n|\s)现?(?:公布"
    r"|发布|颁布)(?:修订后的|修改后的)?$"
)
_NOW_AFTER = re.compile(
    r"^[^。；]{0,80}?(?:印发|转发|批转|公布|发布|颁布|下发)(?:给?你们|给你|实施|施行|执行|如下|。|，|$)"
)
_SENT_AFTER = re.compile(r"^，(?:并?已?经[^。；，《》]{0,24}同意，)?现(?:予以?)?(?:印发|转发|公布|发布)")
_IMPLEMENTS_BEFORE = re.compile(r"(?:实施|贯彻|执行|落实)$")
_IMPLEMENTS_AFTER = re.compile(
    r"^(?:的)?(?:实施)?(?:办法|细则|若干规定|规定|条例|意见|方案|细则|措施)(?:\s|$|（|\()"
)
_OPENING = re.compile(
    r"为(?:了)?(?:深入|全面|认真|进一步|切实|更好)*(?:贯彻落实|贯彻执行|贯彻实施|贯彻|落实|实施)(?:好)?"
)
_DUTY = re.compile(r"(?:应当?|要|须|必须|可以?|不得|尽快|负责|严格|认真|积极|继续)(?:严格|认真|依法)?$")
_PASSED_AFTER = re.compile(
    r"^(?:已|业)?(?:经|于)?[^。；《》]{0,80}(?:通过|同意|批准|审定|审议)[^。；《》]{0,20}[，。]?(?:现予?以?"
    r"(?:印发|公布|发布|颁布|转发)|现将?其?(?:印发|公布|发布|转发))"
)
_INTERPRET_AFTER = re.compile(
    r"^(?:[^，。；\n《》]{0,8})?(?:政策)?(?:解读|释义|的起草说明|图解|一图读懂|的解释|的说明)"
)
_INTERPRET_BEFORE = re.compile(r"(?:解读|一图读懂|图解|读懂|(?<=关于)|解读：)[：:\s]?$")
_ANSWER_AFTER = re.compile(r"^[^。；\n《》]{0,12}(?:收悉|收到|悉)")
_REPLACE = re.compile(r"^[^，。；《》]{0,10}(?:替代|取代|代替)")
_REPLACE_BEFORE = re.compile(r"(?:替代|取代|代替)(?:原|了)?$")
_HISTORY_AFTER = re.compile(
    r"^(?:[（(][^）)]{0,30}[）)])?(?:等[^，。；]{0,24}的决定)?(?:的决定)?(?:予以)?"
    r"(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)"
)


def role_of(text: str, mention: Mention, last: int, group: tuple[int, int]) -> Role:
    """The role of a mention that no clause repeals or amends. `group` is the run of titles it stands in."""
    before = text[max(last, group[0] - 120) : group[0]]
    before = before[max(before.rfind(sign) for sign in "。；;\n") + 1 :]
    after = text[group[1] : group[1] + 400].partition("\n\n")[0]
    sentence_after = after.partition("。")[0]
    if _ANSWER_AFTER.match(sentence_after):
        return Role.ANSWERS
    if _transmits(before, after):
        return Role.TRANSMITS
    if _INTERPRET_AFTER.match(after) and not _BASIS.search(before):
        return Role.INTERPRETS
    if _REPLACE_BEFORE.search(before) and not mention.is_short:
        return Role.REPLACES
    if _is_basis(before, sentence_after) or _opens(before, after.partition("\n")[0]):
        return Role.BASIS
    return Role.CITES


def _is_basis(before: str, after: str) -> bool:
    """Whether a text is made under the cited one: 根据《甲法》，制定本办法; a duty laid on others is none."""
    found = _BASIS.search(before)
    if found is None:
        return bool(_IMPLEMENTS_BEFORE.search(before) and _IMPLEMENTS_AFTER.match(after))
    return not _DUTY.search(before[: found.start()]) and bool(_PURPOSE.search(after))


def _opens(before: str, after: str) -> bool:
    """Whether a text opens with what it carries out, and says in its next sentences what it asks for."""
    return bool(_OPENING.fullmatch(before.strip(" \u3000"))) and bool(_PURPOSE.search(after))


def _transmits(before: str, after: str) -> bool:
    if _SENT_AFTER.match(after):
        return True
    after = after if "。现" in after else after.partition("。")[0]
    if _TRANSMIT_BEFORE.search(before) and _TRANSMIT_AFTER.match(after):
        return True
    if _NOW_BEFORE.search(before):
        return bool(_NOW_AFTER.match(after)) or before.rstrip().endswith(
            ("公布", "发布", "印发", "颁布", "后的")
        )
    return bool(_PASSED_AFTER.match(after)) and not before.strip(" \u3000").endswith(("根据", "按照"))


def amends_this_text(text: str, mention: Mention, end: int) -> bool:
    """Whether a title in the preamble is the decision that amended this text."""
    line = text[mention.end : min(end, mention.end + 60)]
    return bool(_HISTORY_AFTER.match(line))

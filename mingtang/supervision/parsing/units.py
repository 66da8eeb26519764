"""Names of units out of 区政府办牵头，各街镇、区直各部门等有关部门落实: who leads, who else, and whether the list is open.

Names stay as they are written; group words (各街镇, 区直各部门) are names. Which organisation is meant is not asked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from mingtang.supervision.parsing.cleaning import one_line

# How the names of bodies end. 社 and 会 alone end too many other words.
_ENDS = (
    r"(?:局|(?<!处)处|科|厅|署|办|室|院|站|所|队|署|台|馆|集团|公司|中心|银行|分行|支行|学校|大学|学院|医院|法院|园区|开发区|高新区|新区|示范区|功能区"
    r"|管委会|委员会|常委会|协会|学会|工商联|商会|理事会|促进?会|研究会|红会|总会|工会|妇联|残联|文联|科联|侨联|社联|作协|科协|红十字会|联合会|基金会|供销社|报社|合作社|居委会|村委会"
    r"|发改委|卫健委|党委|党组|工委|团委|编委|政法委|纪委|监委|国资委|区委|市委|县委|省委|州委|旗委|委|政府|人大|政协|部门|单位|机关|机构|企业|高校|院校"
    r"|专班|指挥部|(?<![全内外干大局东西南北中头底各有])部|(?<![控持参入个原])股|[农林牧渔机]场|园|党校|海关|人行|[农村商]商行|[作导务调]组|行政村|街道|乡镇|镇街|街镇|镇乡|镇|乡|县区|区县|县市区|市县|市州|各县|各区|各市|各村|村居|社区|领导小组|工作组|战区|主体|检察院|[国联]网|银保监|大队|支队|总队|分局|县|区|市)"
    r"(?:[（(〔［\[〈<][^（）()〔〕［］\[\]]{1,14}[）)〕］\]〉>])?"
)
_COMPLETE = re.compile(rf".*{_ENDS}$", re.S)
_ONLY_GOVERNMENT = re.compile(r"(?:.{0,6}(?:人民)?政府|.{0,3}[区市县省州旗]委|.{0,3}党委)$")
_CONTINUES = re.compile(
    r"(?:人民政府|人民法院|人民检察院|常委会|办公室|办公厅|各?部门|各?单位|(?:有关|相关)(?![乡镇街县区市村])|直属|主管|组成|委员会|员会|服务|管理|中心|分局|宣传部|组织部|统战部|政法委|研究室|[办室局委部厅会院处队])"
)
_STARTS = re.compile(
    r"(?:各(?!部门|单位)|[市区县省州旗]|国[家网]|中[国央]|团[市区县省]|[镇乡]政府|街道|人[行社]|驻|其他)"
)
_OPEN = re.compile(r"(?<![高平同中初优劣何上下一二三])等(?!级|次|量|于|待|候|额)")
_TOO_WIDE = re.compile(r"^(?:等|各)?(?:有关|相关)?$")
_ROLE_WORDS = (
    r"(?:(?:按照?|根据|依据|依)(?:各自)?(?:职责|职能|职权|分工|责任)+(?:分工)?(?:，|,)?"
    r"|分别|共同|联合|双|具体|统一|一起|各自)*"
)
_VERBS = re.compile(
    rf"{_ROLE_WORDS}(?P<verb>牵头(?:负责|抓总|组织)?(?P<does>落实|实施|办理|推进|开展)?|(?:协助|协同)?(?:配合|参与|参加|协助|协办|协同)(?:落实|实施|做好|办理)?"
    r"|(?:分工|组织|主要)?(?:负责|落实|实施|承办|办理|主办|主责)(?:落实|实施|组织实施|办理)?)$"
)
_NOTED = re.compile(r"[（(](?P<note>牵头|主办|主责|配合|协办|协助|参与|负责|责任)(?:单位|部门)?[）)]$")
_LABEL_WORDS = re.compile(r"^(?:由|（|\()")
_OPENINGS, _CLOSINGS = "（(〔[【［", "）)〕]】］"
_SEPARATORS = "、，,；;。/／|｜"
_JOINING = re.compile(r"以及|会同|联合|(?<=[处科室局办])会(?![议展商计战务场馆签员长审诊客])|[和及与暨并]")
# Names of two letters that are whole, and what a branch is for: 生态环境分局 is a body of its own, 城东分局 is not.
_SHORT = ("纪委", "监委", "团委", "妇联", "工会", "残联", "科协")
_BRANCH = re.compile(r"(?:生态环境|自然资源|公安|交警|税务|规划|市场监管|国土|环保|城管).{0,6}分局")
_KEPT = 4096  # the same names stand in row after row
LEADS, SHARES = "lead", "responsible"


@dataclass
class Units:
    """Names by role, in their order. `open_list` where the text says 等; `open_words` are the words behind it."""

    lead: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    open_list: bool = False
    open_words: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lead or self.responsible or self.open_list)

    def add(self, other: Units) -> None:
        self.lead += [name for name in other.lead if name not in self.lead]
        self.responsible += [name for name in other.responsible if name not in self.responsible]
        self.open_list = self.open_list or other.open_list
        self.open_words += other.open_words


def units_of(text: str, *, role: str = SHARES, first_leads: bool = False) -> Units:
    """The units that a cell or a bracket names. `role` holds for names without a word of their own (牵头, 配合)."""
    units, waiting = Units(), list[str]()
    does = False
    tokens = _tokens(text)
    for token in tokens:
        name, said, acts = _parted(token)
        does = does or (acts and said == LEADS)
        _take(name, units, waiting)
        if said:
            _names_of(units, said).extend(n for n in waiting if n not in _names_of(units, said))
            waiting = []
    rest = SHARES if units.lead and role == LEADS and not first_leads else role
    if waiting and first_leads and not units.lead:
        units.lead, waiting = waiting[:1], waiting[1:]
    _names_of(units, rest).extend(n for n in waiting if n not in _names_of(units, rest))
    # 区发改局、区住建局牵头落实: who leads also carries out, when nobody else is named.
    if does and not units.responsible:
        units.responsible = list(units.lead)
    return units


def _names_of(units: Units, role: str) -> list[str]:
    return units.lead if role == LEADS else units.responsible


def _take(name: str, units: Units, waiting: list[str]) -> None:
    """One name into the waiting list; what stands behind 等 makes the list open."""
    found = _OPEN.search(name)
    if found and not _within_brackets(name, found.start()):
        units.open_list = True
        units.open_words.append(name[found.start() :].strip())
        name = name[: found.start()]
    name = name.strip(" ：:“”\"'*★☆")
    if name and not _TOO_WIDE.match(name) and name not in waiting:
        waiting.append(name)


def _within_brackets(text: str, place: int) -> bool:
    return sum(text.count(c, 0, place) for c in _OPENINGS) > sum(text.count(c, 0, place) for c in _CLOSINGS)


def _parted(token: str) -> tuple[str, str, bool]:
    """A token's name, the role that its own words give, and whether 牵头落实 stands there."""
    token = _LABEL_WORDS.sub("", token.strip()) if token.startswith("由") else token.strip()
    if noted := _NOTED.search(token):
        return token[: noted.start()], LEADS if noted["note"] in ("牵头", "主办", "主责") else SHARES, False
    verb = _VERBS.search(token)
    if verb is None:
        return token, "", False
    leads = verb["verb"].startswith(("牵头", "主办", "主责"))
    return token[: verb.start()].rstrip("，, "), LEADS if leads else SHARES, bool(verb["does"])


@lru_cache(_KEPT)
def _tokens(text: str) -> tuple[str, ...]:
    """The text cut at 、，；, at breaks and joining words between whole names, and between groups written together."""
    return tuple(
        part
        for piece in _pieces(_with_breaks_read(text))
        for joined in _unjoined(piece)
        for part in _unglued(joined)
    )


def _with_breaks_read(text: str) -> str:
    """A break between two whole names parts them; a break within a name is none."""
    lines = [line.strip() for line in re.split(r"[\n\t]|[ \u3000\u00a0]+", text) if line.strip()]
    joined = ""
    for at, line in enumerate(lines):
        # A narrow cell breaks a name again and again: it may be whole only with the next lines.
        joined += ("、" if joined and _new_name(joined, _whole_name(lines[at : at + 3])) else "") + line
    return one_line(joined)


def _whole_name(lines: list[str]) -> str:
    """The first line, with as many of the next ones as make it a whole name."""
    for end in range(1, len(lines) + 1):
        name = "".join(lines[:end])
        if _COMPLETE.match(name) or re.search(f"[{_SEPARATORS}]", name):
            return name
    return lines[0]


def _new_name(before: str, line: str) -> bool:
    left = re.split(f"[{_SEPARATORS}]", before)[-1]
    right = re.split(f"[{_SEPARATORS}]", line)[0]
    if (
        (len(left) < 3 and left not in _SHORT)
        or (left[-1] in "区市县" and left[0] != "各")
        or _depth(before)
        or not _COMPLETE.match(left)
        or left.endswith(("和", "及", "与"))
    ):
        return False
    if _ONLY_GOVERNMENT.match(left) and not re.match(
        r"[市区县省州旗]|各(?:镇|街|乡|县|区|市)|[\u4e00-\u9fff]{2,8}(?:开发区|园区|新区|高新区|示范区|景区)",
        right,
    ):
        return False
    if left[0] == "等" and not _STARTS.match(right):
        return False
    if _CONTINUES.match(right) or _is_branch(right):
        return False
    # Half of a bracket, or a word of role alone, belongs to what stands before.
    if _VERBS.fullmatch(right) or right[0] in _CLOSINGS + _OPENINGS + "等和及与":
        return False
    return bool(_STARTS.match(right)) or (len(right) >= 3 and bool(_COMPLETE.match(right)))


def _is_branch(name: str) -> bool:
    """分局 and 城东分局 belong to the name before them."""
    return name.endswith("分局") and not _STARTS.match(name) and not _BRANCH.fullmatch(name)


def _depth(text: str) -> int:
    return sum(text.count(c) for c in _OPENINGS) - sum(text.count(c) for c in _CLOSINGS)


def _pieces(text: str) -> list[str]:
    pieces, depth, begun = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in _OPENINGS) - (letter in _CLOSINGS and depth > 0)
        if letter in _SEPARATORS and depth == 0:
            pieces.append(text[begun:place])
            begun = place + 1
    return [piece.strip() for piece in [*pieces, text[begun:]] if piece.strip()]


def _unjoined(piece: str) -> list[str]:
    """区政府办和区司法局 are two; 市自然资源和规划局 is one: the part before must be a whole name."""
    for found in _JOINING.finditer(piece):
        left, right = piece[: found.start()], piece[found.end() :]
        if _within_brackets(piece, found.start()) or not right:
            continue
        if not left:
            return _unjoined(right)
        whole = len(left) >= 2 and _COMPLETE.match(left) and not left.endswith(("社会", "政府"))
        starts = re.match(r"[市区县省州旗各]", right) or found[0] in ("以及", "会同", "会")
        if whole and len(right) >= 2 and (starts or _COMPLETE.match(_parted(right)[0])):
            lead = "牵头" if found[0] in ("会同", "会") and not left.endswith("牵头") else ""
            return [left + lead, *_unjoined(right)]
        if left.endswith("政府") and (re.match(r"[市区县省州旗各]", right) or _of_many(left, right)):
            return [left, *_unjoined(right)]
    return [piece]


def _of_many(left: str, right: str) -> bool:
    """各县区政府和云岭开发区管委会 are two."""
    name = _parted(right)[0]
    named = len(name) > 3 and _COMPLETE.match(name) and not re.match("有关|相关|所属|其", name)
    return left[0] == "各" and bool(named)


_GLUED = re.compile(
    r"(?<=各街镇|各镇街|各乡镇|各镇乡|各街道|各县区|各区县)(?=[市区县省州]直|[市区县省州]级|[市区县省州]政府|各[部单有相])"
    r"|(?<=部门)(?=各[街镇乡县区市村])|(?<=办事处)(?=[市区县省州]直|各)|(?<=[市区县]）)(?=[市区县省州]直|[市区县省州]政府)"
)


def _unglued(token: str) -> list[str]:
    return [part for part in _GLUED.split(token) if part]


def glued_at(text: str) -> int:
    """Where two lists of units stand together without a sign (…县财政局县司法局…), if that is one place only; else 0."""
    places = [place for place in range(3, len(text) - 2) if _parts_names(text, place)]
    return places[0] if len(places) == 1 else 0


def _parts_names(text: str, place: int) -> bool:
    left = re.split(f"[{_SEPARATORS}]", text[:place])[-1]
    right = re.split(f"[{_SEPARATORS}]", text[place:])[0]
    if len(left) < 3 or len(right) < 3 or _depth(text[:place]) or right[0] not in "省市区县州旗各":
        return False
    if _ONLY_GOVERNMENT.match(left) and re.match(r"各(?:部门|单位|直属|组成|有关|相关)", right):
        return False
    return bool(_COMPLETE.match(left)) and bool(_COMPLETE.match(right))


@lru_cache(_KEPT)
def are_units(text: str) -> bool:
    """True when all of a text is names of units: nothing in it is a sentence."""
    words = one_line(text).strip("。；;，,、 ")
    if not 2 <= len(words) <= 400 or "。" in words:
        return False
    names = [_bare_name(token) for token in _tokens(words)]
    names = [name for name in names if name]
    strange = [name for name in names if len(name) > 26 or not _COMPLETE.match(name)]
    # One name in four may be cut short (区规划), if it is short enough to be a name at all.
    return (
        bool(names)
        and len(strange) <= len(names) // 4
        and all(len(n) <= 8 and not re.search(r"\d", n) for n in strange)
    )


def _bare_name(token: str) -> str:
    name = _parted(token)[0]
    found = _OPEN.search(name)
    if found and not _within_brackets(name, found.start()):
        name = name[: found.start()]
    return name.strip()

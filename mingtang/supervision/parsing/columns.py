"""Which column of a table says what: number, headings, the task itself, who leads, who else, until when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from mingtang.supervision.parsing.cleaning import bare
from mingtang.supervision.parsing.deadlines import is_deadline
from mingtang.supervision.parsing.fields import DEADLINE, OTHER
from mingtang.supervision.parsing.numbering import mark_of
from mingtang.supervision.parsing.source import Grid, Spot
from mingtang.supervision.parsing.units import LEADS, SHARES, are_units

SEQUENCE, CONTENT = "seq", "content"
_WORDS = (
    (SEQUENCE, re.compile(r"(?:项目|任务|工作)?(?:序号|编号|序列|次序)|No\.?|NO\.?|序")),
    (
        OTHER,
        re.compile(
            r".*(?:领导|负责人|责任人|联系人|联络员|联系电话|电话|备注|姓名|职务|职称|邮箱|手机|传真|完成情况|进展|落实情况|状态|得分|分值|评分|考核(?!项目|内容|任务|事项|类别)|依据|佐证|责任科长).*"
        ),
    ),
    (
        OTHER,
        re.compile(
            r"第?[一二三四1-4]季度?(?:进度|目标|安排)?|[上下]半年|\d{1,2}月份?|.*(?:目标值|指标值|计量单位|权重).*"
        ),
    ),
    (DEADLINE, re.compile(r".*(?:时限|期限|时间|进度|节点|日期).*")),
    (
        SHARES,
        re.compile(
            r"(?!牵头责任(?:单位|部门|主体|科室|处室)$)(?=.*(?:责任|配合|协办|协同|协助|参与|参加|落实|承办|实施)).*(?:牵头).*|(?:牵头|主办)(?:和|及|、|/|与)(?:配合|协办).*"
        ),
    ),
    (LEADS, re.compile(r".*(?:牵头|主办|主责).*")),
    (
        SHARES,
        re.compile(
            r".*(?:责任|配合|协办|协同|协助|参与|参加|落实|承办|实施|负责|承担|执行).*(?:单位|部门|主体|科室|处室|股室|机构|分工|划分).*|(?:单位|部门|责任单位及分工|责任分工|分工|科室|责任|配合|协办|协同|参与|承办|落实)"
        ),
    ),
    (
        CONTENT,
        re.compile(
            r".*(?:任务|内容|要求|措施|事项|举措|项目|重点|类别|领域|工作|要点|目标|分类|级|方面|指标|环节|栏目|板块|标题|公开|做法|名称|成果|形式|标准|条目|类型|主题|细化|实事|工程).*"
        ),
    ),
)
# Columns of aims and results stand beside the task; 目标任务 is the task itself.
_BESIDE_THE_TASK = re.compile(
    r"(?!.*(?:任务|事项|措施|内容|[一二三]级)).*(?:目标|成果|形式|标准|指标|成效|方式|载体|渠道|路径)"
)
_LONGEST_HEAD = 24
_HEAD_ROWS = 8
_LOOSE_ROWS = 3
_LEAST_CARD = 3
_LONGEST_UNKNOWN = 8


@dataclass
class Columns:
    """The columns by what they say. `text` holds the task, `headings` what it stands under, from left to right."""

    text: int
    seq: int | None = None
    headings: list[int] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)
    shares: list[int] = field(default_factory=list)
    deadlines: list[int] = field(default_factory=list)
    heads: tuple[str, ...] = ()

    def role(self, column: int) -> str:
        for role, columns in ((LEADS, self.leads), (SHARES, self.shares), (DEADLINE, self.deadlines)):
            if column in columns:
                return role
        if column == self.seq:
            return SEQUENCE
        return CONTENT if column == self.text or column in self.headings else OTHER


def role_of_head(text: str) -> str:
    """What a column's head announces, or an empty string for what is no head."""
    words = re.sub(r"[（(][^（）()]*[）)]", "", bare(text)).strip("：:") or bare(text)
    if not words or len(words) > _LONGEST_HEAD or words[-1] in "。；;，" or mark_of(text):
        return ""
    return next((role for role, form in _WORDS if form.fullmatch(words)), "")


def head_roles(row: list[Spot]) -> list[str] | None:
    """The roles of a row that is the head of a table, or None."""
    corners = {(spot.row, spot.column): spot for spot in row if spot.text}
    roles = [role_of_head(spot.text) for spot in corners.values()]
    known = {role for role in roles if role}
    if len(corners) < 2 or not all(roles) or len(known) < 2 or CONTENT not in known:
        return None
    return [role_of_head(spot.text) for spot in row]


def find_head(grid: Grid) -> tuple[int, int, list[str]] | None:
    """The first row of the head, the row behind it, and the roles; None for a table without a head."""
    for at, row in enumerate(grid.rows[:_HEAD_ROWS]):
        roles = head_roles(row)
        if roles is None:
            continue
        behind = at + 1
        while behind < len(grid.rows) and (lower := _lower_head(grid.rows[behind], row)):
            roles, behind = lower, behind + 1
        return at, behind, roles
    return _loose_head(grid)


def upright(grid: Grid) -> Grid:
    """A table whose heads stand in its first column (one card for each task), turned; any other as it is."""
    if not len(grid.rows) >= _LEAST_CARD or grid.columns > len(grid.rows) or find_head(grid) is not None:
        return grid
    names = [replace(row[0], row=0, column=at, high=1, wide=1) for at, row in enumerate(grid.rows)]
    if any(row[0].wide > 1 for row in grid.rows) or head_roles(names) is None:
        return grid
    turned = [
        [replace(row[column], row=column, column=at, high=1, wide=1) for at, row in enumerate(grid.rows)]
        for column in range(1, grid.columns)
    ]
    return replace(grid, rows=[names, *turned], numbers=[1] * grid.columns)


def _loose_head(grid: Grid) -> tuple[int, int, list[str]] | None:
    """A first row with one head that is not known among three or more that are: 存在问题 beside 整改措施 and 责任单位.

    Where numbers and units have their heads and nothing names the task, the one unknown head does.
    """
    for at, row in enumerate(grid.rows[:_LOOSE_ROWS]):
        corners = list(dict.fromkeys(spot for spot in row if spot.text))
        roles = [role_of_head(spot.text) for spot in corners]
        unknown = [s.text for s, role in zip(corners, roles, strict=True) if not role]
        known = {role for role in roles if role}
        short = all(len(bare(text)) <= _LONGEST_UNKNOWN and text[-1] not in "。；" for text in unknown)
        if (
            len(unknown) == 1
            and short
            and SEQUENCE in known
            and known & {LEADS, SHARES}
            and CONTENT not in known
        ):
            return at, at + 1, [role_of_head(spot.text) or CONTENT for spot in row]
        if (
            len(unknown) * 2 <= len(roles)
            and short
            and CONTENT in known
            and known & {LEADS, SHARES}
            and len(known) > 2
        ):
            return at, at + 1, [role_of_head(spot.text) or OTHER for spot in row]
    return None


def _lower_head(row: list[Spot], above: list[Spot]) -> list[str] | None:
    """The roles of a second row of the head: parts of the cells above it, or cells that reach down from there."""
    inherited = [spot for spot in row if spot.row == above[0].row and spot.text]
    own = [spot for spot in row if spot not in inherited and spot.text]
    if not own or not all(role_of_head(spot.text) for spot in own) or not (inherited or len(own) > 1):
        return None
    if not inherited and head_roles(row) is None:
        return None
    return [role_of_head(spot.text or over.text) for spot, over in zip(row, above, strict=False)]


def columns_of(grid: Grid, roles: list[str], first: int) -> Columns | None:
    """The columns of a table with this head; None when it holds no tasks."""
    content = [column for column, role in enumerate(roles) if role == CONTENT]
    if not content or not {LEADS, SHARES, DEADLINE, SEQUENCE} & set(roles):
        return None
    heads = tuple(bare(spot.text) for spot in grid.rows[first - 1])
    text = _text_column(grid, content, first, heads)
    seq = roles.index(SEQUENCE) if SEQUENCE in roles else None
    headings = [c for c in content if c < text or (c != text and _repeats(grid, c, first))]
    headings = [c for c in headings if not _BESIDE_THE_TASK.match(heads[c]) or _repeats(grid, c, first)]

    def with_role(role: str) -> list[int]:
        return [column for column, own in enumerate(roles) if own == role]

    return Columns(text, seq, headings, with_role(LEADS), with_role(SHARES), with_role(DEADLINE), heads)


def _text_column(grid: Grid, content: list[int], first: int, heads: tuple[str, ...]) -> int:
    """The content column that says most, those about aims and results only when there is no other."""
    wanted = [c for c in content if not _BESIDE_THE_TASK.match(heads[c])] or content
    texts = {c: _own_texts(grid, c, first) for c in content}
    if max(map(len, texts.values())) >= 2 * max(len(texts[c]) for c in wanted):
        wanted = content  # what is left are headings of several rows each
    return max(wanted, key=lambda column: (sum(len(bare(text)) for text in texts[column]), column))


def _own_texts(grid: Grid, column: int, first: int) -> list[str]:
    """What a column's cells say, merged ones once."""
    cells = {(s.row, s.column): s.text for s in _column(grid, column, first) if s.column == column}
    return [text for text in cells.values() if text]


def _column(grid: Grid, column: int, first: int) -> list[Spot]:
    return [row[column] for row in grid.rows[first:] if column < len(row)]


def _repeats(grid: Grid, column: int, first: int) -> bool:
    """True for a column of headings: cells that cover several rows."""
    return any(spot.high > 1 and spot.wide == 1 and spot.text for spot in _column(grid, column, first))


def guessed_columns(grid: Grid) -> Columns | None:
    """The columns of a table without a head, by what stands in them; None when no column names units."""
    if grid.columns < 2 or len(grid.rows) < 2 or heads_something_else(grid):
        return None
    roles = [_guess([s.text for s in _column(grid, c, 0) if s.text]) for c in range(grid.columns)]
    return columns_of(grid, roles, 0) if SHARES in roles else None


def heads_something_else(grid: Grid) -> bool:
    """True when the first row is a head without any column of tasks: names, offices, telephone numbers."""
    roles = [role_of_head(spot.text) for spot in dict.fromkeys(grid.rows[0]) if spot.text]
    return len(roles) > 1 and all(roles) and OTHER in roles


def _guess(texts: list[str]) -> str:
    def mostly(test: Callable[[str], object]) -> bool:
        return bool(texts) and sum(bool(test(text)) for text in texts) >= 0.8 * len(texts)

    if mostly(lambda text: re.fullmatch(r"\d{1,3}[.、]?", bare(text))):
        return SEQUENCE
    if mostly(is_deadline):
        return DEADLINE
    return SHARES if mostly(are_units) else CONTENT

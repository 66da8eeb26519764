"""What other finds make of a line: names in lists, and words about illness, disability, hardship or childhood.

Worked cases: docs/law/personal_data.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mingtang.law.names import NAME, NOT_NAMES
from mingtang.law.personal_data_page import RANK, Certainty, Hit, Page, words

_MASKED_IDENTIFIER = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{3,6}[*＊×xX]{4,14}[0-9Xx＊*]{1,4}|1[3-9]\d[*＊×]{4}\d{4})(?![0-9A-Za-z])"
)
_IDENTIFYING = frozenset({"id_card", "mobile", "bank_card", "passport", "birth_date", "address"})
_LISTED_NAME = re.compile(
    rf"(?:^|(?<=[\t|｜,，;；、：: \u3000]))(?:\d{{1,4}}[.、．\s|｜,，\t]+)?({NAME})(?=[\t|｜,，;；、：:（( \u3000\d]|$)",
    re.MULTILINE,
)
_NAMED_PERSON = re.compile(
    rf"(?:姓名|当事人|申请人|户主|监护人|学生|患者|联系人|受益人|被处罚人)[ ]*[：: ][ ]*({NAME})(?![\u4e00-\u9fa5])"
)
_SENSITIVE_WORDS = words("""
    未成年 监护人 留守儿童 困境儿童 孤儿 患有 确诊 诊断为 病情 疾病名称 病种 艾滋 HIV 精神障碍 癌 肿瘤
    尿毒症 残疾类别 残疾等级 残疾级别 肢体残疾 视力残疾 智力残疾 精神残疾 听力残疾 言语残疾 致贫原因
    困难原因 困难类型 低保 特困 救助原因
""")


def identified_lines(page: Page, hits: Iterable[Hit]) -> dict[tuple[int, int], Certainty]:
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


def listed_names(page: Page, lines: Iterable[tuple[int, int]]) -> list[Hit]:
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


def sensitive_circumstances(page: Page, lines: dict[tuple[int, int], Certainty]) -> Iterator[Hit]:
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

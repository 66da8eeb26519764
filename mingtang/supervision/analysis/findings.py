"""Problems found by audit or inspection, and how they are put right: one line each, its fields set apart by ｜."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

FOUND, RECTIFIED, BOTH = "发现问题", "整改落实情况", "发现问题及整改落实情况"
OUTCOME_CODES = {"已整改": "done", "正在整改": "going", "未整改": "not_done"}
# Kinds of information that publish them, and who found the problem.
KINDS = {"audit_findings": "audit", "inspection_findings": "inspection"}
FORM = "问题｜整改措施｜责任单位｜整改时限｜整改状态"
_FIELDS = 5
_NUMBER = re.compile(r"^[（(]?\d{1,3}[）)．.、\s]+")
_NOT_WORDS = re.compile(r"[\s，。；：、,.;:“”\"（）()]+")


@dataclass(frozen=True)
class Line:
    """One problem as a text tells it; fields that it leaves out are empty."""

    number: int
    problem: str
    measure: str = ""
    unit: str = ""
    due_on: date | None = None
    outcome: str = ""

    @property
    def key(self) -> str:
        """Problem by which two texts are known to mean the same."""
        return _NOT_WORDS.sub("", self.problem)


def lines_of(text: str) -> tuple[list[Line], list[str]]:
    """The problems of a text, in its order, and what is wrong with lines that cannot be read."""
    found, wrong = [], []
    for number, line in enumerate(filter(None, (line.strip() for line in text.splitlines())), start=1):
        fields = [field.strip() for field in re.split(r"[｜|]", line.strip("|"))]
        fields += [""] * (_FIELDS - len(fields))
        wrong += [f"第{number}行{why}" for why in _wrong(fields)]
        found.append(
            Line(
                number,
                _NUMBER.sub("", fields[0]),
                fields[1],
                fields[2],
                day_of(fields[3]),
                _outcome(fields[4]),
            )
        )
    return found, wrong


def _wrong(fields: list[str]) -> list[str]:
    reasons = []
    if len(fields) > _FIELDS and any(fields[_FIELDS:]):
        reasons.append(f"多于五栏，请按“{FORM}”填写。")
    if not fields[0]:
        reasons.append("没有写问题。")
    if fields[3] and day_of(fields[3]) is None:
        reasons.append(f"的整改时限“{fields[3]}”请写成2026-12-31的样子。")
    if fields[4] and fields[4] not in OUTCOME_CODES:
        reasons.append(f"的整改状态“{fields[4]}”请改为已整改、正在整改或者未整改。")
    return reasons


def missing_of(stage: str, line: Line) -> list[str]:
    """What a line must tell at this stage and does not."""
    asked: list[tuple[str, object]] = [("整改措施", line.measure)]
    if stage in (FOUND, BOTH):
        asked += [("责任单位", line.unit), ("整改时限", line.due_on)]
    if stage in (RECTIFIED, BOTH):
        asked.append(("整改状态", line.outcome))
    return [name for name, value in asked if not value]


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _outcome(text: str) -> str:
    return OUTCOME_CODES.get(text, "")

"""政策评价: five aspects, the yearly minimum, and what stands red on a day. Knows no Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from mingtang.policies.analysis.benefits import told

# 五个方面 (requirements PE-02), and what became of the result (PE-03).
ASPECTS = (
    ("execution_standard", "执行标准"),
    ("scope_of_application", "适用范围"),
    ("use", "使用情况"),
    ("effect", "取得成效"),
    ("problems", "存在问题"),
)
USE_OF_RESULT = ("use_of_result", "结果运用情况")
# 每年至少开展2次专题性政策评价 (requirements PE-01).
YEARLY = 2
THEMATIC = "专题性政策评价"


def missing_aspects(elements: Mapping[str, Any]) -> list[str]:
    """The names of the aspects, and of the use of the result, that are not told."""
    return [name for code, name in (*ASPECTS, USE_OF_RESULT) if not told(elements, code)]


def year_end(year: int) -> date:
    """每年年底前: the last day on which results and their use are public in time (requirements PE-03)."""
    return date(year, 12, 31)


def warning(due: date, on: date, *, public_on: date | None, ahead: int) -> str:
    """How an evaluation stands against its day: done, late (public after it), overdue, soon or open."""
    if public_on is not None:
        return "done" if public_on <= due else "late"
    if on > due:
        return "overdue"
    return "soon" if due - on <= timedelta(days=ahead) else "open"

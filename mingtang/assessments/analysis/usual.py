"""The scheme that a new year begins with where there is no earlier one: a start to be edited, not a rule."""

from __future__ import annotations

from datetime import date
from typing import Any

HAND = {"kind": "hand"}
# code, name, weight, rule, area. A source is chosen by the office from what the platform measures.
INDICATORS: tuple[tuple[str, str, int, dict[str, Any], str], ...] = (
    ("1", "主动公开及时完整", 15, HAND, "general"),
    ("2", "政策文件管理和效力标注", 10, HAND, "general"),
    ("3", "政策解读同步发布", 15, HAND, "general"),
    ("4", "意见征集和采纳反馈", 10, HAND, "general"),
    ("5", "依申请公开按时答复", 15, HAND, "general"),
    ("6", "平台栏目更新维护", 10, HAND, "general"),
    ("7", "工作要点任务落实", 10, HAND, "general"),
    ("8", "公共企事业单位信息公开", 5, HAND, "public_enterprises"),
    ("9", "基层政务公开标准化规范化", 5, HAND, "grassroots"),
    ("10", "业务培训", 5, HAND, "general"),
)


def quarters(year: int) -> list[tuple[str, date, date, int]]:
    """Four periods of equal weight: name, first and last day, weight."""
    return [
        ("一季度", date(year, 1, 1), date(year, 3, 31), 25),
        ("二季度", date(year, 4, 1), date(year, 6, 30), 25),
        ("三季度", date(year, 7, 1), date(year, 9, 30), 25),
        ("四季度", date(year, 10, 1), date(year, 12, 31), 25),
    ]

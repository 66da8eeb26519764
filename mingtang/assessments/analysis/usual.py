"""The scheme that a new year begins with where there is no earlier one: a start to be edited, not a rule."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

HAND, SHARE = {"kind": "hand"}, {"kind": "share"}
# code, name, weight, what the platform measures of it ("" for what people judge), area.
_USUAL: tuple[tuple[str, str, int, str, str], ...] = (
    ("1", "主动公开及时完整", 15, "public_in_time", "general"),
    ("2", "政策文件管理和效力标注", 10, "policy_elements", "general"),
    ("3", "政策解读同步发布", 15, "three_sync", "general"),
    ("4", "意见征集和采纳反馈", 10, "", "general"),
    ("5", "依申请公开按时答复", 15, "", "general"),
    ("6", "平台栏目更新维护", 10, "columns_kept", "general"),
    ("7", "工作要点任务落实", 10, "tasks_proven", "general"),
    ("8", "公共企事业单位信息公开", 5, "", "public_enterprises"),
    ("9", "基层政务公开标准化规范化", 5, "", "grassroots"),
    ("10", "业务培训", 5, "", "general"),
)


def indicators(measured: Collection[str]) -> list[dict[str, Any]]:
    """The usual indicators: by share where the platform measures them, by hand where no trade does yet."""
    return [
        {
            "order": order,
            "code": code,
            "name": name,
            "weight": weight,
            "area": area,
            "source": source if source in measured else "",
            "rule": SHARE if source in measured else HAND,
        }
        for order, (code, name, weight, source, area) in enumerate(_USUAL, 1)
    ]


def quarters(year: int) -> list[tuple[str, date, date, int]]:
    """Four periods of equal weight: name, first and last day, weight."""
    return [
        ("一季度", date(year, 1, 1), date(year, 3, 31), 25),
        ("二季度", date(year, 4, 1), date(year, 6, 30), 25),
        ("三季度", date(year, 7, 1), date(year, 9, 30), 25),
        ("四季度", date(year, 10, 1), date(year, 12, 31), 25),
    ]

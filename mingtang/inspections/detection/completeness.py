"""Elements without a value, and places in a text that were left to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mingtang.inspections.detection import nearby
from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.normalising import visible

_PLACEHOLDER = re.compile(
    r"[（(【\[]?(?:此处|在此|在这里|请在此)(?:填写|输入|插入|粘贴)[^\n，。；）)】\]]{0,12}[）)】\]]?"
    r"|(?:请输入|单击或点击此处输入|单击此处输入|点击此处输入)(?:正文|标题|内容|文字)[。]?"
    r"|(?:[XＸ×xx]{1,4}年)?[XＸ×]{1,2}月[XＸ×]{1,2}日|20[XＸ×]{2}年|〔20[XＸ×]{2}〕"
    r"|\{\{[^{}\n]{0,40}\}\}|(?i:lorem ipsum)"
)


_HINTS = (
    "此处",
    "在此",
    "在这里",
    "请输入",
    "{{",
    "X年",
    "X月",
    "Ｘ年",
    "Ｘ月",
    "×年",
    "×月",
    "x年",
    "x月",
    "20XX",
    "20××",
    "psum",
)


def findings(text: str, elements: Mapping[str, object] | None = None) -> Iterator[Finding]:
    """`elements`: what must be there, by the name that the editor knows; those without a value are findings."""
    for match in nearby.matches(text, _HINTS, _PLACEHOLDER):
        message = "模板占位文字尚未填写"
        yield Finding(
            "missing_element", "placeholder", match.start(), match.end(), match[0], message, "", "block"
        )
    for name, value in (elements or {}).items():
        if value is None or (isinstance(value, str) and not visible(value)) or value in ([], (), {}):
            yield Finding("missing_element", "element", 0, 0, "", f"缺少“{name}”", f"填写“{name}”", "block")

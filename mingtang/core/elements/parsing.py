"""Elements as data: what a kind of information must tell, and how its values are checked. Knows no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TYPES = {
    "text": "单行文字",
    "longtext": "多行文字",
    "date": "日期",
    "choice": "单选",
    "multichoice": "多选",
    "number": "数字",
    "money": "金额",
    "url": "网址",
    "boolean": "是否",
    "organisation": "机构",
    "topic": "主题分类",
    "document_number": "发文字号",
    "index_number": "索引号",
    "person_name": "姓名",
}


class ElementError(ValueError):
    """An element's definition is wrong; the message says where and what to do."""


@dataclass(frozen=True)
class Element:
    """One thing that a kind of information tells about itself."""

    code: str
    name: str
    type: str
    required: bool = False
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    public: bool = True
    required_when: tuple[str, str] | None = None

    def is_required(self, values: Mapping[str, Any]) -> bool:
        """Required always, or when another element has a named value (公开属性 不予公开 → its ground)."""
        if self.required_when is None:
            return self.required
        code, value = self.required_when
        return values.get(code) == value


def parse(rows: Iterable[Mapping[str, Any]]) -> tuple[Element, ...]:
    """Elements from their data; ElementError names the row that is wrong."""
    elements: list[Element] = []
    for number, row in enumerate(rows, 1):
        elements.append(_element(number, row))
    codes = [element.code for element in elements]
    for code in codes:
        if codes.count(code) > 1:
            raise ElementError(f"要素代码“{code}”重复，请改用不同的代码。")
    return tuple(elements)


def _element(number: int, row: Mapping[str, Any]) -> Element:
    for key in ("code", "name", "type"):
        if not row.get(key):
            raise ElementError(f"第{number}个要素缺少“{key}”。")
    if row["type"] not in TYPES:
        raise ElementError(f"要素“{row['name']}”的类型“{row['type']}”不存在，可用：{'、'.join(TYPES)}。")
    choices = tuple(_choice(choice) for choice in row.get("choices") or ())
    if row["type"] in {"choice", "multichoice"} and not choices:
        raise ElementError(f"要素“{row['name']}”是选择题，请列出选项（choices）。")
    when = row.get("required_when")
    return Element(
        code=row["code"],
        name=row["name"],
        type=row["type"],
        required=bool(row.get("required")),
        help=row.get("help", ""),
        choices=choices,
        public=row.get("public", True),
        required_when=(when["element"], when["value"]) if when else None,
    )


def _choice(choice: Any) -> tuple[str, str]:
    if isinstance(choice, str):
        return choice, choice
    if isinstance(choice, Mapping):
        return str(choice.get("code", choice.get("value"))), str(choice.get("name", choice.get("label")))
    value, label = choice
    return str(value), str(label)


def missing(elements: Iterable[Element], values: Mapping[str, Any]) -> list[Element]:
    """Elements that must be told and are not."""
    return [e for e in elements if e.is_required(values) and values.get(e.code) in (None, "", [], ())]


def shown(element: Element, value: Any) -> str:
    """A value as people read it; empty where there is none."""
    if value in (None, "", [], ()):
        return ""
    labels = dict(element.choices)
    if element.type == "multichoice":
        return "、".join(labels.get(str(v), str(v)) for v in value)
    if element.type == "boolean":
        return "是" if value else "否"
    if element.type == "money":
        return f"{float(value):,.2f}元"
    return labels.get(str(value), str(value))

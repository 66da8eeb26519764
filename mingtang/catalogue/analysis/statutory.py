"""法定主动公开内容 as data: which items the 条例 names, for whom, from when until when. Knows no Django."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Item:
    """One item of what must be disclosed. `levels` are kinds of bodies, `kinds` and `columns` say where it is found."""

    code: str
    article: str
    name: str
    wording: str
    levels: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    is_local: bool = False

    def holds(self, level: str, on: date) -> bool:
        """Whether a body of this kind owes it on a day; both days of validity belong to it."""
        begun = self.valid_from is None or self.valid_from <= on
        ended = self.valid_until is not None and self.valid_until < on
        return level in self.levels and begun and not ended


@cache
def shipped() -> tuple[Item, ...]:
    """The items of the 条例, arts. 20 and 21, past ones too."""
    file = files("mingtang.data").joinpath("catalogues/statutory.json")
    return tuple(_item(row) for row in json.loads(file.read_text(encoding="utf-8"))["items"])


def _item(row: dict[str, object]) -> Item:
    def day(name: str) -> date | None:
        return date.fromisoformat(str(row[name])) if row[name] else None

    def codes(name: str) -> tuple[str, ...]:
        value = row[name]
        return tuple(str(code) for code in value) if isinstance(value, list) else ()

    return Item(
        code=str(row["code"]),
        article=str(row["article"]),
        name=str(row["name"]),
        wording=str(row["wording"]),
        levels=codes("levels"),
        kinds=codes("kinds"),
        columns=codes("columns"),
        valid_from=day("valid_from"),
        valid_until=day("valid_until"),
    )


def owed(items: Iterable[Item], level: str, on: date) -> list[Item]:
    """The items that a body of this kind owes on a day. An organisation by law (art. 54) owes what a department owes."""
    known = level if level in {"government", "department", "town", "street"} else "department"
    return [item for item in items if item.holds(known, on)]

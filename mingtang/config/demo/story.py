"""What people of the demonstration did besides taking texts along the road: deeds, told in `mingtang/data/demo/story`.

Each file holds the deeds of one field, each with its day, its name and its facts. A deed is done by the functions of that
field's module, through the acts that the desk calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from mingtang.config.demo import (
    assessed,
    following,
    gathered,
    gazette,
    library,
    plans,
    records,
    section,
    standings,
    stock,
)
from mingtang.config.demo.clock import moment
from mingtang.config.demo.data import read_json
from mingtang.config.demo.district import District

Told = Mapping[str, Any]
FIELDS: dict[str, Mapping[str, Callable[[District, Told, date], None]]] = {
    "library": library.DEEDS,
    "gathered": gathered.DEEDS,
    "gazette": gazette.DEEDS,
    "section": section.DEEDS,
    "stock": stock.DEEDS,
    "plan": plans.DEEDS,
    "records": records.DEEDS,
    "tasks": following.DEEDS,
    "standings": standings.DEEDS,
    "assessed": assessed.DEEDS,
}
# After the releases of the day, so that what went out in the morning and the afternoon is there.
_HOUR = (16, 40)


@dataclass(frozen=True)
class Deed:
    """One deed at its moment."""

    at: datetime
    name: str
    act: Callable[[District, date], None]

    def do(self, district: District) -> None:
        self.act(district, self.at.date())


def deeds() -> Iterator[Deed]:
    """All deeds, in the order of their files."""
    for field, known in FIELDS.items():
        for told in read_json(f"demo/story/{field}.json")["deeds"]:
            yield Deed(_when(told), f"{field}：{told['do']}", _bound(known[told["do"]], told))


def _when(told: Told) -> datetime:
    hour, minute = told.get("hour", _HOUR)
    return moment(date.fromisoformat(told["on"]), hour, minute)


def _bound(act: Callable[[District, Told, date], None], told: Told) -> Callable[[District, date], None]:
    return partial(_do, act, told)


def _do(act: Callable[[District, Told, date], None], told: Told, district: District, on: date) -> None:
    act(district, told, on)

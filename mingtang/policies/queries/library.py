"""The library page: what a reader narrows it to, the filters with their counts, the documents found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from mingtang.core.design.api import Chip, NavItem
from mingtang.law.validity import Force
from mingtang.policies.labels import KINDS, LEVEL, LEVEL_NAMES, VALIDITY
from mingtang.publishing import api as publishing

FAMILIES = (
    (VALIDITY, "效力"),
    (LEVEL, "效力位阶"),
    ("topic", "主题"),
    ("genre", "体裁"),
    ("year", "发布年份"),
    ("issuer", "发布机构"),
    ("audience", "面向对象"),
)
NAMES = dict(FAMILIES)
# The stock is what is in force (LB-05); `validity=all` opens everything.
STOCK = tuple(force.value for force in Force if force.holds)
ALL, NONE = "all", "none"
ORDERS = {"newest": "最新发布", "number": "按文号"}
# All other states are bad news for whoever relies on a document.
TONES = {"in_force": "good", "partly": "warn", "suspended": "warn", "not_yet": "info"}
MOST_VALUES = 8
LONGEST_TEXT = 60
SHOWN_AT_FIRST = 10
MOST_SHOWN = 200


@dataclass(frozen=True)
class Wanted:
    """What a query asks for. Values of a family are one or the other, families all together."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    order: str = "newest"
    older_than: publishing.Place | None = None
    newer_than: publishing.Place | None = None

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """As facets know them; what is in force where nothing else is asked for."""
        filters = {
            family: tuple("" if value == NONE else value for value in values)
            for family, values in self.chosen.items()
            if values != (ALL,)
        }
        return filters if VALIDITY in self.chosen else {VALIDITY: STOCK, **filters}

    def narrowed(self, family: str, *values: str) -> Wanted:
        """The same with these values of a family, none for all; a new list begins at its first page."""
        chosen = {name: held for name, held in {**self.chosen, family: values}.items() if held}
        return replace(self, chosen=chosen, older_than=None, newer_than=None)

    def address(self, *, text: str | None = None, order: str = "", **place: str) -> str:
        """The address of this list, with other words or in another order; `before` or `after` name a place in it."""
        text, order = self.text if text is None else text, order or self.order
        query = [(family, value) for family in NAMES for value in self.chosen.get(family, ())]
        query += [("q", text)] if text else []
        query += [("order", order)] if order != "newest" else []
        query += list(place.items())
        address = reverse("policies:library")
        return f"{address}?{urlencode(query)}" if query else address

    def hidden(self) -> list[tuple[str, str]]:
        """What a search box must send along."""
        chosen = [(family, value) for family in NAMES for value in self.chosen.get(family, ())]
        return chosen + ([("order", self.order)] if self.order != "newest" else [])


def wanted(query: Any) -> Wanted:
    """What is not understood is left out."""
    chosen = {}
    for family in NAMES:
        values = dict.fromkeys(value[:120] for value in query.getlist(family)[:MOST_VALUES] if value)
        if values:
            chosen[family] = (ALL,) if ALL in values and family == VALIDITY else tuple(values)
    older = publishing.place_from(query.get("before", ""))
    newer = None if older else publishing.place_from(query.get("after", ""))
    order = query.get("order", "")
    return Wanted(
        chosen,
        " ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_TEXT],
        order if order in ORDERS else "newest",
        older,
        newer,
    )


@dataclass(frozen=True)
class Option:
    """One value of a filter: how many documents it would leave, and the address that takes it on or off."""

    label: str
    count: int
    url: str
    chosen: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """One filter; what is beyond the first few stands under 更多."""

    name: str
    options: Sequence[Option]
    more: Sequence[Option] = ()
    chosen: bool = False


@dataclass(frozen=True)
class Found:
    """What the library shows. `whole` is False where a search did not look through all titles."""

    page: publishing.SelectedPage
    total: int
    in_force: int
    everything: int
    facets: Sequence[Facet]
    whole: bool = True


def look(asked: Wanted, *, on: date, site: int, limit: int = 20) -> Found:
    """Documents of the library on a site, as of a day."""
    found, whole = publishing.select(asked.filters, on=on, within=KINDS, site=site), True
    if asked.text:
        found, whole = found.matching(asked.text, beside=VALIDITY)
    counts = {family: found.counts(family) for family in NAMES}
    page = found.page(asked.order, older_than=asked.older_than, newer_than=asked.newer_than, limit=limit)
    return Found(
        page,
        found.total,
        sum(counts[VALIDITY].get(value, 0) for value in STOCK),
        sum(counts[VALIDITY].values()),
        [facet for family in NAMES if (facet := _facet(family, counts[family], asked)).options],
        whole,
    )


def _facet(family: str, counts: Mapping[str, int], asked: Wanted) -> Facet:
    values = _in_order(family, counts, asked)
    options = [_option(family, value, counts[value], asked) for value in values[:MOST_SHOWN]]
    chosen = bool(asked.chosen.get(family)) and asked.chosen[family] != (ALL,)
    return Facet(NAMES[family], options[:SHOWN_AT_FIRST], options[SHOWN_AT_FIRST:], chosen)


def _in_order(family: str, counts: Mapping[str, int], asked: Wanted) -> list[str]:
    """States and levels in their own order, years from the newest, all else by how much there is."""
    if family in (VALIDITY, LEVEL):
        known = [*(force.value for force in Force), ""] if family == VALIDITY else [*LEVEL_NAMES, ""]
        return [value for value in known if value in counts]
    values = [value for value in counts if value]
    if family == "year":
        return sorted(values, reverse=True)
    by_count = sorted(values, key=lambda value: (-counts[value], value))
    return _unfolded(by_count, asked.chosen.get(family, ())) if family == "topic" else by_count


def _unfolded(topics: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Upper topics; below a chosen one stand its own."""
    opened = {value.split("\\")[0] for value in chosen}
    found = []
    for topic in (topic for topic in topics if "\\" not in topic):
        found.append(topic)
        if topic in opened:
            found += [lower for lower in topics if lower.startswith(f"{topic}\\")]
    # What was opened comes first: it would else be lost under 更多.
    return sorted(found, key=lambda topic: topic.split("\\")[0] not in opened)


def _option(family: str, value: str, count: int, asked: Wanted) -> Option:
    said = value or NONE
    now = tuple(v for v in asked.chosen.get(family, ()) if v != ALL)
    chosen = said in now
    # A topic takes the place of the one above or beside it; of all else several can be chosen.
    more = (said,) if family == "topic" else (*now, said)[-MOST_VALUES:]
    then = tuple(v for v in now if v != said) if chosen else more
    depth = 1 if family == "topic" and "\\" in value else 0
    return Option(name_of(family, value), count, asked.narrowed(family, *then).address(), chosen, depth)


def name_of(family: str, value: str) -> str:
    """How a value reads."""
    if value in ("", NONE):
        return "未标注"
    if family == VALIDITY:
        return Force(value).label if value in set(Force) else value
    if family == LEVEL:
        return LEVEL_NAMES.get(value, value)
    if family == "year":
        return f"{value}年"
    return value.split("\\")[-1] if family == "topic" else value


def chips(asked: Wanted) -> list[Chip]:
    """What is chosen, each with the address without it."""
    found = [Chip(f"搜索：{asked.text}", asked.address(text=""))] if asked.text else []
    for family, values in asked.chosen.items():
        for value in values:
            rest = tuple(v for v in values if v != value)
            if value != ALL:
                without = asked.narrowed(family, *rest).address()
                found.append(Chip(f"{NAMES[family]}：{name_of(family, value)}", without))
    return found


def scopes(asked: Wanted, found: Found) -> list[NavItem]:
    """The switch between the stock in force and everything."""
    validity = asked.chosen.get(VALIDITY, ())
    return [
        NavItem("现行有效", asked.narrowed(VALIDITY).address(), not validity, found.in_force),
        NavItem(
            "全部（含失效、废止）",
            asked.narrowed(VALIDITY, ALL).address(),
            validity == (ALL,),
            found.everything,
        ),
    ]


def orders(asked: Wanted) -> list[NavItem]:
    return [NavItem(name, asked.address(order=code), asked.order == code) for code, name in ORDERS.items()]


def pager(asked: Wanted, page: publishing.SelectedPage) -> dict[str, str]:
    """Addresses of first, previous and next; empty where there is none."""
    return {
        "first": asked.address() if page.newer else "",
        "previous": asked.address(after=str(page.newer)) if page.newer else "",
        "next": asked.address(before=str(page.older)) if page.older else "",
    }


@dataclass(frozen=True)
class Stock:
    """How many documents the library holds, and how many of them are in force."""

    in_force: int
    total: int


def stock(*, on: date, site: int) -> Stock:
    """The figures of the home page."""
    found = publishing.select({VALIDITY: STOCK}, on=on, within=KINDS, site=site)
    return Stock(found.total, sum(found.counts(VALIDITY).values()))

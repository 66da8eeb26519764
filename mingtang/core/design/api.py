"""What other apps may use: the small shapes that pages are made of, and how a reader wants them shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mingtang.core.design import analysis, labels
from mingtang.core.design.forms import done, told, tried
from mingtang.core.design.queries import Display, display_mode
from mingtang.core.design.services import (
    PAGE_SIZE,
    desk_page,
    following,
    public_answer,
    public_not_found,
    public_page,
    public_site,
)

__all__ = [
    "PAGE_SIZE",
    "Attachment",
    "Card",
    "Cell",
    "Change",
    "Chip",
    "Counter",
    "Crumb",
    "DeskFrame",
    "Display",
    "Document",
    "Entry",
    "Fact",
    "Footer",
    "Month",
    "NavGroup",
    "NavItem",
    "Palette",
    "Part",
    "PortalFrame",
    "Step",
    "Table",
    "Tag",
    "TimelineEntry",
    "Todo",
    "TodoItem",
    "desk_page",
    "display_mode",
    "done",
    "following",
    "public_answer",
    "public_not_found",
    "public_page",
    "public_site",
    "told",
    "tried",
]


@dataclass(frozen=True)
class Tag:
    """A word about a thing: 有效, 已废止, 待审核. Tone: neutral, info, good, warn or bad."""

    text: str
    tone: str = "neutral"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Card:
    """One thing on an overview page; whoever shows it need not know what it is."""

    title: str
    url: str
    text: str = ""
    date: date | datetime | None = None
    tags: Sequence[Tag | str] = ()


@dataclass(frozen=True)
class Document:
    """One row of a public list."""

    title: str
    url: str
    published_at: date | datetime | None = None
    number: str = ""
    source: str = ""
    text: str = ""
    tags: Sequence[Tag | str] = ()


@dataclass(frozen=True)
class TodoItem:
    """Something that someone must do. State: late, today, soon, open, waiting, scheduled or done."""

    title: str
    url: str
    what: str
    due_on: date | None = None
    state: str = "open"
    unit: str = ""

    @property
    def tag(self) -> Tag:
        return Tag(labels.TODO_STATES[self.state], labels.TODO_TONES[self.state])


@dataclass(frozen=True)
class Todo:
    """What one trade asks a person to do: the most pressing items, and how many there are of each sort."""

    items: Sequence[TodoItem] = ()
    counters: Sequence[Counter] = ()


@dataclass(frozen=True)
class Part:
    """A part that a trade adds to a page of a front door: its heading, and a template of the trade with its context.

    Place: `before` the text, `after` it, or `aside`. `mentions` are public ids whose change changes this part, `covers`
    those of related documents that it lists itself, and `shows` codes of elements that it tells in its own way, so that
    the page need not tell them once more (print and PDF, which have no parts, still do).
    """

    heading: str
    template: str
    context: Mapping[str, Any]
    place: str = "after"
    mentions: frozenset[str] = frozenset()
    covers: frozenset[str] = frozenset()
    shows: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Crumb:
    """One step of the way from the home page; the last one has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class NavItem:
    """One way to go; also a tab. `count` shows how many wait there."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    children: Sequence[NavItem] = ()


@dataclass(frozen=True)
class NavGroup:
    """Navigation items under one heading."""

    label: str
    items: Sequence[NavItem]


@dataclass(frozen=True)
class Counter:
    """How many of something there are, leading to exactly those rows."""

    label: str
    count: int
    url: str
    tone: str = "neutral"
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """A large entrance on a home page, with one character as its seal."""

    title: str
    url: str
    text: str = ""
    seal: str = ""


@dataclass(frozen=True)
class Fact:
    """One line of a metadata table: 发文字号, 成文日期, …"""

    label: str
    value: str | Tag
    url: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Cell:
    """A table cell that leads somewhere, or whose `lines` are to stay whole, one below the other."""

    text: str
    url: str = ""
    lines: Sequence[str] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first cell of a row names the row. `numeric` lists columns, counted from 0."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell | Tag | str | int]]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Step:
    """One stage of a road. State: done, current, todo or returned."""

    label: str
    state: str = "todo"
    note: str = ""

    @property
    def state_label(self) -> str:
        return labels.STEP_STATES[self.state]


@dataclass(frozen=True)
class TimelineEntry:
    """Who did what and when."""

    at: date | datetime
    what: str
    who: str = ""
    note: str = ""
    tag: Tag | None = None


@dataclass(frozen=True)
class Attachment:
    """A file to download; `size` in bytes."""

    name: str
    url: str
    kind: str = ""
    size: int | None = None


@dataclass(frozen=True)
class Month:
    """A month in a pager by month; `url` empty where the month holds nothing."""

    year: int
    month: int
    url: str = ""
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Change:
    """A stretch of a comparison. Kind: same, insert or delete."""

    kind: str
    text: str

    @property
    def label(self) -> str:
        return labels.CHANGES[self.kind]


@dataclass(frozen=True)
class Palette:
    """A site's own colours as #rrggbb. ValueError where one is no colour or could not be read on white."""

    brand: str = "#174d86"
    accent: str = "#a8261c"

    def __post_init__(self) -> None:
        for colour in (self.brand, self.accent):
            if not analysis.is_colour(colour):
                raise ValueError(f"“{colour}”不是颜色，应写成 #174d86 这样的六位十六进制。")
            if analysis.contrast(colour, "#ffffff") < analysis.READABLE:
                raise ValueError(
                    f"颜色 {colour} 太浅，白底上的文字看不清（对比度须不低于 4.5:1），请选深一些的颜色。"
                )

    @property
    def declarations(self) -> str:
        """The custom properties to write into the style of the page."""
        return (
            f"--brand:{self.brand};--brand-deep:{analysis.mix(self.brand, '#000000', 0.38)};"
            f"--brand-tint:{analysis.mix(self.brand, '#ffffff', 0.93)};"
            f"--brand-line:{analysis.mix(self.brand, '#ffffff', 0.72)};--accent:{self.accent}"
        )


@dataclass(frozen=True)
class Footer:
    """What 国办发〔2017〕47号 wants at the foot of every page of a government site."""

    organiser: str = ""
    operator: str = ""
    contact: str = ""
    site_code: str = ""
    icp: str = ""
    icp_url: str = ""
    police: str = ""
    police_url: str = ""
    sitemap_url: str = ""
    site_error_url: str = ""
    accessibility_url: str = ""
    party_mark_url: str = ""
    party_mark_image: str = ""
    ipv6: bool = False
    links: Sequence[NavItem] = ()


@dataclass(frozen=True)
class PortalFrame:
    """All that the public frame shows around a page. Pass it to the template as `frame`."""

    site_name: str
    home_url: str = "/"
    motto: str = ""
    emblem_url: str = ""
    navigation: Sequence[NavItem] = ()
    superiors: Sequence[NavItem] = ()
    search_url: str = ""
    query: str = ""
    accessibility_url: str = ""
    footer: Footer = field(default_factory=Footer)
    palette: Palette | None = None
    demo: bool = False


@dataclass(frozen=True)
class DeskFrame:
    """All that the workbench frame shows around a page. Pass it to the template as `frame`."""

    title: str = "政务公开工作台"
    home_url: str = "/"
    person: str = ""
    unit: str = ""
    navigation: Sequence[NavGroup] = ()
    counters: Sequence[Counter] = ()
    account_url: str = ""
    sign_out_url: str = ""
    portal_url: str = ""
    search_url: str = ""
    query: str = ""
    palette: Palette | None = None
    demo: bool = False

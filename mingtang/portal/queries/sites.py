"""Which site a request is for, its tree of columns, and the frame around every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib import import_module

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.request import split_domain_port
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localdate

from mingtang.core.design.api import Crumb, Footer, NavItem, Palette, PortalFrame
from mingtang.law.website_metadata import tags_of
from mingtang.portal import labels
from mingtang.publishing import api as publishing

# The national platform on which anyone reports errors of government websites; every site links there (47号).
SITE_ERROR = "https://zfwzzc.www.gov.cn/"


@dataclass(frozen=True)
class Shell:
    """A site as one request sees it: read once, with two queries, whatever the page."""

    site: publishing.Site
    columns: Sequence[publishing.Column]
    today: date
    domain: str

    @cached_property
    def by_path(self) -> dict[str, publishing.Column]:
        return {column.path: column for column in self.columns}

    @cached_property
    def by_pk(self) -> dict[int, publishing.Column]:
        return {column.pk: column for column in self.columns}

    @cached_property
    def _children(self) -> dict[int | None, list[publishing.Column]]:
        found: dict[int | None, list[publishing.Column]] = {}
        for column in self.columns:
            if is_open(column, self.today):
                found.setdefault(column.parent_id, []).append(column)
        return found

    def children(self, column: publishing.Column | None = None) -> list[publishing.Column]:
        """The open columns below one; the topmost without any."""
        return self._children.get(column.pk if column else None, [])

    def way_to(self, column: publishing.Column) -> list[publishing.Column]:
        """The columns from the root down to this one."""
        way = [column]
        while way[0].parent_id is not None and way[0].parent_id in self.by_pk:
            way.insert(0, self.by_pk[way[0].parent_id])
        return way

    def in_order(self, above: publishing.Column | None = None) -> Iterator[publishing.Column]:
        """All open columns, each before those below it."""
        for column in self.children(above):
            yield column
            yield from self.in_order(column)

    @property
    def is_demonstration(self) -> bool:
        return self.site.is_demonstration or getattr(self.site, "in_demonstration", False)


@dataclass(frozen=True)
class Entrance:
    """A page of a trade: its name, the name of its address, one character as its seal, and what is found there."""

    title: str
    address: str
    seal: str
    text: str

    @property
    def url(self) -> str:
        return reverse(self.address)


def is_open(column: publishing.Column, on: date) -> bool:
    return column.closed_on is None or column.closed_on > on


def shell_of(request: HttpRequest) -> Shell:
    """The site of this request's host name. Http404 where none has been made yet."""
    domain = split_domain_port(request.get_host())[0]
    site = publishing.site_for(domain)
    if site is None:
        raise Http404("还没有设立网站。")
    return Shell(site, publishing.columns_of_site(site), localdate(), site.host or domain)


def site_of(request: HttpRequest) -> publishing.Site:
    """The site of this request's host name. Http404 where none has been made yet."""
    return shell_of(request).site


@cache
def entrances() -> tuple[Entrance, ...]:
    """Pages of the trades that stand on the home page and in the navigation, as `config/wiring.py` lists them."""
    return tuple(Entrance(*row) for row in import_module(settings.WIRING).ENTRANCES)


def door_of(column: publishing.Column) -> str:
    """Where a column is entered: the page that a trade has for it, as `config/wiring.py` lists them, or its own list."""
    page = dict(import_module(settings.WIRING).COLUMN_PAGES).get(column.name)
    return reverse(page) if page else address_of(column)


def address_of(column: publishing.Column) -> str:
    return reverse("portal:column", args=[column.path.strip("/")])


def frame_of(
    shell: Shell, current: publishing.Column | None = None, *, at_home: bool = False, here: str = ""
) -> PortalFrame:
    """Masthead, navigation and foot as the site's own row says. `here` is the address of a page outside columns."""
    site = shell.site
    root = shell.way_to(current)[0].pk if current else None
    chosen = [column for column in shell.columns if column.in_navigation and is_open(column, shell.today)]
    named = import_module(settings.WIRING).IN_NAVIGATION
    taken = {entrance.title: entrance.url for entrance in entrances() if entrance.title in named}
    navigation = [NavItem("首页", "/", current=at_home)] + [
        # Where a trade has the page of that name, the column's own list gives way to it.
        _nav_item(column, taken.pop(column.name, ""), here, is_current=column.pk == root)
        for column in chosen or shell.children()
    ]
    navigation += [NavItem(title, url, current=url == here) for title, url in taken.items()]
    return PortalFrame(
        site_name=site.name,
        motto=site.slogan,
        emblem_url=_emblem(site.emblem),
        navigation=navigation,
        accessibility_url=reverse("portal:accessibility"),
        footer=_footer(site),
        palette=_palette(site.tokens),
        demo=shell.is_demonstration,
    )


def _nav_item(column: publishing.Column, taken: str, here: str, *, is_current: bool) -> NavItem:
    return NavItem(
        column.name, taken or door_of(column), current=is_current or (bool(taken) and here == taken)
    )


def _emblem(name: str) -> str:
    return name if not name or name.startswith("/") else static(name)


def _palette(tokens: dict[str, str]) -> Palette | None:
    """The site's colours; the house's own where they could not be read."""
    wanted = {name: tokens[name] for name in ("brand", "accent") if tokens.get(name)}
    try:
        return Palette(**wanted) if wanted else None
    except ValueError:
        return None


def _footer(site: publishing.Site) -> Footer:
    return Footer(
        organiser=site.organisation.name,
        operator=site.undertaker,
        contact=site.contact,
        site_code=site.identification_code,
        icp=site.icp,
        icp_url="https://beian.miit.gov.cn/" if site.icp else "",
        police=site.police,
        police_url="https://beian.mps.gov.cn/" if site.police else "",
        sitemap_url=reverse("portal:site-map"),
        site_error_url=SITE_ERROR,
        accessibility_url=reverse("portal:accessibility"),
        party_mark_url=site.badge_address,
        party_mark_image=reverse("portal:site-badge", args=[site.badge_id]) if site.badge_id else "",
        ipv6=True,
    )


def crumbs_to(shell: Shell, column: publishing.Column, *, last: str = "") -> list[Crumb]:
    """The way from the home page to a column, or to a page in it."""
    way = [Crumb("首页", "/")] + [Crumb(c.name, address_of(c)) for c in shell.way_to(column)]
    return [*way, Crumb(last)] if last else way


def side_navigation(shell: Shell, current: publishing.Column) -> tuple[str, list[NavItem]]:
    """The branch of a column, two levels deep; the lower level only where one is."""
    way = shell.way_to(current)
    on_way = {column.pk for column in way}
    items = [
        NavItem(
            column.name,
            door_of(column),
            current=column.pk == current.pk,
            children=_below(shell, column, current) if column.pk in on_way else (),
        )
        for column in shell.children(way[0]) or shell.children()
    ]
    return (way[0].name if shell.children(way[0]) else "栏目导航"), items


def _below(shell: Shell, column: publishing.Column, current: publishing.Column) -> list[NavItem]:
    return [NavItem(c.name, address_of(c), current=c.pk == current.pk) for c in shell.children(column)]


def entrance(shell: Shell, wanted: tuple[str, tuple[str, ...]]) -> publishing.Column | None:
    """The column that serves as an entrance: by its page style, else by its name."""
    style, names = wanted
    columns = list(shell.in_order())
    by_style = (column for column in columns if column.template == style)
    by_name = (column for name in names for column in columns if column.name == name)
    return next(by_style, None) or next(by_name, None)


def meta_of(shell: Shell, column: publishing.Column | None = None, **article: str) -> list[tuple[str, str]]:
    """The meta tags that 国办发〔2017〕47号 wants of a page, in the order of the list; optional empty ones left out."""
    values = {
        "SiteName": shell.site.name,
        "SiteDomain": shell.domain,
        "SiteIDCode": shell.site.identification_code,
        **(_column_values(shell, column) if column else {}),
        **article,
    }
    level = tags_of("article" if article else "column" if column else "site")
    return [(t.name, values.get(t.name, "")) for t in level if t.required or values.get(t.name)]


def _column_values(shell: Shell, column: publishing.Column) -> dict[str, str]:
    types = [c.column_type for c in reversed(shell.way_to(column)) if c.column_type]
    return {
        "ColumnName": column.name,
        "ColumnDescription": column.description,
        "ColumnKeywords": column.keywords,
        "ColumnType": types[0] if types else labels.DEFAULT_COLUMN_TYPE,
    }

"""The home page, the map of the site and the accessibility statement."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mingtang.core.design.api import Card, Crumb, Document, Entry
from mingtang.policies import api as policies
from mingtang.portal import labels
from mingtang.portal.queries import lists, sites
from mingtang.portal.views import answers
from mingtang.publishing import api as publishing

LATEST = 7
ENTRANCES = 8


@dataclass(frozen=True)
class Panel:
    """The newest of one column."""

    title: str
    url: str
    items: list[Document]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Main news, the newest by column, the entrances."""
    shell = sites.shell_of(request)
    columns = [column for column in shell.in_order() if column.on_home] or shell.children()[:6]
    context = _news(shell, columns) | {
        "entries": _entrances(shell),
        "services": _services(shell),
        "library": policies.stock(on=shell.today, site=shell.site.pk),
        "at_home": True,
    }
    return answers.public(answers.page(request, shell, "home", context))


def _news(shell: sites.Shell, columns: list[publishing.Column]) -> dict[str, object]:
    """The newest of the first column leads; beside it stands a column of another branch."""
    found = publishing.newest_in([column.pk for column in columns], LATEST + 3)
    # What was withdrawn stays in its column, marked; it is no news.
    newest = {pk: [row for row in rows if not row.withdrawn][:LATEST] for pk, rows in found.items()}
    rows = [row for rows in newest.values() for row in rows]
    labels_today = publishing.labels_of({row.publication_id for row in rows}, shell.today)
    panels = {
        column.pk: Panel(
            column.name,
            sites.address_of(column),
            [
                lists.document(row, labels_today.get(row.publication_id, ()), full=True)
                for row in newest[column.pk]
            ],
        )
        for column in columns
    }
    lead = next((column for column in columns if panels[column.pk].items), None)
    others = [c for c in columns if lead and _root(shell, c) != _root(shell, lead)]
    # Beside the news stands what has most to tell.
    beside = max(others, key=lambda column: len(panels[column.pk].items), default=None)
    rest = [panels[column.pk] for column in columns if column not in (lead, beside)]
    return {
        "lead": panels[lead.pk] if lead else None,
        "beside": panels[beside.pk] if beside else None,
        "panels": [panel for panel in rest if panel.items],
    }


def _root(shell: sites.Shell, column: publishing.Column) -> int:
    return shell.way_to(column)[0].pk


def _entrances(shell: sites.Shell) -> list[Entry]:
    """政策文件库 and 政府信息公开 first, then what else the site has."""
    found = [Entry(one.title, one.url, one.text, one.seal) for one in sites.entrances()]
    taken = {entry.title for entry in found}
    for wanted in (labels.LIBRARY, labels.DISCLOSURE):
        if labels.EXPLANATIONS[wanted[0]][1] in taken:
            continue
        if column := sites.entrance(shell, wanted):
            seal, title, text = labels.EXPLANATIONS[wanted[0]]
            found.append(Entry(title, sites.address_of(column), text, seal))
    for words, seal, text in labels.ENTRANCES:
        column = next((c for c in shell.in_order() if words in c.name), None)
        if column and column.name not in taken:
            found.append(Entry(column.name, sites.door_of(column), text, seal))
    return found[:ENTRANCES]


def _services(shell: sites.Shell) -> list[Card]:
    """What a reader can do here at once, without an account."""
    return [
        Card("网站地图", "/map/", "一页看全所有栏目"),
        Card("订阅更新", "/feed.xml", "用阅读器接收新发布的信息（Atom）"),
        Card("长者模式与无障碍", "/accessibility/", "大字号、高对比度、键盘浏览"),
        Card("政府网站找错", sites.SITE_ERROR, "内容有误、链接打不开，请告诉我们"),
    ]


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every column, in its place."""
    shell = sites.shell_of(request)
    branches = [
        (root, [(column, shell.children(column)) for column in shell.children(root)])
        for root in shell.children()
    ]
    crumbs = [Crumb("首页", "/"), Crumb("网站地图")]
    return answers.public(answers.page(request, shell, "map", {"branches": branches, "crumbs": crumbs}))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What this site does so that everybody can read it, and whom to tell where it fails."""
    shell = sites.shell_of(request)
    crumbs = [Crumb("首页", "/"), Crumb("无障碍说明")]
    return answers.public(answers.page(request, shell, "accessibility", {"crumbs": crumbs}))

"""Pages for machines: feeds, sitemaps, robots.txt, health, and how a visitor came here (IPv6 or IPv4)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from mingtang.core.files import api as files
from mingtang.portal.queries import sites
from mingtang.portal.queries.lists import tags
from mingtang.portal.views import answers
from mingtang.publishing import api as publishing

IN_FEED = 30
IN_SITEMAP = 20_000
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
CLOSED = ("/desk/", "/accounts/", "/limited/", "/to/", "/preview/", "/design/", "/probe/")


# --- feeds


@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    """The newest of the whole site (Atom)."""
    shell = sites.shell_of(request)
    roots = [column.pk for column in shell.children()]
    rows = publishing.newest_of(roots, IN_FEED)
    return _feed(request, shell, shell.site.name, shell.site.slogan, "/", rows)


@require_safe
def column_feed(request: HttpRequest, path: str) -> HttpResponse:
    """The newest of a column (Atom)."""
    shell = sites.shell_of(request)
    column = shell.by_path.get(f"/{path}/")
    if column is None:
        return answers.not_found(request, shell)
    title = f"{column.name} - {shell.site.name}"
    rows = publishing.newest_of([column.pk], IN_FEED)
    return _feed(request, shell, title, column.description, sites.address_of(column), rows)


def _feed(
    request: HttpRequest, shell: sites.Shell, title: str, about: str, at: str, rows: list[Any]
) -> HttpResponse:
    whole = request.build_absolute_uri
    feed = Atom1Feed(
        title=title,
        link=whole(at),
        description=about,
        language="zh-CN",
        feed_url=whole(request.path),
        author_name=shell.site.organisation.name,
    )
    labels = publishing.labels_of([row.publication_id for row in rows], shell.today)
    for row in rows:
        column = shell.by_pk.get(row.home_column_id)
        # What no longer holds says so before its title: a reader of feeds sees nothing else.
        marks = [
            tag
            for tag in tags(labels.get(row.publication_id, ()), withdrawn=row.withdrawn)
            if tag.tone == "bad"
        ]
        feed.add_item(
            title="".join(f"【{mark}】" for mark in marks) + row.title,
            link=whole(f"/doc/{row.public_id}.html"),
            description=row.summary,
            author_name=row.issuer or None,
            pubdate=localtime(row.published_at),
            updateddate=localtime(row.published_at),
            unique_id=f"tag:{shell.domain},2026:{row.public_id}",
            categories=[column.name] if column else [],
        )
    text = feed.writeString("utf-8")
    return answers.public(HttpResponse(text, content_type="application/atom+xml; charset=utf-8"))


# --- sitemaps


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The sitemaps of this site: one of its columns, and one for every twenty thousand edition numbers in use."""
    sites.shell_of(request)
    whole = request.build_absolute_uri
    parts = [whole("/sitemap-columns.xml")]
    found = publishing.next_edition(above=0)
    while found is not None:
        number = (found - 1) // IN_SITEMAP
        parts.append(whole(f"/sitemap-{number}.xml"))
        found = publishing.next_edition(above=(number + 1) * IN_SITEMAP)
    rows = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>" for part in parts)
    return _xml(f'<sitemapindex xmlns="{SITEMAP}">{rows}</sitemapindex>')


@require_safe
def sitemap_columns(request: HttpRequest) -> HttpResponse:
    """The home page and all columns."""
    shell = sites.shell_of(request)
    paths = ["/", "/map/", "/accessibility/", *(sites.address_of(column) for column in shell.in_order())]
    rows = "".join(f"<url><loc>{escape(request.build_absolute_uri(path))}</loc></url>" for path in paths)
    return _xml(f'<urlset xmlns="{SITEMAP}">{rows}</urlset>')


def _xml(body: str) -> HttpResponse:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
    return answers.public(HttpResponse(text, content_type="application/xml; charset=utf-8"))


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponseBase:
    """One range of documents, written as it is read."""
    shell = sites.shell_of(request)
    above = number * IN_SITEMAP
    rows = publishing.addresses(shell.site, above=above, up_to=above + IN_SITEMAP)
    response = StreamingHttpResponse(
        _urls(rows, request.build_absolute_uri("/doc/")), content_type="application/xml; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _urls(rows: Iterator[tuple[str, Any]], base: str) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}">\n'
    for public_id, at in rows:
        day = f"{localtime(at):%Y-%m-%d}"
        yield f"<url><loc>{escape(base)}{public_id}.html</loc><lastmod>{day}</lastmod></url>\n"
    yield "</urlset>\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    ]
    return answers.public(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


# --- is it alive, and how did one come here


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """This process answers. Asks nothing of the database, so that a busy one is not taken for a dead one."""
    return _unkept(JsonResponse({"status": "ok"}))


def came_by(address: str) -> str:
    """IPv6 or IPv4. An IPv4 visitor of a socket that takes both shows as ::ffff:192.0.2.1, and is one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is None:  # type: ignore[union-attr]
        return "IPv6"
    return "IPv4"


@require_safe
def probe(request: HttpRequest) -> JsonResponse:
    """Whether this visit came over IPv6: for the visitor, and for whoever watches reachability."""
    family = came_by(request.META.get("REMOTE_ADDR", ""))
    return _unkept(JsonResponse({"ipv6": family == "IPv6", "family": family}))


@require_safe
def badge(request: HttpRequest) -> HttpResponse:
    """The same as a small drawing, so that a page kept for everybody can show it to each."""
    family = came_by(request.META.get("REMOTE_ADDR", "")) or "未知网络"
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="168" height="28" viewBox="0 0 168 28" role="img">'
        f"<title>本次访问经由 {family}</title>"
        '<rect x=".5" y=".5" width="167" height="27" rx="3" fill="#fff" stroke="#1d5f43"/>'
        '<text x="84" y="19" text-anchor="middle" font-size="13" font-family="sans-serif" fill="#1d5f43">'
        f"本次访问经由 {family}</text></svg>"
    )
    return _unkept(HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8"))


@require_safe
def site_badge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The image of this site's 党政机关网站标识, as long as it is the one in use and no scanner objects."""
    shell = sites.shell_of(request)
    badge = shell.site.badge if shell.site.badge_id == pk else None
    if badge is None or files.opening_refusals(badge):
        return answers.not_found(request, shell)
    response = files.serve(badge, in_place=True)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _unkept(response: Any) -> Any:
    response.headers["Cache-Control"] = "no-store"
    return response


# --- everything else


def elsewhere(request: HttpRequest, path: str) -> HttpResponse:
    """An address that no page has: where it moved to, the same with its slash, or a plain word that there is nothing."""
    shell = sites.shell_of(request)
    if address := publishing.moved(shell.site.pk, [request.get_full_path(), request.path]):
        return answers.public(HttpResponsePermanentRedirect(address))
    if request.method in {"GET", "HEAD"} and not path.endswith("/") and _is_page(f"/{path}/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return answers.not_found(request, shell)


def _is_page(path: str) -> bool:
    try:
        return resolve(path).view_name != "portal:elsewhere"
    except Resolver404:
        return False

"""The library page, and the same list as a feed."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from mingtang.core.design.api import Crumb, Document, Tag, public_page, public_site
from mingtang.policies.labels import AMENDED, VALIDITY
from mingtang.policies.queries import library as queries
from mingtang.publishing import api as publishing

TITLE = "政策文件库"
IN_FEED = 30


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """What is in force, the newest first; filters that combine, with counts."""
    asked, today = queries.wanted(request.GET), localdate()
    found = queries.look(asked, on=today, site=public_site(request).pk)
    labels = publishing.labels_of([row.publication_id for row in found.page.rows], today)
    context = {
        "title": TITLE,
        "asked": asked,
        "found": found,
        "documents": [document(row, labels.get(row.publication_id, ())) for row in found.page.rows],
        "chips": queries.chips(asked),
        "scopes": queries.scopes(asked, found),
        "orders": queries.orders(asked),
        "pager": queries.pager(asked, found.page),
        "address": reverse("policies:library"),
        "everywhere": asked.narrowed(VALIDITY, queries.ALL).address(),
        "feed": reverse("policies:feed"),
        "crumbs": [Crumb("首页", "/"), Crumb(TITLE)],
        # Only the library's own first page is for search engines; documents stand in the sitemap.
        "noindex": bool(request.GET),
    }
    return public_page(request, "policies/library.html", context)


def document(row: publishing.LiveEdition, labels: Iterable[publishing.DatedLabel]) -> Document:
    """One row: title, number, issuer, dates, and what is to be said of its validity today."""
    return Document(
        title=row.title,
        url=f"/doc/{row.public_id}.html",
        published_at=localdate(row.published_at),
        number=row.document_number,
        source=row.issuer,
        text=f"成文日期：{row.written_on:%Y-%m-%d}" if row.written_on else "",
        tags=tags(row, labels),
    )


def tags(row: publishing.LiveEdition, labels: Iterable[publishing.DatedLabel]) -> list[Tag]:
    words = [Tag(one.name, queries.TONES.get(one.code, "bad")) for one in labels if one.family == VALIDITY]
    words += [Tag(one.name, "warn") for one in labels if one.family == AMENDED]
    return [Tag("已撤回", "bad"), *words] if row.withdrawn else words


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of the same list (Atom); the filters of the page hold here too."""
    asked, today = queries.wanted(request.GET), localdate()
    site = public_site(request)
    rows = queries.look(asked, on=today, site=site.pk, limit=IN_FEED).page.rows
    labels = publishing.labels_of([row.publication_id for row in rows], today)
    whole = request.build_absolute_uri
    made = Atom1Feed(
        title=f"{TITLE} - {site.name}",
        link=whole(asked.address()),
        description="最新收录的政策文件",
        language="zh-CN",
        feed_url=whole(),
        author_name=site.organisation.name,
    )
    for row in rows:
        words = tags(row, labels.get(row.publication_id, ()))
        made.add_item(
            title="".join(f"【{tag}】" for tag in words if tag.tone == "bad") + row.title,
            link=whole(f"/doc/{row.public_id}.html"),
            description="　".join(part for part in (row.document_number, row.summary) if part),
            author_name=row.issuer or None,
            pubdate=localtime(row.published_at),
            updateddate=localtime(row.published_at),
            unique_id=f"tag:{site.host or request.get_host()},2026:{row.public_id}",
            categories=[str(tag) for tag in words],
        )
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response

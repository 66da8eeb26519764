"""What the public reads of topics, benefits and lists by group."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingtang.core.design.api import Card, Chip, Crumb, NavItem, public_not_found, public_page, public_site
from mingtang.core.documents.api import csv_answer
from mingtang.policies.analysis.audiences import AUDIENCE_NAMES, names_of
from mingtang.policies.analysis.benefits import WINDOW_NAMES
from mingtang.policies.models import PolicyList
from mingtang.policies.models.benefits import SIDES
from mingtang.policies.queries import benefits, lists, topics
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition

HOME = Crumb("首页", "/")


# --- 一件事


_COLUMNS = ("面向对象", "标题", "发文字号", "发布机构", "成文日期", "发布日期", "状态", "地址")


@require_safe
def one_things(request: HttpRequest) -> HttpResponse:
    """All topics of the site."""
    rows = topics.public_topics(public_site(request).pk)
    cards = [
        Card(row.title, reverse("policies:one-thing", args=[row.public_id]), row.summary, row.published_at)
        for row in rows
    ]
    context = {"cards": cards, "crumbs": [HOME, Crumb("高效办成一件事")]}
    return public_page(request, "policies/topics/public_list.html", context)


@require_safe
def one_thing(request: HttpRequest, public_id: str) -> HttpResponse:
    """One topic: its steps with policies and their force, guides, interpretation, progress (OT-01, OT-03, OT-04)."""
    edition = publishing.public_edition(public_id, public_site(request))
    if edition is None or edition.live_revision is None or edition.publication.kind.code != topics.TOPIC:
        return public_not_found(request)
    content = publishing.content_of(edition.live_revision)
    page = topics.topic_page(edition.publication_id, str(content.elements.get("steps") or ""), localdate())
    context = {
        "edition": edition,
        "content": content,
        "body": publishing.sanitise(content.body),
        "topic": page,
        "crumbs": [
            HOME,
            Crumb("高效办成一件事", reverse("policies:one-things")),
            Crumb(content.title),
        ],
    }
    return public_page(request, "policies/topics/public.html", context, mentions=page.mentions | {public_id})


# --- 惠企惠民政策


@require_safe
def open_benefits(request: HttpRequest) -> HttpResponse:
    """Benefits that may be applied for now, soon or no longer, by group."""
    on, site = localdate(), public_site(request)
    filters = _filters(request)
    rows, following = benefits.public_benefits(filters, site.pk, on)
    counts = benefits.window_counts(filters, site.pk, on)
    windows = [
        NavItem(name, _address(filters, window=code), current=code == filters.window, count=counts[code])
        for code, name in WINDOW_NAMES.items()
    ]
    context = {
        "windows": windows,
        "cards": benefits.cards_of(rows, on),
        "filters": filters,
        "audiences": benefits.audiences_told(site.pk),
        "sides": SIDES,
        "chips": _chips(filters),
        "clear_url": f"?{urlencode({'window': filters.window})}",
        "next_url": _address(filters, after=following) if following else "",
        "first_url": _address(filters) if filters.after else "",
        "noindex": bool(request.GET),
        "crumbs": [HOME, Crumb("惠企惠民政策")],
    }
    return public_page(request, "policies/benefits/public.html", context)


def _filters(request: HttpRequest) -> benefits.Filters:
    """What the query says; what is not known is left out."""
    asked = request.GET
    return benefits.Filters(
        window=asked.get("window", "") if asked.get("window") in WINDOW_NAMES else "open",
        audience=asked.get("audience", "") if asked.get("audience") in AUDIENCE_NAMES else "",
        side=asked.get("side", "") if asked.get("side") in dict(SIDES) else "",
        after=asked.get("after", "")[:40],
    )


def _address(filters: benefits.Filters, **changed: str) -> str:
    told = {"window": filters.window, "audience": filters.audience, "side": filters.side, **changed}
    return f"?{urlencode({name: value for name, value in told.items() if value})}"


def _chips(filters: benefits.Filters) -> list[Chip]:
    found = []
    if filters.side:
        found.append(Chip(dict(SIDES)[filters.side], _address(filters, side="")))
    if filters.audience:
        found.append(Chip(AUDIENCE_NAMES[filters.audience], _address(filters, audience="")))
    return found


# --- 分群体政策清单


@require_safe
def policy_lists(request: HttpRequest) -> HttpResponse:
    """The lists in use."""
    public_site(request)
    cards = [
        Card(
            kept.name,
            reverse("policies:list", args=[kept.code]),
            kept.description or f"适用：{names_of(kept.audiences)}",
        )
        for kept in lists.open_lists(localdate())
    ]
    context = {"cards": cards, "crumbs": [HOME, Crumb("政策清单")]}
    return public_page(request, "policies/lists/public_lists.html", context)


@require_safe
def policy_list(request: HttpRequest, code: str) -> HttpResponse:
    """One list by group, as it stands today."""
    public_site(request)
    kept = _list(code)
    if kept is None:
        return public_not_found(request)
    context = {
        "page": lists.list_page(kept, localdate()),
        "csv_url": reverse("policies:list-csv", args=[kept.code]),
        "crumbs": [HOME, Crumb("政策清单", reverse("policies:lists")), Crumb(kept.name)],
    }
    return public_page(request, "policies/lists/public.html", context)


def _list(code: str) -> PolicyList | None:
    on = localdate()
    return next((kept for kept in lists.open_lists(on) if kept.code == code), None)


@require_safe
def policy_list_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same list as a table to take away."""
    public_site(request)
    kept = _list(code)
    if kept is None:
        return public_not_found(request)
    page = lists.list_page(kept, localdate())
    rows = (
        _cells(group.name, row.live, row.document.tags, request)
        for group in page.groups
        for row in group.rows
    )
    return csv_answer(kept.code, _COLUMNS, rows, public=True)


def _cells(group: str, row: LiveEdition, tags: Iterable[object], request: HttpRequest) -> list[str]:
    return [
        group,
        row.title,
        row.document_number,
        row.issuer,
        row.written_on.isoformat() if row.written_on else "",
        f"{localdate(row.published_at):%Y-%m-%d}",
        "、".join(str(tag) for tag in tags),
        request.build_absolute_uri(f"/doc/{row.public_id}.html"),
    ]

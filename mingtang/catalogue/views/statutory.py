"""法定主动公开内容: the items of the law, their documents to search, read and take away; the basic catalogue."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mingtang.catalogue.queries import pages, statutory
from mingtang.catalogue.queries.sections import SectionOfBody
from mingtang.catalogue.queries.statutory import Place
from mingtang.catalogue.views import frame
from mingtang.catalogue.views.downloads import FORMATS, take_away
from mingtang.catalogue.views.paging import cursor_from, cursor_text
from mingtang.core.design.api import Chip, public_not_found

LONGEST = 60


@require_safe
def items(request: HttpRequest, code: str) -> HttpResponse:
    """The items that the body owes, each with its newest date; or, with words, the documents that hold them."""
    shown = frame.section(request, code)
    if shown is None:
        return public_not_found(request)
    places = statutory.places_for(shown)
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    context: dict[str, object] = {"words": words}
    if words:
        found = statutory.search(words, places, shown)
        context |= {
            "rows": pages.rows_of(found),
            "is_full": len(found) == statutory.FOUND,
            "chips": [Chip(f"含有：{words}", pages.address_of(shown, "statutory"))],
        }
    else:
        context["articles"] = _by_article(statutory.overview(shown, places))
    return frame.page(request, shown, "statutory", context, part="statutory")


def _by_article(found: list[statutory.Shown]) -> list[tuple[str, list[statutory.Shown]]]:
    """Items under the article that names them; those of one article together, as the law has them."""
    groups: dict[str, list[statutory.Shown]] = {}
    for one in found:
        groups.setdefault(_article(one), []).append(one)
    return [*groups.items()]


def _article(one: statutory.Shown) -> str:
    if one.item.is_local:
        return "省、市目录另行规定的事项"
    head, _, _ = one.item.article.partition("第二十条")
    return f"{head}第二十条" if head != one.item.article else one.item.article


@require_safe
def item(request: HttpRequest, code: str, item_code: str) -> HttpResponse:
    """One item: its documents in full, and the columns that hold them."""
    shown = frame.section(request, code)
    place = _place(shown, item_code) if shown else None
    if shown is None or place is None:
        return public_not_found(request)
    found = statutory.documents(
        place,
        shown,
        older_than=cursor_from(request.GET.get("before", "")),
    )
    context = {
        "item": place.item,
        "columns": place.columns,
        "rows": pages.rows_of(found.rows),
        "next_url": f"?before={cursor_text(found.older_than)}" if found.older_than else "",
        "first_url": request.path if request.GET.get("before") else "",
    }
    return frame.page(request, shown, "item", context, part="statutory", here=item_code, last=place.item.name)


@require_safe
def item_list(request: HttpRequest, code: str, item_code: str, form: str) -> HttpResponseBase:
    """The newest thousand documents of an item as CSV or JSON."""
    shown = frame.section(request, code)
    place = _place(shown, item_code) if shown and form in FORMATS else None
    if shown is None or place is None:
        return public_not_found(request)
    found = statutory.documents(place, shown, limit=statutory.TAKEN_AWAY)
    return take_away(request, pages.rows_of(found.rows), form)


def _place(shown: SectionOfBody, item_code: str) -> Place | None:
    """An item that this body owes today."""
    places = statutory.places_for(shown)
    return next((place for place in places if place.item.code == item_code), None)


@require_safe
def catalogue(request: HttpRequest, code: str) -> HttpResponse:
    """主动公开基本目录: the items, and below them every public document with index, name, summary and date (art. 12)."""
    shown = frame.section(request, code)
    if shown is None:
        return public_not_found(request)
    places = statutory.places_for(shown)
    found = statutory.catalogue_rows(
        shown,
        older_than=cursor_from(request.GET.get("before", "")),
    )
    context = {
        "items": statutory.overview(shown, places),
        "rows": pages.rows_of(found.rows),
        "next_url": f"?before={cursor_text(found.older_than)}#documents" if found.older_than else "",
        "first_url": request.path if request.GET.get("before") else "",
    }
    return frame.page(
        request,
        shown,
        "catalogue",
        context,
        part="statutory",
        here="catalogue",
        last="主动公开基本目录",
    )


@require_safe
def catalogue_list(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The catalogue as CSV or JSON: the newest thousand documents."""
    shown = frame.section(request, code)
    if shown is None or form not in FORMATS:
        return public_not_found(request)
    found = statutory.catalogue_rows(shown, limit=statutory.TAKEN_AWAY)
    return take_away(request, pages.rows_of(found.rows), form)

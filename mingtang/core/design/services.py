"""Pages of the trades in the frames of the two front doors: the trade has the page, the door has the frame.

Portal and desk stand above the trades, so the way to their frames goes through `config/wiring.py` (FRAMES).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


def _frame(name: str) -> Any:
    return import_string(import_module(settings.WIRING).FRAMES[name])


def public_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    mentions: Iterable[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the public site: `template` extends `portal/frame.html` and fills its block `main`.

    `crumbs` and `noindex` in the context mean what they mean on the portal's own pages. Caches keep the page until a
    publication named in `mentions` changes; without names, until any change. A status other than 200 is not kept.
    """
    answer: HttpResponse = _frame("public")(request, template, context, mentions=mentions, status=status)
    return answer


def public_answer(response: HttpResponse, mentions: Iterable[str] | None = None) -> HttpResponse:
    """Let a public answer that is no page (PDF, feed) be kept like a page: until what it mentions changes."""
    answer: HttpResponse = _frame("keep")(response, mentions)
    return answer


def public_not_found(request: HttpRequest) -> HttpResponse:
    """The public site's page for an address that leads nowhere."""
    answer: HttpResponse = _frame("not_found")(request)
    return answer


def public_site(request: HttpRequest) -> Any:
    """The `publishing.Site` of this request's host name. Http404 where there is none."""
    return _frame("site")(request)


def desk_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the workbench: `template` extends `desk/frame.html`; whoever calls has let only staff in."""
    answer: HttpResponse = _frame("desk")(request, template, context, status=status)
    return answer


# --- long lists

PAGE_SIZE = 50


def following(
    rows: list[Any], request: HttpRequest, key: str, size: int = 0
) -> tuple[list[Any], dict[str, str]]:
    """The rows of this page, from a key (`?after=`) on, and the addresses of the pager: never counted, never skipped over.

    `rows` holds one more than a page where there is more; `key` names the attribute that the next page begins after.
    """
    size = size or PAGE_SIZE
    more = len(rows) > size
    rows = rows[:size]
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    first = f"{request.path}?{urlencode(kept)}" if kept else request.path
    after = urlencode({**kept, "after": getattr(rows[-1], key)}) if more else ""
    return rows, {
        "next_url": f"{request.path}?{after}" if more else "",
        "first_url": first if "after" in request.GET else "",
    }

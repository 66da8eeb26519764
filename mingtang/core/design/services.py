"""Pages of the trades in the frames of the two front doors: the trade has the page, the door has the frame.

Portal and desk stand above the trades, so the way to their frames goes through `config/wiring.py` (FRAMES).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

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

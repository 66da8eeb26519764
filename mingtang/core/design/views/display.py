"""The reader's choice of large type, high contrast and so on, kept in cookies for a year. Needs no JavaScript."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingtang.core.design.queries import wanted

A_YEAR = 365 * 24 * 3600


@never_cache
@require_http_methods(["GET", "POST"])
def choose_display(request: HttpRequest) -> HttpResponse:
    """Remember the ways named in the query or form, and go back to `next` (on this site only)."""
    given = request.POST if request.method == "POST" else request.GET
    answer = redirect(_safe_return(request, given.get("next", "")))
    for name, value in wanted({key: given[key] for key in given}).items():
        answer.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


def _safe_return(request: HttpRequest, address: str) -> str:
    here = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, here, request.is_secure()) else "/"

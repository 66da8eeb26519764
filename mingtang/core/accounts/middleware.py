"""The visitor's address behind a reverse proxy."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ClientAddressMiddleware:
    """Behind a proxy (MINGTANG_BEHIND_PROXY), take the visitor's address from what the proxy added itself.

    That is the last entry of X-Forwarded-For; the entries before it are whatever the visitor cared to claim.
    Without it everybody would share the proxy's address, and one could lock out all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if settings.BEHIND_PROXY and (address := forwarded.rsplit(",", 1)[-1].strip()):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)

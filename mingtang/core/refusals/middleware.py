"""Shows the reasons of a refusal on a page, so that views need not catch it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mingtang.core.refusals import Refused


class RefusalsMiddleware:
    """Answer 409 with the list of reasons; the page offers the way back, where the browser keeps what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render(request, "design/refused.html", {"reasons": exception.reasons}, status=409)

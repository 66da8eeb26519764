"""What a form was sent."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def sent(request: HttpRequest) -> QueryDict | None:
    """What was typed, also where that is nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None

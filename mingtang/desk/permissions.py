"""The doors of the pages that run the system: by role, and closed to everybody else as if they were not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.timezone import localdate

from mingtang.core.accounts.api import staff_required
from mingtang.core.organisations.api import standings

View = Callable[..., HttpResponseBase]

ADMINISTRATOR = "system_administrator"
OFFICE = "office"


def roles_of(user: Any) -> set[str]:
    """The roles in which a user may act today."""
    return {standing.role for standing in standings(user.pk, localdate())}


def role_required(*roles: str) -> Callable[[View], View]:
    """Let a page be reached by those who hold one of the roles today; 404 for all others."""

    def door(view: View) -> View:
        @staff_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not roles_of(request.user) & {*roles}:
                raise Http404("没有找到这个页面")
            return view(request, *args, **kwargs)

        return guarded

    return door

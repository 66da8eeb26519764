"""Who acts."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from mingtang.core.accounts.api import User


def staff(request: HttpRequest) -> User:
    """Who is signed in, on a page that only staff reach."""
    return cast(User, request.user)

"""Wrong codes count like wrong passwords: five of either lock the name and address for a while."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse

from mingtang.core.accounts.models import User


def locked_out(request: HttpRequest, user: User) -> HttpResponse | None:
    """The page to answer with when this user and address are locked out; else None."""
    if AxesProxyHandler.is_allowed(request, _credentials(user)):
        return None
    answer: HttpResponse = get_lockout_response(request, None, _credentials(user))
    return answer


def count_wrong_code(request: HttpRequest, user: User) -> None:
    """Count one wrong code; at the fifth, the lock-out page takes the place of the answer."""
    user_login_failed.send(sender=__name__, credentials=_credentials(user), request=request)


def _credentials(user: User) -> dict[str, str]:
    return {"username": user.username}

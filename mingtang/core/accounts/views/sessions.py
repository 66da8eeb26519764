"""What a session holds on the way in: who has given the password and not yet the code."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from mingtang.core.accounts.models import User
from mingtang.core.accounts.permissions import CONFIRMED, PROOF
from mingtang.core.audit.api import record

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "accounts.pending"
PENDING_LASTS = 10 * 60  # seconds


def hold_at_second_door(request: HttpRequest, user: User, *, next_url: str) -> None:
    """Remember that the password was right. The user is not signed in by this."""
    request.session.flush()  # whoever used this browser before leaves nothing behind
    request.session[PENDING] = {
        "user": user.pk,
        "at": timezone.now().timestamp(),
        "hash": user.get_session_auth_hash(),
        "next": next_url,
    }


def pending_user(request: HttpRequest) -> User | None:
    """Who stands at the second door; None after ten minutes, or when account or password have changed."""
    pending = request.session.get(PENDING)
    if not pending or timezone.now().timestamp() - pending["at"] > PENDING_LASTS:
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    same = user is not None and constant_time_compare(pending["hash"], user.get_session_auth_hash())
    return user if same else None


def open_session(request: HttpRequest, user: User, *, proof: str, via: str) -> str:
    """Sign the user in under a new session key; return the address they were on their way to."""
    pending = request.session.pop(PENDING, {})
    login(request, user, backend=BACKEND)
    request.session[PROOF] = proof
    confirm(request)
    record("accounts.signed_in", about=user, by=user, details={"via": via})
    return str(pending.get("next", ""))


def confirm(request: HttpRequest) -> None:
    """Remember that the user has just shown who they are."""
    request.session[CONFIRMED] = timezone.now().timestamp()

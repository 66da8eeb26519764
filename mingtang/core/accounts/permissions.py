"""Who is signed in, how far, and how lately they have shown it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

from mingtang.core.accounts.models import User

PROOF = "accounts.second_factor"  # session: by what the second door was opened
CONFIRMED = "accounts.confirmed_at"  # session: when the user last showed password and code
CONFIRMATION_LASTS = 10 * 60  # seconds
EXTERNAL_PROOF = "external"

View = Callable[..., HttpResponseBase]


def second_factor_required(user: User) -> bool:
    """Whether this user must have a second factor.

    The setting SECOND_FACTOR_REQUIRED is True, False, or the dotted path of a function that is asked.
    """
    rule = getattr(settings, "SECOND_FACTOR_REQUIRED", True)
    return bool(import_string(rule)(user)) if isinstance(rule, str) else bool(rule)


def proof_of(user: User) -> str:
    """What a session must hold to show that the present second factor was given."""
    return user.totp_confirmed_at.isoformat() if user.totp_confirmed_at else ""


def signed_in_user(request: HttpRequest) -> User | None:
    """The user of a session with every door passed; None for anybody else."""
    user = request.user
    if not isinstance(user, User):
        return None
    proof = request.session.get(PROOF, "")
    if proof == EXTERNAL_PROOF or (proof and proof == proof_of(user)):
        return user
    return None if user.has_second_factor or second_factor_required(user) else user


def recently_confirmed(request: HttpRequest) -> bool:
    """Whether the user has shown password and code within the last ten minutes."""
    confirmed_at = float(request.session.get(CONFIRMED, 0))
    return 0 <= timezone.now().timestamp() - confirmed_at < CONFIRMATION_LASTS


def safe_next(request: HttpRequest, address: str | None, default: str = "") -> str:
    """The address, if it is one of this site; else the default, else where people go after sign-in."""
    hosts = {request.get_host()}
    if address and url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure()):
        return address
    return resolve_url(default or settings.LOGIN_REDIRECT_URL)


def session_required(view: View) -> View:
    """Let a view be reached by people who are signed in with every door passed, old password or new."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if signed_in_user(request) is None:
            return _sent_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def staff_required(view: View) -> View:
    """Let a view be reached by signed-in staff only; others are sent to sign in, or first to a new password."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = signed_in_user(request)
        if user is not None and user.must_change_password:
            return redirect_to_login(_way_back(request), resolve_url("accounts:password"))
        return view(request, *args, **kwargs) if user else _sent_to_sign_in(request)

    return guarded


def confirmation_required(view: View) -> View:
    """For dangerous acts: staff only, and only shortly after they have shown password and code again."""

    @staff_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not recently_confirmed(request):
            return redirect_to_login(_way_back(request), resolve_url("accounts:confirm"))
        return view(request, *args, **kwargs)

    return guarded


def _sent_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    # A session whose second factor was reset or replaced elsewhere ends here.
    if request.user.is_authenticated:
        logout(request)
        messages.warning(request, "登录方式已有变化，请重新登录。")
    return redirect_to_login(_way_back(request))


def _way_back(request: HttpRequest) -> str:
    """Where to return to: the page itself, or for a form sent, the page it was sent from."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    came_from = safe_next(request, referer)
    return urlsplit(came_from).path or came_from

"""The second door: a code at sign-in, and setting up where the codes come from."""

from __future__ import annotations

import pyotp
import segno
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mingtang.core.accounts.detection import new_secret
from mingtang.core.accounts.forms import CodeForm, SetUpForm
from mingtang.core.accounts.models import User
from mingtang.core.accounts.permissions import (
    PROOF,
    confirmation_required,
    proof_of,
    recently_confirmed,
    safe_next,
    signed_in_user,
)
from mingtang.core.accounts.services.refusals import MayNotSetUp
from mingtang.core.accounts.services.second_factors import (
    WRONG_CODE,
    prove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from mingtang.core.accounts.views.lockout import count_wrong_code, locked_out
from mingtang.core.accounts.views.sessions import open_session, pending_user
from mingtang.core.privacy.api import seal, unseal

NEW_SECRET = "accounts.new_secret"  # noqa: S105  (a key of the session, not a secret)
ISSUER = "政务公开平台"


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    user = pending_user(request)
    if user is None:
        return _too_late(request)
    if not user.has_second_factor:
        return redirect("accounts:set-up")
    if page := locked_out(request, user):
        return page

    form = CodeForm(request.POST or None)
    if form.is_valid():
        if prove_second_factor(user, form.cleaned_data["code"], at=timezone.now()):
            return redirect(
                safe_next(request, open_session(request, user, proof=proof_of(user), via="password"))
            )
        count_wrong_code(request, user)
        form.add_error("code", WRONG_CODE)
    return render(request, "accounts/second_factor.html", {"form": form})


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request) or pending_user(request)
    if user is None:
        return _too_late(request)
    if user.has_second_factor and (door := _door_before_replacing(request)):
        return door

    secret = _secret_of_session(request)
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        try:
            codes = set_up_second_factor(
                user, secret=secret, code=form.cleaned_data["code"], at=timezone.now()
            )
            return _set_up_done(request, user, codes)
        except MayNotSetUp as refused:
            form.add_error("code", [reason.reason for reason in refused.reasons])
    context = {"form": form, "spaced_secret": _in_groups(secret), "qr": _qr(user, secret)}
    return render(request, "accounts/set_up.html", context)


@never_cache
@confirmation_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/renew_recovery_codes.html")
    user = signed_in_user(request)
    assert user is not None  # noqa: S101  (confirmation_required has seen to it)
    return _codes_page(request, renew_recovery_codes(user, at=timezone.now()), resolve_url("accounts:me"))


def _door_before_replacing(request: HttpRequest) -> HttpResponse | None:
    """A present second factor is replaced only by someone signed in with it, who has just shown it again."""
    if signed_in_user(request) is None:
        return redirect("accounts:second-factor")
    if not recently_confirmed(request):
        return redirect_to_login(request.path, resolve_url("accounts:confirm"))
    return None


def _set_up_done(request: HttpRequest, user: User, codes: list[str]) -> HttpResponse:
    user.refresh_from_db()
    request.session.pop(NEW_SECRET, None)
    if request.user.is_authenticated:
        request.session[PROOF] = proof_of(user)
        return _codes_page(request, codes, resolve_url("accounts:me"))
    next_url = open_session(request, user, proof=proof_of(user), via="password")
    return _codes_page(request, codes, safe_next(request, next_url))


def _codes_page(request: HttpRequest, codes: list[str], next_url: str) -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": next_url})


def _secret_of_session(request: HttpRequest) -> str:
    """The seed offered in this session: the same after a wrong code, so that nobody need scan twice."""
    if NEW_SECRET not in request.session:
        request.session[NEW_SECRET] = seal(new_secret())
    return unseal(request.session[NEW_SECRET])


def _in_groups(secret: str) -> str:
    """The seed in groups of four, as it can be typed without losing one's place."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _qr(user: User, secret: str) -> SafeString:
    address = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)
    picture = segno.make(address, error="m").svg_inline(omitsize=True, border=2, light="#fff")
    return mark_safe(picture)  # noqa: S308  (drawn by segno from squares; the text is not in it)


def _too_late(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "登录已超时，请重新填写用户名和密码。")
    return redirect("accounts:sign-in")

"""Sign-on by another system (统一身份认证), through the port that the setting EXTERNAL_SIGN_ON names."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mingtang.core.accounts.api import ExternalSignOn
from mingtang.core.accounts.models import User
from mingtang.core.accounts.permissions import EXTERNAL_PROOF, safe_next, second_factor_required
from mingtang.core.accounts.queries import user_of_identity
from mingtang.core.accounts.views.sessions import hold_at_second_door, open_session

NEXT = "accounts.external_next"
STRANGER = "统一身份认证已通过，但没有绑定本平台的账号，请联系本单位管理员。"
FAILED = "统一身份认证没有通过，请重试，或用用户名和密码登录。"


def port() -> ExternalSignOn | None:
    """The sign-on that the settings name; None where there is none."""
    path = getattr(settings, "EXTERNAL_SIGN_ON", "")
    return cast(ExternalSignOn, import_string(path)()) if path else None


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Send the browser to the other system."""
    if (sign_on := port()) is None:
        raise Http404
    request.session[NEXT] = safe_next(request, request.GET.get("next"))
    return redirect(sign_on.start(request, request.build_absolute_uri(reverse("accounts:external-return"))))


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Read who the other system says this is, and let them in if we know them."""
    if (sign_on := port()) is None:
        raise Http404
    subject = sign_on.subject(request)
    user = user_of_identity(sign_on.provider, subject) if subject else None
    if user is None:
        messages.error(request, STRANGER if subject else FAILED)
        return redirect("accounts:sign-in")
    return _let_in(request, user, sign_on)


def _let_in(request: HttpRequest, user: User, sign_on: ExternalSignOn) -> HttpResponse:
    next_url = safe_next(request, request.session.pop(NEXT, ""))
    must_show_code = user.has_second_factor or second_factor_required(user)
    if must_show_code and not sign_on.proves_second_factor:
        hold_at_second_door(request, user, next_url=next_url)
        return redirect("accounts:second-factor" if user.has_second_factor else "accounts:set-up")
    open_session(
        request, user, proof=EXTERNAL_PROOF if sign_on.proves_second_factor else "", via=sign_on.provider
    )
    return redirect(next_url)

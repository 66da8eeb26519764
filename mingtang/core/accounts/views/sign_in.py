"""The first door, and the way out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mingtang.core.accounts.forms import SignInForm
from mingtang.core.accounts.models import User
from mingtang.core.accounts.permissions import safe_next, second_factor_required, signed_in_user
from mingtang.core.accounts.views.external import port
from mingtang.core.accounts.views.sessions import hold_at_second_door, open_session

# The same words whether the name, the password or the account is at fault: nobody learns who works here.
WRONG = "用户名或密码不对，请重新填写。连续五次不对，将暂停登录十五分钟。"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.method != "POST":
        if signed_in_user(request):
            return redirect(next_url)
        return _page(request, SignInForm(), next_url)

    form = SignInForm(request.POST)
    user = authenticate(request, **form.cleaned_data) if form.is_valid() else None
    if isinstance(user, User):
        return _passed_first_door(request, user, next_url)
    if form.is_valid():
        form.add_error(None, WRONG)
    return _page(request, form, next_url)


def _passed_first_door(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    if user.has_second_factor or second_factor_required(user):
        hold_at_second_door(request, user, next_url=next_url)
        return redirect("accounts:second-factor" if user.has_second_factor else "accounts:set-up")
    open_session(request, user, proof="", via="password")
    return redirect(next_url)


def _page(request: HttpRequest, form: SignInForm, next_url: str) -> HttpResponse:
    external_url = f"{reverse('accounts:external')}?{urlencode({'next': next_url})}"
    context = {"form": form, "next": next_url, "external": port(), "external_url": external_url}
    return render(request, "accounts/sign_in.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect(settings.LOGOUT_REDIRECT_URL or "accounts:sign-in")

"""One's own account: what is known, a new password, and showing again who one is."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from mingtang.core.accounts.forms import ConfirmForm, PasswordForm
from mingtang.core.accounts.models import User
from mingtang.core.accounts.permissions import safe_next, session_required, staff_required
from mingtang.core.accounts.queries import unused_recovery_codes
from mingtang.core.accounts.services.passwords import change_password
from mingtang.core.accounts.services.second_factors import WRONG_CODE, prove_second_factor
from mingtang.core.accounts.views.lockout import count_wrong_code, locked_out
from mingtang.core.accounts.views.sessions import confirm as remember_confirmation
from mingtang.core.design.api import Fact
from mingtang.core.privacy.api import masked

WRONG_PASSWORD = "密码不对，请重新填写。"  # noqa: S105  (a message)


@never_cache
@require_safe
@staff_required
def me(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    return render(request, "accounts/me.html", {"account": user, "facts": _facts(user)})


def _facts(user: User) -> list[Fact]:
    facts = [
        Fact("姓名", user.name),
        Fact("用户名", user.username),
        Fact("电话", masked("phone", user.phone) or "未填写"),
        Fact("邮箱", masked("email", user.email) or "未填写"),
        Fact("上次修改密码", _moment(user.password_changed_at) or "尚未修改"),
        Fact("动态口令", f"{_moment(user.totp_confirmed_at)} 启用" if user.has_second_factor else "未启用"),
    ]
    if user.has_second_factor:
        facts.append(Fact("剩余恢复码", f"{unused_recovery_codes(user)} 个"))
    return facts


def _moment(at: datetime | None) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@session_required
def password(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next"), "accounts:me")
    form = PasswordForm(request.POST or None, user=user)
    if form.is_valid() and _password_is_right(request, user, form.cleaned_data["current_password"]):
        changed = change_password(user, form.cleaned_data["new_password"])
        update_session_auth_hash(request, changed)
        messages.success(request, "密码已修改。其他地方的登录已全部退出。")
        return redirect(next_url)
    if form.is_valid():
        form.add_error("current_password", "原密码不对，请重新填写。")
    context = {"form": form, "next": next_url, "forced": user.must_change_password}
    return render(request, "accounts/password.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def confirm(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if page := locked_out(request, user):
        return page
    next_url = safe_next(request, request.POST.get("next") or request.GET.get("next"), "accounts:me")
    form = ConfirmForm(request.POST or None, user=user)
    if form.is_valid() and _has_shown(request, user, form):
        remember_confirmation(request)
        return redirect(next_url)
    return render(request, "accounts/confirm.html", {"form": form, "next": next_url})


def _has_shown(request: HttpRequest, user: User, form: ConfirmForm) -> bool:
    if not _password_is_right(request, user, form.cleaned_data["password"]):
        form.add_error("password", WRONG_PASSWORD)
        return False
    if not user.has_second_factor:
        return True
    if prove_second_factor(user, form.cleaned_data["code"], at=timezone.now()):
        return True
    count_wrong_code(request, user)
    form.add_error("code", WRONG_CODE)
    return False


def _password_is_right(request: HttpRequest, user: User, given: str) -> bool:
    """Asked through the backends, so that wrong answers count towards the lock-out."""
    return authenticate(request, username=user.username, password=given) is not None

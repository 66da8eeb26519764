"""Accounts: made, taken out of use, and taken back into use. They are never deleted."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone

from mingtang.core.accounts.models import User
from mingtang.core.accounts.services.passwords import password_refusals
from mingtang.core.accounts.services.refusals import (
    Actor,
    MayNotCreate,
    MayNotDeactivate,
    MayNotReactivate,
    is_same,
    locked,
)
from mingtang.core.audit.api import record
from mingtang.core.refusals import Refusal

USERNAME = re.compile(r"[\w.@+-]{2,64}")


def creation_refusals(username: str, name: str, password: str) -> list[Refusal]:
    """Everything that stands against such an account; empty where it may be made."""
    reasons = []
    if not USERNAME.fullmatch(username):
        reasons.append(Refusal("用户名应为2至64个字，只能用汉字、字母、数字和 . @ + - _。"))
    elif User.objects.filter(username__iexact=username).exists():
        reasons.append(Refusal(f"用户名“{username}”已有人使用，请换一个。"))
    if not name.strip():
        reasons.append(Refusal("请填写姓名。"))
    return reasons + password_refusals(password, User(username=username, name=name))


@transaction.atomic
def create_account(
    *,
    username: str,
    name: str,
    password: str,
    by: Actor | None,
    phone: str = "",
    email: str = "",
    must_change_password: bool = True,
) -> User:
    """Make an account for a member of staff; what they may do comes from memberships, not from here."""
    username = User.normalize_username(username)
    if reasons := creation_refusals(username, name, password):
        raise MayNotCreate(reasons)

    user = User.objects.create_user(
        username,
        name.strip(),
        password,
        phone=phone,
        email=email,
        must_change_password=must_change_password,
        password_changed_at=timezone.now(),
    )
    record("accounts.created", about=user, by=by)
    return user


def deactivation_refusals(user: User, by: Actor | None) -> list[Refusal]:
    """Why `by` may not take the account out of use."""
    reasons = []
    if not user.is_active:
        reasons.append(Refusal("该账号已经停用。"))
    if is_same(user, by):
        reasons.append(Refusal("不能停用自己的账号，请由另一位管理员办理。"))
    return reasons


@transaction.atomic
def deactivate(user: User, *, by: Actor | None) -> User:
    """Take an account out of use: its sessions end at once, and its contacts, secrets and identities are gone."""
    user = locked(user)
    if reasons := deactivation_refusals(user, by):
        raise MayNotDeactivate(reasons)

    user.is_active = False
    user.phone = user.email = user.totp_secret = ""
    user.totp_confirmed_at = None
    user.set_unusable_password()
    user.save()
    user.recovery_codes.all().delete()
    user.external_identities.all().delete()
    record("accounts.deactivated", about=user, by=by)
    return user


def reactivation_refusals(user: User, password: str, by: Actor | None) -> list[Refusal]:
    """Why `by` may not take the account back into use with this password."""
    reasons = [Refusal("该账号没有停用。")] if user.is_active else []
    if is_same(user, by):
        reasons.append(Refusal("不能启用自己的账号，请由另一位管理员办理。"))
    return reasons + password_refusals(password, user)


@transaction.atomic
def reactivate(user: User, *, password: str, by: Actor | None) -> User:
    """Take an account back into use with a new password, to be changed at the first sign-in."""
    user = locked(user)
    if reasons := reactivation_refusals(user, password, by):
        raise MayNotReactivate(reasons)

    user.is_active, user.must_change_password = True, True
    user.set_password(password)
    user.password_changed_at = timezone.now()
    user.save()
    record("accounts.reactivated", about=user, by=by)
    return user

"""Passwords: the rules, changing one's own, and being given a new one."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mingtang.core.accounts.models import User
from mingtang.core.accounts.services.refusals import Actor, BadPassword, locked
from mingtang.core.audit.api import record
from mingtang.core.refusals import Refusal

# Django's own translation is not complete, and its words do not say what to do.
WORDS = {
    "password_too_short": "密码太短，至少要 %(min_length)d 个字。",
    "password_too_similar": "密码与%(verbose_name)s太相近，请换一个。",
    "password_too_common": "这个密码太常见，容易被猜到，请换一个。",
    "password_entirely_numeric": "密码不能全是数字，请加上字母或其他字符。",
}


def password_refusals(password: str, user: User) -> list[Refusal]:
    """Everything that is wrong with the password for this user; empty where it is good."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [Refusal(_in_chinese(one)) for one in error.error_list]
    return []


def _in_chinese(error: ValidationError) -> str:
    words = WORDS.get(error.code or "")
    return words % (error.params or {}) if words else error.messages[0]


def change_refusals(user: User, password: str) -> list[Refusal]:
    """Why the user may not change to this password."""
    if user.check_password(password):
        return [Refusal("新密码不能与原密码相同。")]
    return password_refusals(password, user)


@transaction.atomic
def change_password(user: User, password: str) -> User:
    """Change one's own password; every other session of the user ends. The caller has checked the old one."""
    user = locked(user)
    if reasons := change_refusals(user, password):
        raise BadPassword(reasons)

    _write(user, password, must_change=False)
    record("accounts.password_changed", about=user, by=user)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor | None) -> User:
    """Give a user a new password, to be changed at the next sign-in; all sessions of the user end."""
    user = locked(user)
    if reasons := password_refusals(password, user):
        raise BadPassword(reasons)

    _write(user, password, must_change=True)
    record("accounts.password_set", about=user, by=by)
    return user


def _write(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])

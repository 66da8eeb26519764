"""What other apps' tests may use: staff with and without a second factor, signed in."""

from __future__ import annotations

from itertools import count

import pyotp
from django.test import Client
from django.utils import timezone

from mingtang.core.accounts.models import User
from mingtang.core.accounts.permissions import CONFIRMED, PROOF, proof_of
from mingtang.core.accounts.services.accounts import create_account
from mingtang.core.accounts.services.second_factors import set_up_second_factor

PASSWORD = "keep-the-lantern-lit-7"  # noqa: S105  (of invented people)

_numbers = count(1)


def staff_user(username: str = "", name: str = "测试人员", *, second_factor: bool = False) -> User:
    """A user made by the real act, with the password PASSWORD, who need not change it."""
    username = username or f"staff{next(_numbers)}"
    user = create_account(
        username=username, name=name, password=PASSWORD, by=None, must_change_password=False
    )
    return with_second_factor(user) if second_factor else user


def with_second_factor(user: User) -> User:
    """The user, who has set up one-time codes now."""
    secret, now = pyotp.random_base32(), timezone.now()
    set_up_second_factor(user, secret=secret, code=pyotp.TOTP(secret).at(now), at=now)
    user.refresh_from_db()
    return user


def sign_in(client: Client, user: User, *, confirmed: bool = True) -> Client:
    """The client in a session of this user with every door passed, second factor included."""
    if not user.has_second_factor:
        with_second_factor(user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[PROOF] = proof_of(user)
    if confirmed:
        session[CONFIRMED] = timezone.now().timestamp()
    session.save()
    return client

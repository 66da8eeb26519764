"""What other apps may use of accounts, and the port for sign-on by another system."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest

from mingtang.core.accounts.models import User
from mingtang.core.accounts.permissions import (
    confirmation_required,
    recently_confirmed,
    second_factor_required,
    staff_required,
)
from mingtang.core.accounts.queries import Person, mail_address, people, person
from mingtang.core.accounts.services.accounts import (
    create_account,
    creation_refusals,
    deactivate,
    deactivation_refusals,
    reactivate,
    reactivation_refusals,
)
from mingtang.core.accounts.services.identities import tie_identity, tie_refusals, untie_identity
from mingtang.core.accounts.services.passwords import password_refusals, set_password
from mingtang.core.accounts.services.refusals import (
    BadPassword,
    MayNotCreate,
    MayNotDeactivate,
    MayNotReactivate,
    MayNotReset,
    MayNotTie,
)
from mingtang.core.accounts.services.second_factors import reset_refusals, reset_second_factor

__all__ = [
    "BadPassword",
    "ExternalSignOn",
    "MayNotCreate",
    "MayNotDeactivate",
    "MayNotReactivate",
    "MayNotReset",
    "MayNotTie",
    "Person",
    "User",
    "confirmation_required",
    "create_account",
    "creation_refusals",
    "deactivate",
    "deactivation_refusals",
    "mail_address",
    "password_refusals",
    "people",
    "person",
    "reactivate",
    "reactivation_refusals",
    "recently_confirmed",
    "reset_refusals",
    "reset_second_factor",
    "second_factor_required",
    "set_password",
    "staff_required",
    "tie_identity",
    "tie_refusals",
    "untie_identity",
]


class ExternalSignOn(Protocol):
    """What a city's own sign-on (统一身份认证) must offer; the setting EXTERNAL_SIGN_ON names the class.

    The class is made without arguments for each request. It must itself verify what comes back: signature,
    audience, freshness and the state it sent out, which it may keep in `request.session`.
    """

    provider: str  # the name under which identities are tied
    label: str  # the words on the button of the sign-in page
    proves_second_factor: bool  # whether that system asks for a second factor itself

    def start(self, request: HttpRequest, return_to: str) -> str:
        """The address to send the browser to; `return_to` where tickets come by header and need no journey."""
        ...

    def subject(self, request: HttpRequest) -> str | None:
        """Who the request that came back speaks for, as that system names them; None where it proves nobody."""
        ...

"""External identities: who a user is in the city's own sign-on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mingtang.core.accounts.models import ExternalIdentity, User
from mingtang.core.accounts.services.refusals import Actor, MayNotTie, locked
from mingtang.core.audit.api import record
from mingtang.core.refusals import Refusal


def tie_refusals(user: User, provider: str, subject: str) -> list[Refusal]:
    """Why this identity may not be tied to the user."""
    reasons = []
    if not user.is_active:
        reasons.append(Refusal("该账号已经停用，不能绑定外部身份。"))
    if not provider.strip() or not subject.strip():
        reasons.append(Refusal("请填写认证系统和该系统中的身份标识。"))
    if ExternalIdentity.objects.filter(provider=provider, subject=subject).exists():
        reasons.append(Refusal("这个外部身份已经绑定了账号，请先解除。"))
    if ExternalIdentity.objects.filter(provider=provider, user=user).exists():
        reasons.append(Refusal("该账号在这个认证系统中已有身份，请先解除。"))
    return reasons


@transaction.atomic
def tie_identity(user: User, *, provider: str, subject: str, by: Actor | None) -> ExternalIdentity:
    """Let the provider's subject sign in as the user."""
    user = locked(user)
    if reasons := tie_refusals(user, provider, subject):
        raise MayNotTie(reasons)

    identity = ExternalIdentity.objects.create(
        user=user, provider=provider, subject=subject, tied_at=timezone.now()
    )
    record("accounts.identity_tied", about=user, by=by, details={"provider": provider})
    return identity


@transaction.atomic
def untie_identity(user: User, *, provider: str, by: Actor | None) -> None:
    """The provider's subject no longer signs in as the user; nothing happens where there was none."""
    deleted, _ = ExternalIdentity.objects.filter(user=user, provider=provider).delete()
    if deleted:
        record("accounts.identity_untied", about=user, by=by, details={"provider": provider})

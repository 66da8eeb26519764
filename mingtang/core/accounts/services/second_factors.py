"""The second factor: set up by its owner, proved at sign-in, reset by somebody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingtang.core.accounts import detection
from mingtang.core.accounts.models import RecoveryCode, User
from mingtang.core.accounts.services.refusals import Actor, MayNotReset, MayNotSetUp, is_same, locked
from mingtang.core.audit.api import record
from mingtang.core.refusals import Refusal

WRONG_CODE = "动态口令不对或已经用过。请等手机上出现下一个口令再填；若总是不对，请核对手机时间。"


@transaction.atomic
def set_up_second_factor(user: User, *, secret: str, code: str, at: datetime) -> list[str]:
    """Begin to ask for one-time codes of this seed, once the user has shown one; return new recovery codes.

    A seed in use before no longer counts. The codes are shown this once; only their hashes are kept.
    """
    user = locked(user)
    step = detection.matched_step(secret, detection.tidied(code), at=at, after=0)
    if step is None:
        raise MayNotSetUp(WRONG_CODE)

    user.totp_secret, user.totp_confirmed_at, user.totp_last_step = secret, at, step
    user.save(update_fields=["totp_secret", "totp_confirmed_at", "totp_last_step"])
    codes = _new_recovery_codes(user, at)
    record("accounts.second_factor_set_up", about=user, by=user)
    return codes


@transaction.atomic
def prove_second_factor(user: User, code: str, *, at: datetime) -> bool:
    """Whether the code opens the second door; a one-time code and a recovery code each do so only once."""
    if not user.has_second_factor:
        return False
    return _prove_by_telephone(user, code, at) or _prove_by_paper(user, code, at)


def _prove_by_telephone(user: User, code: str, at: datetime) -> bool:
    step = detection.matched_step(user.totp_secret, detection.tidied(code), at=at, after=user.totp_last_step)
    if step is None:
        return False
    # Two requests may bring the same code at once; only one of them moves the step on.
    return User.objects.filter(pk=user.pk, totp_last_step__lt=step).update(totp_last_step=step) == 1


def _prove_by_paper(user: User, code: str, at: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, used_at=None)
    if not unused.filter(code_hash=detection.recovery_hash(code, user.pk)).update(used_at=at):
        return False
    record("accounts.recovery_code_used", about=user, by=user, details={"left": unused.count()})
    return True


@transaction.atomic
def renew_recovery_codes(user: User, *, at: datetime) -> list[str]:
    """Return ten new recovery codes; the old ones no longer count."""
    user = locked(user)
    if not user.has_second_factor:
        raise MayNotSetUp("还没有启用动态口令，请先启用。")

    codes = _new_recovery_codes(user, at)
    record("accounts.recovery_codes_renewed", about=user, by=user)
    return codes


def reset_refusals(user: User, by: Actor | None) -> list[Refusal]:
    """Why `by` may not take the second factor away from the user."""
    reasons = []
    if not user.has_second_factor:
        reasons.append(Refusal("该账号没有启用动态口令。"))
    if is_same(user, by):
        reasons.append(Refusal("不能重设自己的动态口令，请由另一位管理员核实身份后办理。"))
    return reasons


@transaction.atomic
def reset_second_factor(user: User, *, by: Actor | None) -> User:
    """Take the second factor away, for a telephone lost; the user sets up a new one at the next sign-in."""
    user = locked(user)
    if reasons := reset_refusals(user, by):
        raise MayNotReset(reasons)

    user.totp_secret, user.totp_confirmed_at = "", None
    user.save(update_fields=["totp_secret", "totp_confirmed_at"])
    user.recovery_codes.all().delete()
    record("accounts.second_factor_reset", about=user, by=by)
    return user


def _new_recovery_codes(user: User, at: datetime) -> list[str]:
    codes = detection.new_recovery_codes()
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=detection.recovery_hash(code, user.pk), made_at=at)
        for code in codes
    )
    return codes

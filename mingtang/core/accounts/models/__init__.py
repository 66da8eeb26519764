"""The tables of accounts: who may sign in, and with what."""

from mingtang.core.accounts.models.external import ExternalIdentity
from mingtang.core.accounts.models.recovery import RecoveryCode
from mingtang.core.accounts.models.users import User

__all__ = ["ExternalIdentity", "RecoveryCode", "User"]

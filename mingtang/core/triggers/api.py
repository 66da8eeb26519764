"""What other apps may use."""

from mingtang.core.triggers.declarations import Declared, NoTruncate, Trigger, append_only, never_removed
from mingtang.core.triggers.services import create_all, drop_all, missing_or_changed

__all__ = [
    "Declared",
    "NoTruncate",
    "Trigger",
    "append_only",
    "create_all",
    "drop_all",
    "missing_or_changed",
    "never_removed",
]

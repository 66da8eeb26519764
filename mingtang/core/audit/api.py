"""What other apps may use."""

from mingtang.core.audit.queries import details_of, entries_about, moments_of, recorded, was_recorded
from mingtang.core.audit.services import Fault, record, verify

__all__ = [
    "Fault",
    "details_of",
    "entries_about",
    "moments_of",
    "record",
    "recorded",
    "verify",
    "was_recorded",
]

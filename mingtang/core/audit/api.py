"""What other apps may use."""

from mingtang.core.audit.queries import details_of, entries_about, recorded, was_recorded
from mingtang.core.audit.services import Fault, record, verify

__all__ = ["Fault", "details_of", "entries_about", "record", "recorded", "verify", "was_recorded"]

"""Tables of the gazette, one file for each question."""

from mingtang.gazette.models.distribution import Dispatch, DistributionPoint
from mingtang.gazette.models.gazettes import Gazette
from mingtang.gazette.models.issues import Entry, Issue

__all__ = ["Dispatch", "DistributionPoint", "Entry", "Gazette", "Issue"]

"""What other apps may use: what is wrong in the section, as a list and as counts; the words for it."""

from mingtang.catalogue.labels import PART_NAMES, PART_STATE_NAMES, PARTS, SECTION
from mingtang.catalogue.queries.flaws import SectionFlaw, flaws, flaws_by_body
from mingtang.catalogue.queries.indicators import INDICATORS
from mingtang.catalogue.queries.reports import ReportsOfBody, YearOfReport
from mingtang.catalogue.queries.todo import todo

__all__ = [
    "INDICATORS",
    "PARTS",
    "PART_NAMES",
    "PART_STATE_NAMES",
    "SECTION",
    "ReportsOfBody",
    "SectionFlaw",
    "YearOfReport",
    "flaws",
    "flaws_by_body",
    "todo",
]

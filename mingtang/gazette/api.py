"""What others may use: parts of pages, the guard of the one road, the importer of staged issues."""

from mingtang.gazette.models import Gazette, Issue
from mingtang.gazette.queries.indicators import INDICATORS
from mingtang.gazette.queries.issues import citations_of, gazette_on
from mingtang.gazette.queries.parts import document_parts, item_parts
from mingtang.gazette.queries.waiting import todo
from mingtang.gazette.services.composing import compose, guard, hand_in
from mingtang.gazette.services.distributing import add_point, send_out
from mingtang.gazette.services.entries import Chosen, take_in
from mingtang.gazette.services.founding import found
from mingtang.gazette.services.importing import import_old, keep_staged, stage_old
from mingtang.gazette.services.planning import attach_scan, plan

__all__ = [
    "INDICATORS",
    "Chosen",
    "Gazette",
    "Issue",
    "add_point",
    "attach_scan",
    "citations_of",
    "compose",
    "document_parts",
    "found",
    "gazette_on",
    "guard",
    "hand_in",
    "import_old",
    "item_parts",
    "keep_staged",
    "plan",
    "send_out",
    "stage_old",
    "take_in",
    "todo",
]

"""What others may use: parts of pages, the guard of the one road, the importer of staged issues."""

from mingtang.gazette.queries.issues import citations_of, gazette_on
from mingtang.gazette.queries.parts import document_parts, item_parts
from mingtang.gazette.queries.waiting import todo
from mingtang.gazette.services.composing import guard
from mingtang.gazette.services.importing import keep_staged

__all__ = ["citations_of", "document_parts", "gazette_on", "guard", "item_parts", "keep_staged", "todo"]

"""The product's wiring, and one consequence more: each publication puts a notice before somebody."""

from mingtang.config.wiring import *  # noqa: F403
from mingtang.config.wiring import HANDLERS
from mingtang.core.messages.api import notify
from mingtang.publishing.api import EditionPublished, Publication

HANDLERS = {**HANDLERS, EditionPublished: ("tests.durability.wiring.tell",)}


def tell(event: EditionPublished) -> None:
    """Handler: one notice for each edition, however often the handler is called."""
    author = Publication.objects.get(pk=event.publication_id).created_by_id
    notify([author], subject="已公开", key=f"published-{event.edition_id}")

"""What the library does when publishing announces something."""

from __future__ import annotations

from mingtang.core.events.api import hears
from mingtang.policies.labels import KINDS
from mingtang.policies.models import Policy
from mingtang.policies.services.keeping import keep
from mingtang.policies.services.refreshing import refresh_many
from mingtang.policies.services.resolving import forget_clauses
from mingtang.publishing.api import Edition, EditionPublished, EditionWithdrawn


@hears(lambda event: event.kind in ("", *KINDS) and event.basis != "imported")
def keep_published(event: EditionPublished) -> None:
    """Take a document that went public into the library; imported stock was taken when it was staged."""
    edition = Edition.objects.select_related("publication__kind", "organisation", "live_revision__content")
    found = edition.filter(pk=event.edition_id, state="live").exclude(basis="imported").first()
    if found is not None:
        keep(found)


def undo_withdrawn(event: EditionWithdrawn) -> None:
    """What was published in error had no effect on others. Other ways of leaving change no document's force."""
    if event.way != "error":
        return
    if policy := Policy.objects.filter(pk=event.publication_id).first():
        refresh_many(sorted(forget_clauses(policy)))

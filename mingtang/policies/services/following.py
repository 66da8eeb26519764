"""What points, benefits and lists by group do when something has become public, or has left."""

from __future__ import annotations

from mingtang.policies.services.benefits import keep_benefit
from mingtang.policies.services.splitting import follow_points, follow_sheet
from mingtang.publishing.api import EditionPublished, EditionWithdrawn


def follow_published(event: EditionPublished) -> None:
    """Look points up in a new text, keep a benefit's dates and the groups of an item. Heard twice, it stands once."""
    if event.scope != "public":
        return
    follow_points(event)
    keep_benefit(event)


def follow_withdrawn(event: EditionWithdrawn) -> None:
    """A sheet that is no longer public marks its policy no more."""
    follow_sheet(event.publication_id)

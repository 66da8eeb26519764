"""The check of what is about to be published."""

from __future__ import annotations

from collections.abc import Collection

from mingtang.inspections import queries
from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.revision import Content, findings_of


def check_revision(content: Content, *, organ_allow_list: Collection[str] = ()) -> list[Finding]:
    """Findings in title, body, elements and attachments; `field` says in which. Reads lists, writes nothing."""
    return findings_of(content, words=queries.words(), organ_allow_list=organ_allow_list)

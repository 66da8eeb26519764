"""Checks that need two apps: publishing knows which addresses answer, inspections knows what a dead link looks like."""

from __future__ import annotations

from dataclasses import replace

from mingtang.inspections import api as inspections
from mingtang.publishing import api as publishing


def links_version() -> str:
    return "站内链接1"


def dead_links(content: publishing.CheckedContent) -> list[inspections.Finding]:
    """Links in the body that lead to no page of this site."""
    found = inspections.dead_internal_links(content.body, publishing.is_public_address)
    return [replace(one, field="body") for one in found]

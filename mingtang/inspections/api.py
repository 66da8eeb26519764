"""What other apps may use of the checks: names and values, no logic."""

from __future__ import annotations

from mingtang.inspections.detection.attachments import inspect_attachment
from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.inspection import inspect
from mingtang.inspections.detection.links import dead_internal_links
from mingtang.inspections.detection.revision import Content
from mingtang.inspections.services import check_revision, lists_version

__all__ = [
    "Content",
    "Finding",
    "check_revision",
    "dead_internal_links",
    "inspect",
    "inspect_attachment",
    "lists_version",
]

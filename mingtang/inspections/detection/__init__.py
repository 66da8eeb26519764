"""What the checks before publication find, in plain Python: no Django, no database.

`inspect(text)` and `inspect_attachment(name, data)` are the two doors.
"""

from __future__ import annotations

from mingtang.inspections.detection.finding import Finding
from mingtang.inspections.detection.inspection import inspect

__all__ = ["Finding", "inspect", "inspect_attachment"]


def inspect_attachment(name: str, data: bytes) -> list[Finding]:
    """Everything found in a file; a file that cannot be read is itself a finding."""
    # Readers of documents take a third of a second to load: plain text must not pay for them.
    from mingtang.inspections.detection import attachments  # noqa: PLC0415

    return attachments.inspect_attachment(name, data)

"""How a value is shown to someone who has no purpose to see the whole."""

from __future__ import annotations


def masked(kind: str, text: str) -> str:
    """Return the text with its telling part starred; an unknown kind shows nothing of it."""
    if not text:
        return ""
    return "******"

"""How a text is shown to someone who has no purpose to see the whole."""

from __future__ import annotations

SHOWS_NOTHING = "******"


def masked(kind: str, text: str) -> str:
    """Return the text with its telling part starred; an unknown kind, and `secret`, show nothing of it."""
    if not text:
        return ""
    if kind == "phone":
        return text[:3] + "****" + text[-4:] if len(text) >= 11 else SHOWS_NOTHING
    return SHOWS_NOTHING

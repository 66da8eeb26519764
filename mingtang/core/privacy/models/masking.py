"""How a text is shown to someone who has no purpose to see the whole."""

from __future__ import annotations

from mingtang.law.masking import REMOVED, compact, mask

SECRET = "secret"  # noqa: S105  (a kind of which nothing is ever shown)
SHORTEST_PHONE = 11  # of a shorter number, what a mobile's mask leaves would be nearly all


def masked(kind: str, text: str) -> str:
    """Return the text with its telling part starred; of an unknown kind, and of `secret`, nothing is shown.

    Kinds are those of `law.personal_data` (id_card, name, address, …) and two of ours: phone and email.
    """
    if not text:
        return ""
    if kind == "phone":
        return mask("mobile", text) if len(compact(text)) >= SHORTEST_PHONE else REMOVED
    if kind == "email":
        return _email(text)
    return mask(kind, text)


def _email(text: str) -> str:
    name, at, host = text.partition("@")
    return f"{name[:1]}***@{host}" if at and len(name) > 1 else REMOVED

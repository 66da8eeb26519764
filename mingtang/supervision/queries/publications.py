"""Something public, found by what a person pastes."""

from __future__ import annotations

import re

from mingtang.publishing.api import LiveEdition

_IN_ADDRESS = re.compile(r"/doc/([0-9A-Za-z-]{1,16})\.html")


def live_at(address: str) -> LiveEdition | None:
    """The public text at an address or with a public number; None where nothing is public there, or was withdrawn."""
    text = address.strip()
    found = _IN_ADDRESS.search(text)
    return LiveEdition.objects.filter(public_id=found[1] if found else text, withdrawn=False).first()

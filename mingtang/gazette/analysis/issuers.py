"""Whose document it is: this government's and its bodies', a superior's, or somebody else's. Knows no Django."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

_SEVERAL = re.compile(r"[、，,；;\s]+")
# Organs of the state and of the party above a city or county, and any other government.
_ABOVE = re.compile(
    r"^(?:国务院|中华人民共和国|全国人民代表大会|中共中央|中央|最高人民|国家)"
    r"|省|自治区|人民政府(?:办公厅|办公室)?$|人民代表大会"
)


def names_in(issuer: str) -> list[str]:
    """The bodies that an issuer names: 区司法局、区民政局 is two."""
    return [name for name in _SEVERAL.split(issuer) if name]


def is_own(issuer: str, own: Container[str]) -> bool:
    """Whether one of the bodies that issued it is ours; of a text without issuer its responsible body decides."""
    names = names_in(issuer)
    return not names or any(name in own for name in names)


def is_superior(issuer: str, levels: Iterable[str], superior_levels: Container[str]) -> bool:
    """Whether a text that is not ours came from above."""
    return any(level in superior_levels for level in levels) or any(map(_ABOVE.search, names_in(issuer)))

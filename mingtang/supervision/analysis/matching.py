"""Which items of a corrected document are which of the old one: by their words first, by number where words are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SAME_NUMBER = 0.5
_ANY_NUMBER = 0.7


@dataclass(frozen=True)
class Item:
    """Something numbered with a text; `key` is whatever the caller knows it by."""

    key: int
    seq: str
    text: str


def matched(old: Sequence[Item], new: Sequence[Item]) -> dict[int, int]:
    """Pairs new key → old key. Each item once; what is like nothing stays without a pair."""
    pairs: dict[int, int] = {}
    left, right = dict.fromkeys(old), dict.fromkeys(new)
    for same_words, same_number, least in (
        (True, True, 1.0),
        (True, False, 1.0),
        (False, True, _SAME_NUMBER),
    ):
        _pair(left, right, pairs, same_words=same_words, same_number=same_number, least=least)
    _closest(left, right, pairs)
    return pairs


def _pair(
    left: dict[Item, None],
    right: dict[Item, None],
    pairs: dict[int, int],
    *,
    same_words: bool,
    same_number: bool,
    least: float,
) -> None:
    """Pair what has the same words, or the same number and words alike."""
    known: dict[tuple[str, str], list[Item]] = {}
    for item in left:
        known.setdefault(_key(item, same_words, same_number), []).append(item)
    for item in list(right):
        waiting = known.get(_key(item, same_words, same_number), [])
        if waiting and (same_words or likeness(waiting[0].text, item.text) >= least):
            _take(waiting.pop(0), item, left, right, pairs)


def _key(item: Item, words: bool, number: bool) -> tuple[str, str]:
    return "".join(item.text.split()) if words else "", item.seq if number else ""


def _closest(left: dict[Item, None], right: dict[Item, None], pairs: dict[int, int]) -> None:
    """What remains, the most alike first."""
    signs = {item: _signs(item.text) for item in [*left, *right]}
    scored = sorted(
        ((_share(signs[a], signs[b]), at, a, b) for at, b in enumerate(right) for a in left),
        key=lambda row: (-row[0], row[1]),
    )
    for score, _, a, b in scored:
        if score >= _ANY_NUMBER and a in left and b in right:
            _take(a, b, left, right, pairs)


def _take(
    old: Item, new: Item, left: dict[Item, None], right: dict[Item, None], pairs: dict[int, int]
) -> None:
    pairs[new.key] = old.key
    del left[old], right[new]


def likeness(one: str, other: str) -> float:
    """The share of pairs of signs that two texts have in common: 0 to 1."""
    return _share(_signs(one), _signs(other))


def _signs(text: str) -> frozenset[str]:
    bare = "".join(text.split())
    return frozenset(bare[at : at + 2] for at in range(max(len(bare) - 1, 1)))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / max(len(one) + len(other), 1)

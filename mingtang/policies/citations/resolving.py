"""Which document of a library a citation means: by number, by title, and of several versions the one then in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mingtang.policies.analysis.keys import number_key
from mingtang.policies.citations.finding import Citation
from mingtang.policies.parsing import titles

_STATE = "中华人民共和国"


@dataclass(frozen=True)
class Candidate:
    """A document of the library that a citation may mean. `version_on` is the day of the change that made its text."""

    key: int | str
    title_key: str
    number_key: str = ""
    version_on: date | None = None
    effective_on: date | None = None
    ended_on: date | None = None
    issuer: str = ""


class Lookup(Protocol):
    """What the library answers. It is asked once for all citations of a text."""

    def by_titles(self, keys: Sequence[str]) -> Iterable[Candidate]:
        """Documents whose own title, or the title that they pass on, has one of these keys."""

    def by_numbers(self, keys: Sequence[str]) -> Iterable[Candidate]:
        """Documents whose number has one of these keys."""


@dataclass(frozen=True)
class Resolved:
    """A citation with the document it means, or None where the library has none or cannot tell."""

    citation: Citation
    document: Candidate | None
    candidates: tuple[Candidate, ...] = ()


def resolve(citations: Sequence[Citation], lookup: Lookup, *, on: date | None = None) -> list[Resolved]:
    """Each citation with the document it means. `on` is the day of the citing document: the version then in force is meant.

    A number decides before a title does. A title with or without 中华人民共和国 is the same. Where a citation names the day or
    the year of a version, that version is meant. Without `on` the newest version is.
    """
    names = [_names(one) for one in citations]
    by_title = _grouped(lookup.by_titles(sorted({key for keys in names for key in keys})), "title_key")
    number_keys = [
        number_key(one.number).key if one.number and one.kind == "document" else "" for one in citations
    ]
    by_number = _grouped(lookup.by_numbers(sorted({key for key in number_keys if key})), "number_key")
    return [
        _resolved(one, keys, by_number.get(number, ()), by_title, on)
        for one, keys, number in zip(citations, names, number_keys, strict=True)
    ]


def _names(one: Citation) -> list[str]:
    """The keys that a cited title may have in the library, the likeliest first."""
    if not one.title or one.kind != "document":
        return []
    names = [one.full_title, one.title, *(name for name in one.inner[:1] if titles.passes_on(one.title))]
    keys = [titles.key(name) for name in names]
    return list(dict.fromkeys(other for key in keys for other in (key, _other_name(key))))


def _other_name(key: str) -> str:
    """行政复议法 and 中华人民共和国行政复议法 are one law."""
    return key.removeprefix(_STATE) if key.startswith(_STATE) else _STATE + key


def _grouped(found: Iterable[Candidate], field: str) -> dict[str, list[Candidate]]:
    groups: dict[str, list[Candidate]] = {}
    for one in found:
        groups.setdefault(getattr(one, field), []).append(one)
    return groups


def _resolved(
    one: Citation,
    keys: list[str],
    numbered: Sequence[Candidate],
    by_title: dict[str, list[Candidate]],
    on: date | None,
) -> Resolved:
    named = next((by_title[key] for key in keys if key in by_title), [])
    chosen = [candidate for candidate in numbered if candidate in named] or list(numbered) or named
    return Resolved(one, _meant(one, chosen, on), tuple(chosen))


def _meant(one: Citation, found: Sequence[Candidate], on: date | None) -> Candidate | None:
    """Of several versions the one that the citation names, else the one in force on the day, else none."""
    if (
        len({candidate.issuer for candidate in found if candidate.issuer}) > 1
        and not one.number
        and _is_notice(one)
    ):
        return None
    dated = [candidate for candidate in found if candidate.version_on]
    if one.date or one.year:
        named = [candidate for candidate in dated if _is_of(candidate, one)]
        if named or one.number or len(found) > 1:
            return _last(named) or (found[0] if len(found) == 1 and one.number else None)
        return None
    if on is None:
        return _last(dated) or next(iter(found), None)
    then = [candidate for candidate in dated if _in_force(candidate, on)]
    return (
        _last(then)
        or _last([candidate for candidate in dated if _version(candidate) <= on])
        or _undated(found, dated)
    )


def _undated(found: Sequence[Candidate], dated: Sequence[Candidate]) -> Candidate | None:
    return found[0] if len(found) == 1 and not dated else None


def _is_notice(one: Citation) -> bool:
    return one.title.startswith("关于") and not one.issuer


def _is_of(candidate: Candidate, one: Citation) -> bool:
    if one.date:
        return one.date in {candidate.version_on, candidate.effective_on}
    return candidate.version_on is not None and candidate.version_on.year == one.year


def _in_force(candidate: Candidate, on: date) -> bool:
    begins = candidate.effective_on or candidate.version_on
    return begins is not None and begins <= on and (candidate.ended_on is None or on < candidate.ended_on)


def _version(candidate: Candidate) -> date:
    return candidate.version_on or date.min


def _last(found: Sequence[Candidate]) -> Candidate | None:
    return max(found, key=_version, default=None)

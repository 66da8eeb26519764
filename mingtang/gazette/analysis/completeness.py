"""What is missing of a gazette since its first issue. Knows no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """An issue that the library knows, and what of it is there."""

    year: int
    number: int
    total: int | None
    has_contents: bool
    has_text: bool

    @property
    def is_whole(self) -> bool:
        return self.has_contents and self.has_text


@dataclass(frozen=True)
class Gap:
    """What one year lacks: issues not there at all, and issues without contents or without text."""

    year: int
    missing: tuple[int, ...] = ()
    without_contents: tuple[int, ...] = ()
    without_text: tuple[int, ...] = ()
    # No issue of this year is known, so that its numbers are not known either.
    empty: bool = False


@dataclass(frozen=True)
class Completeness:
    """How much of all issues since the first is in the library, against 100 %."""

    expected: int
    known: int
    whole: int
    gaps: tuple[Gap, ...]
    # Running numbers (总期号) that no known issue bears.
    missing_totals: tuple[int, ...]

    @property
    def share(self) -> float:
        """Whole issues of a hundred; 0 before the first issue. Never 100 while something is missing."""
        if not self.expected:
            return 0.0
        return min(99.9, round(100 * self.whole / self.expected, 1)) if self.lacking else 100.0

    @property
    def lacking(self) -> int:
        return self.expected - self.whole


def completeness(first_year: int, first_number: int, first_total: int, held: Iterable[Held]) -> Completeness:
    """What is there and what is not, from the first issue to the newest one known.

    Numbers run on from 1 each year; the running number, where known, also shows what a year's numbers cannot: the last issues
    of a year, and years of which nothing is known.
    """
    known = sorted(held, key=lambda issue: (issue.year, issue.number))
    last_year = max((issue.year for issue in known), default=first_year)
    gaps = [_gap(year, first_year, first_number, known) for year in range(first_year, last_year + 1)]
    missing_totals = _missing_totals(first_total, known)
    numbered = sum(len(gap.missing) for gap in gaps)
    return Completeness(
        expected=len(known) + max(numbered, len(missing_totals)),
        known=len(known),
        whole=sum(issue.is_whole for issue in known),
        gaps=tuple(gap for gap in gaps if gap != Gap(gap.year)),
        missing_totals=missing_totals,
    )


def _gap(year: int, first_year: int, first_number: int, known: Sequence[Held]) -> Gap:
    rows = [issue for issue in known if issue.year == year]
    if not rows:
        # A year before anything is known starts with its first issue missing.
        return Gap(year, missing=(first_number,) if year == first_year else (), empty=True)
    first = first_number if year == first_year else 1
    there = {issue.number for issue in rows}
    return Gap(
        year,
        missing=tuple(n for n in range(first, max(there)) if n not in there),
        without_contents=tuple(issue.number for issue in rows if not issue.has_contents),
        without_text=tuple(issue.number for issue in rows if not issue.has_text),
    )


def _missing_totals(first: int, known: Sequence[Held]) -> tuple[int, ...]:
    there = {issue.total for issue in known if issue.total}
    return tuple(n for n in range(first, max(there)) if n not in there) if there else ()

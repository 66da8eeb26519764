"""What readers ask: searching inside the gazette and narrowing the window. Anything odd is left out, never refused."""

from __future__ import annotations

from collections.abc import Mapping

from mingtang.gazette.queries.searching import Question
from mingtang.gazette.queries.window import Wanted

MOST_WORDS = 60


def question_from(query: Mapping[str, str]) -> Question:
    words = " ".join(query.get("q", "").split())[:MOST_WORDS]
    return Question(words, number_from(query.get("year", "")), number_from(query.get("number", "")))


def wanted_from(query: Mapping[str, str]) -> Wanted:
    printed = query.get("printed", "")
    return Wanted(
        unit=query.get("unit", "")[:40],
        year=number_from(query.get("year", "")),
        printed=printed if printed in {"yes", "no"} else "",
        before=query.get("before", "")[:40],
    )


def number_from(text: str) -> int | None:
    """A small number from a query; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 4 and int(text) > 0 else None

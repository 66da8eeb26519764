"""All checks of one text."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mingtang.inspections.detection import (
    completeness,
    emptiness,
    lexicon,
    numbering,
    personal,
    punctuation,
    secrets_,
    wording,
)
from mingtang.inspections.detection.finding import Finding, in_order
from mingtang.inspections.detection.lexicon import Lexicon


def inspect(
    text: str,
    *,
    title: str = "",
    elements: Mapping[str, object] | None = None,
    organ_allow_list: Collection[str] = (),
    attachments: int | None = None,
    has_media: bool = False,
    words: Lexicon | None = None,
) -> list[Finding]:
    """Every finding of a text, in the order of the text.

    `title` is only compared with the text (a text that repeats it is empty); `elements` are those that must be there,
    with their values; `attachments` is how many there are (None: unknown); `words` replaces the shipped lists.
    """
    found = [
        *wrong_words(text, organ_allow_list=organ_allow_list, words=words),
        *emptiness.findings(text, title=title, attachments=attachments, has_media=has_media),
        *emptiness.missing_attachment(text, attachments),
        *completeness.findings(text, elements),
    ]
    return in_order(found)


def wrong_words(
    text: str, *, organ_allow_list: Collection[str] = (), words: Lexicon | None = None, wrapped: bool = False
) -> list[Finding]:
    """The checks that hold for any piece of text: a title, an element, a page of a PDF (`wrapped` lines)."""
    return in_order(
        [
            *personal.findings(text, organ_allow_list),
            *secrets_.findings(text),
            *(words or lexicon.shipped()).findings(text),
            *wording.findings(text),
            *numbering.findings(text),
            *punctuation.findings(text, wrapped=wrapped),
        ]
    )

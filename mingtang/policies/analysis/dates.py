"""Which change a text's own effective day belongs to, and from when this very text is to be applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Change:
    """A change of a document as its preamble tells it. `whole`: the text was made anew (修订), not altered (修正)."""

    on: date
    by: str = ""
    title: str = ""
    whole: bool = False


@dataclass(frozen=True)
class TextDates:
    """The days of a text: when the document was made, from when it held first, from when each change counts.

    `text_from` is the day from which this text with all its changes is to be applied.
    """

    made_on: date | None
    effective_on: date | None
    changes: tuple[tuple[date, Change], ...]
    version_on: date | None
    text_from: date | None


def text_dates(made_on: date | None, effective_on: date | None, changes: Sequence[Change]) -> TextDates:
    """Sort out the days of a text that was changed.

    自…起施行 stands in the last text that was made as a whole: where that is a revision, the day is the revision's,
    and the document's own first day is not told.
    """
    told = sorted(changes, key=lambda change: change.on)
    wholes = [change for change in told if change.whole and effective_on and change.on <= effective_on]
    owner = wholes[-1] if wholes else None
    counted = tuple(
        (effective_on if change is owner and effective_on else change.on, change) for change in told
    )
    version_on = told[-1].on if told else made_on
    days = [day for day in (version_on, effective_on, *(on for on, _ in counted)) if day]
    return TextDates(
        made_on=made_on,
        effective_on=None if owner else effective_on,
        changes=counted,
        version_on=version_on,
        text_from=max(days, default=None),
    )

"""全量政策文件窗口: all policy documents of the government, its bodies and dispatched organs, from the live records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from mingtang.core.organisations.api import Organisation
from mingtang.gazette.models import Entry, Gazette
from mingtang.gazette.queries.family import family_of
from mingtang.gazette.queries.issues import printed_in
from mingtang.gazette.queries.kinds import policy_kinds
from mingtang.publishing import api as publishing
from mingtang.publishing.api import DatedLabel, LiveEdition, Placement

SIZE = 50


@dataclass(frozen=True)
class Shown:
    """A policy document, and the entry of the issue that printed it; None where none has."""

    live: LiveEdition
    entry: Entry | None
    labels: Sequence[DatedLabel]


@dataclass(frozen=True)
class Month:
    """The documents of one month."""

    month: date
    rows: Sequence[Shown]


@dataclass(frozen=True)
class Wanted:
    """What a reader narrows the window to. `printed` is yes, no or empty; `before` ends the page before."""

    unit: str = ""
    year: int | None = None
    printed: str = ""
    before: str = ""


@dataclass(frozen=True)
class Window:
    """A page of the window, and the place from which the next begins."""

    months: Sequence[Month]
    next: str


def units(gazette: Gazette) -> list[Organisation]:
    """The bodies whose documents the window shows, where any are public."""
    live = LiveEdition.objects.filter(organisation=OuterRef("pk"), kind__in=policy_kinds())
    rows = Organisation.objects.filter(pk__in=family_of(gazette).bodies).filter(Exists(live))
    return list(rows.order_by("order", "pk"))


def window(gazette: Gazette, wanted: Wanted, on: date) -> Window:
    """The newest first, by month, the same live rows as everywhere. A constant number of queries."""
    rows = list(_rows(gazette, wanted).order_by("-published_at", "-pk")[: SIZE + 1])
    shown, more = rows[:SIZE], len(rows) > SIZE
    records = [row.publication_id for row in shown]
    entries, labels = printed_in(records), publishing.labels_of(records, on)
    found = [Shown(row, entries.get(row.publication_id), labels.get(row.publication_id, ())) for row in shown]
    months = [Month(month, list(group)) for month, group in groupby(found, key=lambda row: _month(row.live))]
    return Window(months, _place(shown[-1]) if more else "")


def _rows(gazette: Gazette, wanted: Wanted) -> QuerySet[LiveEdition]:
    on_site = Placement.objects.filter(live=OuterRef("pk"), column__site=gazette.column.site_id)
    rows = LiveEdition.objects.filter(
        kind__in=policy_kinds(), organisation__in=family_of(gazette).bodies
    ).filter(Exists(on_site))
    if wanted.unit:
        rows = rows.filter(organisation__code=wanted.unit)
    if wanted.year:
        rows = rows.filter(published_at__year=wanted.year)
    if wanted.printed:
        public = LiveEdition.objects.filter(publication=OuterRef("issue__publication"))
        entry = Exists(
            Entry.objects.filter(publication=OuterRef("publication"), issue__gazette=gazette).filter(
                Exists(public)
            )
        )
        rows = rows.filter(entry if wanted.printed == "yes" else ~entry)
    if place := _place_from(wanted.before):
        at, pk = place
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))
    return rows


def _month(row: LiveEdition) -> date:
    return localdate(row.published_at).replace(day=1)


def _place(row: LiveEdition) -> str:
    at = row.published_at.astimezone(UTC)
    return f"{int(at.replace(microsecond=0).timestamp()) * 1_000_000 + at.microsecond}-{row.pk}"


def _place_from(text: str) -> tuple[datetime, int] | None:
    """A place in the window from its address; None for anything else."""
    micros, _, pk = text.partition("-")
    if not (micros.isdecimal() and pk.isdecimal() and len(micros) < 18 and len(pk) < 19):
        return None
    seconds, micro = divmod(int(micros), 1_000_000)
    try:
        return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micro), int(pk)
    except (OverflowError, ValueError, OSError):
        return None

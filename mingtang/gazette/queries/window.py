"""全量政策文件窗口: all policy documents of the government, its bodies and dispatched organs, from the live records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from mingtang.core.organisations.api import Organisation
from mingtang.gazette.models import Entry, Gazette
from mingtang.gazette.queries.family import family_of
from mingtang.gazette.queries.issues import printed_in
from mingtang.gazette.queries.kinds import policy_kinds
from mingtang.publishing import api as publishing
from mingtang.publishing.api import DatedLabel, LiveEdition, Place, Selection

SIZE = 50
# How many pages are looked through for documents that no issue has printed: then the reader goes on from there.
MOST_PAGES = 40


@dataclass(frozen=True)
class Shown:
    """A policy document, and the entry of the issue that printed it; None where none has."""

    live: LiveEdition
    entry: Entry | None
    labels: Sequence[DatedLabel] = ()


@dataclass(frozen=True)
class Month:
    """The documents of one month."""

    month: date
    rows: Sequence[Shown]


@dataclass(frozen=True)
class Unit:
    """A body whose documents the window shows, and how many."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Wanted:
    """What a reader narrows the window to. `printed` is yes, no or empty; `before` ends the page before."""

    unit: str = ""
    year: int | None = None
    printed: str = ""
    before: str = ""


@dataclass(frozen=True)
class Window:
    """A page of the window, the place from which the next begins, and how many documents there are in all.

    `total` counts printed and unprinted ones alike; `units` are those that have any, whatever unit is chosen.
    """

    months: Sequence[Month]
    next: str
    total: int
    units: Sequence[Unit]


def window(gazette: Gazette, wanted: Wanted, on: date) -> Window:
    """The newest first, by month, the same live rows as everywhere."""
    bodies = {str(body.pk): body for body in Organisation.objects.filter(pk__in=family_of(gazette).bodies)}
    selection = _selection(gazette, wanted, bodies, on)
    rows, following = _page(gazette, selection, wanted)
    labels = publishing.labels_of([row.live.publication_id for row in rows], on)
    shown = [Shown(row.live, row.entry, labels.get(row.live.publication_id, ())) for row in rows]
    months = [Month(month, list(group)) for month, group in groupby(shown, key=_month)]
    counts = selection.counts("organisation")
    units = [
        Unit(body.code, body.short_name, counts[key])
        for key, body in sorted(bodies.items(), key=lambda pair: (pair[1].order, pair[1].pk))
        if key in counts
    ]
    return Window(months, str(following or ""), selection.total, units)


def _selection(gazette: Gazette, wanted: Wanted, bodies: dict[str, Organisation], on: date) -> Selection:
    chosen = [key for key, body in bodies.items() if not wanted.unit or body.code == wanted.unit]
    filters = {"organisation": chosen} | ({"year": [str(wanted.year)]} if wanted.year else {})
    # A government without any kind of policy document has none; `within` left empty would mean all kinds.
    kinds = policy_kinds() or ["-"]
    return publishing.select(filters, on=on, within=kinds, site=gazette.column.site_id)


def _page(gazette: Gazette, selection: Selection, wanted: Wanted) -> tuple[list[Shown], Place | None]:
    """One page, and the place where the next begins; whole pages are passed over until enough fits `printed`."""
    place, found = publishing.place_from(wanted.before), list[Shown]()
    if wanted.printed == "yes":
        return _printed(gazette, selection, place)
    for _ in range(MOST_PAGES):
        page = selection.page(older_than=place, limit=SIZE)
        entries = printed_in(row.publication_id for row in page.rows)
        rows = [Shown(row, entries.get(row.publication_id)) for row in page.rows]
        found += [row for row in rows if not wanted.printed or row.entry is None]
        if len(found) > SIZE:
            last = found[SIZE - 1].live
            return found[:SIZE], Place("time", (last.published_at, last.pk))
        place = page.older
        if place is None or len(found) == SIZE:
            break
    return found, place


def _printed(gazette: Gazette, selection: Selection, place: Place | None) -> tuple[list[Shown], Place | None]:
    """A page of what issues have printed: few among very many, so that the entries are asked and not the documents."""
    public = LiveEdition.objects.filter(publication=OuterRef("issue__publication"))
    printed = Entry.objects.filter(issue__gazette=gazette).filter(Exists(public))
    rows = LiveEdition.objects.filter(publication__in=printed.values("publication"))
    listed = sorted(_among(rows.values_list("published_at", "pk"), selection), reverse=True)
    if place is not None:
        listed = [key for key in listed if key < place.key]
    keys = listed[:SIZE]
    live = LiveEdition.objects.in_bulk([pk for _, pk in keys])
    entries = printed_in(row.publication_id for row in live.values())
    shown = [Shown(live[pk], entries.get(live[pk].publication_id)) for _, pk in keys if pk in live]
    return shown, Place("time", keys[-1]) if len(listed) > SIZE else None


def _among(keys: Iterable[tuple[object, int]], selection: Selection) -> list[tuple[object, int]]:
    editions = selection.editions
    return [key for key in keys if key[1] in editions]


def _month(row: Shown) -> date:
    return localdate(row.live.published_at).replace(day=1)

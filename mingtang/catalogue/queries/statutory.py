"""法定主动公开内容: the items that a body owes, the columns and kinds that hold them, and their documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from mingtang.catalogue.analysis.statutory import Item, owed, shipped
from mingtang.catalogue.models import ItemColumn, LocalItem
from mingtang.catalogue.queries.sections import SectionOfBody
from mingtang.catalogue.queries.texts import on_site
from mingtang.publishing import api as publishing

PAGE = 20
FOUND = 50
TAKEN_AWAY = 1000


@dataclass(frozen=True)
class Place:
    """An item with the open columns of this site that hold it."""

    item: Item
    columns: Sequence[publishing.Column]


@dataclass(frozen=True)
class Shown:
    """An item as a body's page shows it. `newest_at` is None where nothing has been published yet."""

    place: Place
    newest_at: datetime | None

    @property
    def item(self) -> Item:
        return self.place.item


@dataclass(frozen=True)
class ItemPage:
    """Documents of an item, the newest first, and where the next page begins."""

    rows: Sequence[publishing.LiveEdition]
    older_than: publishing.Cursor | None


def local_items() -> list[Item]:
    """What provincial and city catalogues add here, past items too."""
    return [
        Item(
            code=row.code,
            article=row.article,
            name=row.name,
            wording=row.wording,
            levels=tuple(row.levels),
            kinds=tuple(row.kinds),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            is_local=True,
        )
        for row in LocalItem.objects.all()
    ]


def all_items() -> list[Item]:
    """The items of the 条例 and of this place, past ones too."""
    return [*shipped(), *local_items()]


def places_of(items: Iterable[Item], site: publishing.Site, on: date) -> list[Place]:
    """Items with the columns that hold them: those that the data names by code, and those that the office added."""
    open_columns = site.columns.filter(Q(closed_on=None) | Q(closed_on__gt=on)).order_by("path")
    columns = list(open_columns)
    added: dict[str, set[int]] = {}
    for item, column in ItemColumn.objects.filter(column__site=site).values_list("item", "column_id"):
        added.setdefault(item, set()).add(column)
    return [
        Place(item, [c for c in columns if c.code in item.columns or c.pk in added.get(item.code, ())])
        for item in items
    ]


def places_for(shown: SectionOfBody) -> list[Place]:
    """What a body owes on this day, and where it is found on this site."""
    return places_of(owed(all_items(), shown.body.kind, shown.on), shown.site, shown.on)


def _own(shown: SectionOfBody) -> QuerySet[publishing.LiveEdition]:
    """The body's own public editions on this site."""
    return on_site(shown.site).filter(shown.bodies.owned_by(shown.body))


def overview(shown: SectionOfBody, places: Sequence[Place]) -> list[Shown]:
    """Every item with the time of its newest document, in a constant number of queries."""
    codes = {code for place in places for code in place.item.kinds}
    rows = _own(shown).filter(kind__code__in=codes, withdrawn=False)
    by_kind = dict(rows.values_list("kind__code").annotate(newest=Max("published_at")))
    by_column = _newest_by_column(shown, places)
    return [Shown(place, _latest(place, by_kind, by_column)) for place in places]


def _latest(place: Place, by_kind: dict[str, datetime], by_column: dict[int, datetime]) -> datetime | None:
    times = [by_kind.get(code) for code in place.item.kinds]
    times += [by_column.get(column.pk) for column in place.columns]
    return max((time for time in times if time is not None), default=None)


def _newest_by_column(shown: SectionOfBody, places: Sequence[Place]) -> dict[int, datetime]:
    """The head sees whole columns, by the index alone; a unit its own rows in them."""
    columns = sorted({column.pk for place in places for column in place.columns})
    if shown.is_head:
        newest = publishing.newest_in(columns, 1)
        return {pk: rows[0].published_at for pk, rows in newest.items() if rows}
    rows = publishing.Placement.objects.filter(column__in=columns, organisation=shown.body)
    return dict(rows.values_list("column_id").annotate(newest=Max("published_at")))


def documents(
    place: Place,
    shown: SectionOfBody,
    *,
    older_than: publishing.Cursor | None = None,
    limit: int = PAGE,
) -> ItemPage:
    """A page of an item's documents: from each column and of its kinds, put together here, each once."""
    filters = publishing.Filters(organisation_id=None if shown.is_head else shown.body.pk)
    found = {
        row.pk: row
        for column in place.columns
        for row in publishing.page_of(column, filters, older_than=older_than, limit=limit + 1).rows
    }
    if place.item.kinds:
        rows = _own(shown).filter(kind__code__in=place.item.kinds)
        found |= {row.pk: row for row in _older(rows, older_than)[: limit + 1]}
    return _page([*found.values()], limit)


def _older(
    rows: QuerySet[publishing.LiveEdition], than: publishing.Cursor | None
) -> QuerySet[publishing.LiveEdition]:
    if than is not None:
        rows = rows.filter(Q(published_at__lt=than.at) | Q(published_at=than.at, pk__lt=than.edition))
    return rows.order_by("-published_at", "-edition")


def _page(found: list[publishing.LiveEdition], limit: int) -> ItemPage:
    rows = sorted(found, key=lambda row: (row.published_at, row.pk), reverse=True)
    last = rows[limit - 1] if len(rows) > limit else None
    return ItemPage(rows[:limit], publishing.Cursor(last.published_at, last.pk) if last else None)


def search(words: str, places: Sequence[Place], shown: SectionOfBody) -> list[publishing.LiveEdition]:
    """The newest documents of these items whose title or number holds every word; at most fifty."""
    columns = {column.pk for place in places for column in place.columns}
    kinds = {code for place in places for code in place.item.kinds}
    placed = publishing.Placement.objects.filter(column__in=columns)
    if not shown.is_head:
        placed = placed.filter(organisation=shown.body)
    own = shown.bodies.owned_by(shown.body) & Q(kind__code__in=kinds)
    rows = on_site(shown.site).filter(Q(pk__in=placed.values("live")) | own)
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(document_number__icontains=word))
    return list(rows.order_by("-published_at", "-edition")[:FOUND])


def catalogue_rows(
    shown: SectionOfBody, *, older_than: publishing.Cursor | None = None, limit: int = PAGE
) -> ItemPage:
    """政府信息公开目录 (条例 art. 12): all that a body has made public on this site, the newest first."""
    return _page([*_older(_own(shown), older_than)[: limit + 1]], limit)

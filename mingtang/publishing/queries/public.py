"""What the public may read. Everything here rests on live rows: what has none is absent, whatever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    Exists,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.utils import timezone

from mingtang.core.organisations.api import Organisation
from mingtang.publishing.analysis.content import AttachmentRef
from mingtang.publishing.analysis.html import plain_text
from mingtang.publishing.labels import VISIBLE
from mingtang.publishing.models import (
    BatchSignature,
    Column,
    ColumnMonth,
    DatedLabel,
    Edition,
    EditionState,
    Installation,
    Kind,
    LiveEdition,
    Placement,
    PublicChange,
    Redirect,
    Relation,
    Site,
    Withdrawal,
)
from mingtang.publishing.queries.editions import content_of

# Editions that the public could once read at this address and no longer can.
LEFT = (EditionState.REMOVED, EditionState.TAKEN_DOWN, EditionState.ARCHIVED, EditionState.REPLACED)
CHUNK = 500


# --- sites and columns


def site_for(host: str) -> Site | None:
    """The site of a host name (without port), the default site for names that no site has; None before any is made."""
    demonstration = Installation.objects.filter(is_demonstration=True)
    sites = Site.objects.select_related("organisation").annotate(in_demonstration=Exists(demonstration))
    found = sites.filter(Q(host=host) | Q(is_default=True)) if host else sites.filter(is_default=True)
    return min(found, key=lambda site: site.host != host, default=None)


def columns_of_site(site: Site) -> list[Column]:
    """All columns of a site, closed ones too: the tree is small, and one query is cheaper than several.

    Every page of the portal reads them, so their owners are not read along.
    """
    return list(site.columns.order_by("order", "id"))


def open_kinds(column: Column) -> list[Kind]:
    """Kinds of which a column lists something."""
    rows = Placement.objects.filter(column=column, kind=OuterRef("pk"))
    return list(Kind.objects.filter(Exists(rows)))


def open_bodies(column: Column) -> list[Organisation]:
    """Bodies of which a column lists something: one index look-up for each body, never a walk over the list."""
    rows = Placement.objects.filter(column=column, organisation=OuterRef("pk"))
    return list(Organisation.objects.filter(Exists(rows)))


def months_of(column: Column) -> list[ColumnMonth]:
    """The months in which a column lists something, the newest first."""
    return list(ColumnMonth.objects.filter(column=column, count__gt=0).order_by("-month"))


# --- lists


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the row at which a page ends or begins."""

    at: datetime
    edition: int


@dataclass(frozen=True)
class Page:
    """A page of a list, and whether there is more on either side."""

    rows: list[LiveEdition]
    has_newer: bool
    has_older: bool

    @property
    def first(self) -> Cursor | None:
        return _cursor(self.rows[0]) if self.rows else None

    @property
    def last(self) -> Cursor | None:
        return _cursor(self.rows[-1]) if self.rows else None


@dataclass(frozen=True)
class Filters:
    """What a reader narrows a list to; `month` is the first day of a month."""

    kind_id: int | None = None
    organisation_id: int | None = None
    month: date | None = None


def _cursor(row: LiveEdition) -> Cursor:
    return Cursor(row.published_at, row.pk)


def page_of(
    column: Column,
    filters: Filters | None = None,
    *,
    older_than: Cursor | None = None,
    newer_than: Cursor | None = None,
    limit: int = 20,
) -> Page:
    """A page of a column's list, the newest first, by keyset: no offset and no count, so the last is as fast as the first."""
    rows = _narrowed(Placement.objects.filter(column=column), filters or Filters()).select_related("live")
    if newer_than is not None:
        found = list(_beyond(rows, newer_than, newer=True).order_by("published_at", "live")[: limit + 1])
        return Page([row.live for row in reversed(found[:limit])], len(found) > limit, True)
    if older_than is not None:
        rows = _beyond(rows, older_than, newer=False)
    found = list(rows.order_by("-published_at", "-live")[: limit + 1])
    return Page([row.live for row in found[:limit]], older_than is not None, len(found) > limit)


def _beyond(rows: QuerySet[Placement], cursor: Cursor, *, newer: bool) -> QuerySet[Placement]:
    """Rows on one side of a place. Compared as a pair: from the index alone, also where thousands share a moment."""
    here = _pair("published_at", "live_id")
    there = _pair(Value(cursor.at, DateTimeField()), Value(cursor.edition, BigIntegerField()))
    sign = " > " if newer else " < "
    return rows.filter(
        Func(here, there, template="%(expressions)s", arg_joiner=sign, output_field=BooleanField())
    )


def _pair(*parts: Any) -> Func:
    return Func(*parts, template="(%(expressions)s)", output_field=BooleanField())


def _narrowed(rows: QuerySet[Placement], filters: Filters) -> QuerySet[Placement]:
    if filters.kind_id is not None:
        rows = rows.filter(kind_id=filters.kind_id)
    if filters.organisation_id is not None:
        rows = rows.filter(organisation_id=filters.organisation_id)
    if filters.month is not None:
        start, end = month_bounds(filters.month)
        rows = rows.filter(published_at__gte=start, published_at__lt=end)
    return rows


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month and of the next, in the office's time zone."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _midnight(month.replace(day=1)), _midnight(following)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def newest_in(columns: Sequence[int], limit: int) -> dict[int, list[LiveEdition]]:
    """The newest public editions of each of several columns, in two queries however many columns there are."""
    if not columns:
        return {}
    table = connection.ops.quote_name(Placement._meta.db_table)
    one = (
        f"SELECT * FROM (SELECT column_id, live_id FROM {table} WHERE column_id = %s "  # noqa: S608 (names of ours)
        "ORDER BY published_at DESC, live_id DESC LIMIT %s) AS newest"
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(columns)), [v for pk in columns for v in (pk, limit)])
        pairs = cursor.fetchall()
    found = LiveEdition.objects.in_bulk({live for _, live in pairs})
    lists: dict[int, list[LiveEdition]] = {pk: [] for pk in columns}
    for column, live in pairs:
        if live in found:
            lists[column].append(found[live])
    for rows in lists.values():
        rows.sort(key=lambda row: (row.published_at, row.pk), reverse=True)
    return lists


def newest_of(columns: Sequence[int], limit: int) -> list[LiveEdition]:
    """The newest public editions of several columns together, each once."""
    rows = {row.pk: row for found in newest_in(columns, limit).values() for row in found}
    return sorted(rows.values(), key=lambda row: (row.published_at, row.pk), reverse=True)[:limit]


def placed_on(site: Site, rows: Iterable[LiveEdition]) -> set[int]:
    """Which of these editions some column of a site lists."""
    return set(
        Placement.objects.filter(live__in=[row.pk for row in rows], column__site=site).values_list(
            "live_id", flat=True
        )
    )


def labels_of(publications: Iterable[int], on: date) -> dict[int, list[DatedLabel]]:
    """Labels that hold on a day, by publication: what was valid yesterday is marked today without any job."""
    rows = (
        DatedLabel.objects.filter(publication_id__in=list(publications))
        .filter(Q(valid_from=None) | Q(valid_from__lte=on))
        .filter(Q(valid_until=None) | Q(valid_until__gte=on))
        .order_by("family", "id")
    )
    found: dict[int, list[DatedLabel]] = {}
    for label in rows:
        found.setdefault(label.publication_id, []).append(label)
    return found


# --- one document


def _editions() -> QuerySet[Edition]:
    notice = Withdrawal.objects.filter(edition=OuterRef("pk"), way="withdrawn").order_by("-pk")
    return Edition.objects.select_related(
        "publication__kind",
        "organisation",
        "column__site",
        "batch__organisation",
        "live_revision__content",
        "live_revision__kind_version",
    ).annotate(withdrawal_notice=Subquery(notice.values("public_notice")[:1]))


def public_edition(public_id: str, site: Site | None = None) -> Edition | None:
    """The edition that anyone may read at an address; with a site, only what a column of that site lists."""
    rows = _editions().filter(live__public_id=public_id)
    if site is not None:
        rows = rows.filter(Exists(Placement.objects.filter(live=OuterRef("live"), column__site=site)))
    return rows.first()


def addressed_edition(publication_id: int, scope: str) -> Edition | None:
    """The live edition of a limited or targeted publication; None where what was signed has another scope."""
    edition = _editions().filter(publication_id=publication_id, state__in=VISIBLE, scope=scope).first()
    if edition is None or edition.live_revision is None or content_of(edition.live_revision).scope != scope:
        return None
    return edition


def limited_edition(public_id: str) -> Edition | None:
    """The live edition of limited scope with this number, for signed-in staff; None for any other."""
    pk = Edition.objects.filter(
        publication__public_id=public_id, state__in=VISIBLE, scope="limited"
    ).values_list("publication_id", flat=True)
    found = pk.first()
    return addressed_edition(found, "limited") if found is not None else None


def attachment_of(edition: Edition, number: int) -> AttachmentRef | None:
    """The file that the public text of an edition names at a number, counted from 1."""
    if edition.live_revision is None:
        return None
    return dict(enumerate(content_of(edition.live_revision).attachments, 1)).get(number)


def vouchers(batch_id: int) -> list[BatchSignature]:
    """The two people who vouch for an imported batch."""
    return list(BatchSignature.objects.filter(batch_id=batch_id).order_by("signed_at", "id"))


@dataclass(frozen=True)
class Related:
    """A relation as one side sees it. `live` is None where the other side is not public: then it is not shown."""

    predicate: str
    inverse: bool
    public_id: str
    live: LiveEdition | None


def related(publication_id: int) -> list[Related]:
    """Relations of a publication in both directions."""
    rows = Relation.objects.filter(Q(subject_id=publication_id) | Q(object_id=publication_id)).select_related(
        "subject__live", "object__live"
    )
    return [_related(row, publication_id) for row in rows.order_by("predicate", "id")]


def _related(row: Relation, publication_id: int) -> Related:
    inverse = row.object_id == publication_id
    other = row.subject if inverse else row.object
    return Related(row.predicate, inverse, other.public_id, getattr(other, "live", None))


@dataclass(frozen=True)
class Fate:
    """What became of a document that is no longer public: a new address, or a plain word that it is gone."""

    moved_to: str = ""
    gone: bool = False


def fate_of(public_id: str, site: Site) -> Fate:
    """Tells nothing of what was never public: drafts and documents for some only are as if they were not there."""
    if LiveEdition.objects.filter(public_id=public_id).exists():
        return Fate()  # at home on another site
    last = (
        Edition.objects.filter(publication__public_id=public_id, scope="public")
        .filter(publication__home_column__site=site)
        .filter(Q(state__in=LEFT) | Q(state=EditionState.SUPERSEDED))
        .select_related("publication__home_column")
        .order_by("-number")
        .first()
    )
    if last is None:
        return Fate()
    if last.state != EditionState.REPLACED:
        return Fate(gone=True)
    publication = last.publication
    address = moved(publication.home_column.site_id, [publication.get_absolute_url()])
    return Fate(moved_to=address, gone=not address)


def moved(site_id: int, paths: Sequence[str]) -> str:
    """Where an old address of a site now leads; the first of several spellings that is known. Empty where none is."""
    found = dict(
        Redirect.objects.filter(site_id=site_id, old_path__in=paths).values_list("old_path", "new_path")
    )
    return next((found[path] for path in paths if path in found), "")


# --- all of it, for search, sitemap and lists to take away


@dataclass(frozen=True)
class PublicText:
    """What search may know of a public edition: only what anyone may read."""

    public_id: str
    address: str
    revision_hash: str
    title: str
    summary: str
    text: str
    elements: dict[str, Any]
    attachments: tuple[str, ...]
    kind: str
    organisation_id: int
    issuer: str
    document_number: str
    published_at: datetime
    withdrawn: bool


def searchable(*, after: int = 0) -> Iterator[PublicText]:
    """The texts of all public editions in order of their number, a few at a time; `after` resumes."""
    while rows := list(
        LiveEdition.objects.filter(pk__gt=after)
        .select_related("revision__content", "kind", "revision__kind_version")
        .order_by("pk")[:CHUNK]
    ):
        yield from map(_public_text, rows)
        after = rows[-1].pk


def _public_text(row: LiveEdition) -> PublicText:
    content = content_of(row.revision)
    shown = {e["code"] for e in row.revision.kind_version.elements if e.get("public", True)}
    return PublicText(
        public_id=row.public_id,
        address=f"/doc/{row.public_id}.html",
        revision_hash=row.revision.content_hash,
        title=content.title,
        summary=content.summary,
        text=plain_text(content.body),
        elements={code: value for code, value in content.elements.items() if code in shown},
        attachments=tuple(file.name for file in content.attachments),
        kind=row.kind.code,
        organisation_id=row.organisation_id,
        issuer=content.issuer,
        document_number=row.document_number,
        published_at=row.published_at,
        withdrawn=row.withdrawn,
    )


def addresses(site: Site, *, above: int, up_to: int) -> Iterator[tuple[str, datetime]]:
    """Public number and time of what is at home on a site, editions numbered above one and up to another."""
    # Walked by number and sorted out here: asked for both, SQLite would sort a million rows for each piece.
    columns = set(site.columns.values_list("pk", flat=True))
    while rows := list(
        LiveEdition.objects.filter(pk__gt=above, pk__lte=up_to)
        .order_by("pk")
        .values_list("pk", "home_column_id", "public_id", "published_at")[:CHUNK]
    ):
        yield from ((public_id, at) for _, column, public_id, at in rows if column in columns)
        above = rows[-1][0]


def next_edition(*, above: int) -> int | None:
    """The lowest number of a public edition above another; None where there is none."""
    return LiveEdition.objects.filter(pk__gt=above).order_by("pk").values_list("pk", flat=True).first()


# --- what changed


def changes_since(number: int) -> list[tuple[int, str]]:
    """Changes that readers can see, from a number on: what page caches ask, from the primary key alone."""
    return list(PublicChange.objects.filter(pk__gte=number).order_by("pk").values_list("pk", "public_id"))


def newest_change() -> int:
    """The number of the newest change; 0 before any."""
    return PublicChange.objects.aggregate(newest=Max("pk"))["newest"] or 0

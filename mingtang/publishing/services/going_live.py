"""The one place that makes an edition readable: the last step of every road, whatever its basis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.events import api as events
from mingtang.core.refusals import Refused
from mingtang.publishing.analysis.content import Content, content_hash
from mingtang.publishing.analysis.html import fingerprint
from mingtang.publishing.events import EditionPublished, EditionWithdrawn
from mingtang.publishing.labels import VISIBLE
from mingtang.publishing.models import (
    Column,
    ColumnMonth,
    Edition,
    EditionState,
    LiveEdition,
    Placement,
    PublicationColumn,
    PublicChange,
    Revision,
)
from mingtang.publishing.queries.editions import content_of
from mingtang.publishing.services import facets


class NotWhole(Refused):
    """The stored text does not fit its hash, or the database found no valid basis: nothing was published."""


def go_live(
    edition: Edition, revision: Revision, *, basis: str, by: Any, at: datetime, is_dated: bool = True
) -> None:
    """Make an edition public on a basis; the edition before it is superseded. The database checks the basis again."""
    if content_hash(revision.content.payload or "", revision.content.salt or "") != revision.content_hash:
        raise NotWhole("正文与签署时的哈希不符，可能被改动。请停止发布，并请系统管理员运行完整性核验。")
    _supersede_earlier(edition, by)
    edition.state, edition.waiting_for = EditionState.LIVE, ""
    edition.basis, edition.live_revision = basis, revision
    edition.published_at, edition.is_dated = at, is_dated
    _save_live(edition)
    # The chain before the month counters, everywhere: two acts that lock both in one order never wait for each other.
    audit.record(
        "publishing.published",
        about=edition,
        by=by,
        details={"revision": revision.pk, "hash": revision.content_hash, "basis": basis},
    )
    content = content_of(revision)
    if content.scope == "public":
        show(edition, content)
    events.announce(published(edition, content))


def published(edition: Edition, content: Content) -> EditionPublished:
    """What is announced of an edition that has become public."""
    return EditionPublished(
        edition_id=edition.pk,
        publication_id=edition.publication_id,
        scope=content.scope,
        kind=content.kind,
        basis=edition.basis,
    )


def _save_live(edition: Edition) -> None:
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError as refused:
        raise NotWhole(f"数据库拒绝公开：{str(refused).splitlines()[0]}") from refused


def _supersede_earlier(edition: Edition, by: Any) -> None:
    for earlier in Edition.objects.filter(publication_id=edition.publication_id, state__in=VISIBLE).exclude(
        pk=edition.pk
    ):
        leave(earlier, EditionState.SUPERSEDED, way="superseded", by=by)


def leave(edition: Edition, state: str, *, way: str, by: Any, details: dict[str, Any] | None = None) -> None:
    """Take an edition from the public site, in the transaction of the act that decided so."""
    audit.record(f"publishing.{way}", about=edition, by=by, details=details or {})
    hide(edition)
    edition.state, edition.left_at = state, timezone.now()
    edition.save(update_fields=["state", "left_at", "changed_at"])
    events.announce(EditionWithdrawn(edition_id=edition.pk, publication_id=edition.publication_id, way=way))


def show(edition: Edition, content: Content) -> LiveEdition:
    """Write the narrow row and the list rows of a public edition."""
    live = LiveEdition.objects.create(**live_facts(edition, content))
    columns = columns_of(edition)
    Placement.objects.bulk_create(placements(live, columns))
    _count(columns, edition.published_at, 1)
    facets.add([(live, content)], columns)
    PublicChange.objects.create(public_id=live.public_id)
    return live


def live_facts(edition: Edition, content: Content) -> dict[str, Any]:
    """The narrow row of an edition: what lists show, as the signed text says it."""
    written_on = str(content.elements.get("written_on") or "")
    return {
        "edition": edition,
        "publication_id": edition.publication_id,
        "revision_id": edition.live_revision_id,
        "public_id": edition.publication.public_id,
        "kind_id": edition.publication.kind_id,
        "organisation_id": edition.organisation_id,
        "home_column_id": edition.column_id,
        "title": content.title,
        "summary": content.summary,
        "document_number": str(content.elements.get("document_number") or ""),
        "issuer": content.issuer,
        "written_on": date.fromisoformat(written_on) if written_on else None,
        "published_at": edition.published_at,
        "is_dated": edition.is_dated,
        "basis": edition.basis,
        "withdrawn": edition.state == EditionState.WITHDRAWN,
        "fingerprint": fingerprint(content.body),
    }


def placements(live: LiveEdition, columns: dict[int, bool]) -> list[Placement]:
    return [
        Placement(
            column_id=column,
            live=live,
            kind_id=live.kind_id,
            organisation_id=live.organisation_id,
            published_at=live.published_at,
            direct=direct,
        )
        for column, direct in columns.items()
    ]


def columns_of(edition: Edition) -> dict[int, bool]:
    """Ids of all columns that list an edition; True for its own, False for those above them."""
    own = set(
        PublicationColumn.objects.filter(publication_id=edition.publication_id).values_list(
            "column_id", flat=True
        )
    ) | {edition.column_id}
    return with_ancestors(own)


def with_ancestors(own: Iterable[int]) -> dict[int, bool]:
    parents = dict(Column.objects.values_list("id", "parent_id"))
    listed = dict.fromkeys(own, True)
    for column in list(listed):
        above = parents.get(column)
        while above is not None:
            listed.setdefault(above, False)
            above = parents.get(above)
    return listed


def _count(columns: Iterable[int], at: datetime | None, by: int) -> None:
    if at is None:
        return
    month = timezone.localdate(at).replace(day=1)
    for column in columns:
        ColumnMonth.objects.get_or_create(column_id=column, month=month)
        ColumnMonth.objects.filter(column_id=column, month=month).update(count=F("count") + by)


def hide(edition: Edition) -> None:
    """Remove the narrow row and the list rows; page, lists, feeds, sitemap and caches follow from that."""
    live = LiveEdition.objects.select_related("revision__content").filter(pk=edition.pk).first()
    if live is None:
        return
    columns = list(live.placements.values_list("column_id", flat=True))
    _count(columns, live.published_at, -1)
    facets.remove(live, content_of(live.revision), columns)
    PublicChange.objects.create(public_id=live.public_id)
    live.delete()

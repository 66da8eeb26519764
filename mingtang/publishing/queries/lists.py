"""Lists of editions for those who work on them: by state, with filters, page by page without counting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.dateparse import parse_datetime

from mingtang.core.organisations.api import standings
from mingtang.publishing.labels import OPEN
from mingtang.publishing.models import (
    CleanupTask,
    Edition,
    EditionState,
    EmergencyRequest,
    Erasure,
    Release,
    ReleaseItem,
    ReleaseState,
    Return,
    Revision,
    Takedown,
)
from mingtang.publishing.permissions.people import READING_ROLES

EVERYWHERE_ROLES = frozenset({"office", "auditor", "duty_officer"})

# The lists: their name, and the states that they show.
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "open": ("在办", OPEN),
    "returned": ("被退回", (EditionState.DRAFT,)),
    "ready": ("待发布", (EditionState.READY,)),
    "scheduled": ("已定时", (EditionState.READY,)),
    "public": ("已公开", (EditionState.LIVE,)),
    "left": (
        "已下线",
        (
            EditionState.WITHDRAWN,
            EditionState.SUPERSEDED,
            EditionState.REPLACED,
            EditionState.REMOVED,
            EditionState.TAKEN_DOWN,
            EditionState.ARCHIVED,
        ),
    ),
    "closed": ("不公开或作废", (EditionState.NOT_PUBLIC, EditionState.DISCARDED)),
}


@dataclass(frozen=True)
class WorkFilters:
    """What a list is narrowed to; empty values do not narrow."""

    listed: str = "open"
    state: str = ""
    kind: int | None = None
    column: int | None = None
    unit: int | None = None
    step: str = ""
    mine: bool = False
    words: str = ""


@dataclass(frozen=True)
class EditionPage:
    """One page of a list, the newest change first, and the keys with which to ask for its neighbours."""

    rows: list[Edition] = field(default_factory=list)
    previous: str = ""
    next: str = ""


def readable_bodies(user: Any, day: date) -> set[int] | None:
    """Ids of the bodies whose texts a person may read; None where these are all."""
    mine = standings(user.pk, day)
    if any(standing.role in EVERYWHERE_ROLES for standing in mine):
        return None
    return {standing.organisation_id for standing in mine if standing.role in READING_ROLES}


def work_list(
    user: Any, day: date, filters: WorkFilters, *, after: str = "", before: str = "", limit: int = 30
) -> EditionPage:
    """A page of the editions that a person may read, `after` or `before` a key."""
    back = bool(before)
    parts = _parts(user, day, filters, before or after, back=back, limit=limit + 1)
    if not parts:
        return EditionPage()
    order = ("changed_at", "id") if back else ("-changed_at", "-id")
    keys = list(parts[0].union(*parts[1:], all=True).order_by(*order)[: limit + 1])
    more, keys = len(keys) > limit, keys[:limit]
    rows = _fetched([pk for _, pk in keys])
    return EditionPage(
        rows,
        previous=_key(rows[0]) if rows and (more if back else after) else "",
        next=_key(rows[-1]) if rows and (back or more) else "",
    )


def _parts(
    user: Any, day: date, filters: WorkFilters, key: str, *, back: bool, limit: int
) -> list[QuerySet[Any, Any]]:
    """One ordered piece for each unit and state: each walks an index and stops at the limit, however many rows there are."""
    bodies = readable_bodies(user, day)
    units: Iterable[int | None] = [None] if bodies is None else sorted(bodies)
    if filters.unit is not None:
        units = [filters.unit] if bodies is None or filters.unit in bodies else []
    states = [s for s in LISTS[filters.listed][1] if filters.state in ("", s)]
    parts = []
    for state, unit in product(states, units):
        rows = Edition.objects.filter(_narrowed(user, filters), state=state)
        rows = rows.filter(organisation=unit) if unit is not None else rows
        piece = _beyond(rows, key, back=back).order_by(
            *(("changed_at", "id") if back else ("-changed_at", "-id"))
        )[:limit]
        parts.append(
            Edition.objects.filter(pk__in=piece.values("pk")).order_by().values_list("changed_at", "id")
        )
    return parts


def _beyond(rows: QuerySet[Edition], key: str, *, back: bool) -> QuerySet[Edition]:
    if not key:
        return rows
    moment, _, pk = key.rpartition("~")
    at, way = parse_datetime(moment), "gt" if back else "lt"
    return rows.filter(
        Q(**{f"changed_at__{way}": at}) | Q(changed_at=at, **{f"id__{way}": int(pk)}),
        **{f"changed_at__{way}e": at},
    )


def _key(edition: Edition) -> str:
    return f"{edition.changed_at.isoformat()}~{edition.pk}"


def _fetched(ids: list[int]) -> list[Edition]:
    rows = Edition.objects.filter(pk__in=ids).select_related("publication__kind", "organisation", "column")
    return list(rows.order_by("-changed_at", "-id"))


def _narrowed(user: Any, filters: WorkFilters) -> Q:
    wanted = Q()
    if filters.kind:
        wanted &= Q(publication__kind=filters.kind)
    if filters.column:
        wanted &= Q(column=filters.column)
    if filters.step:
        wanted &= Q(waiting_for=filters.step)
    if filters.words:
        wanted &= Q(title__icontains=filters.words)
    if filters.mine:
        wanted &= Q(Exists(Revision.objects.filter(edition=OuterRef("pk"), saved_by=user)))
    if filters.listed == "returned":
        wanted &= Q(Exists(_returns_of_the_newest()))
    if filters.listed in {"ready", "scheduled"}:
        scheduled = Q(Exists(_scheduled()))
        wanted &= scheduled if filters.listed == "scheduled" else ~scheduled
    return wanted


def _returns_of_the_newest() -> QuerySet[Return]:
    later = Revision.objects.filter(
        edition=OuterRef("revision__edition"), number__gt=OuterRef("revision__number")
    )
    return Return.objects.filter(~Exists(later), revision__edition=OuterRef("pk"))


def _scheduled() -> QuerySet[ReleaseItem]:
    return ReleaseItem.objects.filter(edition=OuterRef("pk"), release__state=ReleaseState.SCHEDULED)


def releases_to_settle(bodies: set[int] | None, limit: int = 200) -> list[Release]:
    """Releases that have neither gone out nor been given up, of these bodies (None: all), the next in time first."""
    items = ReleaseItem.objects.filter(release=OuterRef("pk"))
    if bodies is not None:
        items = items.filter(edition__organisation__in=bodies)
    wanted = [ReleaseState.FAILED, ReleaseState.SCHEDULED, ReleaseState.HELD, ReleaseState.OPEN]
    rows = Release.objects.filter(Exists(items), state__in=wanted, released_at=None)
    items_shown = Prefetch(
        "items", ReleaseItem.objects.select_related("edition__organisation").order_by("pk")
    )
    return list(rows.prefetch_related(items_shown).order_by(F("at").asc(nulls_last=True), "-id")[:limit])


def _of(bodies: set[int] | None, path: str = "organisation") -> Q:
    return Q() if bodies is None else Q(**{f"{path}__in": bodies})


def open_emergency_requests(bodies: set[int] | None) -> list[EmergencyRequest]:
    """Requests to publish at once that wait for a second person, the oldest first."""
    rows = EmergencyRequest.objects.filter(_of(bodies, "edition__organisation"), settled_at=None)
    return list(rows.select_related("edition__organisation").order_by("asked_at"))


def unreviewed_emergencies(bodies: set[int] | None) -> list[Edition]:
    """What went out in an emergency and still waits for its full review, the oldest first."""
    owed = Edition.objects.filter(basis="emergency", emergency_confirmed_at=None).values("pk")
    rows = Edition.objects.filter(_of(bodies), pk__in=owed, state=EditionState.LIVE)
    return list(rows.select_related("organisation").order_by("published_at"))


def open_takedowns(bodies: set[int] | None) -> list[Takedown]:
    """What was taken down at once and not yet confirmed, the oldest first."""
    rows = Takedown.objects.filter(_of(bodies, "edition__organisation"), confirmed_at=None)
    return list(rows.select_related("edition__organisation").order_by("at"))


def open_cleanup_tasks(bodies: set[int] | None, limit: int = 200) -> list[CleanupTask]:
    """Clean-up tasks to be decided, the most pressing first."""
    rows = CleanupTask.objects.filter(_of(bodies), decision="")
    return list(rows.select_related("edition", "organisation").order_by("due_on", "id")[:limit])


def open_erasures(bodies: set[int] | None) -> list[Erasure]:
    """Erasures that wait for a second person, the oldest first."""
    rows = Erasure.objects.filter(_of(bodies, "revision__edition__organisation"), approved_at=None)
    return list(rows.select_related("revision__edition__organisation").order_by("asked_at"))

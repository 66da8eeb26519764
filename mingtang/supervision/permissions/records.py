"""Doors to records: units see and enter their own, the office all; the auditor reads all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404

from mingtang.core.organisations.api import Organisation, bodies, standings
from mingtang.publishing import api as publishing
from mingtang.supervision.models import Evidence, Record, RecordKind, RecordProof
from mingtang.supervision.permissions.tasks import VERIFYING_ROLES

UNIT_ROLES = ("contact", "unit_leader")
READING_ROLES = frozenset({"office", "auditor", *UNIT_ROLES})


def reads_all(user: Any, day: date) -> bool:
    return any(standing.role in {"office", "auditor"} for standing in standings(user.pk, day))


def readable_bodies(user: Any, day: date) -> set[int] | None:
    """Ids of the bodies whose records a person reads; None where these are all. 404 for those of none."""
    if reads_all(user, day):
        return None
    found = publishing.bodies_with(user, UNIT_ROLES, day)
    if not found:
        raise Http404("没有找到这个页面")
    return found


def may_record(user: Any, recorders: Iterable[str], organisation_id: int, day: date) -> bool:
    """The office enters every kind for every body; units enter for themselves what is theirs to enter."""
    if publishing.is_office(user, day):
        return True
    return "unit" in recorders and organisation_id in publishing.bodies_with(user, UNIT_ROLES, day)


def recordable_bodies(user: Any, recorders: Iterable[str], day: date) -> QuerySet[Organisation]:
    """Bodies for which a person may enter a record of a kind."""
    rows = bodies(day).order_by("order", "pk")
    if publishing.is_office(user, day):
        return rows
    mine = publishing.bodies_with(user, UNIT_ROLES, day) if "unit" in recorders else set()
    return rows.filter(pk__in=mine)


def records_for(user: Any, day: date) -> QuerySet[Record]:
    """The records that a person may see."""
    rows = Record.objects.select_related("kind", "version__kind", "organisation")
    readable = readable_bodies(user, day)
    return rows if readable is None else rows.filter(organisation__in=readable)


def readable_records(user: Any, day: date) -> QuerySet[Record]:
    """The records that a person may open: those of lists, and for reviewers what the own unit claims as proof of a task."""
    rows = Record.objects.select_related("kind", "version__kind", "organisation")
    if reads_all(user, day):
        return rows
    claimed = Evidence.objects.filter(part__organisation=F("record__organisation")).values("record")
    entered = Q(organisation__in=publishing.bodies_with(user, UNIT_ROLES, day))
    verified = Q(organisation__in=publishing.bodies_with(user, VERIFYING_ROLES, day), pk__in=claimed)
    return rows.filter(entered | verified)


def reads_record(user: Any, record: Record, day: date) -> bool:
    return readable_records(user, day).filter(pk=record.pk).exists()


def reads_lists(user: Any, day: date) -> bool:
    """Whether a person reads records at all, not only one that waits for verification."""
    return reads_all(user, day) or bool(publishing.bodies_with(user, UNIT_ROLES, day))


def record_for(user: Any, pk: int, day: date) -> Record:
    """A record that the user may see; 404 otherwise, as if it were not there."""
    record = readable_records(user, day).filter(pk=pk).first()
    if record is None:
        raise Http404("没有找到这条台账")
    return record


def kind_for(user: Any, code: str, day: date) -> RecordKind:
    """A kind, for those who read records at all."""
    readable_bodies(user, day)
    kind = RecordKind.objects.filter(code=code).first()
    if kind is None:
        raise Http404("没有找到这种台账")
    return kind


def proof_for(user: Any, pk: int, day: date) -> RecordProof:
    proof = (
        RecordProof.objects.select_related("file", "record__organisation", "record__version__kind")
        .filter(pk=pk, record__in=readable_records(user, day))
        .first()
    )
    if proof is None:
        raise Http404("没有找到这份佐证")
    return proof

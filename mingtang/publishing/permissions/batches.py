"""The door to batches of existing documents: their body's people, the office and the auditor."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mingtang.core.organisations.api import standings
from mingtang.publishing.models import Batch
from mingtang.publishing.permissions.people import READING_ROLES

SEEING_ALL = frozenset({"office", "auditor", "duty_officer"})


def batches_for(user: Any, day: date) -> QuerySet[Batch]:
    """The batches that a person may look at."""
    mine = standings(user.pk, day)
    if any(standing.role in SEEING_ALL for standing in mine):
        return Batch.objects.all()
    bodies = {standing.organisation_id for standing in mine if standing.role in READING_ROLES}
    return Batch.objects.filter(organisation_id__in=bodies)


def batch_for(user: Any, pk: int, day: date) -> Batch:
    """The only way a view gets a batch. 404 for those who may not see it."""
    batch = batches_for(user, day).select_related("organisation").filter(pk=pk).first()
    if batch is None:
        raise Http404("没有找到这一批")
    return batch

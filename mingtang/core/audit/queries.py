from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from mingtang.core.audit.models import Entry

_AT_ONCE = 500


def entries_about(thing: models.Model) -> QuerySet[Entry]:
    """Everything recorded about one thing, oldest first."""
    return Entry.objects.filter(about_type=thing._meta.label, about_id=str(thing.pk)).order_by("seq")


def details_of(entry: Entry) -> dict[str, Any]:
    """The details of one entry; empty where they were erased."""
    return json.loads(entry.details) if entry.details else {}


def moments_of(action: str, model: type[models.Model], ids: Collection[int]) -> dict[int, list[datetime]]:
    """When one action was recorded about each of these things, oldest first; things without it are left out."""
    found: dict[int, list[datetime]] = {}
    waiting = sorted(ids)
    for start in range(0, len(waiting), _AT_ONCE):
        some = [str(pk) for pk in waiting[start : start + _AT_ONCE]]
        rows = Entry.objects.filter(about_type=model._meta.label, about_id__in=some, action=action)
        for pk, at in rows.order_by("seq").values_list("about_id", "at"):
            found.setdefault(int(pk), []).append(at)
    return found


def was_recorded(action: str, thing: models.Model) -> bool:
    return entries_about(thing).filter(action=action).exists()


def recorded(action: str) -> Iterator[tuple[str, int | None]]:
    """Details (JSON text) and actor of every entry of one action, oldest first; erased ones are left out."""
    rows = Entry.objects.filter(action=action, details__isnull=False).order_by("seq")
    for details, actor in rows.values_list("details", "actor_id").iterator(chunk_size=2000):
        yield details or "{}", actor

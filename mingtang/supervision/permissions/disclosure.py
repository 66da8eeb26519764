"""Who sees what is owed to the public: the office and auditors all, a unit its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mingtang.supervision.models import DisclosureDuty, Finding, ProgressItem
from mingtang.supervision.permissions.tasks import own_bodies, reads_all, tasks_for


def duties_for(user: Any, day: date) -> QuerySet[DisclosureDuty]:
    rows = DisclosureDuty.objects.all()
    return rows if reads_all(user, day) else rows.filter(organisation__in=own_bodies(user, day))


def duty_for(user: Any, pk: int, day: date) -> DisclosureDuty:
    rows = duties_for(user, day).select_related("plan__organisation", "task", "organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有找到这一期进展")
    return found


def findings_for(user: Any, day: date) -> QuerySet[Finding]:
    rows = Finding.objects.all()
    return rows if reads_all(user, day) else rows.filter(organisation__in=own_bodies(user, day))


def item_for(user: Any, pk: int, day: date) -> ProgressItem:
    rows = ProgressItem.objects.select_related("plan", "task", "publication__live")
    if not reads_all(user, day):
        rows = rows.filter(task__in=tasks_for(user, day))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有找到这条进展")
    return found

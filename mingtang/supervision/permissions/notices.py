"""Doors to notices: the office writes, auditors read, units read what addresses them once it is issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from mingtang.publishing import api as publishing
from mingtang.supervision.models import NoticeUnit, RectificationAnswer, StandingNotice
from mingtang.supervision.permissions.tasks import ACTING_ROLES, reads_all

__all__ = ["ACTING_ROLES", "notice_for", "notices_for", "reads_all", "unit_for", "units_for"]


def own_bodies(user: Any, day: date) -> set[int]:
    return publishing.bodies_with(user, ACTING_ROLES, day)


def may_enter(user: Any, day: date) -> None:
    """404 for who has nothing to do with notices."""
    if not reads_all(user, day) and not own_bodies(user, day):
        raise Http404("没有找到这个页面")


def notices_for(user: Any, day: date) -> QuerySet[StandingNotice]:
    rows = StandingNotice.objects.select_related("plan__organisation")
    if reads_all(user, day):
        return rows
    addressed = NoticeUnit.objects.filter(organisation__in=own_bodies(user, day))
    return rows.filter(state="issued", pk__in=addressed.values("notice"))


def notice_for(user: Any, pk: int, day: date, *, working: bool = False) -> StandingNotice:
    """A notice that the user reads, or works on; 404 otherwise."""
    found = notices_for(user, day).filter(pk=pk).first()
    if found is None or (working and not publishing.is_office(user, day)):
        raise Http404("没有找到这份通报")
    return found


def units_for(user: Any, day: date) -> QuerySet[NoticeUnit]:
    """All addressed units for the office and auditors; for units themselves, once issued."""
    rows = NoticeUnit.objects.select_related("notice__plan", "organisation")
    if reads_all(user, day):
        return rows
    return rows.filter(organisation__in=own_bodies(user, day), notice__state="issued")


def unit_for(user: Any, pk: int, day: date, *, working: bool = False) -> NoticeUnit:
    found = units_for(user, day).filter(pk=pk).first()
    if found is None or (working and not publishing.is_office(user, day)):
        raise Http404("没有找到这一项")
    return found


def answer_for(user: Any, pk: int, day: date) -> RectificationAnswer:
    rows = RectificationAnswer.objects.select_related("file")
    found = rows.filter(pk=pk, unit__in=units_for(user, day)).first()
    if found is None:
        raise Http404("没有找到这一项")
    return found

"""Confirmation campaigns: what is in scope, what is answered, what is open and with whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from mingtang.policies.labels import VALIDITY
from mingtang.policies.models import Campaign, CampaignAnswer, Policy
from mingtang.publishing.api import DatedLabel

HOLDING = ("in_force", "partly", "suspended")


@dataclass(frozen=True)
class UnitProgress:
    """How far one unit is."""

    unit_id: int
    unit: str
    total: int
    answered: int

    @property
    def waiting(self) -> int:
        return self.total - self.answered


def holding(on: date, codes: Sequence[str] = HOLDING) -> QuerySet[DatedLabel]:
    """Labels of force that hold on a day, of the publication of an outer row."""
    return (
        DatedLabel.objects.filter(publication=OuterRef("pk"), family=VALIDITY, code__in=codes)
        .filter(Q(valid_from=None) | Q(valid_from__lte=on))
        .filter(Q(valid_until=None) | Q(valid_until__gte=on))
    )


def documents_in_scope(levels: Sequence[str], on: date) -> list[tuple[int, int]]:
    """Public documents of these levels, not received from above, that hold on a day, each with the unit that answers."""
    rows = (
        Policy.objects.filter(level__in=levels, publication__live__isnull=False)
        .exclude(origin="received")
        .filter(Exists(holding(on)))
        .annotate(unit=Coalesce("drafting_unit_id", "publication__organisation_id"))
    )
    return list(rows.order_by("pk").values_list("pk", "unit"))


def progress_of(campaign: Campaign) -> list[UnitProgress]:
    """Unit by unit, those with most open answers first."""
    rows = campaign.answers.values("unit_id", "unit__name").annotate(
        total=Count("pk"), answered=Count("pk", filter=~Q(answer=""))
    )
    units = [UnitProgress(r["unit_id"], r["unit__name"], r["total"], r["answered"]) for r in rows]
    return sorted(units, key=lambda unit: (-unit.waiting, unit.unit_id))


def answers_count(campaign: Campaign) -> dict[str, int]:
    """How many documents got which answer; open ones under the empty word."""
    rows = campaign.answers.values_list("answer").annotate(count=Count("pk"))
    return dict(rows.order_by("answer"))


def open_answers(units: Iterable[int] | None) -> QuerySet[CampaignAnswer]:
    """Documents of running campaigns that wait for these units; for all where `units` is None. The most urgent first."""
    rows = CampaignAnswer.objects.filter(answer="", campaign__closed_on=None)
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    return rows.select_related("campaign", "policy", "unit").order_by("campaign__due_on", "pk")

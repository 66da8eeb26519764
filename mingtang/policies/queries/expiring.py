"""Documents near the end of their validity (PV-05), by unit and by how near the end is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from mingtang.law.validity import last_day
from mingtang.policies.labels import VALIDITY
from mingtang.policies.models import Policy
from mingtang.publishing.api import DatedLabel

# Months before the end from which a document is warned of, the nearest first.
STEPS = (1, 3, 6)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Expiring:
    """A document whose period will be over on a day (the last day is inclusive)."""

    policy: Policy
    unit_id: int
    unit: str
    last_day: date
    within: int


def expiring(on: date, *, units: Iterable[int] | None = None, months: int = STEPS[-1]) -> list[Expiring]:
    """Documents that lapse within so many months, the nearest first; of these units, or of all."""
    ends = _lapses(on, last_day(on, months=months) + ONE_DAY)
    rows = Policy.objects.filter(pk__in=ends).select_related("drafting_unit", "publication__organisation")
    if units is not None:
        mine = list(units)
        rows = rows.filter(
            Q(drafting_unit__in=mine) | Q(drafting_unit=None, publication__organisation__in=mine)
        )
    found = [_expiring(row, ends[row.pk], on) for row in rows]
    return sorted(found, key=lambda row: (row.last_day, row.policy.pk))


def _lapses(on: date, until: date) -> dict[int, date]:
    """Public documents with the last day of their period, from the labels that begin then."""
    labels = DatedLabel.objects.filter(
        family=VALIDITY,
        code="expired",
        valid_from__gt=on,
        valid_from__lte=until + ONE_DAY,
        publication__live__isnull=False,
    )
    rows = labels.values_list("publication_id", "valid_from")
    return {pk: begins - ONE_DAY for pk, begins in rows if begins is not None}


def _expiring(policy: Policy, last: date, on: date) -> Expiring:
    unit = policy.drafting_unit or policy.publication.organisation
    within = next((step for step in STEPS if last <= last_day(on, months=step) + ONE_DAY), STEPS[-1])
    return Expiring(policy, unit.pk, unit.name, last, within)

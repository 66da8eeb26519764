"""日常运维: who keeps the library's documents of each unit, when the last one came, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from mingtang.core.organisations.api import Membership, Organisation, bodies
from mingtang.policies.models import Policy

KEEPERS = ("contact",)


@dataclass(frozen=True)
class UnitUpkeep:
    """One unit: who maintains, how many documents, the last one, and how many are incomplete or without a number."""

    unit_id: int
    unit: str
    keepers: tuple[str, ...]
    documents: int
    newest_on: date | None
    days_since: int | None
    incomplete: int
    numberless: int

    @property
    def gaps(self) -> list[str]:
        """What somebody should see to."""
        told = [] if self.keepers else ["没有信息员"]
        told += [] if self.documents else ["库中没有文件"]
        return told + ([f"{self.incomplete}件要素不全"] if self.incomplete else [])


def upkeep(on: date, units: Iterable[int] | None = None) -> list[UnitUpkeep]:
    """Every body of the day, those longest without a new document first; four queries however many there are."""
    found = list(_asked(bodies(on), units).order_by("order", "id"))
    ids = [body.pk for body in found]
    counts, keepers = _counts(ids), _keepers(ids, on)
    rows = [_row(body, counts.get(body.pk, {}), keepers[body.pk], on) for body in found]
    return sorted(rows, key=lambda row: (row.newest_on is not None, row.newest_on or on))


def _asked(rows: Any, units: Iterable[int] | None) -> Any:
    return rows if units is None else rows.filter(pk__in=list(units))


def _counts(units: list[int]) -> dict[int, dict[str, Any]]:
    unit = "publication__organisation"
    rows = Policy.objects.filter(publication__live__isnull=False, publication__organisation__in=units)
    grouped = rows.values(unit).annotate(
        documents=Count("pk"),
        newest=Max("publication__live__published_at"),
        incomplete=Count("pk", filter=~Q(findings=[])),
        numberless=Count("pk", filter=Q(number="")),
    )
    return {row[unit]: row for row in grouped}


def _keepers(units: list[int], on: date) -> dict[int, tuple[str, ...]]:
    held = Membership.objects.on(on).filter(organisation__in=units, role__in=KEEPERS)
    found: dict[int, list[str]] = defaultdict(list)
    for unit, name in held.order_by("pk").values_list("organisation", "user__name"):
        found[unit].append(name)
    return defaultdict(tuple, {unit: tuple(dict.fromkeys(names)) for unit, names in found.items()})


def _row(body: Organisation, counts: dict[str, Any], keepers: tuple[str, ...], on: date) -> UnitUpkeep:
    newest: datetime | None = counts.get("newest")
    day = timezone.localdate(newest) if newest else None
    return UnitUpkeep(
        unit_id=body.pk,
        unit=body.name,
        keepers=keepers,
        documents=counts.get("documents", 0),
        newest_on=day,
        days_since=(on - day).days if day else None,
        incomplete=counts.get("incomplete", 0),
        numberless=counts.get("numberless", 0),
    )

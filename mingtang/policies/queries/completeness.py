"""Documents with missing or wrong elements, counted by unit (LB-04); and the stock that holds (LB-05)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, QuerySet

from mingtang.policies.models import Policy
from mingtang.policies.queries.campaigns import holding

# Part of the stock in force (LB-05): what is suspended, ended or not begun is not.
STOCK = ("in_force", "partly")


@dataclass(frozen=True)
class UnitCompleteness:
    """How many documents of a unit are public, how many hold, and what is wrong with how many."""

    unit_id: int
    unit: str
    public: int
    in_force: int
    incomplete: int
    findings: tuple[tuple[str, int], ...]


def stock_in_force(on: date) -> QuerySet[Policy]:
    """The public documents that hold on a day."""
    return Policy.objects.filter(publication__live__isnull=False).filter(Exists(holding(on, STOCK)))


def incomplete(units: Iterable[int] | None = None) -> QuerySet[Policy]:
    """Public documents with findings, of these units or of all."""
    rows = Policy.objects.filter(publication__live__isnull=False).exclude(findings=[])
    if units is not None:
        rows = rows.filter(publication__organisation__in=list(units))
    return rows.select_related("publication__organisation").order_by("-made_on", "-pk")


def completeness(on: date, units: Iterable[int] | None = None) -> list[UnitCompleteness]:
    """Unit by unit, those with most incomplete documents first."""
    public, names = _count(Policy.objects.filter(publication__live__isnull=False))
    in_force, _ = _count(stock_in_force(on))
    wrong: dict[int, Counter[str]] = defaultdict(Counter)
    bad: Counter[int] = Counter()
    for unit, findings in incomplete().values_list("publication__organisation", "findings"):
        bad[unit] += 1
        wrong[unit].update({finding["code"] for finding in findings})
    asked = set(names) if units is None else set(units) & set(names)
    rows = [
        UnitCompleteness(u, names[u], public[u], in_force[u], bad[u], tuple(wrong[u].most_common()))
        for u in asked
    ]
    return sorted(rows, key=lambda row: (-row.incomplete, row.unit_id))


def _count(rows: QuerySet[Policy]) -> tuple[Counter[int], dict[int, str]]:
    units = list(rows.values_list("publication__organisation", "publication__organisation__name"))
    return Counter(unit for unit, _ in units), dict(units)

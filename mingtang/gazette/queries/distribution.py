"""Free distribution: who receives the gazette, and how many copies of each issue went where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from mingtang.gazette.labels import POINT_KINDS
from mingtang.gazette.models import Dispatch, DistributionPoint, Gazette, Issue

KIND_NAMES = dict(POINT_KINDS)


@dataclass(frozen=True)
class KindLine:
    """Copies and points of one kind (村居, 图书馆 …)."""

    kind: str
    points: int
    copies: int


def points_on(gazette: Gazette, on: date) -> QuerySet[DistributionPoint]:
    """The points that receive the gazette on a day."""
    return gazette.points.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gte=on))


def dispatches_of(issue: Issue) -> list[Dispatch]:
    return list(issue.dispatches.select_related("point").order_by("point__kind", "point__name", "pk"))


def by_kind(issue: Issue) -> list[KindLine]:
    """Where the copies of an issue went."""
    rows = issue.dispatches.values("point__kind").annotate(n=Count("pk"), copies=Sum("copies"))
    found = {
        row["point__kind"]: KindLine(KIND_NAMES[row["point__kind"]], row["n"], row["copies"]) for row in rows
    }
    return [found[kind] for kind, _ in POINT_KINDS if kind in found]


def copies_by_issue(gazette: Gazette) -> dict[int, int]:
    """Copies sent of each issue."""
    rows = Dispatch.objects.filter(issue__gazette=gazette).values_list("issue").annotate(Sum("copies"))
    return dict(rows)

"""What units see of their own: each shown assessment with their total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from mingtang.assessments.models import Assessment, ScoreLine
from mingtang.assessments.permissions.doors import SEEN
from mingtang.assessments.queries.results import total_of
from mingtang.core.organisations.api import Organisation


@dataclass(frozen=True)
class OwnResult:
    """One unit in one assessment."""

    assessment: Assessment
    unit: Organisation
    total: Decimal | None


def own_results(bodies: Iterable[int]) -> list[OwnResult]:
    """The shown assessments of these bodies, the newest first."""
    rows = ScoreLine.objects.filter(organisation__in=list(bodies), assessment__state__in=SEEN).select_related(
        "assessment__scheme", "assessment__period", "organisation"
    )
    parts: dict[tuple[Assessment, Organisation], list[ScoreLine]] = {}
    for line in rows.order_by("-assessment__period__first_day", "-assessment", "organisation"):
        parts.setdefault((line.assessment, line.organisation), []).append(line)
    return [OwnResult(assessment, unit, total_of(lines)) for (assessment, unit), lines in parts.items()]

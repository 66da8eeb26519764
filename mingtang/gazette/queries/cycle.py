"""How fast the gazette is: from the approval of a document to its appearance, and from issue to issue (缩短出刊周期)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localdate

from mingtang.gazette.labels import CYCLE_DAYS
from mingtang.gazette.models import Gazette, Issue
from mingtang.law.gazette import is_late_online, waited_days
from mingtang.publishing.api import LiveEdition


@dataclass(frozen=True)
class IssueLine:
    """One public issue: days since the one before it, and how long its texts waited."""

    issue: Issue
    appeared_on: date
    days_since_last: int | None
    waits: Sequence[int]
    late_online: bool

    @property
    def mean_wait(self) -> float | None:
        return round(mean(self.waits), 1) if self.waits else None

    @property
    def longest_wait(self) -> int | None:
        return max(self.waits, default=None)


@dataclass(frozen=True)
class YearLine:
    """One year: issues, the mean days between them, how long texts waited, and what the frequency promises."""

    year: int
    issues: int
    texts: int
    mean_between: float | None
    mean_wait: float | None
    longest_wait: int | None
    late_online: int
    promised_days: int | None


def issue_lines(gazette: Gazette) -> list[IssueLine]:
    """Public issues with a day of appearance, the oldest first. Two queries."""
    return lines_by_gazette([gazette])[gazette.pk]


def lines_by_gazette(gazettes: Iterable[Gazette]) -> dict[int, list[IssueLine]]:
    """The same for several gazettes, in two queries for all."""
    found: dict[int, list[Issue]] = {gazette.pk: [] for gazette in gazettes}
    online = LiveEdition.objects.filter(publication=OuterRef("publication")).values("published_at")[:1]
    rows = Issue.objects.filter(gazette__in=found).annotate(online_at=Subquery(online))
    rows = rows.filter(online_at__isnull=False, published_on__isnull=False)
    for issue in rows.prefetch_related("entries").order_by("published_on", "year", "number"):
        found[issue.gazette_id].append(issue)
    return {pk: _lines(issues) for pk, issues in found.items()}


def _lines(issues: Sequence[Issue]) -> list[IssueLine]:
    before = [None, *issues]
    return [_line(issue, last) for issue, last in zip(issues, before, strict=False)]


def _line(issue: Issue, last: Issue | None) -> IssueLine:
    if issue.published_on is None:
        raise ValueError("an issue without a day has no place in the cycle")
    online_on = localdate(issue.online_at)  # type: ignore[attr-defined]
    since = last.published_on if last else None
    return IssueLine(
        issue=issue,
        appeared_on=issue.published_on,
        days_since_last=(issue.published_on - since).days if since else None,
        waits=[
            waited_days(entry.approved_on, issue.published_on)
            for entry in issue.entries.all()
            if entry.approved_on
        ],
        late_online=bool(not issue.is_old and issue.paper_on and is_late_online(online_on, issue.paper_on)),
    )


def year_lines(gazette: Gazette, lines: Iterable[IssueLine]) -> list[YearLine]:
    """The same by year, the newest first."""
    years: dict[int, list[IssueLine]] = {}
    for line in lines:
        years.setdefault(line.appeared_on.year, []).append(line)
    return [_year(gazette, year, rows) for year, rows in sorted(years.items(), reverse=True)]


def _year(gazette: Gazette, year: int, rows: Sequence[IssueLine]) -> YearLine:
    waits = [days for row in rows for days in row.waits]
    between = [row.days_since_last for row in rows if row.days_since_last is not None]
    return YearLine(
        year=year,
        issues=len(rows),
        texts=len(waits),
        mean_between=round(mean(between), 1) if between else None,
        mean_wait=round(mean(waits), 1) if waits else None,
        longest_wait=max(waits, default=None),
        late_online=sum(row.late_online for row in rows),
        promised_days=CYCLE_DAYS.get(gazette.frequency),
    )

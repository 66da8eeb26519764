"""The fourth part: annual reports by year and body, and the years that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from mingtang.catalogue.analysis.freshness import year_of
from mingtang.catalogue.labels import ORGANS, REPORT
from mingtang.catalogue.queries.bodies import Bodies
from mingtang.catalogue.queries.texts import Text, texts_of
from mingtang.core.organisations.api import Organisation
from mingtang.law.annual_report import FIRST_YEAR, ReportDue, Reporter, due, years_owed
from mingtang.publishing import api as publishing

ELEMENTS = ("report_year",)


@dataclass(frozen=True)
class YearOfReport:
    """One year of one body: its report, or the lack of it, measured against the day on which it was due."""

    year: int
    due: ReportDue
    text: Text | None
    is_owed: bool

    @property
    def is_missing(self) -> bool:
        return self.is_owed and self.text is None

    @property
    def days_late(self) -> int:
        """How many days after the last good day the report became public here; 0 where it was in time or is not there."""
        published = localdate(self.text.published_at) if self.text else self.due.on
        return max((published - self.due.on).days, 0)


@dataclass(frozen=True)
class ReportsOfBody:
    """All years of a body, the newest first; `other` are reports that tell no year."""

    body: Organisation
    years: Sequence[YearOfReport]
    other: Sequence[Text] = ()

    @property
    def missing(self) -> list[int]:
        return sorted(row.year for row in self.years if row.is_missing)


def reporter_of(body: Organisation) -> Reporter:
    return "government" if body.kind == "government" else "organ"


def reports_of(body: Organisation, texts: Iterable[Text], on: date) -> ReportsOfBody:
    """The years that a body owes or has told, with the text of each."""
    by_year: dict[int, Text] = {}
    other: list[Text] = []
    for text in texts:
        year = year_of(text.told.get("report_year"))
        if year is None or year < FIRST_YEAR:
            other.append(text)
        else:
            by_year.setdefault(year, text)
    reporter = reporter_of(body)
    owed = set(years_owed(reporter, on=on, since=body.valid_from, until=body.valid_until))
    years = [
        YearOfReport(year, due(year, reporter), by_year.get(year), year in owed)
        for year in sorted(owed | by_year.keys(), reverse=True)
    ]
    return ReportsOfBody(body, years, other)


def all_reports(bodies: Bodies, site: publishing.Site, on: date) -> list[ReportsOfBody]:
    """The reports of all bodies of the section and of those that ended, in two queries."""
    everyone = with_former(bodies, on)
    texts = texts_of((REPORT,), site, bodies=everyone.by_pk, elements=ELEMENTS)
    owned: dict[int, list[Text]] = {}
    for text in texts:
        owner = everyone.owner_of(text.organisation_id, text.issuer)
        if owner is not None:
            owned.setdefault(owner, []).append(text)
    found = [reports_of(body, owned.get(body.pk, ()), on) for body in everyone.all]
    return [row for row in found if row.body.pk in bodies.by_pk or row.years or row.other]


def with_former(bodies: Bodies, on: date) -> Bodies:
    """The bodies of a section and, for the whole government, those that ended after reports began."""
    if bodies.head.kind != "government" and not bodies.others:
        return bodies
    former = Organisation.objects.filter(
        kind__in=ORGANS, valid_until__lt=on, valid_until__gte=date(FIRST_YEAR, 12, 31)
    ).filter(Q(parent=bodies.head) | Q(parent=None) | Q(parent__in=bodies.by_pk))
    known = [body for body in former.order_by("order", "id") if body.pk not in bodies.by_pk]
    return Bodies(bodies.head, [*bodies.others, *known], bodies.offices)

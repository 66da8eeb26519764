"""Issues: which there are, in what state, and what is missing since the first."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingtang.gazette.analysis.completeness import Completeness, Held, completeness
from mingtang.gazette.labels import STATES
from mingtang.gazette.models import Entry, Gazette, Issue
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition

STATE_NAMES = dict(STATES)


def _public() -> Exists:
    return Exists(LiveEdition.objects.filter(publication=OuterRef("publication")))


def with_state(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    """Issues with what decides their state and their completeness: `is_public`, `entry_count`, `unread_count`."""
    return rows.annotate(
        is_public=_public(),
        entry_count=Count("entries"),
        unread_count=Count("entries", filter=Q(entries__publication=None)),
    )


def state_of(issue: Issue) -> str:
    """planned, composed or published, as the publication is (an issue of `with_state`)."""
    if issue.is_public:  # type: ignore[attr-defined]
        return "published"
    return "composed" if issue.publication_id else "planned"


def shelf(gazette: Gazette) -> list[Issue]:
    """All issues, the newest first, with their state. One query however many there are."""
    return list(with_state(gazette.issues.all()).order_by("-year", "-number"))


def gazette_on(site: publishing.Site) -> Gazette | None:
    """The gazette of a site: one government, one gazette."""
    rows = Gazette.objects.filter(column__site=site)
    return rows.select_related("organisation", "editor", "column").first()


def public_issues(gazette: Gazette) -> list[Issue]:
    """The issues that anyone may read, the newest first."""
    rows = with_state(gazette.issues.filter(_public())).order_by("-year", "-number")
    for issue in (found := list(rows)):
        issue.gazette = gazette
    return found


def public_issue(gazette: Gazette, year: int, number: int) -> Issue | None:
    """An issue that anyone may read; None where it is not public, whatever the desk knows of it."""
    found = Issue.objects.filter(gazette=gazette, year=year, number=number)
    issue = found.select_related("publication__live__revision__content", "scan").first()
    if issue is None or issue.publication is None or not hasattr(issue.publication, "live"):
        return None
    issue.gazette = gazette
    return issue


def neighbours(issue: Issue) -> tuple[Issue | None, Issue | None]:
    """The public issues before and after this one."""
    rows = [row for row in public_issues(issue.gazette) if row.pk != issue.pk]
    here = (issue.year, issue.number)
    before = next((row for row in rows if (row.year, row.number) < here), None)
    after = next((row for row in reversed(rows) if (row.year, row.number) > here), None)
    return before, after


def held(issue: Issue) -> Held:
    """What of an issue of `with_state` is there: contents, and for each text its record or the scan."""
    counted: tuple[int, int] = (issue.entry_count, issue.unread_count)  # type: ignore[attr-defined]
    return Held(
        year=issue.year,
        number=issue.number,
        total=issue.total,
        has_contents=counted[0] > 0,
        has_text=counted[0] > 0 and (counted[1] == 0 or issue.scan_id is not None),
    )


def completeness_of(gazette: Gazette, issues: Iterable[Issue]) -> Completeness:
    """What is missing since the first issue, of issues of `with_state`."""
    return completeness(gazette.first_year, gazette.first_number, gazette.first_total, map(held, issues))


def next_numbers(gazette: Gazette, year: int) -> tuple[int, int | None]:
    """The number in a year and the running number that come next."""
    last = gazette.issues.filter(year=year).order_by("-number").first()
    first = gazette.first_number if year == gazette.first_year else 1
    newest = gazette.issues.filter(total__isnull=False).order_by("-total").first()
    total = newest.total + 1 if newest and newest.total else gazette.first_total
    return (last.number + 1 if last else first), total


def printed_in(publications: Iterable[int], *, public_only: bool = True) -> dict[int, Entry]:
    """Where publications were printed: the first issue of each, by publication."""
    rows = Entry.objects.filter(publication__in=list(publications)).select_related("issue__gazette")
    if public_only:
        live = LiveEdition.objects.filter(publication=OuterRef("issue__publication"))
        rows = rows.filter(Exists(live))
    found: dict[int, Entry] = {}
    for entry in rows.order_by("issue__year", "issue__number", "order"):
        if entry.publication_id is not None:
            found.setdefault(entry.publication_id, entry)
    return found


def citations_of(publication_id: int) -> list[Entry]:
    """Every place at which a publication was printed in an issue that anyone may read."""
    live = LiveEdition.objects.filter(publication=OuterRef("issue__publication"))
    rows = Entry.objects.filter(publication=publication_id).filter(Exists(live))
    return list(
        rows.select_related("issue__gazette", "issue__publication", "revision", "publication").order_by(
            "issue__year", "issue__number"
        )
    )

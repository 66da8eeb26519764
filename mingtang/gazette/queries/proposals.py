"""What the next issue could print: public, in force, never printed, and whether anything speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from mingtang.core.refusals import Refusal
from mingtang.gazette.analysis.issuers import is_own, is_superior
from mingtang.gazette.labels import DEAD, SUPERIOR_LEVELS
from mingtang.gazette.models import Entry, Gazette, Issue
from mingtang.gazette.queries.family import Family, family_of
from mingtang.gazette.queries.kinds import never_printed, policy_kinds
from mingtang.law import gazette as law
from mingtang.publishing import api as publishing
from mingtang.publishing.api import DatedLabel, LiveEdition

LOOK_BACK = timedelta(days=366)
LIMIT = 200


@dataclass(frozen=True)
class Proposal:
    """A text that could be printed, the section it belongs to, and what speaks against it."""

    live: LiveEdition
    section: str
    since_last: bool
    refusals: Sequence[Refusal]


def proposals(issue: Issue, on: date, words: str = "") -> list[Proposal]:
    """Texts that became public within a year and were never printed, the newest first.

    Without `words`, policy documents and what bears a document number; with words, all texts whose title has them.
    """
    gazette, family = issue.gazette, family_of(issue.gazette)
    printed = Entry.objects.filter(publication=OuterRef("publication"), issue__gazette=gazette)
    usual = Q(kind__code__in=policy_kinds()) | ~Q(document_number="")
    wanted = Q(title__icontains=words) if words else usual
    rows = (
        LiveEdition.objects.filter(organisation__in=family.bodies, withdrawn=False)
        .filter(wanted)
        .exclude(kind__in=never_printed())
        .filter(published_at__date__gte=on - LOOK_BACK)
        .exclude(Exists(printed))
        .select_related("organisation")
        .order_by("-published_at", "-pk")[:LIMIT]
    )
    found = list(rows)
    labels = publishing.labels_of([row.publication_id for row in found], on)
    last = last_day_before(issue)
    listed = [_proposal(gazette, family, row, labels.get(row.publication_id, ()), last) for row in found]
    return [row for row in listed if row is not None]


def _proposal(
    gazette: Gazette, family: Family, row: LiveEdition, labels: Sequence[DatedLabel], last: date | None
) -> Proposal | None:
    if any(label.code in DEAD for label in labels):
        return None
    section = section_for(gazette, row)
    reasons = printing_refusals(gazette, family, row, labels, section=section)
    since = last is None or localdate(row.published_at) >= last
    return Proposal(row, section, since, reasons)


def last_day_before(issue: Issue) -> date | None:
    """The day of the issue before this one; None where this is the first."""
    earlier = issue.gazette.issues.exclude(pk=issue.pk).filter(published_on__isnull=False)
    if issue.published_on:
        earlier = earlier.filter(published_on__lte=issue.published_on)
    return earlier.order_by("-published_on").values_list("published_on", flat=True).first()


def section_for(gazette: Gazette, row: LiveEdition) -> str:
    """The section to which a text seems to belong, by who issued it; the editor may choose another."""
    names = gazette.section_names
    if row.organisation.kind in {"town", "street"}:
        word = "镇"
    elif "办公" in row.issuer:
        word = "办公"
    else:
        word = "政府文件" if row.issuer.endswith("人民政府") else "部门"
    return next((name for name in names if word in name), names[0] if names else "")


def printing_refusals(
    gazette: Gazette,
    family: Family,
    row: LiveEdition | None,
    labels: Iterable[DatedLabel],
    *,
    section: str,
    exception: str = "",
    text: str = "",
) -> list[Refusal]:
    """Why a text may not be printed in a section; `row` is None where it is not public."""
    codes = [label.code for label in labels]
    own = row is not None and row.organisation_id in family.bodies and is_own(row.issuer, family.names)
    item = law.Item(
        title=row.title if row else "",
        is_public=row is not None and not row.withdrawn,
        number=row.document_number if row else "",
        numbered=gazette.needs_number(section) and row is not None,
        is_foreign=row is not None and not own,
        is_superior=row is not None and not own and is_superior(row.issuer, codes, SUPERIOR_LEVELS),
        in_force=not DEAD.intersection(codes),
        text=text or (row.summary if row else ""),
    )
    return [Refusal(r.reason, r.article) for r in law.printing_refusals(item, exception=exception)]


def refusals_by_entry(gazette: Gazette, entries: Sequence[Entry], on: date) -> dict[int, list[Refusal]]:
    """What speaks against each of several entries, in a constant number of queries."""
    records = [entry.publication_id for entry in entries if entry.publication_id]
    family, labels = family_of(gazette), publishing.labels_of(records, on)
    rows = {row.publication_id: row for row in LiveEdition.objects.filter(publication__in=records)}
    return {
        entry.pk: printing_refusals(
            gazette,
            family,
            rows.get(entry.publication_id),
            labels.get(entry.publication_id, ()),
            section=entry.section,
            exception=entry.exception,
        )
        for entry in entries
        if entry.publication_id
    }

"""The contents of an issue as readers see them: what was signed, with the titles that the records have now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from mingtang.gazette.analysis import contents
from mingtang.gazette.labels import GONE, GONE_OTHERWISE
from mingtang.gazette.models import Entry, Issue
from mingtang.publishing import api as publishing
from mingtang.publishing.api import DatedLabel, Edition, LiveEdition


@dataclass(frozen=True)
class Slot:
    """One place in an issue. `gone` says why its text is not shown; then title and number are not shown either."""

    entry: Entry
    live: LiveEdition | None
    labels: Sequence[DatedLabel] = ()
    gone: str = ""
    notice_url: str = ""

    @property
    def title(self) -> str:
        if self.gone:
            return ""
        return self.live.title if self.live else self.entry.title

    @property
    def number(self) -> str:
        if self.gone:
            return ""
        return (self.live.document_number if self.live else "") or self.entry.number

    @property
    def url(self) -> str:
        """The record's permanent page; empty where the text is only in the scan, or gone."""
        return f"/doc/{self.live.public_id}.html" if self.live and not self.gone else ""

    @property
    def article_url(self) -> str:
        return f"{self.entry.issue.get_absolute_url()}{self.entry.order}/"

    @property
    def code(self) -> str:
        """The short code of the text that was printed."""
        return self.entry.revision.short_code if self.entry.revision else ""

    @property
    def is_superseded(self) -> bool:
        """A later text of the record is public by now."""
        return bool(self.live and self.entry.revision_id and self.live.revision_id != self.entry.revision_id)

    @property
    def citation(self) -> str:
        return self.entry.citation


def slots(issue: Issue, on: date, *, texts: bool = False) -> list[Slot]:
    """All places of an issue in order. Two queries, three where a text has left the site; `texts` reads the texts along."""
    along = ("publication__live__revision__content",) if texts else ("publication__live",)
    entries = list(issue.entries.select_related("revision", *along).order_by("order", "pk"))
    for entry in entries:
        entry.issue = issue
    live = {
        entry.publication_id: entry.publication.live
        for entry in entries
        if entry.publication and hasattr(entry.publication, "live")
    }
    labels = publishing.labels_of([pk for pk in live if pk], on)
    gone = _whereabouts(entry.publication_id for entry in entries if entry.publication_id not in live)
    return [_slot(entry, live.get(entry.publication_id), labels, gone) for entry in entries]


def _slot(
    entry: Entry,
    live: LiveEdition | None,
    labels: Mapping[int, Sequence[DatedLabel]],
    gone: Mapping[int, str],
) -> Slot:
    if entry.publication_id is None:
        return Slot(entry, None)
    if live is None:
        return Slot(entry, None, gone=GONE.get(gone.get(entry.publication_id, ""), GONE_OTHERWISE))
    if live.withdrawn:
        return Slot(entry, live, gone="发布单位已撤回", notice_url=f"/doc/{live.public_id}.html")
    return Slot(entry, live, labels.get(entry.publication_id, ()))


def _whereabouts(publications: Iterable[int | None]) -> dict[int, str]:
    """The state of the newest edition that was ever public, by publication."""
    wanted = [pk for pk in publications if pk is not None]
    if not wanted:
        return {}
    newest = Edition.objects.filter(publication=OuterRef("publication"), published_at__isnull=False)
    rows = Edition.objects.filter(publication__in=wanted)
    rows = rows.filter(pk=Subquery(newest.order_by("-number").values("pk")[:1]))
    return dict(rows.values_list("publication_id", "state"))


def by_section(rows: Iterable[Slot]) -> list[tuple[str, list[Slot]]]:
    """Places under their sections, both in order."""
    groups: dict[str, list[Slot]] = {}
    for slot in rows:
        groups.setdefault(slot.entry.section, []).append(slot)
    return list(groups.items())


def signed_body(issue: Issue) -> str:
    """The signed text of a public issue (of `public_issue`); empty where it was erased."""
    live = issue.publication.live if issue.publication else None
    if live is None or live.revision.content.payload is None:
        return ""
    return publishing.content_of(live.revision).body


def is_as_signed(issue: Issue, rows: Iterable[Slot], body: str) -> bool:
    """Whether the contents of today are those that the signed text names: nobody changed them behind its back."""
    lines = [slot.entry.line for slot in rows]
    return contents.signed_code(body) == contents.digest(issue.heading, lines)


def has_signed_scan(issue: Issue, body: str) -> bool:
    """Whether the scan on file is the one for which the signed text vouches."""
    return issue.scan is not None and contents.names_scan(body, issue.scan.sha256)

"""Problems found by audit or inspection: read from the signed text, and what was published of putting them right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from mingtang.core.events.api import hears
from mingtang.core.refusals import Refusal
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, EditionPublished, EditionWithdrawn, LiveEdition, PublicChange
from mingtang.supervision.analysis.findings import FORM, FOUND, KINDS, RECTIFIED, Line, lines_of, missing_of
from mingtang.supervision.models import Finding
from mingtang.supervision.queries.publications import live_at
from mingtang.supervision.services.resolving import meanings


def whole_findings(editions: Sequence[Edition]) -> list[Refusal]:
    """A guard of the one road: no such text goes out with a line that cannot be read, or about no published problem."""
    return [
        reason
        for edition in editions
        if edition.publication.kind.code in KINDS
        for reason in _refusals(edition)
    ]


def _refusals(edition: Edition) -> list[Refusal]:
    told = publishing.content_of(publishing.newest_revision(edition)).elements
    stage = str(told.get("stage") or "")
    lines, wrong = lines_of(str(told.get("problems") or ""))
    for line in lines:
        if missing := missing_of(stage, line):
            wrong.append(f"第{line.number}行缺{'、'.join(missing)}。")
    reasons = [
        Refusal(f"《{edition.title}》的问题和整改{why}请按“{FORM}”每行一个填写。") for why in wrong[:5]
    ]
    if not lines:
        reasons.append(Refusal(f"《{edition.title}》没有写问题，请每行一个填写。"))
    if stage == RECTIFIED:
        reasons += _linking_refusals(edition, str(told.get("findings_page") or ""), lines)
    return reasons


def _linking_refusals(edition: Edition, address: str, lines: Sequence[Line]) -> list[Refusal]:
    found = _findings_at(address, KINDS[edition.publication.kind.code])
    if found is None:
        return [
            Refusal(
                f"《{edition.title}》没有指明所整改问题的公开页面，请填写公布问题的网址（/doc/编号.html）。"
            )
        ]
    known = {Line(row.number, row.problem).key for row in found}
    lost = [line.number for line in lines if line.key not in known]
    return [
        Refusal(f"《{edition.title}》第{number}行的问题不在所指的页面上，请照抄原来公布的文字。")
        for number in lost[:5]
    ]


def _findings_at(address: str, source: str) -> list[Finding] | None:
    live = live_at(address) if address.strip() else None
    rows = list(Finding.objects.filter(publication=live.publication_id, source=source)) if live else []
    return rows or None


# --- what became public, and what left


@hears(lambda event: event.kind in ("", *KINDS))
@transaction.atomic
def note_published(event: EditionPublished) -> None:
    """Handler: keep the problems of a text that became public, or what it tells of putting problems right."""
    live = _texts(publication=event.publication_id, kind__code__in=KINDS).first()
    if live is not None:
        _keep(live)


def _texts(**chosen: Any) -> Any:
    rows = LiveEdition.objects.filter(**chosen, withdrawn=False)
    return rows.select_related("kind", "organisation", "revision__content").order_by("published_at", "pk")


def _told(live: LiveEdition) -> tuple[str, str, list[Line]]:
    """Stage, address of the problems' page, and lines of a public text."""
    told = publishing.content_of(live.revision).elements
    lines, _ = lines_of(str(told.get("problems") or ""))
    return str(told.get("stage") or ""), str(told.get("findings_page") or ""), lines


def _keep(live: LiveEdition) -> None:
    stage, address, lines = _told(live)
    if stage != RECTIFIED:
        _keep_problems(live, lines)
        refresh([live.publication_id])
        return
    concerned = {row.publication_id for row in _findings_at(address, KINDS[live.kind.code]) or []}
    # A new edition may name another page than the one before it.
    concerned |= set(
        Finding.objects.filter(told_in=live.publication_id).values_list("publication", flat=True)
    )
    refresh(concerned)


def _keep_problems(live: LiveEdition, lines: Iterable[Line]) -> None:
    """The problems as the text now tells them; numbers stay theirs."""
    lines = list(lines)
    meant = meanings((line.unit for line in lines if line.unit), on=localdate())
    Finding.objects.filter(publication=live.publication_id).delete()
    Finding.objects.bulk_create(
        Finding(
            publication_id=live.publication_id,
            source=KINDS[live.kind.code],
            number=line.number,
            problem=line.problem,
            measure=line.measure,
            unit=line.unit[:200],
            organisation_id=_body(meant, line) or live.organisation_id,
            due_on=line.due_on,
        )
        for line in lines
    )


def _body(meant: Any, line: Line) -> int | None:
    found = meant.get(line.unit)
    body: int | None = found.organisation_id if found else None
    return body


@transaction.atomic
def refresh(publications: Iterable[int]) -> None:
    """Read anew what is public of putting these texts' problems right; the newest word counts."""
    for publication in publications:
        rows = {
            Line(row.number, row.problem).key: row for row in Finding.objects.filter(publication=publication)
        }
        for row in rows.values():
            row.outcome, row.told_in_id, row.told_on, row.rectified = "", None, None, ""
        for live in _about(publication):
            _take(rows, live)
        Finding.objects.bulk_update(rows.values(), ["outcome", "told_in", "told_on", "rectified"])
        if changed := LiveEdition.objects.filter(publication=publication).first():
            PublicChange.objects.create(public_id=changed.public_id)


def _about(publication: int) -> list[LiveEdition]:
    """The text of the problems itself, and the public texts that tell how they were put right; the oldest first."""
    own = _texts(publication=publication).first()
    if own is None:
        return []
    later = _texts(kind=own.kind_id).exclude(pk=own.pk)
    named = [live for live in later if _names(live, own)]
    return [own, *named]


def _names(live: LiveEdition, own: LiveEdition) -> bool:
    stage, address, _ = _told(live)
    return stage == RECTIFIED and own.public_id in address


def _take(rows: dict[str, Finding], live: LiveEdition) -> None:
    stage, _, lines = _told(live)
    if stage == FOUND:
        return
    for line in lines:
        row = rows.get(line.key)
        if row is not None and line.outcome:
            row.outcome, row.told_in_id, row.rectified = line.outcome, live.publication_id, line.measure
            row.told_on = localdate(live.published_at)


@transaction.atomic
def note_withdrawn(event: EditionWithdrawn) -> None:
    """Handler: problems whose text left are no longer kept; a rectification that left is no longer told."""
    told = set(Finding.objects.filter(told_in=event.publication_id).values_list("publication", flat=True))
    if not _texts(publication=event.publication_id).exists():
        Finding.objects.filter(publication=event.publication_id).delete()
    refresh(told - {event.publication_id})


def is_late(row: Finding, on: date) -> bool:
    """Whether its day is over and it is not put right, as far as the public was told."""
    return row.outcome != "done" and row.due_on is not None and row.due_on < on

"""Problems found and how they were put right, together: for the public by text, for the desk by unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingtang.core.design.api import Cell, Table, Tag
from mingtang.publishing.api import LiveEdition, Site
from mingtang.supervision.labels import FINDING_SOURCES, OUTCOME_TONES, OUTCOMES
from mingtang.supervision.models import Finding

PAGE = 10
SOURCE_NAMES = dict(FINDING_SOURCES)
OUTCOME_NAMES = dict(OUTCOMES)
STATES = (
    ("late", "到期未公布整改情况"),
    ("open", "尚未整改到位"),
    ("done", "已整改"),
)
_COLUMNS = ("问题", "整改措施", "责任单位", "整改时限", "整改落实情况", "状态")


@dataclass(frozen=True)
class Wanted:
    """What a reader narrows findings to; empty values ask for nothing."""

    source: str = ""
    unit: int | None = None
    state: str = ""


def chosen(wanted: Wanted, on: date) -> QuerySet[Finding]:
    """Findings that filters ask for."""
    rows = Finding.objects.all()
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.unit is not None:
        rows = rows.filter(organisation=wanted.unit)
    if wanted.state == "late":
        rows = rows.filter(late_on(on))
    elif wanted.state == "open":
        rows = rows.exclude(outcome="done")
    elif wanted.state == "done":
        rows = rows.filter(outcome="done")
    return rows


def late_on(on: date) -> Q:
    """Problems whose day passed and of whose rectification nothing is public."""
    return Q(outcome="", due_on__lt=on)


def tags_of(row: Finding, on: date) -> list[Tag]:
    """How a problem stands, in words for everybody."""
    is_over = row.due_on is not None and row.due_on < on
    if not row.outcome:
        return [Tag("到期未公布整改情况", "bad") if is_over else Tag("尚未公布整改情况", "neutral")]
    found = [Tag(OUTCOME_NAMES[row.outcome], OUTCOME_TONES[row.outcome])]
    return [*found, Tag("已过整改时限", "warn")] if is_over and row.outcome != "done" else found


# --- for the public


@dataclass(frozen=True)
class FindingsText:
    """One public text of problems with the table of what became of each."""

    live: LiveEdition
    table: Table
    total: int
    done: int
    late: int

    @property
    def pk(self) -> int:
        return int(self.live.pk)

    @property
    def url(self) -> str:
        return f"/doc/{self.live.public_id}.html"


def texts(site: Site, wanted: Wanted, after: str, on: date) -> list[FindingsText]:
    """Public texts of one source that have a problem as wanted, the newest first: one page and one more."""
    mine = Exists(chosen(wanted, on).filter(publication=OuterRef("publication")))
    rows = LiveEdition.objects.filter(mine, withdrawn=False).select_related("organisation").order_by("-pk")
    if not site.is_default:
        rows = rows.filter(placements__column__site=site).distinct()
    if after.isdecimal() and len(after) < 12:
        rows = rows.filter(pk__lt=int(after))
    listed = list(rows[: PAGE + 1])
    found = _by_text([live.publication_id for live in listed], wanted, on)
    return [_text(live, found.get(live.publication_id, []), on) for live in listed]


def _by_text(publications: Iterable[int], wanted: Wanted, on: date) -> dict[int, list[Finding]]:
    rows = chosen(wanted, on).filter(publication__in=list(publications))
    found: dict[int, list[Finding]] = {}
    for row in rows.select_related("organisation", "told_in__live").order_by("publication", "number"):
        found.setdefault(row.publication_id, []).append(row)
    return found


def _text(live: LiveEdition, rows: Sequence[Finding], on: date) -> FindingsText:
    done = sum(row.outcome == "done" for row in rows)
    late = sum(not row.outcome and row.due_on is not None and row.due_on < on for row in rows)
    return FindingsText(live, table_of(rows, on), len(rows), done, late)


def table_of(rows: Sequence[Finding], on: date, caption: str = "问题和整改落实情况") -> Table:
    """Problem beside rectification, one line for each."""
    return Table(caption, _COLUMNS, [_cells(row, on) for row in rows])


def _cells(row: Finding, on: date) -> list[Cell | Tag | str]:
    return [
        row.problem,
        row.measure,
        row.unit or row.organisation.short_name,
        Cell(row.due_on.isoformat(), lines=[row.due_on.isoformat()]) if row.due_on else "",
        _rectified(row),
        tags_of(row, on)[-1]
        if len(tags_of(row, on)) == 1
        else Tag("、".join(map(str, tags_of(row, on))), "warn"),
    ]


def _one(tags: Sequence[Tag]) -> Tag:
    return Tag("、".join(tag.text for tag in tags), tags[-1].tone)


def _rectified(row: Finding) -> Cell | str:
    if row.told_in_id == row.publication_id:
        return "与问题一并公布"
    live = getattr(row.told_in, "live", None)
    if live is None:
        return ""
    return Cell(row.rectified or f"见《{live.title}》", f"/doc/{live.public_id}.html")


def of_text(publication: int) -> list[Finding]:
    """The problems of one public text, or those about whose rectification it tells."""
    rows = Finding.objects.filter(Q(publication=publication) | Q(told_in=publication))
    sources = rows.values("publication")
    whole = Finding.objects.filter(publication__in=sources)
    return list(whole.select_related("organisation", "told_in__live").order_by("publication", "number"))


def units_of(source: str) -> list[tuple[int, str]]:
    """Units that answer for a problem of this source."""
    rows = Finding.objects.filter(source=source).order_by("organisation__order", "organisation")
    return list(dict(rows.values_list("organisation", "organisation__short_name")).items())


def counted(on: date) -> dict[str, tuple[int, int]]:
    """Of each source, how many problems are public and of how many nothing was told in time."""
    rows = (
        Finding.objects.order_by()
        .values_list("source")
        .annotate(total=Count("pk"), late=Count("pk", filter=late_on(on)))
    )
    return {source: (total, late) for source, total, late in rows}


def wanted_from(source: str, given: Any) -> Wanted:
    unit, state = str(given.get("unit", "")), str(given.get("state", ""))
    return Wanted(
        source,
        int(unit) if unit.isdecimal() and len(unit) < 12 else None,
        state if state in dict(STATES) else "",
    )

"""Old issues since the first: their contents from a table, by row and again without harm; then a batch for two signers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from mingtang.core.audit import api as audit
from mingtang.core.files.api import text_of
from mingtang.core.refusals import Refusal, Refused
from mingtang.gazette.labels import KIND
from mingtang.gazette.models import Entry, Gazette, Issue
from mingtang.gazette.parsing.old_issues import OldEntry, RowError, read
from mingtang.gazette.queries.family import family_of
from mingtang.gazette.services.composing import content_of
from mingtang.gazette.services.entries import put_in_order
from mingtang.gazette.services.planning import editing_refusals
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Batch, Kind, LiveEdition, Staged, StockRow, Target


class MayNotImport(Refused):
    """A table may not be taken in, or old issues may not be staged."""


@dataclass
class Imported:
    """What came of a table: how much is new, how much was there, and what could not be taken in."""

    issues: int = 0
    entries: int = 0
    unchanged: int = 0
    linked: int = 0
    errors: list[RowError] = field(default_factory=list)


def grid_of(data: bytes, media_type: str) -> list[list[str]]:
    """The first table of a file (xlsx, csv, docx). Refused where there is none."""
    tables = text_of(data, media_type=media_type).tables
    if not tables:
        raise MayNotImport(
            "文件里没有表格。请用 xlsx 或 csv，第一行写列名：年份、期号、标题、发文字号、页码。"
        )
    return tables[0].grid()


@transaction.atomic
def import_old(gazette: Gazette, grid: Sequence[Sequence[str]], *, by: Any, on: date) -> Imported:
    """Take in the contents of old issues. Good rows stay, bad ones are told; the same table again changes nothing."""
    gazette = Gazette.objects.select_for_update().get(pk=gazette.pk)
    if reasons := editing_refusals(gazette, by=by, on=on):
        raise MayNotImport(reasons)
    rows, errors = read(grid, first_year=gazette.first_year, last_year=on.year)
    done = Imported(errors=errors)
    by_issue: dict[tuple[int, int], list[OldEntry]] = {}
    for row in rows:
        by_issue.setdefault((row.year, row.number), []).append(row)
    records = _records(gazette, rows)
    for group in by_issue.values():
        _take_issue(gazette, group, records, done)
    done.errors.sort(key=lambda error: error.row)
    audit.record(
        "gazette.old_issues_imported",
        about=gazette,
        by=by,
        details={"issues": done.issues, "entries": done.entries, "errors": len(done.errors)},
    )
    return done


def _take_issue(
    gazette: Gazette, rows: Sequence[OldEntry], records: dict[tuple[str, str], int], done: Imported
) -> None:
    first = rows[0]
    issue = gazette.issues.filter(year=first.year, number=first.number).first()
    if issue is None:
        if fault := _fault(gazette, rows):
            done.errors.append(RowError(first.row, fault))
            return
        issue = Issue.objects.create(
            gazette=gazette,
            year=first.year,
            number=first.number,
            total=next((row.total for row in rows if row.total), None),
            published_on=next((row.published_on for row in rows if row.published_on), None),
            is_old=True,
        )
        done.issues += 1
    known = {(e.title or e.number, e.start_page) for e in issue.entries.all()}
    titles = _titles(issue)
    for row in rows:
        _take_row(issue, row, known, titles, records, done)
    put_in_order(issue)


def _fault(gazette: Gazette, rows: Sequence[OldEntry]) -> str:
    """Why the numbers of a new issue cannot be right."""
    first = rows[0]
    totals = {row.total for row in rows if row.total}
    if (first.year, first.number) < (gazette.first_year, gazette.first_number):
        return f"{first.year}年第{first.number}期早于创刊期，请核对年份、期号或公报设置。"
    if len(totals) > 1:
        return f"{first.year}年第{first.number}期的总期号前后不一，请核对。"
    if totals and gazette.issues.filter(total__in=totals).exists():
        return f"总第{totals.pop()}期已属于另一期，请核对。"
    return ""


def _titles(issue: Issue) -> set[tuple[str, int | None]]:
    """Records already in the issue, by the title that they have now."""
    rows = issue.entries.filter(publication__live__isnull=False)
    return set(rows.values_list("publication__live__title", "start_page"))


def _take_row(
    issue: Issue,
    row: OldEntry,
    known: set[tuple[str, int | None]],
    titles: set[tuple[str, int | None]],
    records: dict[tuple[str, str], int],
    done: Imported,
) -> None:
    key = (row.title, row.start_page)
    if key in known or key in titles:
        done.unchanged += 1
        return
    if not issue.is_old:
        done.errors.append(RowError(row.row, f"{issue}是在本系统编排的，不能用表补录。"))
        return
    if issue.publication_id is not None:
        done.errors.append(
            RowError(row.row, f"{issue}的目录已送签或公开，不能再补。确需补充的，先撤下本期。")
        )
        return
    record = records.get((row.document_number, row.title))
    if record is not None and issue.entries.filter(publication=record).exists():
        record = None
    Entry.objects.create(
        issue=issue,
        section=row.section[:40],
        order=min(row.row, 30000),
        publication_id=record,
        title="" if record else row.title,
        number=row.document_number,
        start_page=row.start_page,
        end_page=row.end_page,
    )
    known.add(key)
    done.entries += 1
    done.linked += record is not None


def _records(gazette: Gazette, rows: Iterable[OldEntry]) -> dict[tuple[str, str], int]:
    """Records of the library that a row names by number and title alike; what two records share names neither."""
    numbers = {row.document_number for row in rows if row.document_number}
    bodies, found = family_of(gazette).bodies, dict[tuple[str, str], int]()
    double = set()
    listed = sorted(numbers)
    for start in range(0, len(listed), 500):
        live = LiveEdition.objects.filter(
            document_number__in=listed[start : start + 500], organisation__in=bodies
        )
        for number, title, pk in live.values_list("document_number", "title", "publication_id"):
            if (number, title) in found:
                double.add((number, title))
            found[number, title] = pk
    return {key: pk for key, pk in found.items() if key not in double}


# --- old issues go public as a batch that two people sign


def waiting_old_issues(gazette: Gazette) -> list[Issue]:
    """Old issues with contents that are on no road yet."""
    filled = Exists(Entry.objects.filter(issue=OuterRef("pk")))
    rows = gazette.issues.filter(is_old=True, publication=None).filter(filled)
    return list(rows.select_related("gazette__organisation", "scan").order_by("year", "number"))


@transaction.atomic
def stage_old(gazette: Gazette, *, by: Any, on: date) -> Batch:
    """Stage the old issues that wait as one batch: two people sign its manifest, then all of them are public."""
    issues = waiting_old_issues(gazette)
    reasons = editing_refusals(gazette, by=by, on=on)
    if not issues:
        reasons.append(Refusal("没有待公开的往期：请先导入往期目录。"))
    kind = Kind.objects.filter(code=KIND).first()
    if kind is None:
        reasons.append(Refusal("还没有“政府公报”这个信息种类，请系统管理员运行升级。"))
    if reasons or kind is None:
        raise MayNotImport(reasons)
    number = Batch.objects.filter(source__startswith=_source(gazette)).count() + 1
    staging = publishing.Staging(
        f"{_source(gazette)}（第{number}批）", Target(kind, gazette.column, gazette.editor)
    )
    staging.take(map(_row, issues))
    batch = staging.finish()
    if batch is None:
        raise MayNotImport([Refusal(error["message"]) for error in staging.errors])
    audit.record(
        "gazette.old_issues_staged", about=gazette, by=by, details={"batch": batch.pk, "issues": len(issues)}
    )
    return batch


def _source(gazette: Gazette) -> str:
    return f"《{gazette.title}》往期目录"


def _row(issue: Issue) -> StockRow:
    content = content_of(issue)
    facts = {"issuer": content["issuer"], "keywords": "政府公报"}
    if issue.published_on:
        facts |= {
            "written_on": issue.published_on.isoformat(),
            "published_on": issue.published_on.isoformat(),
        }
    return StockRow(
        row=f"{issue.year}-{issue.number:03d}",
        title=content["title"],
        body=content["body"],
        facts=facts,
        source_hash=hashlib.sha256(content["body"].encode()).hexdigest(),
        metadata={"gazette_issue": issue.pk},
    )


def keep_staged(rows: Sequence[Staged]) -> None:
    """Importer: each staged issue knows its publication."""
    for row in rows:
        if pk := row.metadata.get("gazette_issue"):
            Issue.objects.filter(pk=pk).update(publication=row.publication_id)

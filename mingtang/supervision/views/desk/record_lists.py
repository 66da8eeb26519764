"""Lists of 工作台账 on the desk: kinds against their yearly minimum, records of a kind, records of all kinds; each as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import PAGE_SIZE, Cell, Crumb, Table, Tag, desk_page, following
from mingtang.core.documents.api import csv_answer
from mingtang.core.elements.api import shown
from mingtang.supervision.forms.records import AllForm, ListForm
from mingtang.supervision.models import Record, RecordKind
from mingtang.supervision.permissions import records as doors
from mingtang.supervision.permissions.tasks import measured_bodies
from mingtang.supervision.queries import records as queries
from mingtang.supervision.queries.record_kinds import Definition, definition_of, newest_version

BATCH = 500


def home() -> Crumb:
    return Crumb("工作台账", reverse("supervision-desk:records"))


# --- kinds


@staff_required
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind in a year, by group: plan against fact; also as CSV."""
    day = localdate()
    readable = doors.readable_bodies(request.user, day)
    year = _year(request, day)
    lines = queries.year_of_kinds(year, day, readable)
    if request.GET.get("as") == "csv":
        rows = ([line.definition.group, *_kind_row(line)] for line in lines)
        return csv_answer(f"工作台账-{year}", ("类别", *KIND_COLUMNS), rows)
    groups: dict[str, list[queries.KindLine]] = {}
    for line in lines:
        groups.setdefault(line.definition.group, []).append(line)
    context = {
        "year": year,
        "earlier": year - 1,
        "later": year + 1 if year < day.year else None,
        "tables": [(name, _kind_table(name, rows, year)) for name, rows in groups.items()],
        "short": [line for line in lines if line.is_short],
    }
    return desk_page(request, "supervision/records/kinds.html", context)


def _year(request: HttpRequest, day: date) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else day.year


KIND_COLUMNS = ("台账", "完成/应有", "有佐证", "无佐证", "缺或逾期")


def _kind_table(name: str, lines: list[queries.KindLine], year: int) -> Table:
    rows = [
        [Cell(line.kind.name, f"{_kind_url(line.kind)}?year={year}"), *_kind_row(line)[1:]] for line in lines
    ]
    return Table(name, KIND_COLUMNS, rows, frozenset({2, 3}))


def _kind_row(line: queries.KindLine) -> list[Any]:
    plan = f"{line.value}/{line.asked}{line.measure}" if line.asked else "—"
    return [line.kind.name, plan, line.complete, line.drafts, line.tag]


def _kind_url(kind: RecordKind) -> str:
    return reverse("supervision-desk:records-of", args=[kind.code])


# --- one kind


@staff_required
@require_GET
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """The records of a kind, narrowed by days, unit, state and words; with units that owe some, and as CSV."""
    day = localdate()
    kind = doors.kind_for(request.user, code, day)
    definition = definition_of(newest_version(kind))
    year = _year(request, day)
    line = queries.line_of(kind, definition, year, day, doors.readable_bodies(request.user, day))
    form = ListForm(
        {"year": year, **request.GET.dict()},
        units=[(str(unit.organisation_id), unit.name) for unit in line.units],
    )
    rows = queries.listed(doors.records_for(request.user, day), form.filters(year, kind.code))
    if request.GET.get("as") == "csv":
        return _csv(definition, rows, year)
    page, pager = following(queries.page(rows, request.GET.get("after", ""), PAGE_SIZE), request, "key")
    context = {
        "kind": kind,
        "definition": definition,
        "line": line,
        "year": year,
        "form": form,
        "csv_url": _csv_url(request),
        "table": _record_table(definition, page) if page else None,
        "units": _unit_table(line, year) if line.telling else None,
        "silent": len(line.units) - len(line.telling),
        "tallies": [_tally_table(tally) for tally in queries.tallies(definition, rows)],
        "may_record": doors.recordable_bodies(request.user, definition.recorders, day).exists(),
        "crumbs": [home(), Crumb(kind.name)],
        **pager,
    }
    return desk_page(request, "supervision/records/listed.html", context)


def _csv_url(request: HttpRequest) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return f"?{urlencode({**kept, 'as': 'csv'})}"


def _csv(definition: Definition, rows: Any, year: int) -> HttpResponse:
    columns = (definition.date_name, "单位", *(e.name for e in definition.elements), "状态", "阶段", "登记人")
    lines = (
        [
            record.held_on,
            record.organisation.short_name,
            *(shown(e, record.values.get(e.code)) for e in definition.elements),
            queries.TAGS[record.state],
            definition.stage_name(record.stage),
            record.made_by_name,
        ]
        for record in rows.iterator(chunk_size=BATCH)
    )
    return csv_answer(f"{definition.name}-{year}", columns, lines)


def _record_table(definition: Definition, page: list[queries.Row]) -> Table:
    stages = bool(definition.stages)
    columns = ("名称", definition.date_name, "单位", "状态", *(["阶段"] if stages else []))
    rows = []
    for row in page:
        record = row.record
        cells: list[Any] = [
            _named(record),
            _day(record),
            record.organisation.short_name,
            row.tag,
        ]
        rows.append([*cells, *([row.stage or "—"] if stages else [])])
    return Table(definition.name, columns, rows)


def _named(record: Record) -> Cell:
    return Cell(record.title, reverse("supervision-desk:record", args=[record.pk]))


def _day(record: Record) -> Cell:
    day = f"{record.held_on:%Y-%m-%d}"
    return Cell(day, lines=(day,))


def _unit_table(line: queries.KindLine, year: int) -> Table:
    rows: list[list[Any]] = [
        [Cell(unit.name, f"?year={year}&unit={unit.organisation_id}"), *_unit_row(unit)]
        for unit in line.telling
    ]
    columns = ("单位", "有佐证", "无佐证", "应有", "缺或逾期")
    return Table("各单位", columns, rows, frozenset({1, 2, 3}))


def _unit_row(unit: queries.UnitLine) -> list[Any]:
    return [unit.complete, unit.drafts, unit.asked or "—", unit.tag]


def _tally_table(tally: queries.Tally) -> Table:
    rows: list[list[Any]] = [
        [name, number, Tag("有", "good") if number else Tag("还没有", "warn")]
        for name, number in tally.counts
    ]
    return Table(f"按{tally.element.name}", (tally.element.name, "有佐证", "覆盖"), rows, frozenset({1}))


# --- all kinds


ALL_COLUMNS = ("名称", "台账", "日期", "单位", "状态", "阶段")


@staff_required
@require_GET
def everything(request: HttpRequest) -> HttpResponse:
    """Records of every kind, narrowed by days, kind, unit, state and words; also as CSV."""
    day = localdate()
    doors.readable_bodies(request.user, day)
    year = _year(request, day)
    known = RecordKind.objects.values_list("code", "name")
    units = [(str(pk), name) for pk, name in measured_bodies(request.user, day)]
    form = AllForm({"year": year, **request.GET.dict()}, kinds=list(known), units=units)
    rows = queries.listed(doors.records_for(request.user, day), form.filters(year))
    if request.GET.get("as") == "csv":
        return csv_answer(f"工作台账-{year}", (*ALL_COLUMNS, "登记人"), _all_lines(rows))
    page, pager = following(queries.page(rows, request.GET.get("after", ""), PAGE_SIZE), request, "key")
    context = {
        "form": form,
        "table": _all_table(page) if page else None,
        "csv_url": _csv_url(request),
        "crumbs": [home(), Crumb("查找")],
        **pager,
    }
    return desk_page(request, "supervision/records/all.html", context)


def _all_table(page: list[queries.Row]) -> Table:
    rows: list[list[Any]] = [
        [
            _named(row.record),
            row.record.kind.name,
            _day(row.record),
            row.record.organisation.short_name,
            row.tag,
            row.stage or "—",
        ]
        for row in page
    ]
    return Table("工作台账", ALL_COLUMNS, rows)


def _all_lines(rows: Any) -> Iterable[list[Any]]:
    for record in rows.iterator(chunk_size=BATCH):
        stage = definition_of(record.version).stage_name(record.stage)
        yield [
            record.title,
            record.kind.name,
            record.held_on,
            record.organisation.short_name,
            queries.TAGS[record.state],
            stage,
            record.made_by_name,
        ]

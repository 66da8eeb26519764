"""测量指标 on the desk: all that the platform measures, units by indicator, and binding them to a task."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import PAGE_SIZE, Cell, Crumb, Table, Tag, desk_page, done, following, tried
from mingtang.core.documents.api import csv_answer
from mingtang.core.indicators.api import Indicator, Row, listed
from mingtang.supervision.forms.indicators import BindForm, RowsForm
from mingtang.supervision.models import IndicatorBinding, Task
from mingtang.supervision.permissions import tasks as task_doors
from mingtang.supervision.permissions.records import readable_bodies
from mingtang.supervision.queries import indicator_rows, measured
from mingtang.supervision.services import measuring


@staff_required
@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator with its rule in plain words, and what was read of each unit this year; also as CSV."""
    day = localdate()
    readable = readable_bodies(request.user, day)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else day.year
    known = measured.known_indicators()
    bound = [line for line in known if line.tasks]
    units = measured.newest_by_unit(year, [line.indicator.code for line in bound], readable)
    names = [line.indicator.name for line in bound]
    if request.GET.get("as") == "csv":
        rows = [[unit.name, *_words(unit)] for unit in units]
        return csv_answer(f"测量指标-{year}", ["单位", *names], rows)
    context = {
        "year": year,
        "earlier": year - 1,
        "later": year + 1 if year < day.year else None,
        "known": _known_table(known) if known else None,
        "units": _unit_tables(bound, units),
    }
    return desk_page(request, "supervision/indicators/overview.html", context)


def _words(unit: measured.UnitReadings) -> list[str]:
    return [measured.words_of(reading) if reading else "—" for reading in unit.readings]


def _known_table(known: list[measured.IndicatorLine]) -> Table:
    rows: list[list[Any]] = [
        [_named(line.indicator), line.indicator.trade, line.indicator.rule, line.tasks or "尚未绑定"]
        for line in known
    ]
    return Table("平台测量的指标", ("指标", "测量的部分", "规则", "绑定的任务"), rows)


def _named(indicator: Indicator) -> Cell | str:
    """With the way to what it counts, where the trade shows its rows."""
    if indicator.rows is None:
        return indicator.name
    return Cell(indicator.name, reverse("supervision-desk:indicator-rows", args=[indicator.code]))


def _unit_tables(
    lines: list[measured.IndicatorLine], units: list[measured.UnitReadings]
) -> list[tuple[str, Table]]:
    """One table for each bound indicator, headed by how many units reach it."""
    told = []
    for place, line in enumerate(lines):
        found = [(unit.name, reading) for unit in units if (reading := unit.readings[place]) is not None]
        if found:
            good = sum(reading.meets for _, reading in found)
            title = f"{line.indicator.name}：{good}个单位达标，共测量{len(found)}个单位"
            rows = [[name, *measured.result_of(reading)] for name, reading in found]
            told.append((title, Table(line.indicator.name, ("单位", *measured.RESULT_COLUMNS), rows)))
    return told


@staff_required
@require_GET
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """What an indicator counted of one unit in a period, and what it looked at without counting it; also as CSV."""
    day = localdate()
    indicator = listed().get(code)
    form = RowsForm(request.GET.dict(), units=task_doors.measured_bodies(request.user, day), on=day)
    if indicator is None or not form.fields["unit"].choices or "unit" in form.errors:  # type: ignore[attr-defined]
        raise Http404("没有找到这个页面")
    found = (
        indicator_rows.rows_of(indicator, form.cleaned_data["unit"], form.period) if form.is_valid() else None
    )
    if found and request.GET.get("as") == "csv":
        return csv_answer(f"{indicator.name}-{day}", ROW_COLUMNS, (_plain_row(row) for row in found.rows))
    page, pager = (
        following(found.page(request.GET.get("after", ""), PAGE_SIZE), request, "place")
        if found
        else ([], {})
    )
    context = {
        "indicator": indicator,
        "form": form,
        "found": found,
        "table": Table(indicator.name, ROW_COLUMNS, [_row(shown.row) for shown in page]) if page else None,
        "csv_url": f"?{urlencode({**request.GET.dict(), 'as': 'csv'})}",
        "crumbs": [Crumb("测量指标", reverse("supervision-desk:indicators")), Crumb(indicator.name)],
        **pager,
    }
    return desk_page(request, "supervision/indicators/rows.html", context)


ROW_COLUMNS = ("事项", "日期", "是否达到", "情况")


def _row(row: Row) -> list[Any]:
    tag = Tag("达到", "good") if row.counts else Tag("未达到", "warn")
    day = _day(row)
    return [Cell(row.title, row.url) if row.url else row.title, Cell(day, lines=(day,)), tag, row.note]


def _plain_row(row: Row) -> list[Any]:
    return [row.title, _day(row), "达到" if row.counts else "未达到", row.note]


def _day(row: Row) -> str:
    return f"{row.on:%Y-%m-%d}" if row.on else "—"


@staff_required
@require_http_methods(["GET", "POST"])
def of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """The indicators of a task; the office binds another one."""
    on = localdate()
    task = task_doors.task_for(request.user, pk, on)
    choices = [(code, f"{one.name}：{one.rule}") for code, one in listed().items()]
    may = not measuring.office_refusals(task, by=request.user, on=on)
    form = BindForm(request.POST or None, indicators=choices)

    def act() -> None:
        measuring.bind(task, **form.cleaned_data, by=request.user, on=on)

    if form.is_valid() and tried(form, act):
        messages.success(request, "指标已绑定，并已测量一次；以后每天自动测量。")
        return redirect("supervision-desk:task-indicators", pk)
    context = {
        "task": task,
        "indicators": measured.indicators_of(task, on),
        "form": form if may else None,
        "may_bind": may,
        "crumbs": _way(task),
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "supervision/indicators/of_task.html", context, status=status)


def _way(task: Task) -> list[Crumb]:
    return [
        Crumb("任务", reverse("supervision-desk:tasks")),
        Crumb(f"第{task.number}项", reverse("supervision-desk:task", args=[task.pk])),
        Crumb("测量指标"),
    ]


@staff_required
@require_POST
def unbind(request: HttpRequest, pk: int) -> HttpResponse:
    on = localdate()
    rows = IndicatorBinding.objects.select_related("task__plan")
    binding = get_object_or_404(rows.filter(task__in=task_doors.tasks_for(request.user, on)), pk=pk)
    done(request, lambda: measuring.unbind(binding, by=request.user, on=on), "指标已解除。")
    return redirect("supervision-desk:task-indicators", binding.task_id)

"""Results on the desk: the table of an assessment, scoring by hand, showing, freezing, exports, the year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.assessments.forms.scoring import UseForm, given_from
from mingtang.assessments.labels import ASSESSMENT_TONES
from mingtang.assessments.models import Assessment, SchemePeriod, ScoreLine, Use
from mingtang.assessments.permissions import doors
from mingtang.assessments.queries import results
from mingtang.assessments.services import scoring, using
from mingtang.assessments.views.exports import table_answer
from mingtang.assessments.views.sent import sent
from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Crumb, Table, Tag, desk_page, done, tried

NO_POINTS = "待评分"


def points_text(points: Decimal | None) -> str:
    return NO_POINTS if points is None else str(points)


@staff_required
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to score a period."""
    day = localdate()
    period = get_object_or_404(
        SchemePeriod.objects.select_related("scheme"), pk=pk, scheme__in=doors.schemes_for(request.user, day)
    )
    made: list[Assessment] = []
    if done(
        request,
        lambda: made.append(scoring.begin(period, by=request.user, on=day)),
        f"“{period.name}”已取数评分；没有数据的各项请人工评分。",
    ):
        return redirect("assessments-desk:assessment", made[0].pk)
    return redirect("assessments-desk:scheme", period.scheme_id)


@staff_required
@require_GET
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Units × indicators with totals; each cell opens its line."""
    day = localdate()
    found = doors.assessment_for(request.user, pk, day)
    grid = results.grid(found)
    may_work = doors.may_work(request.user, day)
    context = {
        "assessment": found,
        "state": Tag(found.get_state_display(), ASSESSMENT_TONES[found.state]),
        "ranking": _ranking(grid),
        "table": _grid_table(grid),
        "missing": grid.without_points,
        "by_hand": _to_give(found) if found.state == "open" and may_work else [],
        "may_work": may_work,
        "running": scoring.run_refusals(found, by=request.user, on=day),
        "showing": scoring.showing_refusals(found, by=request.user, on=day),
        "freezing": scoring.freezing_refusals(found, by=request.user, on=day),
        "uses": _uses_table(found),
        "crumbs": _way(found),
    }
    return desk_page(request, "assessments/assessment.html", context)


def _way(found: Assessment, *more: Crumb) -> list[Crumb]:
    scheme = Crumb(str(found.scheme), reverse("assessments-desk:scheme", args=[found.scheme_id]))
    here = reverse("assessments-desk:assessment", args=[found.pk]) if more else ""
    return [
        Crumb("考核评价", reverse("assessments-desk:home")),
        scheme,
        Crumb(found.period.name, here),
        *more,
    ]


def _ranking(grid: results.Grid) -> Table | None:
    """Who stands where, the first first: what one wants to know at a glance, and all that fits a phone."""
    rows = [
        [_unit_cell(row), points_text(row.total), "" if row.place is None else row.place]
        for row in sorted(grid.rows, key=lambda row: row.place or len(grid.rows) + 1)
    ]
    return Table("各单位总分", ("单位", "总分", "名次"), rows, frozenset({1, 2})) if rows else None


def _grid_table(grid: results.Grid) -> Table | None:
    columns = ["单位", *(str(indicator) for indicator in grid.indicators)]
    rows = [
        [_unit_cell(row), *(_cell(row.lines.get(indicator.pk)) for indicator in grid.indicators)]
        for row in grid.rows
    ]
    return Table("各单位逐项得分", columns, rows, frozenset(range(1, len(columns)))) if rows else None


def _unit_cell(row: results.UnitRow) -> Cell:
    return Cell(
        row.unit.short_name, reverse("assessments-desk:unit", args=[_assessment_of(row), row.unit.pk])
    )


def _assessment_of(row: results.UnitRow) -> int:
    return next(iter(row.lines.values())).assessment_id


def _cell(line: ScoreLine | None) -> Cell | str:
    if line is None:
        return "不适用"
    return Cell(points_text(line.points), reverse("assessments-desk:line", args=[line.pk]))


def _to_give(found: Assessment) -> list[dict[str, Any]]:
    """Indicators whose points people give, and how many are still to be given."""
    rows: dict[int, dict[str, Any]] = {}
    lines = found.lines.filter(computed=None).select_related("indicator").order_by("indicator__order", "pk")
    for line in lines:
        row = rows.setdefault(line.indicator_id, {"indicator": line.indicator, "missing": 0})
        row["missing"] += line.points is None
    return list(rows.values())


def _uses_table(found: Assessment) -> Table | None:
    rows: list[list[Any]] = [
        [
            use.organisation.short_name,
            Tag(use.get_kind_display(), "good" if use.kind == "praise" else "bad"),
            str(use.decided_on),
            use.text,
            use.document,
            use.recorded_by_name,
        ]
        for use in found.uses.select_related("organisation")
    ]
    columns = ("单位", "类别", "决定日期", "内容", "依据文件", "登记人")
    return Table("结果运用", columns, rows) if rows else None


@staff_required
@require_http_methods(["GET", "POST"])
def by_hand(request: HttpRequest, pk: int, indicator: int) -> HttpResponse:
    """Give points to all units for one indicator."""
    day = localdate()
    found = doors.assessment_for(request.user, pk, day)
    if not doors.may_work(request.user, day):
        raise Http404("没有找到这个页面")
    lines = list(
        found.lines.filter(indicator=indicator, computed=None).select_related(
            "organisation", "indicator", "assessment"
        )
    )
    if not lines:
        raise Http404("没有找到这一项")
    if request.method == "POST":
        given, wrong = given_from(lines, request.POST)
        for words in wrong:
            messages.error(request, words)
        kept = "得分已保存。" if given else "没有要保存的得分。"
        if not wrong and done(request, lambda: scoring.give_points(given, by=request.user, on=day), kept):
            return redirect("assessments-desk:assessment", pk)
    context = {
        "assessment": found,
        "indicator": lines[0].indicator,
        "rule": lines[0].rule,
        "rows": [_typed(line, request) for line in lines],
        "crumbs": _way(found, Crumb(lines[0].indicator.name)),
    }
    return desk_page(
        request, "assessments/by_hand.html", context, status=422 if request.method == "POST" else 200
    )


def _typed(line: ScoreLine, request: HttpRequest) -> dict[str, Any]:
    """A line with what was typed beside it, or what is kept."""
    kept = "" if line.points is None else str(line.points)
    return {
        "line": line,
        "points": request.POST.get(f"points-{line.pk}", kept),
        "reason": request.POST.get(f"reason-{line.pk}", line.hand_reason),
    }


_ACTS = {
    "run": (scoring.run, "已按今天的数据重新计分。"),
    "show": (scoring.show, "得分已反馈各单位。"),
    "freeze": (scoring.freeze, "考核结果已定版，不再改变。"),
}


@staff_required
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take facts again, show to the units, or freeze."""
    day = localdate()
    found = doors.assessment_for(request.user, pk, day)
    if name not in _ACTS:
        raise Http404("没有找到这个页面")
    doing, words = _ACTS[name]
    done(request, lambda: doing(found, by=request.user, on=day), words)
    return redirect("assessments-desk:assessment", pk)


@staff_required
@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Record praise or accountability."""
    day = localdate()
    found = doors.assessment_for(request.user, pk, day)
    if not doors.may_work(request.user, day):
        raise Http404("没有找到这个页面")
    units = found.lines.order_by().values_list("organisation_id", flat=True).distinct()
    form = UseForm(sent(request), units=units, initial={"decided_on": day})
    if form.is_valid() and tried(form, lambda: _record(found, form, request)):
        messages.success(request, "已登记。")
        return redirect("assessments-desk:assessment", pk)
    context = {
        "form": form,
        "page_name": "登记结果运用",
        "back_url": reverse("assessments-desk:assessment", args=[pk]),
        "button": "登记",
        "note": "登记以后不能修改，请核对。",
        "crumbs": _way(found, Crumb("登记结果运用")),
    }
    return desk_page(request, "assessments/form.html", context, status=422 if form.is_bound else 200)


def _record(found: Assessment, form: UseForm, request: HttpRequest) -> Use:
    told = {name: value for name, value in form.cleaned_data.items() if name != "organisation"}
    return using.record_use(found, form.cleaned_data["organisation"], **told, by=request.user, on=localdate())


# --- for the superior's assessment


@staff_required
@require_GET
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The whole table as CSV or xlsx."""
    found = doors.assessment_for(request.user, pk, localdate())
    grid = results.grid(found)
    columns = [
        "名次",
        "单位",
        "代码",
        *(f"{i}（{i.weight.normalize():f}分）" for i in grid.indicators),
        "总分",
    ]
    rows = [
        [
            row.place or "",
            row.unit.name,
            row.unit.code,
            *(_exported(row.lines.get(indicator.pk)) for indicator in grid.indicators),
            points_text(row.total) if row.total is None else row.total,
        ]
        for row in grid.rows
    ]
    return table_answer(f"{found}考核得分-{found.get_state_display()}", columns, rows, form)


def _exported(line: ScoreLine | None) -> Any:
    if line is None:
        return "不适用"
    return NO_POINTS if line.points is None else line.points


@staff_required
@require_GET
def year(request: HttpRequest, pk: int) -> HttpResponse:
    """The year by its periods (过程性评估)."""
    found = doors.scheme_for(request.user, pk, localdate())
    whole = results.year_of(found)
    columns = ["单位", *(f"{p.name}（权重{p.weight.normalize():f}）" for p in whole.periods), "全年", "名次"]
    rows = [
        [
            row.unit.short_name,
            *("" if points is None else str(points) for points in row.periods),
            "" if row.year is None else str(row.year),
            "" if row.place is None else row.place,
        ]
        for row in whole.rows
    ]
    context = {
        "scheme": found,
        "table": Table("全年得分", columns, rows, frozenset(range(1, len(columns)))) if rows else None,
        "frozen": all(row is not None and row.state == "frozen" for row in whole.assessments),
        "crumbs": [
            Crumb("考核评价", reverse("assessments-desk:home")),
            Crumb(str(found), reverse("assessments-desk:scheme", args=[found.pk])),
            Crumb("全年得分"),
        ],
    }
    return desk_page(request, "assessments/year.html", context)


@staff_required
@require_GET
def export_year(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The year's scores as CSV or xlsx, for the superior's performance assessment."""
    found = doors.scheme_for(request.user, pk, localdate())
    whole = results.year_of(found)
    columns = ["名次", "单位", "代码", *(period.name for period in whole.periods), "全年得分"]
    rows = [
        [
            row.place or "",
            row.unit.name,
            row.unit.code,
            *("" if points is None else points for points in row.periods),
            "" if row.year is None else row.year,
        ]
        for row in whole.rows
    ]
    return table_answer(f"{found.year}年政务公开考核全年得分", columns, rows, form)

"""Reports: a table each, for a period and a unit, and the same table as CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.design.api import Cell, NavItem, Table
from mingtang.core.documents.api import csv_answer
from mingtang.desk.forms.reports import PeriodForm
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import GATES, Period

Rows = list[list[Any]]


@dataclass(frozen=True)
class Report:
    """One report: what it is called, what it tells, its columns and where its rows come from."""

    name: str
    about: str
    columns: tuple[str, ...]
    rows: Callable[[Period], Rows]
    numeric: frozenset[int] = frozenset()
    dated: bool = True


def _secrecy(period: Period) -> Rows:
    return [
        [line.unit, line.examined, line.released, line.after_treatment, line.withheld, line.referred]
        for line in publishing.secrecy_report(period)
    ]


def _returns(period: Period) -> Rows:
    return [
        [line.unit, line.returns, line.texts, *line.gates, line.other]
        for line in publishing.returns_report(period)
    ]


def _times(period: Period) -> Rows:
    return [
        [line.step, line.count, line.on_paper, line.mean_hours, line.median_hours, line.longest_hours]
        for line in publishing.step_times(period)
    ]


def _misfiled(period: Period) -> Rows:
    return [
        [Cell(row.title, reverse("desk:item", args=[row.edition_id])), row.unit, row.column, row.why]
        for row in publishing.misfiled(period.bodies, localdate())
    ]


def _timely(period: Period) -> Rows:
    return [
        [
            Cell(row.title, reverse("desk:item", args=[row.edition_id])),
            row.unit,
            f"{row.due_on}",
            f"{row.published_on}",
            "按时" if row.in_time else f"逾期{(row.published_on - row.due_on).days}天",
        ]
        for row in publishing.timed_texts(period)
    ]


def _columns(period: Period) -> Rows:
    return [
        [
            row.name,
            row.site,
            row.owner,
            f"{row.period_days}天",
            f"{row.last_on or '从未更新'}",
            f"{row.due_on or '尽快'}",
            "未按期更新" if row.is_late else "按期更新",
        ]
        for row in publishing.kept_columns(localdate(), owners=period.bodies)
    ]


REPORTS = {
    "secrecy": Report(
        "保密审查",
        "该公开的公开到位，该保密的保密到位：各单位审查了多少，公开、不公开各多少。",
        ("单位", "审查件数", "可以公开", "处理后可以公开", "不得公开", "报有权机关确定"),
        _secrecy,
        frozenset(range(1, 6)),
    ),
    "returns": Report(
        "退回修改",
        "各单位的稿件被退回多少次，没过哪一关。",
        ("单位", "退回次数", "涉及信息数", *(name for _, name in GATES), "未注明"),
        _returns,
        frozenset(range(1, 8)),
    ),
    "times": Report(
        "办理用时",
        "每一步从轮到它到签完用了多少小时；初审从文稿保存起算。",
        ("步骤", "件数", "其中纸质", "平均（小时）", "中位（小时）", "最长（小时）"),
        _times,
        frozenset(range(1, 6)),
    ),
    "misfiled": Report(
        "归类问题",
        "没有归到合适栏目的、重复归类的已公开信息，请逐条整理。",
        ("标题", "单位", "栏目", "问题"),
        _misfiled,
        dated=False,
    ),
    "timely": Report(
        "公开及时",
        "设有公开时限的信息是不是按时公开，逾期的在前；时段按公开日期。",
        ("标题", "单位", "应公开日期", "公开日期", "是否按时"),
        _timely,
    ),
    "columns": Report(
        "栏目更新",
        "设有更新周期的栏目到今天是不是按期更新，没有按期更新的在前。",
        ("栏目", "网站", "责任单位", "更新周期", "最近更新", "应更新日期", "是否按期"),
        _columns,
        dated=False,
    ),
}


@staff_required
@require_GET
def reports(request: HttpRequest, name: str = "secrecy") -> HttpResponse:
    """One report as a table."""
    report, form = _asked(request, name)
    period = form.period()
    rows = report.rows(period)
    narrowed = request.GET.urlencode()
    context = {
        "report": report,
        "form": form,
        "period": period,
        "tabs": [
            NavItem(r.name, f"{reverse('desk:report', args=[code])}?{narrowed}", code == name)
            for code, r in REPORTS.items()
        ],
        "table": Table(report.name, report.columns, rows, report.numeric) if rows else None,
        "csv_url": f"{reverse('desk:report-csv', args=[name])}?{narrowed}",
    }
    return page(request, "desk/work/report.html", context)


@staff_required
@require_GET
def report_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The same rows for a spreadsheet."""
    report, form = _asked(request, name)
    return csv_answer(f"{report.name}-{localdate()}", report.columns, report.rows(form.period()))


def _asked(request: HttpRequest, name: str) -> tuple[Report, PeriodForm]:
    day = localdate()
    told = {"start": f"{day.replace(month=1, day=1)}", "end": f"{day}", **request.GET.dict()}
    form = PeriodForm(told, user=request.user, day=day)
    reads_something = form.readable is None or form.readable
    if name not in REPORTS or not reads_something:
        raise Http404("没有这张报表")
    return REPORTS[name], form

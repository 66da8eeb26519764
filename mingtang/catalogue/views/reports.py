"""年度报告 on the desk: who published which year in time, late, or not yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.catalogue import permissions
from mingtang.catalogue.queries.reports import ReportsOfBody, YearOfReport, all_reports
from mingtang.catalogue.views import frame
from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Counter, Crumb, NavItem, Table, Tag, desk_page
from mingtang.core.design.templatetags.design import day as as_day

HEAD = ("单位", "状态", "报告", "应公布日期", "公布日期", "依据")
Row = tuple[ReportsOfBody, YearOfReport]


@staff_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """One year, by body; the newest year that anyone owes unless another is asked for."""
    day = localdate()
    only = permissions.readable_bodies(request.user, day)
    shown = frame.section_or_404(request)
    found = [one for one in all_reports(shown.bodies, shown.site, day) if only is None or one.body.pk in only]
    years = sorted({row.year for one in found for row in one.years}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(year) for year in years} else next(iter(years), None)
    rows = [(one, row) for one in found for row in one.years if row.year == year]
    context = {
        "year": year,
        "tabs": [NavItem(f"{y}年度", f"?year={y}", current=y == year) for y in years],
        "counters": _counters(rows, f"?year={year}"),
        "table": Table(f"{year}年度报告", HEAD, [_row(*pair) for pair in rows]) if rows else None,
        "crumbs": [
            Crumb("政府信息公开专栏", reverse("catalogue-desk:state")),
            Crumb("年度报告公布情况"),
        ],
    }
    return desk_page(request, "catalogue/desk/reports.html", context)


def _row(one: ReportsOfBody, row: YearOfReport) -> list[Cell | Tag | str | int]:
    return [
        one.body.short_name,
        _tag(row),
        Cell(row.text.title, row.text.url) if row.text else "—",
        as_day(row.due.on),
        as_day(row.text.published_at) if row.text else "—",
        row.due.article,
    ]


def _tag(row: YearOfReport) -> Tag:
    if row.text is None:
        return Tag("尚未公布", "bad" if row.is_owed else "neutral")
    return Tag(f"逾期{row.days_late}天", "warn") if row.days_late else Tag("按期公布", "good")


def _counters(rows: list[Row], url: str) -> list[Counter]:
    told = [row for _, row in rows if row.text]
    late = sum(1 for row in told if row.days_late)
    return [
        Counter("应公布", len(rows), url),
        Counter("按期公布", len(told) - late, url, "good"),
        Counter("逾期公布", late, url, "warn"),
        Counter("尚未公布", len(rows) - len(told), url, "bad"),
    ]

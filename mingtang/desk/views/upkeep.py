"""栏目更新预警: columns that should have had news."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.design.api import Cell, Table, Tag
from mingtang.core.design.templatetags.design import day as as_day
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import NeglectedColumn

HEAD = ("栏目", "状态", "网站", "责任单位", "更新周期", "最近更新", "应更新日期")


@staff_required
@require_GET
def columns_due(request: HttpRequest) -> HttpResponse:
    """All columns for the office, their own for those who publish for an owner (PO-03)."""
    owners = publishing.releasing_bodies(request.user, localdate())
    if owners is not None and not owners:
        raise Http404("没有找到这个页面")
    rows = publishing.neglected_columns(localdate(), owners=owners)
    told = [_row(column, opens=owners is None) for column in rows]
    context = {"table": Table("没有按期更新的栏目", HEAD, told) if told else None}
    return page(request, "desk/work/columns_due.html", context)


def _row(column: NeglectedColumn, *, opens: bool) -> list[Any]:
    return [
        Cell(column.name, reverse("desk:column", args=[column.column_id])) if opens else column.name,
        _tag(column),
        column.site,
        column.owner,
        f"{column.period_days}天",
        as_day(column.last_on) or "从未更新",
        as_day(column.due_on) or "尽快",
    ]


def _tag(column: NeglectedColumn) -> Tag:
    if column.due_on is None:
        return Tag("空栏目", "bad")
    return Tag(f"已逾期{(localdate() - column.due_on).days}天", "warn")

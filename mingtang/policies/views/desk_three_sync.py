"""三同步 on the desk: the rate by unit and period, every document with its three pairs of dates, what is in arrears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_http_methods

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Crumb, NavItem, Table, Tag, desk_page, tried
from mingtang.core.documents.api import csv_answer
from mingtang.policies.forms.interpretations import FieldsForm, PeriodForm
from mingtang.policies.models import FocusField
from mingtang.policies.queries import three_sync as figures
from mingtang.policies.queries.three_sync import Line
from mingtang.policies.services.interpreting import set_fields
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Period

TABS = (
    ("three-sync", "三同步率"),
    ("three-sync-violations", "违规清单"),
    ("three-sync-documents", "全部应解读文件"),
    ("three-sync-exempt", "不解读的文件"),
    ("three-sync-fields", "公开与解读并行"),
)
TONES = {"overdue": "bad", "owed": "warn", "late": "warn", "in_time": "neutral"}
RATE_COLUMNS = (
    "单位", "公开文件", "应解读", "应解读占比", "已解读", "应解读尽解读率", "三同步", "三同步率", "违规", "其中未补发",
)  # fmt: skip
PAIR_COLUMNS = (
    "文件", "单位", "起草：文件", "起草：解读", "审签：文件", "审签：解读", "发布：文件", "发布：解读",
    "状态", "补发期限", "原因",
)  # fmt: skip
# On the page each pair stands in one cell, so that the table fits.
SHOWN_COLUMNS = ("文件", "单位", "起草", "审签", "发布", "状态", "补发期限和原因")


@staff_required
@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """The rate of each unit, each leading to its documents."""
    form = _asked(request)
    found = figures.rates(form.period(), form.on)
    if _wants_csv(request):
        return csv_answer(f"三同步率-{localdate()}", RATE_COLUMNS, [_rate_row(rate) for rate in found])
    rows = [[_unit_cell(request, rate), *_rate_row(rate)[1:]] for rate in found]
    table = Table("三同步率", RATE_COLUMNS, rows, frozenset(range(1, 10))) if rows else None
    return _page(request, form, "three-sync", table)


def _rate_row(rate: figures.Rate) -> list[Any]:
    return [
        rate.unit, rate.documents, rate.required, rate.marked_rate, rate.interpreted, rate.interpretation_rate,
        rate.in_sync, rate.sync_rate, rate.violations, rate.open,
    ]  # fmt: skip


def _unit_cell(request: HttpRequest, rate: figures.Rate) -> Cell | str:
    if rate.unit_id is None:
        return rate.unit
    asked = request.GET.copy()
    asked["unit"] = str(rate.unit_id)
    return Cell(rate.unit, f"{reverse('policies-desk:three-sync-documents')}?{asked.urlencode()}")


@staff_required
@require_GET
def violations(request: HttpRequest) -> HttpResponse:
    """Documents that were not in step with their interpretation."""
    return _lines(request, "three-sync-violations", "三同步违规清单", figures.violations)


@staff_required
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """All documents that had to be interpreted."""
    return _lines(request, "three-sync-documents", "应解读文件", figures.lines)


def _lines(
    request: HttpRequest, name: str, title: str, read: Callable[[Period, Any], list[Line]]
) -> HttpResponse:
    form = _asked(request)
    found = read(form.period(), form.on)
    if _wants_csv(request):
        return csv_answer(f"{title}-{localdate()}", PAIR_COLUMNS, [_plain_line(line) for line in found])
    table = Table(title, SHOWN_COLUMNS, [_line(line) for line in found]) if found else None
    return _page(request, form, name, table)


def _line(line: Line) -> list[Any]:
    state = Tag("三同步", "good") if line.in_sync else Tag(line.arrears_name, TONES[line.arrears])
    address = reverse("policies-desk:interpretation-of", args=[line.duty.policy_id])
    return [
        Cell(line.duty.title, address),
        line.unit,
        *_pairs(line),
        state,
        "　".join(word for word in (_due(line), line.cause) if word),
    ]


def _pairs(line: Line) -> list[Cell]:
    """Each pair as days, one below the other."""
    told = []
    for pair in line.pairs:
        mark = "" if pair.in_step or pair.interpretation is None else "（不同步）"
        lines = (f"文件 {_day(pair.document)}", f"解读 {_day(pair.interpretation)}{mark}")
        told.append(Cell(" ".join(lines), lines=lines))
    return told


def _day(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d}" if at else "—"


def _dates(line: Line) -> list[str]:
    """The three pairs side by side; a date that was not in step says so."""
    told = []
    for pair in line.pairs:
        mark = "" if pair.in_step or pair.interpretation is None else "（不同步）"
        told += [_moment(pair.document), _moment(pair.interpretation) + mark]
    return told


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "—"


def _due(line: Line) -> str:
    return "" if line.in_sync else f"{line.duty.due_on:%Y\u2011%m\u2011%d}"


def _plain_line(line: Line) -> list[Any]:
    state = "三同步" if line.in_sync else line.arrears_name
    due = "" if line.in_sync else f"{line.duty.due_on}"
    return [line.duty.title, line.unit, *_dates(line), state, due, line.cause]


@staff_required
@require_GET
def exempt(request: HttpRequest) -> HttpResponse:
    """Documents marked as not to be interpreted, with the reason given at drafting."""
    form = _asked(request)
    found = figures.exemptions(form.period())
    columns = ("文件", "单位", "发布", "不解读的理由")
    plain = [[d.title, d.organisation.short_name, _moment(d.published_at), d.exempt_reason] for d in found]
    if _wants_csv(request):
        return csv_answer(f"不解读的文件-{localdate()}", columns, plain)
    rows: list[list[Any]] = [
        [Cell(d.title, reverse("policies-desk:interpretation-of", args=[d.policy_id])), *row[1:]]
        for d, row in zip(found, plain, strict=True)
    ]
    return _page(request, form, "three-sync-exempt", Table("不解读的文件", columns, rows) if rows else None)


@staff_required
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """Fields whose tasks ask for interpretation together with disclosure: have their documents one?"""
    form = _asked(request)
    period = form.period()
    found = figures.measured_fields(period.end.year, period)
    columns = ("领域", "文件", "有解读", "比例", "没有解读的文件", "依据")
    rows: list[list[Any]] = [
        [
            f.field.name,
            len(f.documents),
            len(f.interpreted),
            f.rate,
            "、".join(d.title for d in f.missing),
            f.field.source,
        ]
        for f in found
    ]
    if _wants_csv(request):
        return csv_answer(f"公开与解读并行-{localdate()}", columns, rows)
    table = Table("公开与解读并行", columns, rows, frozenset({1, 2, 3})) if rows else None
    more = {
        "set_url": reverse("policies-desk:focus-fields")
        if publishing.is_office(request.user, form.on)
        else ""
    }
    return _page(request, form, "three-sync-fields", table, more)


@staff_required
@require_http_methods(["GET", "POST"])
def focus_fields(request: HttpRequest) -> HttpResponse:
    """The year's lists of fields, each with its source; the office sets them."""
    on = localdate()
    if not publishing.is_office(request.user, on):
        raise Http404("没有找到这个页面")
    form = FieldsForm(request.POST or None, initial={"year": on.year})
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: set_fields(
                form.cleaned_data["year"],
                use=form.cleaned_data["use"],
                fields=form.entries(),
                source=form.cleaned_data["source"],
                by=request.user,
                on=on,
            ),
        )
    ):
        messages.success(request, "重点解读领域已保存。")
        return redirect("policies-desk:focus-fields")
    rows = [
        [f"{row.year}", row.get_use_display(), row.name, "、".join(row.words), row.source]
        for row in FocusField.objects.all()
    ]
    context = {
        "form": form,
        "table": Table("各年度领域", ("年度", "用途", "领域", "识别词", "依据"), rows) if rows else None,
        "crumbs": [Crumb("三同步", reverse("policies-desk:three-sync")), Crumb("重点解读领域")],
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "policies/interpretations/fields.html", context, status=status)


# --- what the reports share


def _asked(request: HttpRequest) -> PeriodForm:
    on = localdate()
    told = {"start": f"{on.replace(month=1, day=1)}", "end": f"{on}", **request.GET.dict()}
    form = PeriodForm(told, user=request.user, on=on)
    if form.readable is not None and not form.readable:
        raise Http404("没有找到这个页面")
    return form


def _wants_csv(request: HttpRequest) -> bool:
    return request.GET.get("format") == "csv"


def _page(
    request: HttpRequest, form: PeriodForm, name: str, table: Table | None, more: dict[str, Any] | None = None
) -> HttpResponse:
    kept = request.GET.copy()
    kept.pop("format", None)
    asked = f"?{kept.urlencode()}" if kept else ""
    kept["format"] = "csv"
    context = {
        "form": form,
        "period": form.period(),
        "title": dict(TABS)[name],
        "tabs": [
            NavItem(words, reverse(f"policies-desk:{code}") + asked, code == name) for code, words in TABS
        ],
        "table": table,
        "csv_url": f"?{kept.urlencode()}",
        **(more or {}),
    }
    return desk_page(request, "policies/interpretations/three_sync.html", context)

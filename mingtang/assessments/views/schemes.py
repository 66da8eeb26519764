"""Schemes on the desk: the list, the editor, versions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.assessments.forms.schemes import (
    BY_HAND,
    IndicatorForm,
    PeriodsForm,
    SchemeChangeForm,
    SchemeForm,
    UnitsForm,
    initial_of,
    initial_of_indicator,
    initial_of_periods,
)
from mingtang.assessments.labels import ASSESSMENT_TONES
from mingtang.assessments.models import Assessment, Scheme, SchemeIndicator
from mingtang.assessments.permissions import doors
from mingtang.assessments.queries.facts import measured
from mingtang.assessments.queries.own import own_results
from mingtang.assessments.services import schemes, scoring
from mingtang.assessments.views.sent import sent
from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Crumb, Table, Tag, desk_page, done, tried

SHOWN = 200


@staff_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Schemes for the office and auditors; for units the results that were shown to them."""
    day = localdate()
    all_of_them, own = doors.may_read_all(request.user, day), doors.own_bodies(request.user, day)
    if not all_of_them and not own:
        raise Http404("没有找到这个页面")
    context = {
        "may_work": doors.may_work(request.user, day),
        "reads_all": all_of_them,
        "schemes": _schemes_table(doors.schemes_for(request.user, day)[:SHOWN]),
        "own": _own_table(own) if own else None,
        "has_own": bool(own),
    }
    return desk_page(request, "assessments/home.html", context)


def _schemes_table(rows: Any) -> Table | None:
    lines: list[list[Any]] = [
        [
            Cell(row.name, reverse("assessments-desk:scheme", args=[row.pk])),
            row.organisation.short_name,
            row.year,
            f"第{row.version}版",
            Tag(row.get_state_display(), "good" if row.state == "in_force" else "neutral"),
        ]
        for row in rows
    ]
    return (
        Table("考核方案", ("方案", "考核机关", "年度", "版本", "状态"), lines, frozenset({2}))
        if lines
        else None
    )


def _own_table(bodies: set[int]) -> Table | None:
    rows: list[list[Any]] = [
        [
            Cell(
                str(row.assessment), reverse("assessments-desk:unit", args=[row.assessment.pk, row.unit.pk])
            ),
            row.unit.short_name,
            "待评分" if row.total is None else str(row.total),
            Tag(row.assessment.get_state_display(), ASSESSMENT_TONES[row.assessment.state]),
            str(row.assessment.objections_until or ""),
        ]
        for row in own_results(bodies)
    ]
    columns = ("考核", "单位", "总分", "状态", "异议截止")
    return Table("本单位考核得分", columns, rows, frozenset({2})) if rows else None


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin the scheme of a year."""
    day = localdate()
    _only_office(request)
    form = SchemeForm(sent(request), day=day, initial={"year": day.year, "name": "政务公开工作考核评价方案"})
    made: list[Scheme] = []
    if form.is_valid() and tried(
        form, lambda: made.append(schemes.draft_scheme(**form.cleaned_data, by=request.user, on=day))
    ):
        messages.success(request, "方案已建立，列入了常用指标、四个季度和全部单位，请逐项调整后执行。")
        return redirect("assessments-desk:scheme", made[0].pk)
    return _form_page(
        request, form, "编制考核方案", reverse("assessments-desk:home"), [Crumb("编制考核方案")]
    )


def _only_office(request: HttpRequest) -> None:
    if not doors.may_work(request.user, localdate()):
        raise Http404("没有找到这个页面")


def _form_page(
    request: HttpRequest,
    form: Any,
    name: str,
    back: str,
    crumbs: list[Crumb],
    button: str = "保存",
    note: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "page_name": name,
        "back_url": back,
        "button": button,
        "note": note,
        "crumbs": [Crumb("考核评价", reverse("assessments-desk:home")), *crumbs],
    }
    return desk_page(request, "assessments/form.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_GET
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """A scheme: indicators and their sum, periods with their assessments, units, what keeps it from being used, versions."""
    day = localdate()
    found = doors.scheme_for(request.user, pk, day)
    indicators = list(found.indicators.all())
    is_draft = found.state == "draft"
    may_work = doors.may_work(request.user, day)
    context = {
        "scheme": found,
        "indicators": _indicators_table(indicators, editable=is_draft and may_work),
        "sum": sum((indicator.weight for indicator in indicators), Decimal(0)),
        "periods": _periods(request, found),
        "units": [row.organisation.short_name for row in found.units.select_related("organisation")],
        "refusals": schemes.put_in_force_refusals(found, by=request.user, on=day)
        if is_draft and may_work
        else [],
        "advice": schemes.advice(found),
        "versions": _versions_table(found),
        "may_edit": is_draft and may_work,
        "may_work": may_work,
        "crumbs": [Crumb("考核评价", reverse("assessments-desk:home")), Crumb(str(found))],
    }
    return desk_page(request, "assessments/scheme.html", context)


def _indicators_table(indicators: list[SchemeIndicator], *, editable: bool) -> Table | None:
    known = measured()
    rows: list[list[Any]] = [
        [
            Cell(one.name, reverse("assessments-desk:indicator", args=[one.pk]) if editable else ""),
            one.code,
            f"{one.weight.normalize():f}",
            one.words,
            known[one.source].name if one.source in known else (one.source or BY_HAND),
            one.get_area_display(),
            one.applies_to,
        ]
        for one in indicators
    ]
    columns = ("指标", "编号", "分值", "计分规则", "数据来源", "类别", "适用单位")
    return Table("指标体系", columns, rows, frozenset({2})) if rows else None


def _periods(request: HttpRequest, scheme: Scheme) -> list[dict[str, Any]]:
    """Each period with its assessment, or why it cannot be begun."""
    day = localdate()
    begun = {row.period_id: row for row in Assessment.objects.filter(scheme=scheme).select_related("period")}
    return [
        {
            "period": period,
            "assessment": begun.get(period.pk),
            "tone": ASSESSMENT_TONES.get(begun[period.pk].state, "") if period.pk in begun else "",
            "may_begin": period.pk not in begun
            and not scoring.beginning_refusals(period, by=request.user, on=day),
        }
        for period in scheme.periods.select_related("scheme")
    ]


def _versions_table(scheme: Scheme) -> Table:
    versions = Scheme.objects.filter(organisation=scheme.organisation_id, year=scheme.year)
    rows: list[list[Any]] = [
        [
            Cell(f"第{row.version}版", reverse("assessments-desk:scheme", args=[row.pk])),
            Tag(row.get_state_display()),
            str(row.in_force_on or "未执行"),
        ]
        for row in versions.order_by("-version")
    ]
    return Table("历次版本", ("版本", "状态", "执行日期"), rows)


def _way(scheme: Scheme, last: str) -> list[Crumb]:
    return [Crumb(str(scheme), reverse("assessments-desk:scheme", args=[scheme.pk])), Crumb(last)]


@staff_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What the scheme says of itself."""
    day = localdate()
    _only_office(request)
    found = doors.scheme_for(request.user, pk, day)
    form = SchemeChangeForm(sent(request), initial=initial_of(found))
    if form.is_valid() and tried(
        form, lambda: schemes.change_scheme(found, **form.cleaned_data, by=request.user, on=day)
    ):
        return redirect("assessments-desk:scheme", pk)
    return _form_page(request, form, "方案信息", _address(found), _way(found, "方案信息"))


def _address(scheme: Scheme) -> str:
    return reverse("assessments-desk:scheme", args=[scheme.pk])


@staff_required
@require_http_methods(["GET", "POST"])
def new_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an indicator."""
    day = localdate()
    _only_office(request)
    found = doors.scheme_for(request.user, pk, day)
    form = IndicatorForm(sent(request))
    if form.is_valid() and tried(
        form, lambda: schemes.add_indicator(found, **form.facts(), by=request.user, on=day)
    ):
        messages.success(request, f"已添加指标“{form.cleaned_data['name']}”。")
        return redirect("assessments-desk:scheme", pk)
    return _form_page(request, form, "添加指标", _address(found), _way(found, "添加指标"))


@staff_required
@require_http_methods(["GET", "POST"])
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an indicator of a draft, or take it out."""
    day = localdate()
    _only_office(request)
    found = doors.indicator_for(request.user, pk, day)
    removing = request.method == "POST" and "remove" in request.POST
    if removing:
        done(request, lambda: schemes.remove_indicator(found, by=request.user, on=day), "指标已移出。")
        return redirect("assessments-desk:scheme", found.scheme_id)
    form = IndicatorForm(sent(request), initial=initial_of_indicator(found))
    if form.is_valid() and tried(
        form, lambda: schemes.change_indicator(found, **form.facts(), by=request.user, on=day)
    ):
        return redirect("assessments-desk:scheme", found.scheme_id)
    context = {
        "form": form,
        "scheme": found.scheme,
        "name": form.initial["name"],
        "crumbs": [
            Crumb("考核评价", reverse("assessments-desk:home")),
            *_way(found.scheme, form.initial["name"]),
        ],
    }
    return desk_page(request, "assessments/indicator.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest, pk: int) -> HttpResponse:
    """The parts of the year and their weights."""
    day = localdate()
    _only_office(request)
    found = doors.scheme_for(request.user, pk, day)
    form = PeriodsForm(sent(request), initial=initial_of_periods(list(found.periods.all())))
    if form.is_valid() and tried(
        form,
        lambda: schemes.set_periods(found, form.cleaned_data["periods"], by=request.user, on=day),
        "periods",
    ):
        return redirect("assessments-desk:scheme", pk)
    return _form_page(request, form, "考核时段", _address(found), _way(found, "考核时段"))


@staff_required
@require_http_methods(["GET", "POST"])
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """The units that are assessed."""
    day = localdate()
    _only_office(request)
    found = doors.scheme_for(request.user, pk, day)
    chosen = list(found.units.values_list("organisation_id", flat=True))
    form = UnitsForm(sent(request), day=day, initial={"units": chosen})
    if form.is_valid() and tried(
        form, lambda: schemes.set_units(found, form.cleaned_data["units"], by=request.user, on=day)
    ):
        return redirect("assessments-desk:scheme", pk)
    return _form_page(request, form, "被考核单位", _address(found), _way(found, "被考核单位"))


@staff_required
@require_POST
def put_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    day = localdate()
    found = doors.scheme_for(request.user, pk, day)
    done(
        request,
        lambda: schemes.put_in_force(found, by=request.user, on=day),
        "方案已执行，内容不再改变；需要调整的请另起新版本。",
    )
    return redirect("assessments-desk:scheme", pk)


@staff_required
@require_POST
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    day = localdate()
    found = doors.scheme_for(request.user, pk, day)
    made: list[Scheme] = []
    done(
        request,
        lambda: made.append(schemes.new_version(found, by=request.user, on=day)),
        "已从这一版复制出新版本，请在其中修改。",
    )
    return redirect("assessments-desk:scheme", made[0].pk if made else pk)

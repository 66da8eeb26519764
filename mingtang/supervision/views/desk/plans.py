"""Plans on the desk: the list by year, taking a file in, and the page where proposal and source stand side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import (
    PAGE_SIZE,
    Cell,
    Crumb,
    Fact,
    NavItem,
    Table,
    Tag,
    desk_page,
    done,
    following,
    tried,
)
from mingtang.core.files import api as files
from mingtang.core.refusals import Refused
from mingtang.supervision.forms.plans import (
    HeadForm,
    ImportForm,
    ProgressForm,
    ReasonForm,
    UnitForm,
    unit_choices,
)
from mingtang.supervision.models import WorkPlan
from mingtang.supervision.permissions import plans as doors
from mingtang.supervision.queries import plans as queries
from mingtang.supervision.services import confirming, correcting, plans, proposals, wording
from mingtang.supervision.services.resolving import bodies_of

TONES = {"proposed": "warn", "confirmed": "good", "dropped": "neutral"}
SHOWN_REFUSALS = 100


@staff_required
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Plans, the newest year first."""
    day = localdate()
    if not doors.may_read(request.user, day):
        raise Http404("没有找到这个页面")
    seen = doors.plans_for(request.user, day)
    year, after = _number(request.GET.get("year")), _number(request.GET.get("after"))
    rows, pager = following(
        queries.page_of_plans(seen, year=year, after=after, size=PAGE_SIZE), request, "pk"
    )
    context = {
        "table": _table(rows) if rows else None,
        "years": _years(queries.years_of(seen), year),
        "pager": pager,
        "may_work": doors.may_work(request.user, day),
        "crumbs": [Crumb("工作要点")],
    }
    return desk_page(request, "supervision/plans/list.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _years(years: list[int], current: int) -> list[NavItem]:
    here = reverse("supervision-desk:plans")
    items = [NavItem(f"{year}年", f"{here}?year={year}", year == current) for year in years]
    return [NavItem("全部", here, not current), *items] if years else []


def _table(rows: list[WorkPlan]) -> Table:
    return Table(
        "工作要点",
        ("标题", "年度", "督办单位", "发文字号", "读出", "任务", "状态"),
        [
            [
                Cell(row.title + ("（更正）" if row.corrects_id else ""), _url("plan", row)),
                str(row.year),
                row.organisation.short_name,
                row.document_number or "—",
                row.read,  # type: ignore[attr-defined]
                row.made,  # type: ignore[attr-defined]
                Tag(row.get_state_display(), TONES[row.state]),
            ]
            for row in rows
        ],
        numeric=frozenset({4, 5}),
    )


def _url(name: str, plan: WorkPlan) -> str:
    return reverse(f"supervision-desk:{name}", args=[plan.pk])


def way(plan: WorkPlan, *more: str) -> list[Crumb]:
    """From the list to a plan and on."""
    steps = [Crumb("工作要点", reverse("supervision-desk:plans"))]
    if not more:
        return [*steps, Crumb(plan.title)]
    return [*steps, Crumb(plan.title, _url("plan", plan)), *(Crumb(label) for label in more)]


# --- taking a file in


@staff_required
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Take a file in. A refusal keeps what was typed, and shows the words that were read."""
    day = localdate()
    if not doors.may_work(request.user, day):
        raise Http404("没有找到这个页面")
    bound = request.method == "POST"
    form = ImportForm(
        *((request.POST, request.FILES) if bound else ()),
        offices=doors.own_offices(request.user, day),
        plans=queries.correctable(doors.plans_for(request.user, day)),
        initial={"corrects": request.GET.get("corrects", "")},
    )
    text = ""
    if form.is_valid():
        try:
            plan = _import(request, form)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
            text = getattr(refused, "text", "")
        else:
            messages.success(request, f"读出{plan.proposals.count()}项，请对照原文核对。")
            return redirect("supervision-desk:plan", plan.pk)
    context = {
        "form": form,
        "read": text[:20_000],
        "crumbs": [Crumb("工作要点", reverse("supervision-desk:plans")), Crumb("导入")],
    }
    return desk_page(request, "supervision/plans/import.html", context, status=422 if bound else 200)


def _import(request: HttpRequest, form: ImportForm) -> WorkPlan:
    told = form.cleaned_data
    return plans.import_plan(
        told["file"],
        organisation=told["organisation"],
        corrects=told["corrects"],
        head=form.head(),
        by=request.user,
        on=localdate(),
    )


# --- one plan


@staff_required
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read beside its source; once confirmed, what came of it."""
    day = localdate()
    found = doors.plan_for(request.user, pk, day)
    which = request.GET.get("show", "")
    counts = queries.counts(found)
    if which not in counts:
        which = "units" if counts["units"] and found.state == "proposed" else "all"
    after = _number(request.GET.get("after"))
    rows, pager = following(
        queries.page_of_proposals(found, which, after=after, size=PAGE_SIZE), request, "order"
    )
    working = doors.may_work(request.user, day) and found.state == "proposed"
    warned = queries.warned(found) if not after else []
    context = {
        "plan": found,
        "plan_key": str(found.pk),
        "state": Tag(found.get_state_display(), TONES[found.state]),
        "facts": _facts(found),
        "rows": rows,
        "pager": pager,
        "tabs": _tabs(found, counts, which),
        "show": which,
        "warned": warned,
        "warned_title": f"读取时有{len(warned)}处拿不准",
        "working": working,
        "names": _names(queries.names_of(found)) if not after else None,
        "units_form": _bulk_form(found) if working and which == "units" else None,
        "crumbs": way(found),
    }
    return desk_page(request, "supervision/plans/plan.html", context)


def _way_words(plan: WorkPlan) -> str:
    if plan.interval == "none":
        return plan.get_interval_display()
    how = "逐项公布" if plan.by_task else "汇总公布"
    return f"{plan.get_interval_display()}{how}，每期结束后{plan.within_days}日内"


def _facts(plan: WorkPlan) -> list[Fact]:
    told = [
        ("年度", str(plan.year), ""),
        ("督办单位", plan.organisation.name, ""),
        ("制发机关", plan.issuer, ""),
        ("发文字号", plan.document_number, ""),
        ("印发日期", plan.issued_on.isoformat() if plan.issued_on else "没有写明，请补填", ""),
        ("原件", plan.file.name, _url("plan-file", plan)),
        ("导入", f"{plan.made_by_name}，{plan.made_at.date().isoformat()}", ""),
        (
            "确认",
            f"{plan.confirmed_by_name}，{plan.confirmed_at.date().isoformat()}" if plan.confirmed_at else "",
            "",
        ),
        (
            "更正",
            plan.corrects.title if plan.corrects else "",
            _url("plan", plan.corrects) if plan.corrects else "",
        ),
        ("放弃理由", plan.drop_reason, ""),
        ("计划类别", plan.get_sort_display(), ""),
        ("公布方式", _way_words(plan), ""),
    ]
    return [Fact(label, value, url) for label, value, url in told if value]


def _names(found: list[queries.Name]) -> Table | None:
    """What each name was taken to mean, to be looked over at once."""
    if not found:
        return None
    rows = [
        [
            Cell(one.name, reverse("supervision-desk:proposal", args=[one.item])),
            one.meaning or Tag("请选定", "bad"),
            one.items,
        ]
        for one in found
    ]
    return Table("单位名称对应", ("原文名称", "对应", "项数"), rows, numeric=frozenset({2}))


def _tabs(plan: WorkPlan, counts: dict[str, int], which: str) -> list[NavItem]:
    here = _url("plan", plan)
    return [
        NavItem(label, f"{here}?show={code}", code == which, counts[code]) for code, label in queries.FILTERS
    ]


def _bulk_form(plan: WorkPlan) -> UnitForm | None:
    """A form to give one unit to all items that name none."""
    if not plan.proposals.filter(state="open", units=None).exists():
        return None
    return UnitForm(choices=unit_choices(localdate()), prefix="all")


@staff_required
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The document as it was handed in."""
    return files.serve(doors.plan_for(request.user, pk, localdate()).file)


@staff_required
@require_http_methods(["GET", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right title, year, issuer, number and day of issue."""
    day = localdate()
    found = doors.plan_for(request.user, pk, day, working=True)
    names = ("title", "year", "issuer", "document_number", "issued_on")
    form = HeadForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if form.is_valid() and tried(
        form, lambda: plans.correct_head(found, form.head(), by=request.user, on=day)
    ):
        messages.success(request, "已保存。")
        return redirect("supervision-desk:plan", pk)
    return _form_page(request, found, form, "要点信息", "保存")


@staff_required
@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of a confirmed plan beside its public text, or no longer."""
    day = localdate()
    found = doors.plan_for(request.user, pk, day, working=True)
    address = found.publication.get_absolute_url() if found.publication else ""
    form = ProgressForm(request.POST or None, initial={"address": address})
    if form.is_valid() and tried(
        form, lambda: wording.show_progress(found, **form.cleaned_data, by=request.user, on=day)
    ):
        messages.success(request, "已保存。")
        return redirect("supervision-desk:plan", pk)
    return _form_page(request, found, form, "公开进展", "保存")


@staff_required
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up what was only read."""
    day = localdate()
    found = doors.plan_for(request.user, pk, day, working=True)
    form = ReasonForm(request.POST or None, label="放弃的理由")
    if form.is_valid() and tried(
        form, lambda: plans.drop(found, form.cleaned_data["reason"], by=request.user, on=day)
    ):
        messages.success(request, "已放弃这次导入，没有生成任务。")
        return redirect("supervision-desk:plans")
    return _form_page(request, found, form, "放弃这次导入", "放弃")


def _form_page(request: HttpRequest, plan: WorkPlan, form: Any, name: str, button: str) -> HttpResponse:
    context = {
        "form": form,
        "page_name": name,
        "button": button,
        "back_url": _url("plan", plan),
        "crumbs": way(plan, name),
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "supervision/plans/form.html", context, status=status)


# --- several proposals at once


@staff_required
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of the ticked items."""
    day = localdate()
    found = doors.plan_for(request.user, pk, day, working=True)
    rows = list(found.proposals.filter(pk__in=_ticked(request.POST, "item")))
    done(request, lambda: proposals.merge(rows, by=request.user, on=day), f"已把{len(rows)}项合并成一项。")
    return redirect(_back(request, found))


@staff_required
@require_POST
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one unit to all items that name none."""
    day = localdate()
    found = doors.plan_for(request.user, pk, day, working=True)
    body, group = bodies_of(request.POST.get("all-unit", ""))
    role = "lead" if request.POST.get("all-role") == "lead" else "co"
    done(
        request,
        lambda: proposals.add_unit_to_all(
            found, role=role, organisation=body, group=group, by=request.user, on=day
        ),
        "没有写单位的各项都已加上这个单位。",
    )
    return redirect(_back(request, found))


def _ticked(posted: QueryDict, name: str) -> list[int]:
    return [int(value) for value in posted.getlist(name)[:500] if value.isdecimal() and len(value) < 12]


def _back(request: HttpRequest, plan: WorkPlan) -> str:
    show = request.POST.get("show", "")
    known = {code for code, _ in queries.FILTERS}
    return _url("plan", plan) + (f"?show={show}" if show in known else "")


# --- confirming


@staff_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What confirming would make, or what stands in its way item by item; then the tasks."""
    day = localdate()
    found = doors.plan_for(request.user, pk, day, working=True)
    if found.corrects_id is not None:
        return redirect("supervision-desk:plan-compare", pk)
    if request.method == "POST":
        made: list[Any] = []
        if done(
            request,
            lambda: made.extend(confirming.confirm(found, by=request.user, on=day)),
            "工作要点已确认，任务已下达到各单位。",
        ):
            return redirect("supervision-desk:plan", pk)
        return redirect("supervision-desk:plan-confirm", pk)
    items = confirming.refused_items(found, on=day) if found.state == "proposed" else []
    rows = found.proposals.filter(state="open")
    context = {
        "plan": found,
        "general": plans.working_refusals(found, by=request.user, on=day),
        "items": items[:SHOWN_REFUSALS],
        "more": max(len(items) - SHOWN_REFUSALS, 0),
        "count": rows.count(),
        "undated": rows.filter(due_on=None, is_standing=False).count(),
        "crumbs": way(found, "确认"),
    }
    return desk_page(request, "supervision/plans/confirm.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What a corrected document changes; confirming carries it over to the tasks that there are."""
    day = localdate()
    found = doors.plan_for(request.user, pk, day)
    if found.corrects_id is None or found.state != "proposed":
        return redirect("supervision-desk:plan", pk)
    working = doors.may_work(request.user, day)
    if request.method == "POST":
        found = doors.plan_for(request.user, pk, day, working=True)
        ended = _ticked(request.POST, "ended")
        applied = done(
            request,
            lambda: correcting.apply_correction(found, ended=ended, by=request.user, on=day),
            "更正已确认：变化已记入各项任务，原来的内容仍然可以查看。",
        )
        return redirect("supervision-desk:plan" if applied else "supervision-desk:plan-compare", pk)
    rows = correcting.differences(found, on=day)
    context = {
        "plan": found,
        "groups": [
            (label, [row for row in rows if row.kind == kind])
            for kind, label in correcting.KINDS.items()
            if kind != "same"
        ],
        "same": sum(row.kind == "same" for row in rows),
        "reasons": confirming.confirming_refusals(found, by=request.user, on=day) if working else [],
        "working": working,
        "crumbs": way(found, "对照"),
    }
    return desk_page(request, "supervision/plans/compare.html", context)

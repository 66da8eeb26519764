"""执行和结果公开 on the desk: what is owed by unit and period, texts bound to tasks, findings that wait for their word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
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
    Table,
    desk_page,
    done,
    following,
    tried,
)
from mingtang.core.organisations.api import Organisation, bodies
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column
from mingtang.supervision.analysis.disclosure import KIND
from mingtang.supervision.forms.disclosure import BindForm, DraftForm, UnbindForm, WayForm
from mingtang.supervision.models import DisclosureDuty, Finding, ProgressItem, Task, WorkPlan
from mingtang.supervision.permissions import disclosure as doors
from mingtang.supervision.permissions import plans as plan_doors
from mingtang.supervision.permissions import tasks as task_doors
from mingtang.supervision.queries import disclosure as queries
from mingtang.supervision.queries import findings as problems
from mingtang.supervision.queries.places import places
from mingtang.supervision.services import disclosing, progress_items

ITEMS = 50
WANTING = ("asked", "partial")


@staff_required
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """What is owed to the public: the newest first, and of one plan by unit and period."""
    on = localdate()
    task_doors.may_enter(request.user, on)
    seen, wanted = doors.duties_for(request.user, on), queries.wanted_from(request.GET)
    rows = queries.page_of(queries.chosen(seen, wanted, on), request.GET.get("after", ""), PAGE_SIZE)
    listed, pager = following(rows, request, "pk")
    context = {
        "table": _table(listed, on) if listed else None,
        "matrix": queries.by_unit_and_period(seen, wanted.plan, on) if wanted.plan else None,
        "wanted": wanted,
        "plans": queries.plans(seen),
        "units": _units(seen),
        "states": queries.STATES,
        "unshown": queries.unshown_plans(plan_doors.plans_for(request.user, on)),
        "crumbs": [Crumb("进展公布")],
        **pager,
    }
    return desk_page(request, "supervision/disclosure/duties.html", context)


def _units(seen: Any) -> list[Organisation]:
    return list(
        bodies(localdate()).filter(pk__in=seen.order_by().values("organisation")).order_by("order", "pk")
    )


def _table(rows: list[DisclosureDuty], on: Any) -> Table:
    return Table(
        "各期进展",
        ["事项", "计划", "单位", "期次", "公布期限", "状态"],
        [
            [
                Cell(_matter(row), reverse("supervision-desk:duty", args=[row.pk])),
                row.plan.title,
                row.organisation.short_name,
                row.label,
                row.due_on.isoformat(),
                queries.tag_of(row, on),
            ]
            for row in rows
        ],
    )


def _matter(duty: DisclosureDuty) -> str:
    return str(duty.task) if duty.task else "总体进展"


@staff_required
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One period: what was told of it, and the two ways to tell: draft a text, or name one that is public."""
    on = localdate()
    found = doors.duty_for(request.user, pk, on)
    may_work = not progress_items.binding_refusals(found.plan, found.task, by=request.user, on=on)
    form = BindForm(request.POST or None) if may_work else None
    if (
        form is not None
        and form.is_bound
        and form.is_valid()
        and tried(form, lambda: _bind(request, found, form))
    ):
        messages.success(request, "已关联，公开进展页按它显示。")
        return redirect("supervision-desk:duty", pk)
    context = {
        "duty": found,
        "matter": _matter(found),
        "tag": queries.tag_of(found, on),
        "facts": _facts(found),
        "items": _items(found.plan, found.task),
        "form": form,
        "draft": DraftForm(places=_places(request, found)) if may_work and found.state in WANTING else None,
        "crumbs": [Crumb("进展公布", reverse("supervision-desk:disclosure")), Crumb(found.label)],
    }
    status = 422 if form is not None and form.is_bound else 200
    return desk_page(request, "supervision/disclosure/duty.html", context, status=status)


def _bind(request: HttpRequest, found: DisclosureDuty, form: BindForm) -> ProgressItem:
    return progress_items.bind(found.plan, found.task, **form.cleaned_data, by=request.user, on=localdate())


def _facts(found: DisclosureDuty) -> list[Fact]:
    facts = [
        ("计划", found.plan.title),
        ("计划类别", found.plan.get_sort_display()),
        ("应公布的单位", found.organisation.name),
        ("期次", f"{found.label}（{found.first_day.isoformat()}至{found.last_day.isoformat()}）"),
        ("公布期限", found.due_on.isoformat()),
        ("公布日期", found.told_on.isoformat() if found.told_on else ""),
        ("不再要求的理由", found.void_reason),
    ]
    return [Fact(label, value) for label, value in facts if value]


def _places(request: HttpRequest, found: DisclosureDuty) -> list[tuple[str, str]]:
    return places(request.user, KIND, localdate())


def _items(plan: WorkPlan, task: Task | None) -> list[ProgressItem]:
    """Texts bound to a task, or to the whole plan, public or on their way."""
    rows = ProgressItem.objects.filter(plan=plan, task=task).select_related("publication__live")
    return list(rows.order_by("-told_until", "-pk")[:ITEMS])


@staff_required
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the text of a period; it is bound at once and shown when it is public."""
    on = localdate()
    found = doors.duty_for(request.user, pk, on)
    form = DraftForm(request.POST, places=_places(request, found))
    if not form.is_valid():
        messages.error(request, "请选择起草单位和栏目；没有可选栏目的，请向政务公开办申请。")
        return redirect("supervision-desk:duty", pk)
    body, column = form.cleaned_data["place"].split(":")
    made: list[Any] = []

    def act() -> None:
        made.append(
            progress_items.draft(
                found,
                organisation_id=int(body),
                column=Column.objects.get(pk=int(column)),
                by=request.user,
                on=on,
            )
        )

    if done(request, act, "进展已起草，请补齐内容后送审；公开后自动显示在任务旁边。"):
        return redirect("desk:item", made[0].pk)
    return redirect("supervision-desk:duty", pk)


# --- texts of a task, or of a whole plan


@staff_required
@require_http_methods(["GET", "POST"])
def of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts that tell of a task; another is bound by its address."""
    found = task_doors.task_for(request.user, pk, localdate())
    back = reverse("supervision-desk:task", args=[pk])
    title = f"第{found.number}项任务的公开进展"
    return _bound(request, found.plan, found, title, back)


@staff_required
@require_http_methods(["GET", "POST"])
def of_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts that tell of a whole plan."""
    found = plan_doors.plan_for(request.user, pk, localdate())
    return _bound(request, found, None, "总体进展", reverse("supervision-desk:plan", args=[pk]))


def _bound(request: HttpRequest, plan: WorkPlan, task: Task | None, title: str, back: str) -> HttpResponse:
    on = localdate()
    may_work = not progress_items.binding_refusals(plan, task, by=request.user, on=on)
    form = BindForm(request.POST or None) if may_work else None
    if form is not None and form.is_bound and form.is_valid():

        def act() -> ProgressItem:
            return progress_items.bind(plan, task, **form.cleaned_data, by=request.user, on=on)

        if tried(form, act):
            messages.success(request, "已关联，公开进展页按它显示。")
            return redirect(request.path)
    context = {
        "title": title,
        "plan": plan,
        "task": task,
        "items": _items(plan, task),
        "form": form,
        "back": back,
        "crumbs": [Crumb("返回", back), Crumb(title)],
    }
    status = 422 if form is not None and form.is_bound else 200
    return desk_page(request, "supervision/disclosure/items.html", context, status=status)


@staff_required
@require_http_methods(["GET", "POST"])
def unbind(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a text off a task to which it does not belong."""
    on = localdate()
    found = doors.item_for(request.user, pk, on)
    if progress_items.binding_refusals(found.plan, found.task, by=request.user, on=on):
        raise Http404("没有找到这个页面")
    name = "supervision-desk:task-told" if found.task_id else "supervision-desk:plan-told"
    back = reverse(name, args=[found.task_id or found.plan_id])
    form = UnbindForm(request.POST or None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: progress_items.unbind(found, reason=reason, by=request.user, on=on)):
            messages.success(request, "已移出，原信息仍然公开。")
            return redirect(back)
    context = {
        "title": "移出进展",
        "lead": f"《{_title(found)}》不再显示在这项任务旁边，原信息仍然公开。",
        "form": form,
        "submit": "移出",
        "back": back,
        "crumbs": [Crumb("返回", back), Crumb("移出进展")],
    }
    return desk_page(request, "supervision/tasks/form.html", context, status=422 if form.is_bound else 200)


def _title(item: ProgressItem) -> str:
    live = getattr(item.publication, "live", None)
    return live.title if live else "尚未公开的进展"


# --- the way of a plan


@staff_required
@require_http_methods(["GET", "POST"])
def way(request: HttpRequest, pk: int) -> HttpResponse:
    """What sort of plan it is, and how its progress is published."""
    on = localdate()
    found = plan_doors.plan_for(request.user, pk, on, working=True)
    form = WayForm(request.POST or None, initial=vars(disclosing.way_of(found)))
    back = reverse("supervision-desk:plan", args=[pk])
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(
            form, lambda: disclosing.set_disclosure(found, form.way(), reason=reason, by=request.user, on=on)
        ):
            messages.success(request, "公布方式已保存。")
            return redirect(back)
    context = {
        "title": "公布方式",
        "lead": found.title,
        "form": form,
        "submit": "保存",
        "back": back,
        "crumbs": [
            Crumb("工作要点", reverse("supervision-desk:plans")),
            Crumb(found.title, back),
            Crumb("公布方式"),
        ],
    }
    return desk_page(request, "supervision/tasks/form.html", context, status=422 if form.is_bound else 200)


# --- findings


@staff_required
@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """Published problems and what was published of putting them right; the late ones first to be asked for."""
    on = localdate()
    task_doors.may_enter(request.user, on)
    wanted = problems.wanted_from("", request.GET)
    rows = problems.chosen(wanted, on).filter(pk__in=doors.findings_for(request.user, on))
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 12:
        rows = rows.filter(pk__lt=int(after))
    rows = rows.select_related("organisation", "told_in__live").order_by("-pk")
    listed, pager = following(list(rows[: PAGE_SIZE + 1]), request, "pk")
    context = {
        "table": problems.table_of(listed, on) if listed else None,
        "wanted": wanted,
        "states": problems.STATES,
        "units": _finding_units(doors.findings_for(request.user, on)),
        "office": publishing.is_office(request.user, on),
        "crumbs": [Crumb("进展公布", reverse("supervision-desk:disclosure")), Crumb("发现问题和整改")],
        **pager,
    }
    return desk_page(request, "supervision/disclosure/findings.html", context)


def _finding_units(rows: Any) -> list[Organisation]:
    named = Finding.objects.filter(pk__in=rows).order_by().values("organisation")
    return list(Organisation.objects.filter(pk__in=named).order_by("order", "pk"))

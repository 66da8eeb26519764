"""分群体政策清单 on the desk: definitions, lines as they stand, a person's word beside the definition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, desk_page, done, tried
from mingtang.policies.analysis.audiences import names_of
from mingtang.policies.forms.topics import AdjustForm, ListForm
from mingtang.policies.models import ListAddition, PolicyList
from mingtang.policies.permissions.publications import reading_bodies
from mingtang.policies.queries import lists, naming
from mingtang.policies.services import evaluating
from mingtang.policies.services import lists as acts
from mingtang.publishing import api as publishing


@staff_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All lists, with the day by which each is to be looked over."""
    on = localdate()
    reading_bodies(request.user, on)
    rows = PolicyList.objects.select_related("organisation")
    context = {
        "rows": [(kept, names_of(kept.audiences), lists.due_on(kept)) for kept in rows],
        "today": on,
        "office": publishing.is_office(request.user, on),
    }
    return desk_page(request, "policies/lists/overview.html", context)


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("政策清单", reverse("policies-desk:lists")), *more]


@staff_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Set up a list, or change its definition."""
    on = localdate()
    if not publishing.is_office(request.user, on):
        raise Http404("没有找到这个页面")
    kept = get_object_or_404(PolicyList, pk=pk) if pk is not None else None
    units = [(str(pk), name) for pk, name in evaluating.units_to_charge(on)]
    form = ListForm(request.POST or None, initial=_told(kept), units=units)
    made: list[PolicyList] = []

    def define() -> None:
        made.append(acts.define_list(form.facts(), kept=kept, by=request.user, on=on))

    if form.is_bound and form.is_valid() and tried(form, define):
        messages.success(request, "清单已保存。")
        return redirect("policies-desk:list", made[0].pk)
    title = f"修改清单：{kept.name}" if kept else "新设清单"
    back = reverse("policies-desk:list", args=[kept.pk]) if kept else reverse("policies-desk:lists")
    context = {"title": title, "form": form, "submit": "保存", "back": back, "crumbs": _crumbs(Crumb(title))}
    return desk_page(request, "policies/form.html", context, status=422 if form.is_bound else 200)


def _told(kept: PolicyList | None) -> dict[str, Any] | None:
    return {name: getattr(kept, name) for name in ListForm.base_fields} if kept else None


@staff_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A list as it stands today, a form to put something on it or keep it off, and who last looked it over."""
    on = localdate()
    reading_bodies(request.user, on)
    kept = get_object_or_404(PolicyList.objects.select_related("organisation"), pk=pk)
    may_work = acts.may_keep(request.user, kept, on)
    form = AdjustForm(request.POST or None, audiences=kept.audiences)
    if form.is_bound and form.is_valid() and tried(form, lambda: _adjust(request, kept, form)):
        messages.success(request, "调整已登记。")
        return redirect("policies-desk:list", kept.pk)
    context = {
        "list": kept,
        "page": lists.list_page(kept, on),
        "due_on": lists.due_on(kept),
        "today": on,
        "additions": [
            (row, names_of([row.audience]) or "全部群体")
            for row in kept.additions.select_related("publication__live").order_by("-pk")
        ],
        "may_work": may_work,
        "office": publishing.is_office(request.user, on),
        "form": form if may_work else None,
        "crumbs": _crumbs(Crumb(kept.name)),
    }
    return desk_page(request, "policies/lists/list.html", context, status=422 if form.is_bound else 200)


def _adjust(request: HttpRequest, kept: PolicyList, form: AdjustForm) -> None:
    told = form.cleaned_data
    acts.adjust(
        kept,
        naming.named(told["item"]),
        audience=told["audience"],
        excluded=told["way"] == "out",
        reason=told["reason"],
        by=request.user,
        on=localdate(),
    )


@staff_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a list was looked over, or take a person's word back."""
    on = localdate()
    reading_bodies(request.user, on)
    kept = get_object_or_404(PolicyList, pk=pk)
    if "undo" in request.POST:
        row = get_object_or_404(ListAddition, list=kept, pk=request.POST["undo"])
        done(request, lambda: acts.undo(row, by=request.user, on=on), "人工调整已取消。")
    else:
        done(request, lambda: acts.look_over(kept, by=request.user, on=on), "核对已登记。")
    return redirect("policies-desk:list", kept.pk)

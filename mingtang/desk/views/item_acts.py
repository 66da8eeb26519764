"""Acts on the page of an item: planning a carrier, recording an appearance, changing the deadline."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from mingtang.core.design.api import tried
from mingtang.core.design.templatetags.design import day as as_day
from mingtang.desk.forms.item import AppearanceForm, CarrierForm, DeadlineForm
from mingtang.desk.views.frame import staff_required
from mingtang.desk.views.item import item_page
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Carrier, Edition


@staff_required
@require_POST
def plan_carrier(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan another carrier for an item (MC-01)."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    form = CarrierForm(request.POST, prefix="carrier")
    if form.is_valid() and tried(form, lambda: _plan(request, edition, form)):
        messages.success(request, f"已列入传播计划：{form.cleaned_data['name']}。")
        return redirect("desk:item", pk)
    return item_page(request, edition, planning=form, status=422)


def _plan(request: HttpRequest, edition: Edition, form: CarrierForm) -> None:
    publishing.plan_carrier(edition.publication, **form.cleaned_data, by=request.user, on=localdate())


@staff_required
@require_POST
def record_appearance(request: HttpRequest, pk: int, carrier_id: int) -> HttpResponse:
    """Record where and when an item appeared; the portal came first (MC-02)."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    carrier = edition.publication.carriers.select_related("publication").filter(pk=carrier_id).first()
    if carrier is None:
        raise Http404("没有找到这个载体")
    form = AppearanceForm(request.POST, prefix=f"carrier-{carrier.pk}")
    if form.is_valid() and tried(form, lambda: _record(request, carrier, form)):
        messages.success(request, f"已登记：{carrier.name}，{as_day(carrier.appeared_on)}。")
        return redirect("desk:item", pk)
    return item_page(request, edition, recording=(carrier.pk, form), status=422)


def _record(request: HttpRequest, carrier: Carrier, form: AppearanceForm) -> None:
    publishing.record_appearance(carrier, **form.cleaned_data, by=request.user, on=localdate())


@staff_required
@require_POST
def change_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """Set another deadline by exception, with its reason."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    form = DeadlineForm(request.POST, prefix="deadline")
    if form.is_valid() and tried(form, lambda: _change(request, edition, form)):
        messages.success(request, f"公开时限已改为 {as_day(form.cleaned_data['due'])}，理由已留存。")
        return redirect("desk:item", pk)
    return item_page(request, edition, delaying=form, status=422)


def _change(request: HttpRequest, edition: Edition, form: DeadlineForm) -> None:
    publishing.change_deadline(edition, **form.cleaned_data, by=request.user, on=localdate())

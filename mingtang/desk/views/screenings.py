"""风险排查: whether public items, put together, give away what none of them says alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from mingtang.core.design.api import PAGE_SIZE, Crumb, following, tried
from mingtang.core.organisations.api import bodies
from mingtang.desk.forms.choices import Choices
from mingtang.desk.forms.screening import ScreeningForm
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, Publication, Screening

SCREENING_ROLES = ("secrecy_reviewer", "contact", "unit_leader")


@staff_required
@require_GET
def screenings(request: HttpRequest) -> HttpResponse:
    """What was looked at together and what was decided, the newest first (CL-03)."""
    readable = publishing.readable_bodies(request.user, localdate())
    if readable is not None and not readable:
        raise Http404("没有找到这个页面")
    rows = (
        Screening.objects.all() if readable is None else Screening.objects.filter(organisation__in=readable)
    )
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    listed = rows.select_related("organisation").prefetch_related(_items()).order_by("-pk")[: PAGE_SIZE + 1]
    shown, pager = following(list(listed), request, "pk")
    new_url = reverse("desk:screening-new") if _units(request) else ""
    return page(request, "desk/work/screenings.html", {"screenings": shown, "new_url": new_url, **pager})


def _items() -> Prefetch[str, QuerySet[Publication], str]:
    """The items of each screening with the newest title, whatever became of them."""
    newest = Edition.objects.filter(publication=OuterRef("pk")).order_by("-number")
    titled = Publication.objects.annotate(
        newest=Subquery(newest.values("pk")[:1]), title=Subquery(newest.values("title")[:1])
    )
    return Prefetch("publications", titled.order_by("pk"))


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record a screening. `narrow` only looks for other items and keeps what was filled in."""
    units = _units(request)
    if not units:
        raise Http404("没有找到这个页面")
    form = _form(request, units)
    if form.is_bound and form.is_valid() and tried(form, lambda: _screen(request, form)):
        messages.success(request, "排查结果已登记。")
        return redirect("desk:screenings")
    context = {
        "form": form,
        "crumbs": [Crumb("风险排查", reverse("desk:screenings")), Crumb("登记排查")],
    }
    return page(request, "desk/work/screening.html", context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, units: Choices) -> ScreeningForm:
    if request.method == "POST" and "narrow" not in request.POST:
        return ScreeningForm(request.POST, units=units)
    typed: dict[str, Any] = {name: request.POST[name] for name in request.POST}
    if request.method == "POST":
        typed["items"] = request.POST.getlist("items")
    return ScreeningForm(initial=typed, units=units)


def _screen(request: HttpRequest, form: ScreeningForm) -> None:
    chosen = Publication.objects.filter(pk__in=form.cleaned_data["items"])
    publishing.screen(chosen, **form.screening(), by=request.user, on=localdate())


def _units(request: HttpRequest) -> Choices:
    """The bodies for which a person screens: all for the office."""
    day = localdate()
    units = bodies(day)
    if not publishing.is_office(request.user, day):
        units = units.filter(pk__in=publishing.bodies_with(request.user, SCREENING_ROLES, day))
    return [(str(pk), name) for pk, name in units.order_by("order", "id").values_list("pk", "short_name")]

"""应急公开: one person asks, another confirms after signing in themself, and it stays listed until fully reviewed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import confirmation_required
from mingtang.core.design.api import Crumb, tried
from mingtang.desk.forms.release import ReasonForm
from mingtang.desk.views.frame import page, staff_required
from mingtang.desk.views.text import text_of
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, EmergencyRequest

LONG_ENOUGH = "……………"  # a reason of any sufficient length: whether there is one is asked with the form


@staff_required
@require_GET
def emergencies(request: HttpRequest) -> HttpResponse:
    """Requests that wait for a second person, and emergency publications that wait for their full review."""
    bodies = publishing.releasing_bodies(request.user, localdate())
    context = {
        "requests": publishing.open_emergency_requests(bodies),
        "unreviewed": publishing.unreviewed_emergencies(bodies),
    }
    return page(request, "desk/work/emergencies.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to publish a text at once."""
    day = localdate()
    edition = publishing.edition_for(request.user, pk, day)
    form = ReasonForm(
        request.POST or None,
        label="应急公开的理由",
        help_text="什么突发情况，为什么来不及完成三审。会随信息一起存档",
    )
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _ask(request, edition, form)):
        messages.success(request, "已提出。请尽快通知第二人登录工作台复核，复核后立即公开。")
        return redirect("desk:emergencies")
    context = {
        "edition": edition,
        "form": form,
        "refusals": publishing.asking_refusals(edition, by=request.user, reason=LONG_ENOUGH, on=day),
        "crumbs": [Crumb(edition.title, reverse("desk:item", args=[pk])), Crumb("应急公开")],
    }
    return page(request, "desk/work/ask_emergency.html", context, status=422 if form.is_bound else 200)


def _ask(request: HttpRequest, edition: Edition, form: ReasonForm) -> EmergencyRequest:
    return publishing.ask_emergency(edition, **form.cleaned_data, by=request.user, on=localdate())


@staff_required
@require_GET
def emergency_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What the second person reads before they confirm."""
    found = _request_for(request, pk)
    context = {
        "found": found,
        "text": text_of(found.edition, found.revision),
        "findings": publishing.run_checks(found.revision),
        "refusals": publishing.emergency_confirmation_refusals(found, by=request.user, on=localdate()),
        "mine": found.asked_by_id == request.user.pk,
        "crumbs": [Crumb("应急公开", reverse("desk:emergencies")), Crumb("复核")],
    }
    return page(request, "desk/work/emergency_request.html", context)


@confirmation_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person, who has just shown password and code, lets it go out."""
    edition = publishing.confirm_emergency(_request_for(request, pk), by=request.user, on=localdate())
    messages.success(request, f"《{edition.title}》已应急公开。请督促补齐三审和保密审查。")
    return redirect("desk:item", edition.pk)


@staff_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person declines, or whoever asked calls it back."""
    publishing.decline_emergency(_request_for(request, pk), by=request.user, on=localdate())
    messages.success(request, "这项应急公开申请已办结，信息没有公开。")
    return redirect("desk:emergencies")


def _request_for(request: HttpRequest, pk: int) -> EmergencyRequest:
    found = (
        EmergencyRequest.objects.select_related("edition", "revision__content", "asked_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404("没有找到这项申请")
    publishing.edition_for(request.user, found.edition_id, localdate())
    return found

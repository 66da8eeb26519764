"""The road of a draft on the desk: begun, handed in, called back, given up, begun anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.core.accounts.api import User
from mingtang.core.design.api import Crumb, Entry, told
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refused
from mingtang.desk.forms import choices
from mingtang.desk.forms.drafting import NewDraftForm, ReasonForm, first_content
from mingtang.desk.views.attachments import receive_paper
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, Edition, Kind, Publication


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First the kind, then column and title; then the editor opens."""
    day = localdate()
    if not publishing.bodies_with(request.user, ("contact", "office"), day):
        raise Http404("没有起草权限")
    kind = Kind.objects.filter(code=request.GET.get("kind", "")).first()
    if kind is None:
        return page(request, "desk/drafting/kinds.html", {"kinds": _entries(), "crumbs": [Crumb("起草信息")]})
    found = choices.places(request.user, kind, day)
    people = _colleagues(found, day)
    form = NewDraftForm(request.POST or None, request.FILES or None, found=found, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("desk:edit", _begun(request, kind, form).pk)
        except Refused as refused:
            told(form, refused)
    crumbs = [Crumb("起草信息", reverse("desk:new")), Crumb(kind.name)]
    context = {"kind": kind, "form": form, "found": found, "crumbs": crumbs}
    return page(request, "desk/drafting/new.html", context, status=422 if form.errors else 200)


def _entries() -> list[Entry]:
    address = reverse("desk:new")
    return [
        Entry(kind.name, f"{address}?kind={kind.code}", "", kind.name[:1])
        for kind in Kind.objects.order_by("order", "id")
    ]


def _colleagues(found: list[choices.Place], day: Any) -> choices.Choices:
    bodies = sorted({place.organisation_id for place in found})
    return [person for body in bodies for person in choices.colleague_choices(body, day)]


def _begun(request: HttpRequest, kind: Kind, form: NewDraftForm) -> Edition:
    given, place, day = form.cleaned_data, form.chosen, localdate()
    body = Organisation.objects.get(pk=place.organisation_id)
    paper = (
        receive_paper(given["paper"], body, by=request.user)
        if given["paper"] and given["typed_only"]
        else None
    )
    return publishing.start_draft(
        kind=kind,
        organisation_id=body.pk,
        column=Column.objects.get(pk=place.column_id),
        content=first_content(
            publishing.current_version(kind), title=given["title"], body=body.name, day=day
        ),
        by=request.user,
        on=day,
        drafter=User.objects.filter(pk=given["drafter"]).first() if given["drafter"] else None,
        drafter_name=given["drafter_name"],
        typed_only=given["typed_only"],
        paper=paper,
    )


@staff_required
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """送审."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    edition = publishing.submit(edition, by=request.user, on=localdate())
    waiting = publishing.step_name(edition, edition.waiting_for) if edition.waiting_for else "发布"
    messages.success(request, f"已送审，等待{waiting}。")
    return redirect("desk:item", edition.pk)


@staff_required
@require_POST
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回送审, to change the text."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    publishing.call_back(edition, by=request.user, on=localdate())
    messages.success(request, "已撤回送审，可以继续修改。")
    return redirect("desk:edit", edition.pk)


@staff_required
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """作废, with a reason."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        publishing.discard(edition, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"《{edition.title}》已作废，各稿仍留存备查。")
        return redirect("desk:item", edition.pk)
    crumbs = [Crumb(edition.title, reverse("desk:edit", args=[edition.pk])), Crumb("作废")]
    context = {"edition": edition, "form": form, "crumbs": crumbs}
    return page(request, "desk/drafting/discard.html", context, status=422 if form.errors else 200)


@staff_required
@require_POST
def new_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """修订: a new edition of something public, with the public text as its first draft."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    publication = get_object_or_404(Publication, pk=edition.publication_id)
    begun = publishing.start_edition(publication, by=request.user, on=localdate())
    messages.success(request, "已起新版次，公开的版本在新版发布之前不变。")
    return redirect("desk:edit", begun.pk)

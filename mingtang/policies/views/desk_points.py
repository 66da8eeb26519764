"""要点拆分 on the desk: what was split, one policy's points, a person's word on each, and its sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, desk_page, done, tried
from mingtang.policies.forms.points import PlaceForm, PointForm, ReasonForm
from mingtang.policies.labels import KINDS
from mingtang.policies.models import PolicyPoint
from mingtang.policies.permissions.publications import (
    may_work_on,
    publication_for,
    publication_to_edit,
    reading_bodies,
    working_bodies,
)
from mingtang.policies.queries import naming, points
from mingtang.policies.services import splitting
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Column, LiveEdition, Publication

SIZE = 50
SHOWN = ("who", "condition", "amount", "deadline", "materials", "contact")


@staff_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Which policies were split and how they stand; which were not."""
    on = localdate()
    bodies = reading_bodies(request.user, on)
    words, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")
    rows = points.splits(bodies, on, words=words, after=int(after) if after.isdecimal() else None, limit=SIZE)
    more = len(rows) > SIZE
    context = {
        "splits": rows[:SIZE],
        "unsplit": points.unsplit(_mine_to_work_on(request), KINDS),
        "dead": points.dead_with_sheet(bodies, on),
        "words": words,
        "next_url": f"?q={words}&after={rows[SIZE - 1].live.pk}" if more else "",
    }
    return desk_page(request, "policies/points/overview.html", context)


def _mine_to_work_on(request: HttpRequest) -> set[int] | None:
    on = localdate()
    return None if publishing.is_office(request.user, on) else working_bodies(request.user, on)


@staff_required
@require_GET
def of_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """The points of one policy with the words on which they stand."""
    return _page(request, publication_for(request.user, pk, localdate()))


def _page(request: HttpRequest, policy: Publication, *, place: Any = None, status: int = 200) -> HttpResponse:
    on = localdate()
    live = LiveEdition.objects.filter(publication=policy).select_related("organisation").first()
    rows = list(PolicyPoint.objects.filter(publication=policy).select_related("revision").order_by("number"))
    quotes = points.quotes_of(rows)
    may_work = may_work_on(request.user, policy, on)
    sheet = points.sheet_of(policy.pk)
    found = publishing.labels_of([policy.pk], on).get(policy.pk, [])
    context = {
        "policy": policy,
        "live": live,
        "rows": [(point, quotes.get(point.pk, ""), facts_of(point)) for point in rows],
        "may_work": may_work,
        "reasons": splitting.splitting_refusals(policy, by=request.user, on=on),
        "sheet_reasons": splitting.sheet_refusals(policy, by=request.user, on=on),
        "sheet": sheet,
        "sheet_edition": sheet.editions.order_by("-number").first() if sheet else None,
        "place": place or _place_form(request, policy, sheet),
        "dead": points.dead_word(found),
        "doubts": points.doubt_words(found),
        "crumbs": _crumbs(Crumb(live.title if live else "未公开的文件")),
    }
    return desk_page(request, "policies/points/policy.html", context, status=status)


def facts_of(point: PolicyPoint) -> list[tuple[str, str]]:
    """What a point tells, as label and value; what it does not tell is left out."""
    fields = [f for f in PolicyPoint._meta.fields if f.name in SHOWN]
    return [(str(f.verbose_name), value) for f in fields if (value := getattr(point, f.name))]


def _place_form(request: HttpRequest, policy: Publication, sheet: Publication | None) -> PlaceForm | None:
    """Where the first sheet may be filed; later ones stay where it is."""
    if sheet is not None:
        return None
    data = request.POST if request.method == "POST" and "column" in request.POST else None
    places = naming.places(request.user, splitting.SHEET, localdate(), policy.organisation_id)
    return PlaceForm(data, places=places)


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("要点拆分", reverse("policies-desk:points")), *more]


@staff_required
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Read points off the public text."""
    policy = publication_to_edit(request.user, pk, localdate())
    done(
        request,
        lambda: splitting.propose_points(policy, by=request.user, on=localdate()),
        "已从正文中提取要点，请逐条核对、确认。",
    )
    return redirect("policies-desk:points-of", policy.pk)


@staff_required
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Confirm or correct a point, or leave it out."""
    policy = publication_to_edit(request.user, pk, localdate())
    row = get_object_or_404(PolicyPoint, publication=policy, number=number)
    quote = points.quotes_of([row]).get(row.pk, "")
    leaving = "leave_out" in request.POST
    told = {name: getattr(row, name) for name in splitting.FACTS} | {"quote": quote}
    form = PointForm(request.POST if request.POST and not leaving else None, initial=told)
    reason = ReasonForm(request.POST if leaving else None, prefix="out")
    if form.is_bound and form.is_valid() and tried(form, lambda: _confirm(request, row, form)):
        return _back(request, policy, f"第{row.number}条已确认。")
    if reason.is_bound and reason.is_valid() and tried(reason, lambda: _leave_out(request, row, reason)):
        return _back(request, policy, f"第{row.number}条已标为不采用。")
    context = {
        "policy": policy,
        "point": row,
        "quote": quote,
        "form": form,
        "reason": reason,
        "crumbs": _way_to(policy, f"第{row.number}条"),
    }
    return desk_page(
        request, "policies/points/point.html", context, status=422 if request.method == "POST" else 200
    )


def _way_to(policy: Publication, last: str) -> list[Crumb]:
    return _crumbs(Crumb("要点", reverse("policies-desk:points-of", args=[policy.pk])), Crumb(last))


def _leave_out(request: HttpRequest, row: PolicyPoint, form: ReasonForm) -> None:
    splitting.leave_out(row, reason=form.cleaned_data["reason"], by=request.user, on=localdate())


def _confirm(request: HttpRequest, row: PolicyPoint, form: PointForm) -> None:
    quote = form.cleaned_data["quote"].replace("\r\n", "\n")
    splitting.confirm_point(row, form.facts(), quote=quote, by=request.user, on=localdate())


def _back(request: HttpRequest, policy: Publication, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("policies-desk:points-of", policy.pk)


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a point that the proposals missed."""
    policy = publication_to_edit(request.user, pk, localdate())
    form = PointForm(request.POST or None)
    if form.is_bound and form.is_valid() and tried(form, lambda: _add(request, policy, form)):
        return _back(request, policy, "要点已添加。")
    context = {"policy": policy, "form": form, "crumbs": _way_to(policy, "添加要点")}
    return desk_page(request, "policies/points/point.html", context, status=422 if form.is_bound else 200)


def _add(request: HttpRequest, policy: Publication, form: PointForm) -> None:
    quote = form.cleaned_data["quote"].replace("\r\n", "\n")
    splitting.add_point(policy, form.facts(), quote=quote, by=request.user, on=localdate())


@staff_required
@require_POST
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the sheet, or its next edition, and go to the draft."""
    policy = publication_to_edit(request.user, pk, localdate())
    tie = points.sheet_of(policy.pk)
    form = _place_form(request, policy, tie)
    if form is not None and not form.is_valid():
        return _page(request, policy, place=form, status=422)
    column = Column.objects.get(pk=form.cleaned_data["column"]) if form is not None else None
    drafted: list[Any] = []

    def draft() -> None:
        drafted.append(splitting.draft_sheet(policy, column=column, by=request.user, on=localdate()))

    if not done(request, draft, "要点表已起草，请核对后送审。"):
        return redirect("policies-desk:points-of", policy.pk)
    return redirect("desk:item", drafted[0].pk)

"""高效办成一件事 on the desk: topics, what they gather, and the candidate fields."""

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
from mingtang.policies.forms.points import ReasonForm
from mingtang.policies.forms.topics import CandidateForm, DecisionForm, MemberForm
from mingtang.policies.models import TopicCandidate, TopicMember
from mingtang.policies.permissions.publications import (
    may_work_on,
    publication_for,
    publication_to_edit,
    reading_bodies,
)
from mingtang.policies.queries import naming, topics
from mingtang.policies.services import topics as acts
from mingtang.publishing import api as publishing
from mingtang.publishing.api import LiveEdition, Publication


@staff_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The topics with what they lack and what in them ended."""
    on = localdate()
    context = {"rows": topics.topic_rows(reading_bodies(request.user, on), on)}
    return desk_page(request, "policies/topics/overview.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """What one topic gathers; a form to put another item on it."""
    on = localdate()
    door = publication_to_edit if request.method == "POST" else publication_for
    found = _topic(door(request.user, pk, on))
    steps = topics.steps_of(found.pk)
    form = MemberForm(request.POST or None, steps=[step.name for step in steps])
    if form.is_bound and form.is_valid() and tried(form, lambda: _gather(request, found, form)):
        messages.success(request, "已列入专题。")
        return redirect("policies-desk:topic", found.pk)
    members = topics.gathered(found.pk, on)
    live = LiveEdition.objects.filter(publication=found).first()
    names = {step.name for step in steps}
    context = {
        "topic": found,
        "live": live,
        "steps": steps,
        "members": [(one, one.member.step and one.member.step not in names) for one in members],
        "may_work": may_work_on(request.user, found, on),
        "form": form,
        "reason": ReasonForm(),
        "crumbs": _crumbs(Crumb(live.title if live else "未公开的专题")),
    }
    return desk_page(request, "policies/topics/topic.html", context, status=422 if form.is_bound else 200)


def _topic(publication: Publication) -> Publication:
    if publication.kind.code != acts.TOPIC:
        raise Http404("没有找到这个专题")
    return publication


def _gather(request: HttpRequest, found: Publication, form: MemberForm) -> None:
    told = form.cleaned_data
    item = naming.named(told["item"])
    acts.gather(found, item, role=told["role"], step=told["step"], by=request.user, on=localdate())


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("一件事专题", reverse("policies-desk:topics")), *more]


@staff_required
@require_POST
def member(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Move an item up or down, or take it off."""
    found = publication_to_edit(request.user, pk, localdate())
    row = get_object_or_404(TopicMember.objects.select_related("topic", "item"), topic=found, pk=number)
    if "let_go" in request.POST:
        reason = request.POST.get("reason", "")
        done(
            request, lambda: acts.let_go(row, reason=reason, by=request.user, on=localdate()), "已移出专题。"
        )
    else:
        up = "up" in request.POST
        done(request, lambda: acts.move(row, up=up, by=request.user, on=localdate()), "次序已调整。")
    return redirect("policies-desk:topic", found.pk)


# --- candidates


@staff_required
@require_http_methods(["GET", "POST"])
def candidates(request: HttpRequest) -> HttpResponse:
    """The candidate fields of a year with their three numbers, and a form for another (OT-02)."""
    on = localdate()
    reading_bodies(request.user, on)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else on.year
    office = publishing.is_office(request.user, on)
    form = CandidateForm(request.POST if request.method == "POST" else None, initial={"year": year})
    if form.is_bound and form.is_valid() and tried(form, lambda: _enter(request, form)):
        messages.success(request, "候选领域已登记，政策体量已统计。")
        return redirect(f"{request.path}?year={form.cleaned_data['year']}")
    rows = topics.candidates(year)
    context = {
        "year": year,
        "rows": [(row, *topics.ranks(row, rows)) for row in rows],
        "form": form if office else None,
        "office": office,
        "crumbs": _crumbs(Crumb("候选领域")),
    }
    return desk_page(
        request, "policies/topics/candidates.html", context, status=422 if form.is_bound else 200
    )


def _enter(request: HttpRequest, form: CandidateForm) -> None:
    acts.enter_candidate(dict(form.cleaned_data), by=request.user, on=localdate())


@staff_required
@require_http_methods(["GET", "POST"])
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on a field, or count its policies anew."""
    if not publishing.is_office(request.user, localdate()):
        raise Http404("没有找到这个页面")
    row = get_object_or_404(TopicCandidate, pk=pk)
    back = f"{reverse('policies-desk:candidates')}?year={row.year}"
    if "recount" in request.POST:
        done(request, lambda: acts.recount(row, by=request.user, on=localdate()), "政策体量已重新统计。")
        return redirect(back)
    form = DecisionForm(
        request.POST or None, initial={"state": row.state, "reason": row.reason} if row.reason else None
    )
    if form.is_bound and form.is_valid() and tried(form, lambda: _decide(request, row, form)):
        messages.success(request, "决定已登记。")
        return redirect(back)
    context: dict[str, Any] = {
        "title": f"选题决定：{row.name}",
        "form": form,
        "lead": f"关注度{row.attention}（{row.attention_source}）；办件量{row.demand}（{row.demand_source}）；"
        f"政策体量{row.volume}份。",
        "submit": "登记决定",
        "back": back,
        "crumbs": _crumbs(Crumb("候选领域", back), Crumb(row.name)),
    }
    return desk_page(request, "policies/form.html", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, row: TopicCandidate, form: DecisionForm) -> None:
    told = form.cleaned_data
    acts.decide_candidate(
        row,
        state=told["state"],
        reason=told["reason"],
        topic=naming.named(told["topic"]),
        by=request.user,
        on=localdate(),
    )

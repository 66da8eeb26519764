"""Releases: putting ready texts together, sending them out now or at a chosen moment, holding, dealing with failures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.design.api import Crumb, Fact, tried
from mingtang.core.design.templatetags.design import moment
from mingtang.desk.forms.release import ReleaseForm
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, EditionState, Release, WorkFilters

AT_ONCE = 50  # how many ready texts the page offers to go out together


@staff_required
@require_GET
def releases(request: HttpRequest) -> HttpResponse:
    """What is scheduled, held, failed or being prepared."""
    bodies = publishing.releasing_bodies(request.user, localdate())
    context = {"releases": publishing.releases_to_settle(bodies), "ready_url": reverse("desk:prepare-some")}
    return page(request, "desk/work/releases.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """The release page that begins with one ready text."""
    edition = _releasable(request, pk)
    return _prepared(request, [edition], back=reverse("desk:item", args=[pk]))


@staff_required
@require_http_methods(["GET", "POST"])
def prepare_some(request: HttpRequest) -> HttpResponse:
    """The release page for texts to be ticked."""
    return _prepared(request, [], back=reverse("desk:releases"))


def _prepared(request: HttpRequest, first: Sequence[Edition], *, back: str) -> HttpResponse:
    offered = _offered(request, first)
    chosen = _chosen(request, offered, first)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and "look" not in request.POST:
        if form.is_valid() and tried(form, lambda: _send(request, chosen, form)):
            return redirect("desk:releases" if form.cleaned_data["when"] != "now" else "desk:home")
    elif request.method == "POST":
        form = ReleaseForm(initial={name: request.POST.get(name, "") for name in ReleaseForm.base_fields})
    context = {
        "offered": [(edition, edition in chosen) for edition in offered],
        "chosen": chosen,
        "refusals": publishing.release_refusals(chosen) if chosen else [],
        "closable": _closable(chosen),
        "form": form,
        "back": back,
        "crumbs": [Crumb("待发布与定时", reverse("desk:releases")), Crumb("发布")],
    }
    return page(request, "desk/work/release.html", context, status=422 if form.is_bound else 200)


def _releasable(request: HttpRequest, pk: int) -> Edition:
    edition = publishing.edition_for(request.user, pk, localdate())
    if not publishing.may_release(request.user, edition, localdate()):
        raise Http404("没有找到这条信息")
    return edition


def _offered(request: HttpRequest, first: Sequence[Edition]) -> list[Edition]:
    """The texts asked for, and others that are ready in the same units."""
    found = publishing.work_list(request.user, localdate(), WorkFilters(listed="ready"), limit=AT_ONCE)
    others = [
        edition
        for edition in found.rows
        if edition not in first and publishing.may_release(request.user, edition, localdate())
    ]
    return [*first, *others]


def _chosen(request: HttpRequest, offered: Sequence[Edition], first: Sequence[Edition]) -> list[Edition]:
    if request.method != "POST":
        return list(first)
    wanted = set(request.POST.getlist("edition"))
    return [edition for edition in offered if str(edition.pk) in wanted]


def _closable(chosen: Sequence[Edition]) -> Edition | None:
    """A lone signed text that is not to be disclosed proactively: it is closed instead of published."""
    if len(chosen) != 1 or chosen[0].state != EditionState.READY:
        return None
    content = publishing.content_of(publishing.newest_revision(chosen[0]))
    return chosen[0] if content.attribute != "proactive" else None


def _send(request: HttpRequest, chosen: list[Edition], form: ReleaseForm) -> None:
    told, day = form.cleaned_data, localdate()
    if told["when"] == "now":
        sent = publishing.publish_now(chosen, by=request.user, on=day, reason=told["reason"].strip())
        messages.success(request, f"已公开：{_titles(sent)}。")
        return
    at = form.moment if told["when"] == "schedule" else None
    release = publishing.plan_release(chosen, at=at, reason=told["reason"], by=request.user, on=day)
    if release.at:
        messages.success(request, f"已定于 {localtime(release.at):%Y-%m-%d %H:%M} 发布：{_titles(chosen)}。")
    else:
        messages.success(request, f"已暂缓发布：{_titles(chosen)}。")


def _titles(editions: Sequence[Edition]) -> str:
    return "".join(f"《{edition.title}》" for edition in editions)


@staff_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One release: why it failed, when it goes, and another decision about it."""
    found = _release_for(request, pk)
    editions = [row.edition for row in found.items.select_related("edition__publication").order_by("pk")]
    form = ReleaseForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _decide(request, found, form)):
        return redirect("desk:releases")
    context = {
        "release": found,
        "editions": editions,
        "facts": _facts(found),
        "settled": found.state in {"released", "cancelled"},
        "refusals": [] if found.state in {"released", "cancelled"} else publishing.release_refusals(editions),
        "form": form,
        "crumbs": [Crumb("待发布与定时", reverse("desk:releases")), Crumb(str(found))],
    }
    return page(request, "desk/work/release_one.html", context, status=422 if form.is_bound else 200)


def _initial(found: Release) -> dict[str, Any]:
    return {"when": "schedule" if found.state == "scheduled" else "now", "at": found.at}


def _decide(request: HttpRequest, found: Release, form: ReleaseForm) -> None:
    told = form.cleaned_data
    if told["when"] == "now":
        sent = publishing.publish(found, by=request.user)
        messages.success(request, f"已公开：{_titles(sent)}。")
    elif told["when"] == "schedule" and form.moment:
        publishing.schedule(found, at=form.moment, reason=told["reason"], by=request.user)
        messages.success(request, "发布时间已改定。")
    else:
        publishing.hold(found, reason=told["reason"], by=request.user)
        messages.success(request, "已暂缓，须有人再作决定才会发布。")


@staff_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a release up; its texts stay ready."""
    publishing.cancel(_release_for(request, pk), by=request.user)
    messages.success(request, "发布单已取消，其中的信息仍是“待发布”。")
    return redirect("desk:releases")


@staff_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a signed text that is not disclosed proactively."""
    edition = _releasable(request, pk)
    publishing.close_as_not_public(edition, by=request.user, on=localdate())
    messages.success(request, f"《{edition.title}》已办结为“不主动公开”，留存备查。")
    return redirect("desk:item", pk)


def _release_for(request: HttpRequest, pk: int) -> Release:
    found = Release.objects.filter(pk=pk).first()
    items = found.items.select_related("edition") if found else []
    day = localdate()
    if found is None or not all(publishing.may_release(request.user, row.edition, day) for row in items):
        raise Http404("没有找到这张发布单")
    return found


def _facts(found: Release) -> list[Fact]:
    told = [
        ("状态", found.get_state_display()),
        ("定时", moment(found.at)),
        ("时机说明", found.reason),
        ("决定人", found.decided_by_name),
        ("决定时间", moment(found.decided_at)),
        ("发布时间", moment(found.released_at)),
    ]
    return [Fact(label, value) for label, value in told if value]

"""Leaving the public site: withdrawing in three ways, taking down at once, cleaning up, erasing by two people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import confirmation_required
from mingtang.core.design.api import Card, Crumb, Tag, tried
from mingtang.desk.forms.leaving import (
    PUBLIC_ID,
    CleanupForm,
    ErasureForm,
    TakedownForm,
    VerdictForm,
    WithdrawalForm,
)
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import CleanupTask, Edition, Erasure, Takedown, WorkFilters


@staff_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw something public in one of three ways."""
    edition = _releasable(request, pk)
    form = WithdrawalForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: _withdraw(request, edition, form))
    ):
        messages.success(request, f"《{edition.title}》已撤回，公开页面和列表同时更新。")
        return redirect("desk:item", pk)
    context = {
        "edition": edition,
        "form": form,
        "refusals": _standing_refusals(request, edition),
        "crumbs": [Crumb(edition.title, reverse("desk:item", args=[pk])), Crumb("撤回")],
    }
    return page(request, "desk/work/withdraw.html", context, status=422 if form.is_bound else 200)


def _withdraw(request: HttpRequest, edition: Edition, form: WithdrawalForm) -> None:
    publishing.withdraw(edition, by=request.user, on=localdate(), **form.cleaned_data)


def _standing_refusals(request: HttpRequest, edition: Edition) -> list[Any]:
    """What would be refused whatever the form says."""
    return publishing.withdrawal_refusals(
        edition, "error", by=request.user, on=localdate(), reason="（理由随表单填写）"
    )


def _releasable(request: HttpRequest, pk: int) -> Edition:
    edition = publishing.edition_for(request.user, pk, localdate())
    if not publishing.may_release(request.user, edition, localdate()):
        raise Http404("没有找到这条信息")
    return edition


# --- taking down at once


@staff_required
@require_GET
def takedowns(request: HttpRequest) -> HttpResponse:
    """For the duty officer: find what must go, and see what waits for confirmation."""
    day = localdate()
    on_duty = bool(publishing.bodies_with(request.user, ("duty_officer", "office"), day))
    words = request.GET.get("find", "").strip()
    found: list[Edition] = []
    if on_duty and words:
        filters = WorkFilters(listed="public", words=words)
        found = _addressed(words) or publishing.work_list(request.user, day, filters, limit=20).rows
    bodies = None if on_duty else publishing.releasing_bodies(request.user, day)
    context = {
        "on_duty": on_duty,
        "words": words,
        "found": [_card(edition) for edition in found],
        "takedowns": publishing.open_takedowns(bodies),
    }
    return page(request, "desk/work/takedowns.html", context)


def _addressed(words: str) -> list[Edition]:
    """What the address of a public page names, where one was pasted."""
    named = PUBLIC_ID.search(words)
    rows = Edition.objects.filter(state__in=publishing.VISIBLE).select_related("organisation", "column")
    return list(rows.filter(publication__public_id=named[1])) if named else []


def _card(edition: Edition) -> Card:
    return Card(
        edition.title,
        reverse("desk:take-down", args=[edition.pk]),
        f"{edition.organisation.short_name} · {edition.column.name}",
        edition.published_at if edition.is_dated else None,
        [Tag("去下架", "bad")],
    )


@staff_required
@require_http_methods(["GET", "POST"])
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """One page, one reason, one tap."""
    day = localdate()
    edition = publishing.edition_for(request.user, pk, day)
    if not publishing.bodies_with(request.user, ("duty_officer", "office"), day):
        raise Http404("没有找到这条信息")
    form = TakedownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done: list[Takedown] = []
        if tried(form, lambda: done.append(_take_down(request, edition, form))):
            messages.success(request, f"《{edition.title}》已下架。请按下面的清单处理其他副本。")
            return redirect("desk:takedown", done[0].pk)
    context = {
        "edition": edition,
        "form": form,
        "visible": edition.state in publishing.VISIBLE,
        "crumbs": [Crumb("应急下架", reverse("desk:takedowns")), Crumb("下架")],
    }
    return page(request, "desk/work/take_down.html", context, status=422 if form.is_bound else 200)


def _take_down(request: HttpRequest, edition: Edition, form: TakedownForm) -> Takedown:
    return publishing.take_down(edition, by=request.user, on=localdate(), **form.cleaned_data)


@staff_required
@require_http_methods(["GET", "POST"])
def takedown(request: HttpRequest, pk: int) -> HttpResponse:
    """A takedown with the copies to look after; somebody else upholds it or lets the item return."""
    found = Takedown.objects.select_related("edition").filter(pk=pk).first()
    if found is None:
        raise Http404("没有找到这次下架")
    edition = publishing.edition_for(request.user, found.edition_id, localdate())
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _confirm(request, found, form)):
        messages.success(request, "下架已确认。" if form.verdict()["uphold"] else "已恢复公开。")
        return redirect("desk:item", edition.pk)
    may = publishing.may_release(request.user, edition, localdate()) and found.by_id != request.user.pk
    context = {
        "takedown": found,
        "edition": edition,
        "form": form,
        "may_confirm": may and found.confirmed_at is None,
        "crumbs": [Crumb("应急下架", reverse("desk:takedowns")), Crumb(edition.title)],
    }
    return page(request, "desk/work/takedown.html", context, status=422 if form.is_bound else 200)


def _confirm(request: HttpRequest, found: Takedown, form: VerdictForm) -> None:
    publishing.confirm_takedown(found, by=request.user, on=localdate(), **form.verdict())


# --- clean-up


@staff_required
@require_GET
def cleanup(request: HttpRequest) -> HttpResponse:
    """谁公开、谁清理: the tasks of one's units."""
    tasks = publishing.open_cleanup_tasks(publishing.releasing_bodies(request.user, localdate()))
    return page(request, "desk/work/cleanup.html", {"tasks": tasks, "day": localdate()})


@staff_required
@require_http_methods(["GET", "POST"])
def cleanup_task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: keep, archive, withdraw or redact, with person, date and reason."""
    task = CleanupTask.objects.select_related("edition", "organisation").filter(pk=pk).first()
    if task is None:
        raise Http404("没有找到这项清理任务")
    edition = _releasable(request, task.edition_id)
    form = CleanupForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _decide(request, task, form)):
        messages.success(request, f"清理任务已办结：{form.words}。")
        return redirect("desk:cleanup")
    context = {
        "task": task,
        "edition": edition,
        "form": form,
        "crumbs": [Crumb("清理任务", reverse("desk:cleanup")), Crumb(edition.title)],
    }
    return page(request, "desk/work/cleanup_task.html", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, task: CleanupTask, form: CleanupForm) -> None:
    publishing.decide_cleanup(task, by=request.user, on=localdate(), **form.cleaned_data)


# --- erasure


@staff_required
@require_GET
def erasures(request: HttpRequest) -> HttpResponse:
    """What waits for a second person."""
    waiting = publishing.open_erasures(publishing.releasing_bodies(request.user, localdate()))
    return page(request, "desk/work/erasures.html", {"erasures": waiting})


@staff_required
@require_http_methods(["GET", "POST"])
def ask_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to remove a text of an edition for good."""
    edition = _releasable(request, pk)
    revisions = {
        revision.pk: revision for revision in edition.revisions.select_related("erasure").order_by("-number")
    }
    choices = [
        (
            r.pk,
            f"第{r.number}稿（{r.short_code}），{r.saved_by_name} {localtime(r.saved_at):%Y-%m-%d %H:%M} 保存",
        )
        for r in revisions.values()
        if not hasattr(r, "erasure")
    ]
    form = ErasureForm(request.POST or None, revisions=choices)
    if request.method == "POST" and form.is_valid():
        revision, reason = revisions[form.cleaned_data["revision"]], form.cleaned_data["reason"]
        if tried(
            form,
            lambda: publishing.ask_erasure(revision, reason=reason, by=request.user, on=localdate()),
        ):
            messages.success(request, "已提出，须由另一人批准后才会删除。")
            return redirect("desk:erasures")
    context = {
        "edition": edition,
        "form": form,
        "choices": choices,
        "crumbs": [Crumb(edition.title, reverse("desk:item", args=[pk])), Crumb("提出删除内容")],
    }
    return page(request, "desk/work/ask_erasure.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_GET
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """What the second person reads before approving."""
    found = _erasure_for(request, pk)
    context = {
        "erasure": found,
        "edition": found.revision.edition,
        "mine": found.asked_by_id == request.user.pk,
        "crumbs": [Crumb("内容删除", reverse("desk:erasures")), Crumb("批准")],
    }
    return page(request, "desk/work/erasure.html", context)


@confirmation_required
@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person, who has just shown password and code, approves; nothing brings the text back."""
    found = publishing.erase(_erasure_for(request, pk), by=request.user, on=localdate())
    messages.success(request, "内容已删除，只留哈希和办理记录。")
    return redirect("desk:item", found.revision.edition_id)


def _erasure_for(request: HttpRequest, pk: int) -> Erasure:
    found = Erasure.objects.select_related("revision__edition__organisation").filter(pk=pk).first()
    if found is None:
        raise Http404("没有找到这项删除")
    _releasable(request, found.revision.edition_id)
    return found

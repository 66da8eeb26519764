"""One issue on the desk: planned, filled, ordered, composed, handed in; and the scan of the printed one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, desk_page, tried
from mingtang.core.files import api as files
from mingtang.gazette import permissions
from mingtang.gazette.forms.gazettes import FileForm, IssueChangeForm, IssueForm, initial_of_issue
from mingtang.gazette.models import Issue
from mingtang.gazette.queries import contents, issues, proposals
from mingtang.gazette.services import composing, entries, planning
from mingtang.gazette.views.desk.acting import staff
from mingtang.publishing.api import OPEN, Edition


@staff_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the next issue; the numbers that come next stand there already."""
    day = localdate()
    gazette = permissions.gazette_for(request.user, pk, day)
    number, total = issues.next_numbers(gazette, day.year)
    first = {"year": day.year, "number": number, "total": total, "published_on": day}
    form = IssueForm(request.POST or None, initial=first)
    made: list[Issue] = []
    if form.is_valid() and tried(
        form, lambda: made.append(planning.plan(gazette, **form.cleaned_data, by=request.user, on=day))
    ):
        messages.success(request, f"{made[0]}已计划，请选入文件。")
        return redirect("gazette-desk:issue", made[0].pk)
    context = {
        "form": form,
        "page_name": "计划一期公报",
        "button": "计划",
        "back_url": reverse("gazette-desk:gazette", args=[pk]),
        "crumbs": [Crumb(gazette.title, reverse("gazette-desk:gazette", args=[pk])), Crumb("计划一期公报")],
    }
    return desk_page(request, "gazette/desk/form.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_GET
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """An issue: its texts in order with what speaks against them, what could be taken in, and the next step."""
    day = localdate()
    found = permissions.issue_for(request.user, pk, day)
    rows = contents.slots(found, day)
    told = proposals.refusals_by_entry(found.gazette, [slot.entry for slot in rows], day)
    fixed = planning.fixed_refusals(found)
    open_edition = _open_edition(found)
    shown = issues.with_state(Issue.objects.filter(pk=found.pk)).get()
    state = issues.state_of(shown)
    words, may_fill = request.GET.get("q", "").strip()[:60], not fixed and not found.is_old
    context = {
        "issue": found,
        "gazette": found.gazette,
        "state": issues.STATE_NAMES[state],
        "rows": [
            {"slot": slot, "refusals": told.get(slot.entry.pk, ()) if not fixed else ()} for slot in rows
        ],
        "proposals": proposals.proposals(found, day, words) if may_fill else [],
        "may_fill": may_fill,
        "words": words,
        "composing": composing.composing_refusals(found, by=request.user, on=day),
        "fixed": fixed,
        "edition": open_edition,
        "item_url": reverse("desk:item", args=[(open_edition or _newest(found)).pk])
        if found.publication_id
        else "",
        "may_hand_in": open_edition is not None and open_edition.state == "draft",
        "is_public": state == "published",
        "is_tampered": state == "published" and _is_tampered(found, rows),
        "form": IssueChangeForm(initial=initial_of_issue(found)),
        "scan_form": FileForm(label="扫描件（PDF）"),
        "crumbs": _way(found),
    }
    return desk_page(request, "gazette/desk/issue.html", context)


def _is_tampered(issue: Issue, rows: list[contents.Slot]) -> bool:
    """Whether the entries of a public issue are not those that its signed text names."""
    public = issues.public_issue(issue.gazette, issue.year, issue.number)
    return public is not None and not contents.is_as_signed(issue, rows, contents.signed_body(public))


def _open_edition(issue: Issue) -> Edition | None:
    if issue.publication_id is None:
        return None
    return Edition.objects.filter(publication=issue.publication_id, state__in=OPEN).first()


def _newest(issue: Issue) -> Edition:
    return Edition.objects.filter(publication=issue.publication_id).order_by("-number")[:1].get()


def _way(issue: Issue) -> list[Crumb]:
    gazette = issue.gazette
    return [Crumb(gazette.title, reverse("gazette-desk:gazette", args=[gazette.pk])), Crumb(str(issue))]


@staff_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    day = localdate()
    found = permissions.issue_for(request.user, pk, day)
    form = IssueChangeForm(request.POST)
    if form.is_valid():
        planning.change(found, **form.cleaned_data, by=request.user, on=day)
        messages.success(request, "期次信息已保存。")
    else:
        messages.error(request, "没有保存：日期或者总期号填写有误，请核对。")
    return redirect("gazette-desk:issue", pk)


@staff_required
@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    found = permissions.issue_for(request.user, pk, localdate())
    planning.give_up(found, by=request.user, on=localdate())
    messages.success(request, f"{found}已取消。")
    return redirect("gazette-desk:gazette", found.gazette_id)


@staff_required
@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the ticked texts into the issue, each in the section chosen beside it."""
    day = localdate()
    found = permissions.issue_for(request.user, pk, day)
    chosen = [
        entries.Chosen(
            publication_id=int(number),
            section=request.POST.get(f"section-{number}", ""),
            exception=request.POST.get(f"exception-{number}", "")[:200],
        )
        for number in request.POST.getlist("publication")
        if number.isdecimal()
    ]
    taken = entries.take_in(found, chosen, by=request.user, on=day)
    messages.success(request, f"已选入{len(taken)}篇。")
    return redirect("gazette-desk:issue", pk)


@staff_required
@require_POST
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    entry = permissions.entry_for(request.user, pk, localdate())
    entries.take_out(entry, by=request.user, on=localdate())
    return redirect("gazette-desk:issue", entry.issue_id)


@staff_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Up, down, or into another section."""
    entry = permissions.entry_for(request.user, pk, localdate())
    way: dict[str, Any] = {"up": {"up": True}, "down": {"up": False}}.get(request.POST.get("way", ""), {})
    entries.move(entry, **way, section=request.POST.get("section", ""), by=request.user, on=localdate())
    return redirect("gazette-desk:issue", entry.issue_id)


@staff_required
@require_POST
def compose(request: HttpRequest, pk: int) -> HttpResponse:
    found = permissions.issue_for(request.user, pk, localdate())
    composing.compose(found, by=request.user, on=localdate())
    messages.success(request, f"{found}已编排，页码和校验码已生成。")
    return redirect("gazette-desk:issue", pk)


@staff_required
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = permissions.issue_for(request.user, pk, localdate())
    composing.hand_in(found, by=request.user, on=localdate())
    messages.success(request, f"{found}已送审，经三审三校和保密审查后发布。")
    return redirect("gazette-desk:issue", pk)


@staff_required
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the scan of the printed issue on file."""
    day = localdate()
    found = permissions.issue_for(request.user, pk, day)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, "请选择 PDF 文件。")
        return redirect("gazette-desk:issue", pk)
    stored = files.receive(upload, by=staff(request), owner=found.gazette.editor, purpose="gazette.scan")
    planning.attach_scan(found, stored, by=request.user, on=day)
    messages.success(request, "扫描件已收存；编排并审签后对外提供。")
    return redirect("gazette-desk:issue", pk)

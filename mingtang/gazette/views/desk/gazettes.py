"""The gazettes that one edits: their issues with what is missing, setting up, and how fast they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Cell, Crumb, Table, Tag, desk_page, tried
from mingtang.core.documents.api import csv_answer
from mingtang.gazette import permissions
from mingtang.gazette.forms.gazettes import FoundingForm, GazetteForm, initial_of
from mingtang.gazette.labels import DUTY_WORDS
from mingtang.gazette.models import Gazette, Issue
from mingtang.gazette.queries import cycle, distribution, issues
from mingtang.gazette.services import founding, importing
from mingtang.law.gazette import duty

_TONES = {"planned": "neutral", "composed": "info", "published": "good"}


@staff_required
@require_GET
def gazettes(request: HttpRequest) -> HttpResponse:
    """The gazettes that this person edits; with one only, that one at once."""
    day = localdate()
    rows = list(permissions.gazettes_for(request.user, day))
    may_found = permissions.may_found(request.user, day)
    if not rows and not permissions.may_draft(request.user, day):
        raise Http404("没有找到这个页面")
    if len(rows) == 1 and not may_found:
        return redirect("gazette-desk:gazette", rows[0].pk)
    listed: list[list[Any]] = [
        [
            Cell(row.title, reverse("gazette-desk:gazette", args=[row.pk])),
            row.organisation.short_name,
            f"{row.get_level_display()}（{DUTY_WORDS[duty(row.organisation.kind, row.level)]}）",
            row.editor.short_name,
            row.get_frequency_display(),
        ]
        for row in rows
    ]
    context = {
        "table": Table("政府公报", ("公报", "主办", "层级", "编辑", "刊期"), listed) if listed else None,
        "may_found": may_found,
    }
    return desk_page(request, "gazette/desk/gazettes.html", context)


@staff_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set up a gazette."""
    day = localdate()
    if not permissions.may_found(request.user, day):
        raise Http404("没有找到这个页面")
    first = {"sections": Gazette._meta.get_field("sections").get_default(), "frequency": "monthly"}
    form = FoundingForm(request.POST or None, day=day, initial=first)
    made: list[Gazette] = []
    if form.is_valid() and tried(
        form, lambda: made.append(founding.found(**form.cleaned_data, by=request.user, on=day))
    ):
        messages.success(request, "公报已设立。")
        return redirect("gazette-desk:gazette", made[0].pk)
    return _form_page(request, form, "设立政府公报", "设立", reverse("gazette-desk:gazettes"))


@staff_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """What a gazette says of itself."""
    day = localdate()
    gazette = permissions.gazette_for(request.user, pk, day)
    form = GazetteForm(request.POST or None, day=day, initial=initial_of(gazette))
    if form.is_valid() and tried(
        form, lambda: founding.change(gazette, **form.cleaned_data, by=request.user, on=day)
    ):
        messages.success(request, "公报设置已保存。")
        return redirect("gazette-desk:gazette", pk)
    return _form_page(request, form, "公报设置", "保存", reverse("gazette-desk:gazette", args=[pk]))


def _form_page(request: HttpRequest, form: Any, title: str, button: str, back: str) -> HttpResponse:
    context = {"form": form, "page_name": title, "button": button, "back_url": back}
    context["crumbs"] = [Crumb("政府公报", reverse("gazette-desk:gazettes")), Crumb(title)]
    return desk_page(request, "gazette/desk/form.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_GET
def gazette(request: HttpRequest, pk: int) -> HttpResponse:
    """One gazette: all issues since the first, what is missing, and what to do next."""
    day = localdate()
    found = permissions.gazette_for(request.user, pk, day)
    shelf = issues.shelf(found)
    context = {
        "gazette": found,
        "table": _shelf_table(found, shelf) if shelf else None,
        "whole": issues.completeness_of(
            found, [issue for issue in shelf if issue.publication_id or issue.is_old]
        ),
        "waiting": len(importing.waiting_old_issues(found)),
        "crumbs": [Crumb("政府公报", reverse("gazette-desk:gazettes")), Crumb(found.title)],
    }
    return desk_page(request, "gazette/desk/gazette.html", context)


def _shelf_table(gazette: Gazette, shelf: list[Issue]) -> Table:
    copies = distribution.copies_by_issue(gazette)
    columns = ("期次", "总期号", "出版日期", "状态", "篇数", "全文", "赠阅份数")
    return Table("历期公报", columns, [_shelf_row(issue, copies) for issue in shelf], frozenset({1, 4, 6}))


def _shelf_row(issue: Issue, copies: dict[int, int]) -> list[Any]:
    state, held = issues.state_of(issue), issues.held(issue)
    return [
        Cell(str(issue), reverse("gazette-desk:issue", args=[issue.pk])),
        issue.total or "",
        issue.published_on.isoformat() if issue.published_on else "",
        Tag(issues.STATE_NAMES[state], _TONES[state]),
        issue.entry_count,  # type: ignore[attr-defined]
        Tag("齐全", "good")
        if held.is_whole
        else Tag("缺目录" if not held.has_contents else "缺全文", "warn"),
        copies.get(issue.pk, 0),
    ]


_CYCLE = (
    "年份",
    "期数",
    "篇数",
    "期距（天）",
    "承诺（天）",
    "平均等待",
    "最长等待",
    "电子版迟发",
)
_BY_ISSUE = ("期次", "出版日期", "距上期", "篇数", "平均等待", "最长等待", "电子版")


@staff_required
@require_GET
def cycle_report(request: HttpRequest, pk: int) -> HttpResponse:
    """出刊周期: from approval to appearance and from issue to issue, by year and by issue; also as CSV."""
    found = permissions.gazette_for(request.user, pk, localdate())
    lines = cycle.issue_lines(found)
    years = [_year_row(line) for line in cycle.year_lines(found, lines)]
    if request.GET.get("as") == "csv":
        return csv_answer(f"出刊周期-{found.title}", _CYCLE, years)
    by_issue = [_issue_row(line) for line in reversed(lines)]
    context = {
        "gazette": found,
        "years": Table("分年度出刊周期", _CYCLE, [_worded(row) for row in years], frozenset(range(1, 8)))
        if years
        else None,
        "issues": Table("各期出刊周期", _BY_ISSUE, by_issue, frozenset({2, 3, 4, 5})) if by_issue else None,
        "crumbs": _way(found, "出刊周期"),
    }
    return desk_page(request, "gazette/desk/cycle.html", context)


def _worded(row: list[Any]) -> list[Any]:
    return ["" if value is None else str(value) for value in row]


def _year_row(line: cycle.YearLine) -> list[Any]:
    return [
        f"{line.year}年",
        line.issues,
        line.texts,
        line.mean_between,
        line.promised_days,
        line.mean_wait,
        line.longest_wait,
        line.late_online,
    ]


def _issue_row(line: cycle.IssueLine) -> list[Any]:
    told = [line.days_since_last, len(line.waits), line.mean_wait, line.longest_wait]
    return [
        Cell(str(line.issue), reverse("gazette-desk:issue", args=[line.issue.pk])),
        line.appeared_on.isoformat(),
        *_worded(told),
        Tag("晚于纸质版", "bad") if line.late_online else Tag("及时", "good"),
    ]


def _way(gazette: Gazette, last: str) -> list[Crumb]:
    return [Crumb(gazette.title, reverse("gazette-desk:gazette", args=[gazette.pk])), Crumb(last)]

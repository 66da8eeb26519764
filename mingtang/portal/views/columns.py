"""A column's page: its list with filters, and the same list to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from mingtang.core.documents.api import csv_answer
from mingtang.portal.queries import lists, sites
from mingtang.portal.views import answers
from mingtang.publishing import api as publishing

RECENT_YEARS = 2
TAKEN_AWAY = 1000
HEADINGS = ("标题", "发文字号", "发布机构", "成文日期", "发布时间", "地址")


@require_safe
def column(request: HttpRequest, path: str) -> HttpResponse:
    """The newest of a column and of all below it, twenty to a page."""
    shell = sites.shell_of(request)
    found = shell.by_path.get(f"/{path}/")
    if found is None:
        return answers.not_found(request, shell)
    kinds, bodies = publishing.open_kinds(found), publishing.open_bodies(found)
    chosen = lists.wanted(request.GET, kinds, bodies)
    page = publishing.page_of(
        found, chosen.filters, older_than=chosen.older_than, newer_than=chosen.newer_than, limit=lists.PAGE
    )
    nav_title, nav = sites.side_navigation(shell, found)
    months = lists.months(publishing.months_of(found), chosen)
    context = {
        "column": found,
        "crumbs": sites.crumbs_to(shell, found),
        "nav_title": nav_title,
        "nav": nav,
        "documents": lists.documents(page.rows, shell.today),
        "kinds": kinds,
        "bodies": bodies,
        "months": [month for month in months if month.year > shell.today.year - RECENT_YEARS],
        "earlier_months": [month for month in months if month.year <= shell.today.year - RECENT_YEARS],
        "chosen": chosen,
        "chips": lists.chips(chosen),
        "pager": lists.pager(page, chosen),
        "is_closed": not sites.is_open(found, shell.today),
        "address": sites.address_of(found),
        # Only the first page of an unfiltered list is for search engines; documents stand in the sitemap.
        "noindex": bool(request.GET),
    }
    return answers.public(answers.page(request, shell, "column", context))


@require_safe
def take_away(request: HttpRequest, path: str) -> HttpResponseBase:
    """The newest thousand of a list as a table (CSV), with the same filters."""
    shell = sites.shell_of(request)
    found = shell.by_path.get(f"/{path}/")
    if found is None:
        return answers.not_found(request, shell)
    chosen = lists.wanted(request.GET, publishing.open_kinds(found), publishing.open_bodies(found))
    page = publishing.page_of(found, chosen.filters, limit=TAKEN_AWAY)
    return csv_answer("list", HEADINGS, (_cells(row, request) for row in page.rows), public=True)


def _cells(row: publishing.LiveEdition, request: HttpRequest) -> tuple[str, ...]:
    return (
        *(row.title, row.document_number, row.issuer),
        row.written_on.isoformat() if row.written_on else "",
        f"{localtime(row.published_at):%Y-%m-%d %H:%M}",
        request.build_absolute_uri(f"/doc/{row.public_id}.html"),
    )

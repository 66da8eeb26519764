"""The gazette as readers meet it: years and issues, contents, single texts, PDF, feed, search, and the window."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from mingtang.core.design.api import (
    Crumb,
    Fact,
    Tag,
    public_answer,
    public_not_found,
    public_page,
    public_site,
)
from mingtang.core.documents.api import MayNotPrint, pdf
from mingtang.core.files import api as files
from mingtang.gazette.forms.reading import question_from, wanted_from
from mingtang.gazette.labels import FREQUENCIES
from mingtang.gazette.models import Gazette, Issue
from mingtang.gazette.queries import contents, issues, window
from mingtang.gazette.queries.contents import Slot
from mingtang.gazette.queries.printed import print_data
from mingtang.gazette.queries.searching import search as find
from mingtang.publishing import api as publishing

OPEN_YEARS = 3
IN_FEED = 30
_FREQUENCY_NAMES = dict(FREQUENCIES)


def _gazette(request: HttpRequest) -> Gazette | None:
    return issues.gazette_on(public_site(request))


def _crumbs(*more: Crumb) -> list[Crumb]:
    home = Crumb("政府公报", reverse("gazette:home") if more else "")
    return [Crumb("首页", "/"), home, *more]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All issues since the first by year, what is missing of them, and the ways in."""
    gazette = _gazette(request)
    if gazette is None:
        return public_not_found(request)
    listed = issues.public_issues(gazette)
    years = _years(gazette, listed)
    context = {
        "gazette": gazette,
        "facts": _about(gazette),
        "newest": listed[0] if listed else None,
        "whole": issues.completeness_of(gazette, listed),
        "years": years[:OPEN_YEARS],
        "earlier": years[OPEN_YEARS:],
        "crumbs": _crumbs(),
    }
    return public_page(request, "gazette/home.html", context)


def _about(gazette: Gazette) -> list[Fact]:
    facts = [
        ("主办", gazette.organisation.name),
        ("编辑", gazette.editor.name),
        ("刊期", _FREQUENCY_NAMES[gazette.frequency]),
        ("刊号", gazette.serial),
        ("创刊", f"{gazette.first_year}年第{gazette.first_number}期"),
        ("说明", gazette.about),
    ]
    return [Fact(label, value, wide=len(value) > 22) for label, value in facts if value]


def _years(gazette: Gazette, listed: list[Issue]) -> list[dict[str, Any]]:
    """Years, the newest first, each with its issues and what the library lacks of it."""
    gaps = {gap.year: gap for gap in issues.completeness_of(gazette, listed).gaps}
    by_year: dict[int, list[Issue]] = {}
    for issue in reversed(listed):
        by_year.setdefault(issue.year, []).append(issue)
    return [
        {"year": year, "issues": by_year.get(year, []), "gap": gaps.get(year)}
        for year in sorted({*by_year, *gaps}, reverse=True)
    ]


@require_safe
def issue(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The contents of an issue: cover, sections in order, pages, codes."""
    gazette = _gazette(request)
    found = issues.public_issue(gazette, year, number) if gazette else None
    if gazette is None or found is None:
        return public_not_found(request)
    rows, body = contents.slots(found, localdate()), contents.signed_body(found)
    before, after = issues.neighbours(found)
    context = {
        "gazette": gazette,
        "issue": found,
        "is_as_signed": contents.is_as_signed(found, rows, body),
        "sections": contents.by_section(rows),
        "facts": _facts(found),
        "has_scan": contents.has_signed_scan(found, body),
        "before": before,
        "after": after,
        "address": request.build_absolute_uri(found.get_absolute_url()),
        "crumbs": _crumbs(Crumb(str(found))),
    }
    return public_page(request, "gazette/issue.html", context)


def _facts(issue: Issue) -> list[Fact]:
    live = issue.publication.live if issue.publication else None
    facts = [
        Fact("期次", "，".join(filter(None, [str(issue), issue.heading.total_words]))),
        Fact("出版日期", issue.published_on.isoformat() if issue.published_on else "原件未注明"),
        Fact("主办", issue.gazette.organisation.name),
        Fact("刊号", issue.gazette.serial),
        Fact("本期校验码", live.revision.short_code if live else ""),
        Fact("本期信息", "审签与公开记录", url=f"/doc/{live.public_id}.html" if live else ""),
    ]
    return [fact for fact in facts if fact.value]


@require_safe
def article(request: HttpRequest, year: int, number: int, order: int) -> HttpResponse:
    """One text of an issue, to cite and to share: it leads to the record's permanent page."""
    gazette = _gazette(request)
    found = issues.public_issue(gazette, year, number) if gazette else None
    rows = contents.slots(found, localdate()) if found else []
    slot = next((row for row in rows if row.entry.order == order), None)
    body = contents.signed_body(found) if found else ""
    if gazette is None or found is None or slot is None or not contents.is_as_signed(found, rows, body):
        return public_not_found(request)
    context = {
        "gazette": gazette,
        "issue": found,
        "slot": slot,
        "facts": _article_facts(slot),
        "has_scan": contents.has_signed_scan(found, body),
        "address": request.build_absolute_uri(slot.url or slot.article_url),
        "crumbs": _crumbs(Crumb(str(found), found.get_absolute_url()), Crumb("正文")),
    }
    return public_page(request, "gazette/article.html", context)


def _article_facts(slot: Slot) -> list[Fact]:
    live = slot.live if not slot.gone else None
    facts = [
        Fact("引用", slot.citation, wide=True),
        Fact("发文字号", slot.number),
        Fact("发布机构", live.issuer if live else ""),
        Fact("成文日期", live.written_on.isoformat() if live and live.written_on else ""),
        Fact("栏目", slot.entry.section),
        Fact("刊登文本校验码", slot.code),
        *(Fact("效力", Tag(label.name)) for label in slot.labels[:1]),
    ]
    return [fact for fact in facts if fact.value]


@require_safe
def as_pdf(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """The issue as tagged PDF, made from the records; of an old issue, the scan."""
    gazette = _gazette(request)
    found = issues.public_issue(gazette, year, number) if gazette else None
    if gazette is None or found is None:
        return public_not_found(request)
    if found.is_old:
        return scan(request, year, number)
    rows, body = contents.slots(found, localdate(), texts=True), contents.signed_body(found)
    if not contents.is_as_signed(found, rows, body):
        return public_not_found(request)
    return _pdf(request, found, rows)


def _pdf(request: HttpRequest, issue: Issue, rows: list[Slot]) -> HttpResponse:
    live = issue.publication.live if issue.publication else None
    data = print_data(
        issue,
        rows,
        base=request.build_absolute_uri("/"),
        code=live.revision.short_code if live else "",
        marks=["演示数据，不具有任何效力"] if publishing.is_demonstration() else (),
    )
    try:
        made = pdf("gazette", data, title=issue.heading.name)
    except MayNotPrint:
        return public_page(request, "gazette/no_pdf.html", {"issue": issue, "crumbs": _crumbs()}, status=503)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="gazette-{issue.year}-{issue.number}.pdf"'
    return public_answer(response)


@require_safe
def scan(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """The scan of the printed issue, only the one whose hash the signed text names."""
    gazette = _gazette(request)
    found = issues.public_issue(gazette, year, number) if gazette else None
    if (
        found is None
        or found.scan is None
        or not contents.has_signed_scan(found, contents.signed_body(found))
    ):
        return public_not_found(request)
    if files.opening_refusals(found.scan):
        return public_not_found(request)
    response = files.serve(found.scan, f"{found.heading.name}.pdf", in_place=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest issues (Atom)."""
    site = public_site(request)
    gazette = issues.gazette_on(site)
    if gazette is None:
        return public_not_found(request)
    whole = request.build_absolute_uri
    atom = Atom1Feed(
        title=gazette.title,
        link=whole(reverse("gazette:home")),
        description=gazette.about or gazette.title,
        language="zh-CN",
        feed_url=whole(request.path),
        author_name=gazette.organisation.name,
    )
    rows = issues.public_issues(gazette)[:IN_FEED]
    online = _online(rows)
    for row in rows:
        live = online[row.publication_id]
        atom.add_item(
            title=row.heading.name,
            link=whole(row.get_absolute_url()),
            description=live.summary,
            pubdate=localtime(live.published_at),
            updateddate=localtime(live.published_at),
            unique_id=f"tag:{site.host or request.get_host()},2026:{live.public_id}",
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return public_answer(response)


def _online(rows: list[Issue]) -> dict[int | None, publishing.LiveEdition]:
    found = publishing.LiveEdition.objects.filter(publication__in=[row.publication_id for row in rows])
    return {live.publication_id: live for live in found}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Looking inside the gazette by title, number and year."""
    gazette = _gazette(request)
    if gazette is None:
        return public_not_found(request)
    question = question_from(request.GET)
    context = {
        "gazette": gazette,
        "question": question,
        "slots": find(gazette, question, localdate()),
        "crumbs": _crumbs(Crumb("公报内检索")),
        "noindex": True,
    }
    return public_page(request, "gazette/search.html", context)


@require_safe
def all_documents(request: HttpRequest) -> HttpResponse:
    """全量政策文件窗口: all policy documents, printed or not yet, by month."""
    gazette = _gazette(request)
    if gazette is None:
        return public_not_found(request)
    wanted = wanted_from(request.GET)
    shown = window.window(gazette, wanted, localdate())
    kept = {name: request.GET[name] for name in ("unit", "year", "printed") if name in request.GET}
    context = {
        "gazette": gazette,
        "wanted": wanted,
        "window": shown,
        "next_url": _address(request, kept | {"before": shown.next}) if shown.next else "",
        "first_url": _address(request, kept) if wanted.before else "",
        "crumbs": _crumbs(Crumb("全量政策文件")),
        "noindex": bool(request.GET),
    }
    return public_page(request, "gazette/window.html", context)


def _address(request: HttpRequest, query: dict[str, Any]) -> str:
    return f"{request.path}?{urlencode(query)}" if query else request.path

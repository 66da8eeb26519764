"""The section 政府信息公开 and three of its four parts, for the government and for each unit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mingtang.catalogue.labels import GUIDE, INSTITUTION, REPORT, RULES
from mingtang.catalogue.queries import pages, reports, statutory
from mingtang.catalogue.queries.bodies import Bodies
from mingtang.catalogue.queries.sections import SectionOfBody
from mingtang.catalogue.queries.texts import Text, newest_by_body, texts_of
from mingtang.catalogue.views import frame
from mingtang.core.design.api import NavItem, public_not_found
from mingtang.core.organisations.api import Organisation

NEWEST = 5


@require_safe
def section(request: HttpRequest) -> HttpResponse:
    """The section of the government (of the site's body)."""
    shown = frame.section(request)
    return _overview(request, shown) if shown else public_not_found(request)


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The section of one unit; the government's own stands at /zwgk/."""
    shown = frame.section(request, code)
    if shown is None:
        return public_not_found(request)
    if shown.is_head:
        return redirect("catalogue:section", permanent=True)
    return _overview(request, shown)


def _overview(request: HttpRequest, shown: SectionOfBody) -> HttpResponse:
    """All four parts at a glance; a part without anything says so."""
    texts = pages.texts_for(shown, (GUIDE, RULES, REPORT), ("updated_on", "report_year"))
    places = statutory.places_for(shown)
    years = reports.reports_of(shown.body, texts[REPORT], shown.on)
    context = {
        "guide": next(iter(texts[GUIDE]), None),
        "rules": texts[RULES][:NEWEST],
        "items": statutory.overview(shown, places),
        "years": [row for row in years.years if row.text][:NEWEST],
        "groups": _groups(shown) if shown.is_head else [],
    }
    return frame.page(request, shown, "overview", context)


def _groups(shown: SectionOfBody) -> list[tuple[str, list[NavItem]]]:
    return [
        (name, [NavItem(body.short_name, pages.address_of(shown, body=body)) for body in bodies])
        for name, bodies in shown.bodies.groups()
    ]


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """政府信息公开指南, with its update date."""
    shown = frame.section(request, code)
    if shown is None:
        return public_not_found(request)
    return frame.page(request, shown, "guide", {"guide": pages.guide_of(shown)}, part="guide")


@require_safe
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """政府信息公开制度: a body's own, and for a unit those of its government, which hold for it too."""
    shown = frame.section(request, code)
    if shown is None:
        return public_not_found(request)
    near = shown.bodies.sources_of(shown.body) | shown.bodies.sources_of(shown.bodies.head)
    found = newest_by_body(
        texts_of((RULES,), shown.site, bodies=near, elements=("rule_version", "effective_on")),
        shown.bodies.owner_of,
    )
    context = {
        "rules": found.get(shown.body.pk, []),
        "common": [] if shown.is_head else found.get(shown.bodies.head.pk, []),
    }
    return frame.page(request, shown, "rules", context, part="rules")


@require_safe
def annual_reports(request: HttpRequest, code: str) -> HttpResponse:
    """政府信息公开工作年度报告: of one unit by year; of the government also those of all units, one year at a time."""
    shown = frame.section(request, code)
    if shown is None:
        return public_not_found(request)
    if not shown.is_head:
        texts = pages.texts_for(shown, (REPORT,), reports.ELEMENTS)[REPORT]
        own = reports.reports_of(shown.body, texts, shown.on)
        return frame.page(request, shown, "reports", {"own": own}, part="reports")
    found = reports.all_reports(shown.bodies, shown.site, shown.on)
    own = next(row for row in found if row.body.pk == shown.body.pk)
    context = {"own": own, **_of_year(request, shown, found)}
    return frame.page(request, shown, "reports", context, part="reports")


def _of_year(
    request: HttpRequest, shown: SectionOfBody, found: list[reports.ReportsOfBody]
) -> dict[str, object]:
    """The reports of all bodies on one year, the newest owed one unless another is asked for."""
    years = sorted({row.year for one in found for row in one.years}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else None
    if year is None:
        year = next(iter(years), None)
    rows = [
        (one.body, row)
        for one in found
        if one.body.pk != shown.body.pk
        for row in one.years
        if row.year == year
    ]
    address = pages.address_of(shown, "reports")
    return {
        "year": year,
        "year_tabs": [NavItem(f"{y}年", f"{address}?year={y}#all", current=y == year) for y in years],
        "rows": rows,
        "told": sum(1 for _, row in rows if row.text),
    }


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """机构职能目录: every organ with its functions, addresses and people as it has published them (PW-01)."""
    shown = frame.section(request)
    if shown is None:
        return public_not_found(request)
    elements = ("address", "hours", "phone", "as_of")
    texts = texts_of((INSTITUTION,), shown.site, bodies=shown.bodies.by_pk, elements=elements)
    found = newest_by_body(texts, shown.bodies.owner_of)
    groups = [(name, _told(bodies, found)) for name, bodies in _all_groups(shown.bodies)]
    return frame.page(
        request,
        shown,
        "institutions",
        {"groups": groups},
        part="statutory",
        here="institutions",
        last="机构职能目录",
    )


def _all_groups(bodies: Bodies) -> list[tuple[str, list[Organisation]]]:
    return [(bodies.head.short_name, [bodies.head]), *bodies.groups()]


def _told(bodies: list[Organisation], found: dict[int, list[Text]]) -> list[tuple[Organisation, Text | None]]:
    return [(body, next(iter(found.get(body.pk, ())), None)) for body in bodies]

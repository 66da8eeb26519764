"""The standard web edition of an official document (网络版式), as a page and as tagged PDF."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mingtang.core.documents.api import MayNotPrint, blocks, pdf
from mingtang.portal.queries import documents, sites
from mingtang.portal.queries.official import Official, official_of
from mingtang.portal.views import answers
from mingtang.portal.views.documents import NO_PDF, departed, pdf_response
from mingtang.publishing import api as publishing

Show = Callable[[HttpRequest, sites.Shell, documents.Page, Official], HttpResponse]


@require_safe
def standard(request: HttpRequest, public_id: str) -> HttpResponse:
    """The document laid out as an official document; the text is the signed one, with the same hash."""
    return _shown(request, public_id, _as_page)


@require_safe
def standard_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as tagged PDF, in the page of GB/T 9704 (版心 156 mm × 225 mm)."""
    return _shown(request, public_id, _as_pdf)


def _shown(request: HttpRequest, public_id: str, show: Show) -> HttpResponse:
    shell = sites.shell_of(request)
    edition = publishing.public_edition(public_id, shell.site)
    if edition is None:
        return departed(request, shell, public_id)
    page = documents.page_of(edition, shell.today)
    official = official_of(page)
    if official is None:
        return answers.not_found(request, shell)
    try:
        return answers.public(show(request, shell, page, official), page.mentions)
    except MayNotPrint:
        return answers.problem(request, shell, 503, *NO_PDF)


def _as_page(
    request: HttpRequest, shell: sites.Shell, page: documents.Page, official: Official
) -> HttpResponse:
    column = shell.by_pk.get(page.edition.column_id) or page.edition.column
    context = {
        "doc": page,
        "official": official,
        "column": column,
        "crumbs": sites.crumbs_to(shell, column, last="标准版式"),
        "canonical": request.build_absolute_uri(page.address),
        "noindex": True,
    }
    return answers.page(request, shell, "standard", context)


def _as_pdf(
    request: HttpRequest, shell: sites.Shell, page: documents.Page, official: Official
) -> HttpResponse:
    address = request.build_absolute_uri(page.address)
    marks = ["演示数据，不具有任何效力"] if shell.is_demonstration else []
    states = "、".join(str(tag) for tag in page.tags)
    data = {
        "issuers": official.issuers,
        "mark_ends_with_document": official.ends_with_document,
        "number": official.number,
        "blocks": blocks(page.content.body, base=address),
        "note": official.note,
        "attachments": [
            {"name": file.name, "address": address.rsplit("/doc/", 1)[0] + file.url}
            for file in page.attachments
        ],
        "imprint": [*([("状态", states)] if states else []), *official.imprint],
        "author": official.issuers,
        "address": "　".join([*marks, address]),
        "code": page.revision.short_code,
    }
    made = pdf("official", data, title=page.content.title)
    return pdf_response(made, f"{page.public_id}-standard.pdf", address)

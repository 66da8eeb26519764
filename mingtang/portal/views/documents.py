"""A document: its page, print view, PDF and attachments, each only while the document is public."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from mingtang.core.documents.api import MayNotPrint, blocks, pdf
from mingtang.core.files import api as files
from mingtang.portal.queries import documents, sites
from mingtang.portal.queries.official import has_standard_edition
from mingtang.portal.views import answers
from mingtang.publishing import api as publishing

# What a reader is told where no PDF can be made.
NO_PDF = ("暂时不能生成 PDF", "服务器暂时不能生成 PDF。请使用“打印本页”，或稍后再试。")


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page at a document's lasting address."""
    shell = sites.shell_of(request)
    edition = publishing.public_edition(public_id, shell.site)
    if edition is None:
        return departed(request, shell, public_id)
    shown = documents.page_of(edition, shell.today)
    return answers.public(render_page(request, shell, shown), shown.mentions)


def render_page(request: HttpRequest, shell: sites.Shell, shown: documents.Page, **more: Any) -> HttpResponse:
    """The page of a document, whoever may read it."""
    column = shell.by_pk.get(shown.edition.column_id) or shown.edition.column
    address = request.build_absolute_uri(shown.address)
    context = {
        "doc": shown,
        "column": column,
        "crumbs": sites.crumbs_to(shell, column, last="正文"),
        "meta": sites.meta_of(shell, column, **shown.meta, Url="" if more.get("closed") else address),
        "canonical": address,
        "feed": sites.address_of(column) + "feed.xml",
        "has_standard_edition": has_standard_edition(shown.edition),
    }
    return answers.page(request, shell, "document", context | more)


def departed(request: HttpRequest, shell: sites.Shell, public_id: str) -> HttpResponse:
    """What became of a document that is not public here: a new address, gone, or never there."""
    fate = publishing.fate_of(public_id, shell.site)
    if fate.moved_to:
        return answers.public(HttpResponsePermanentRedirect(fate.moved_to), [public_id])
    return answers.gone(request, shell) if fate.gone else answers.not_found(request, shell)


@require_safe
def printed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The document alone, for paper."""
    shell = sites.shell_of(request)
    edition = publishing.public_edition(public_id, shell.site)
    if edition is None:
        return departed(request, shell, public_id)
    shown = documents.page_of(edition, shell.today)
    return answers.public(render_print(request, shell, shown), shown.mentions)


def render_print(
    request: HttpRequest, shell: sites.Shell, shown: documents.Page, **more: Any
) -> HttpResponse:
    context = {"doc": shown, "canonical": request.build_absolute_uri(shown.address), "noindex": True}
    return answers.page(request, shell, "print", context | more)


@require_safe
def as_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The document as tagged PDF."""
    shell = sites.shell_of(request)
    edition = publishing.public_edition(public_id, shell.site)
    if edition is None:
        return departed(request, shell, public_id)
    shown = documents.page_of(edition, shell.today)
    try:
        return answers.public(pdf_answer(request, shell, shown), shown.mentions)
    except MayNotPrint:
        return answers.problem(request, shell, 503, *NO_PDF)


def pdf_answer(request: HttpRequest, shell: sites.Shell, shown: documents.Page) -> HttpResponse:
    address = request.build_absolute_uri(shown.address)
    made = pdf("document", _pdf_data(shell, shown, address), title=shown.content.title)
    return pdf_response(made, f"{shown.public_id}.pdf", address)


def pdf_response(made: bytes, name: str, address: str) -> HttpResponse:
    """A PDF that says which page it is a copy of."""
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Link"] = f'<{address}>; rel="canonical"'
    return response


def _pdf_data(shell: sites.Shell, shown: documents.Page, address: str) -> dict[str, Any]:
    marks = ["演示数据，不具有任何效力"] if shell.is_demonstration else []
    rows = [["状态", "、".join(str(tag) for tag in shown.tags)]] if shown.tags else []
    if shown.withdrawn:
        rows.append(["撤回说明", shown.withdrawal_notice])
    return {
        "metadata": [*rows, *([fact.label, str(fact.value)] for fact in shown.facts)],
        "blocks": blocks(shown.content.body, base=address),
        "attachments": [
            {"name": file.name, "address": address.rsplit("/doc/", 1)[0] + file.url}
            for file in shown.attachments
        ],
        "author": [shown.issuer],
        "address": "　".join([*marks, address]),
        "code": shown.revision.short_code,
    }


@require_safe
def attachment(request: HttpRequest, public_id: str, number: int, name: str) -> HttpResponseBase:
    """A file that the signed text of a public document names."""
    shell = sites.shell_of(request)
    edition = publishing.public_edition(public_id, shell.site)
    if edition is None:
        return departed(request, shell, public_id)
    return send(request, shell, edition, number, name)


def send(
    request: HttpRequest, shell: sites.Shell, edition: publishing.Edition, number: int, name: str
) -> HttpResponseBase:
    """The numbered file of an edition, as long as its bytes are those that were signed."""
    ref = publishing.attachment_of(edition, number)
    if ref is None or documents.name_in_address(ref) != name:
        return answers.not_found(request, shell)
    file = files.StoredFile.objects.filter(pk=ref.file_id, sha256=ref.sha256).first()
    if file is None or files.opening_refusals(file):
        return answers.problem(
            request, shell, 410, "附件暂停提供", "这个附件正在核查，暂停提供。请阅读正文，或向发布单位咨询。"
        )
    # Asked before the file is opened: closing an answer ends the request, and with it its connection.
    etag = f'"{file.sha256}"'
    answer = get_conditional_response(request, etag=etag)
    response = answer if answer is not None else files.serve(file, ref.name, in_place=True)
    # Asked for anew each time: a file leaves with its document, at once.
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = etag
    return response

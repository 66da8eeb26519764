"""Signing on paper: the sheet to print, its scan, and the comparison by another person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingtang.core.design.api import Crumb, Fact, tried
from mingtang.core.documents import api as documents
from mingtang.core.files.api import receive, serve
from mingtang.core.organisations.api import holders
from mingtang.desk.forms.paper import ScanForm, SecrecyScanForm, SheetForm
from mingtang.desk.forms.release import ReasonForm
from mingtang.desk.views.frame import page, staff, staff_required
from mingtang.desk.views.item import pdf_answer
from mingtang.publishing import api as publishing
from mingtang.publishing.api import (
    CONCLUSIONS,
    GATES,
    SECRECY,
    STEP_ROLES,
    Edition,
    PaperSheet,
    Return,
    Revision,
)

LEVEL_BOXES = (
    "<p>四关逐一确认：" + "　".join(f"□ {name}" for _, name in GATES) + "</p><p>□ 本级校对已完成</p>"
)
SECRECY_BOXES = (
    "<p>国家秘密 □有 □没有　　工作秘密 □有 □没有　　敏感信息 □有 □没有　　汇聚风险 □有 □没有</p>"
    "<p>审查结论：" + "　".join(f"□ {name}" for _, name in CONCLUSIONS) + "</p><p>依据：</p>"
)


@staff_required
@require_GET
def signing_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of the waiting step, with the code of exactly the newest text."""
    edition = _waiting(request, pk)
    revision = publishing.newest_revision(edition)
    step = edition.waiting_for
    where = request.build_absolute_uri(reverse("desk:review", args=[pk]))
    told = {
        "code": revision.short_code,
        "qr": documents.qr(where),
        "qr_text": where,
        "metadata": [
            ["责任单位", edition.organisation.name],
            ["信息种类", edition.publication.kind.name],
            ["栏目", edition.column.name],
            ["稿次", f"第{edition.number}版第{revision.number}稿"],
        ],
        "signatures": [{"step": publishing.step_name(edition, step)}],
        "after": _to_be_signed(edition, revision),
    }
    made = documents.pdf("signing_sheet", told, title=f"审签单：{edition.title}")
    return pdf_answer(made, f"审签单-{revision.short_code}.pdf")


def _to_be_signed(edition: Edition, revision: Revision) -> list[Any]:
    """The boxes to tick, and the text itself: the paper stands on its own."""
    content = publishing.content_of(revision)
    boxes = SECRECY_BOXES if edition.waiting_for == SECRECY else LEVEL_BOXES
    text = f"<h2>待签文本</h2><h3>{escape(content.title)}</h3>{content.body}"
    files = "".join(f"<li>{escape(file.name)}</li>" for file in content.attachments)
    listed = f"<h3>附件</h3><ul>{files}</ul>" if files else ""
    return documents.blocks(boxes + text + listed)


@staff_required
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """One person uploads the signed sheet."""
    edition = _waiting(request, pk)
    form = _scan_form(request, edition)
    done: list[PaperSheet] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: done.append(_scan(request, edition, form)))
    ):
        messages.success(request, "签单已上传，请另一人核对校验码后生效。")
        return redirect("desk:sheet", done[0].pk)
    context = {
        "edition": edition,
        "form": form,
        "step_name": publishing.step_name(edition, edition.waiting_for),
        "crumbs": [Crumb(edition.title, reverse("desk:item", args=[pk])), Crumb("上传签单")],
    }
    return page(request, "desk/work/scan.html", context, status=422 if form.is_bound else 200)


def _scan_form(request: HttpRequest, edition: Edition) -> ScanForm:
    step, day = edition.waiting_for, localdate()
    signers = holders(STEP_ROLES[step], [publishing.signing_body(edition, step)], day)
    kind = SecrecyScanForm if step == SECRECY else ScanForm
    return kind(request.POST or None, request.FILES or None, signers=signers)


def _scan(request: HttpRequest, edition: Edition, form: ScanForm) -> PaperSheet:
    told, day = form.cleaned_data, localdate()
    facts = {"signer": told["signer"], "signed_on": told["signed_on"], "by": request.user, "on": day}
    if reasons := publishing.scan_refusals(edition, **facts):
        raise publishing.MayNotUsePaper(reasons)
    # Only a scan that may be used is kept.
    kept = receive(told["scan"], by=staff(request), owner=edition.organisation, purpose=f"sheet:{edition.pk}")
    return publishing.scan_in(edition, **facts, scan=kept, opinion=told["opinion"], secrecy=form.secrecy())


@staff_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Another person compares the paper with the text; POST confirms."""
    found = _sheet_for(request, pk)
    form = SheetForm(request.POST or None, is_secrecy=found.step == SECRECY)
    done: list[Any] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: done.append(_confirm(request, found, form)))
    ):
        if isinstance(done[0], Return):
            messages.warning(request, "签单已核对。保密审查结论为不得公开，文稿已退回。")
        else:
            messages.success(request, f"签单已核对，{found.signer.name}的签署生效。")
        return redirect("desk:item", found.edition_id)
    return _sheet_page(request, found, form)


def _confirm(request: HttpRequest, found: PaperSheet, form: SheetForm) -> Any:
    return publishing.confirm_sheet(found, **form.seen(), by=request.user, on=localdate())


@staff_required
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet does not fit; the step waits on."""
    found = _sheet_for(request, pk)
    refusing = ReasonForm(request.POST, prefix="refuse", label="哪里不符")
    if refusing.is_valid() and tried(refusing, lambda: _refuse(request, found, refusing)):
        messages.success(request, "签单已退回，这一步仍等待签署。")
        return redirect("desk:item", found.edition_id)
    return _sheet_page(request, found, SheetForm(is_secrecy=found.step == SECRECY), refusing)


def _refuse(request: HttpRequest, found: PaperSheet, form: ReasonForm) -> PaperSheet:
    return publishing.refuse_sheet(found, **form.cleaned_data, by=request.user, on=localdate())


def _sheet_page(
    request: HttpRequest, found: PaperSheet, form: SheetForm, refusing: ReasonForm | None = None
) -> HttpResponse:
    wrong = form.is_bound or refusing is not None
    context = {
        "sheet": found,
        "edition": found.edition,
        "form": form,
        "refusing": refusing or ReasonForm(prefix="refuse", label="哪里不符"),
        "facts": _facts(found),
        "refusals": publishing.sheet_confirmation_refusals(found, by=request.user, on=localdate()),
        "crumbs": [
            Crumb(found.edition.title, reverse("desk:item", args=[found.edition_id])),
            Crumb("核对签单"),
        ],
    }
    return page(request, "desk/work/sheet.html", context, status=422 if wrong else 200)


def _facts(found: PaperSheet) -> list[Fact]:
    told = [
        ("步骤", found.get_step_display()),
        ("签署人", found.signer.name),
        ("纸面签署日期", f"{found.signed_on}"),
        ("纸面意见", found.opinion),
        ("扫描人", found.scanned_by.name),
        *_answers(found.secrecy),
    ]
    return [Fact(label, value) for label, value in told if value]


def _answers(secrecy: dict[str, Any]) -> list[tuple[str, str]]:
    names = (
        ("state_secret", "国家秘密"),
        ("work_secret", "工作秘密"),
        ("sensitive", "敏感信息"),
        ("aggregation", "汇聚风险"),
    )
    if not secrecy:
        return []
    conclusion = dict(publishing.CONCLUSIONS).get(secrecy["conclusion"], "")
    said = [(name, "有" if secrecy[code] else "没有") for code, name in names]
    return [*said, ("审查结论", conclusion), ("依据", secrecy["basis"])]


@staff_required
@require_GET
def sheet_scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scan itself, for those who may see the text."""
    answer = serve(_sheet_for(request, pk).scan, in_place=True)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _sheet_for(request: HttpRequest, pk: int) -> PaperSheet:
    rows = PaperSheet.objects.select_related("edition", "revision", "signer", "scanned_by", "scan")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有找到这张签单")
    publishing.edition_for(request.user, found.edition_id, localdate())
    return found


def _waiting(request: HttpRequest, pk: int) -> Edition:
    edition = publishing.edition_for(request.user, pk, localdate())
    if not edition.waiting_for:
        raise Http404("这条信息没有等待签署的步骤")
    return edition

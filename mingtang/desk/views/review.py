"""Signing, made for a telephone first: the text, what changed since, what checks found, ticks, one tap."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.core.design.api import Crumb, Step, tried
from mingtang.desk.forms.review import CorrectionForm, ReturnForm, signing_form
from mingtang.desk.views.frame import address, page, staff, staff_required
from mingtang.desk.views.text import Changed, Text, changes_since, text_of
from mingtang.publishing import api as publishing
from mingtang.publishing.api import SECRECY, Correction, Edition, Return, Revision


@staff_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The text and the form of the step that it waits for; POST signs."""
    edition = publishing.edition_for(request.user, pk, localdate())
    if not edition.waiting_for:
        messages.info(request, f"《{edition.title}》现在没有等待签署的步骤。")
        return redirect("desk:item", pk)
    form = signing_form(edition.waiting_for)(request.POST or None)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _sign(request, edition, form)):
        return redirect("desk:home")
    return _page(request, edition, signing=form)


def _sign(request: HttpRequest, edition: Edition, form: Any) -> None:
    signed = publishing.sign(
        edition, edition.waiting_for, by=request.user, on=localdate(), **form.signature()
    )
    if isinstance(signed, Return):
        messages.warning(request, f"《{edition.title}》保密审查未通过，已退回撰稿单位。")
    else:
        messages.success(request, f"已签署{signed.step_name}：《{edition.title}》。")


@staff_required
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the text to its author."""
    edition = publishing.edition_for(request.user, pk, localdate())
    form = ReturnForm(request.POST, prefix="return")
    if form.is_valid() and tried(form, lambda: _return(request, edition, form)):
        messages.success(request, f"《{edition.title}》已退回，撰稿人会收到通知。")
        return redirect("desk:home")
    return _page(request, edition, returning=form)


def _return(request: HttpRequest, edition: Edition, form: ReturnForm) -> Return:
    return publishing.return_(edition, by=request.user, on=localdate(), **form.cleaned_data)


@staff_required
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a change of words; the text stays as it is until an author accepts."""
    edition = publishing.edition_for(request.user, pk, localdate())
    form = CorrectionForm(request.POST, prefix="correction")
    if form.is_valid() and tried(form, lambda: _propose(request, edition, form)):
        messages.success(request, "改动建议已交给撰稿人。采纳后文稿会回到这里，您只需看改动处再签。")
        return redirect("desk:review", pk)
    return _page(request, edition, correcting=form)


def _propose(request: HttpRequest, edition: Edition, form: CorrectionForm) -> Correction:
    return publishing.propose_correction(edition, by=request.user, on=localdate(), **form.cleaned_data)


@staff_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """An author takes a proposed change over in one click."""
    correction = _correction_for(request, pk)
    publishing.accept_correction(correction, by=request.user, on=localdate())
    correction.revision.edition.refresh_from_db()
    if correction.revision.edition.state == "in_review":
        messages.success(request, "改动已采纳，新的一稿已送回审核。")
    else:
        messages.success(request, "改动已采纳，保存为新的一稿。")
    return redirect("desk:item", correction.revision.edition_id)


@staff_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """An author leaves the text as it is."""
    correction = _correction_for(request, pk)
    publishing.decline_correction(correction, by=request.user, on=localdate())
    messages.success(request, "未采纳这条改动建议，文稿不变。")
    return redirect("desk:item", correction.revision.edition_id)


def _correction_for(request: HttpRequest, pk: int) -> Correction:
    correction = Correction.objects.select_related("revision__edition", "proposed_by").filter(pk=pk).first()
    if correction is None:
        raise Http404("没有找到这条改动建议")
    publishing.editable_edition_for(request.user, correction.revision.edition_id, localdate())
    return correction


def _page(
    request: HttpRequest,
    edition: Edition,
    *,
    signing: BaseForm | None = None,
    returning: BaseForm | None = None,
    correcting: BaseForm | None = None,
) -> HttpResponse:
    step, day = edition.waiting_for, localdate()
    if not step:
        return redirect("desk:item", edition.pk)
    revision = publishing.newest_revision(edition)
    text = text_of(edition, revision)
    standing = publishing.signing_standing(request.user, edition, step, day)
    wrong = any(form is not None and form.is_bound for form in (signing, returning, correcting))
    context = {
        "edition": edition,
        "text": text,
        "step_name": publishing.step_name(edition, step),
        "is_secrecy": step == SECRECY,
        "on_behalf_of": standing.on_behalf_of if standing else "",
        "refusals": publishing.sign_refusals(edition, step, by=request.user, on=day),
        "may_judge": standing is not None,
        "findings": publishing.run_checks(revision),
        "steps": steps_of(edition, revision),
        "signing": _shown(signing, step, revision),
        "returning": returning or ReturnForm(prefix="return"),
        "correcting": correcting or CorrectionForm(prefix="correction"),
        "related": _related(edition, text) if step == SECRECY else [],
        "preview_url": address("desk:preview", edition.pk),
        "checks_url": address("desk:checks", edition.pk),
        "sheet_url": address("desk:signing-sheet", edition.pk),
        "scan_url": address("desk:scan", edition.pk),
        "crumbs": [Crumb("今天要办", address("desk:home")), Crumb(publishing.step_name(edition, step))],
        **_since(request, revision),
    }
    return page(request, "desk/work/review.html", context, status=422 if wrong else 200)


def _shown(form: BaseForm | None, step: str, revision: Revision) -> BaseForm:
    """The signing form with the hash of the very text on this page."""
    fresh = signing_form(step)(initial={"seen_hash": revision.content_hash})
    return form if form is not None and form.is_bound else fresh


def _since(request: HttpRequest, revision: Revision) -> dict[str, Any]:
    """What changed since this person last signed; nothing where they have not, or where that text was erased."""
    before = publishing.last_signed_before(revision, staff(request).pk)
    if before is None or before.content.payload is None or revision.content.payload is None:
        return {"since": None, "changes": list[Changed]()}
    return {"since": before, "changes": changes_since(before, revision)}


def _related(edition: Edition, text: Text) -> list[Any]:
    return publishing.related_public(edition, text.content) if text.content else []


def steps_of(edition: Edition, revision: Revision) -> list[Step]:
    """The four steps of this text: signed by whom, or waiting."""
    signed = publishing.signatures_of(revision)
    steps = []
    for step in publishing.STEP_ORDER:
        signature = signed.get(step)
        state = "done" if signature else "current" if step == edition.waiting_for else "todo"
        note = signature.signer_name if signature else ""
        steps.append(Step(publishing.step_name(edition, step), state, note))
    return steps

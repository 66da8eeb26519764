"""The editor: one page with text, elements, decisions and attachments; typing is kept, nothing is lost."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.core.design.api import Crumb, told
from mingtang.core.files.api import StoredFile
from mingtang.core.refusals import Refused
from mingtang.desk.forms import choices
from mingtang.desk.forms.drafting import EditorForms
from mingtang.desk.services.writing import save_draft
from mingtang.desk.views.attachments import allowed_files, receive_attachment, receive_import, receive_paper
from mingtang.desk.views.checks import checks_of
from mingtang.desk.views.compare import differences, element_names
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import AttachmentRef, Autosave, Conflict, Edition, Revision

AFTER = {"checks": "desk:checks", "preview": "desk:preview"}


@staff_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write: GET shows the newest text or what was typed and not saved, POST saves a new revision."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    if edition.state not in publishing.OPEN:
        return page(request, "desk/drafting/closed.html", {"edition": edition, "crumbs": _crumbs(edition)})
    if request.method == "POST":
        return _save(request, edition)
    kept = _kept_typing(request, edition)
    restoring = kept is not None and "restore" in request.GET
    forms = _forms(request, edition, data=_typed(kept) if restoring and kept else None)
    offer = kept if kept and not restoring and "fresh" not in request.GET else None
    return _shown(request, edition, forms, offer=offer, restored=kept if restoring else None)


def _save(request: HttpRequest, edition: Edition) -> HttpResponse:
    forms = _forms(request, edition, data=request.POST, uploaded=request.FILES)
    if not forms.is_valid():
        return _shown(request, edition, forms, status=422)
    added: list[AttachmentRef] = []
    try:
        paper = _received(request, edition, forms, added)
        revision = _saved(request, edition, forms, forms.content(added), paper)
    except Conflict as conflict:
        return _beside_theirs(request, edition, forms, _with_rows(request.POST, added), conflict.theirs)
    except Refused as refused:
        return _refused(request, edition, _with_rows(request.POST, added), refused)
    told = "内容没有变化，没有另存新稿。" if revision.number == forms.draft.cleaned_data["base"] else ""
    messages.success(request, told or f"已保存第{revision.number}稿。")
    return redirect(AFTER.get(request.POST.get("then", ""), "desk:edit"), edition.pk)


def _received(
    request: HttpRequest, edition: Edition, forms: EditorForms, added: list[AttachmentRef]
) -> StoredFile | None:
    """Keep the uploads; `added` grows one by one, so that a refused file does not take the others with it."""
    for file in forms.draft.cleaned_data.get("uploads") or []:
        added.append(receive_attachment(file, edition, by=request.user))
    paper = forms.draft.cleaned_data.get("paper")
    return receive_paper(paper, edition.organisation, by=request.user) if paper else forms.draft.held_paper


def _with_rows(posted: QueryDict, added: list[AttachmentRef]) -> QueryDict:
    """What was sent, with a row for each file that was received on the way."""
    data = posted.copy()
    public_ids = dict(
        StoredFile.objects.filter(pk__in=[f.file_id for f in added]).values_list("pk", "public_id")
    )
    for number, file in enumerate(added, int(data.get("attachments-TOTAL_FORMS") or 0)):
        data[f"attachments-{number}-file"] = public_ids[file.file_id]
        data[f"attachments-{number}-name"] = file.name
        data[f"attachments-{number}-order"] = str(number + 1)
        data["attachments-TOTAL_FORMS"] = str(number + 1)
    return data


def _refused(request: HttpRequest, edition: Edition, data: QueryDict, refused: Refused) -> HttpResponse:
    forms = _forms(request, edition, data=data)
    forms.draft.is_valid()
    told(forms.draft, refused)
    return _shown(request, edition, forms, status=409)


def _saved(
    request: HttpRequest,
    edition: Edition,
    forms: EditorForms,
    content: dict[str, Any],
    paper: StoredFile | None,
) -> Revision:
    given, day = forms.draft.cleaned_data, localdate()
    return save_draft(
        edition,
        content,
        columns=[int(pk) for pk in given["further_columns"]] if "further_columns" in given else None,
        by=request.user,
        on=day,
        base=given["base"],
        note=given["note"],
        drafter_id=int(given["drafter"]) if given["drafter"] else None,
        drafter_name=given["drafter_name"],
        typed_only=given["typed_only"],
        paper=paper if given["typed_only"] else None,
    )


def _beside_theirs(
    request: HttpRequest, edition: Edition, forms: EditorForms, data: QueryDict, theirs: Revision
) -> HttpResponse:
    """Keep what was typed on the page, show what the other person saved, and let the next save be deliberate."""
    typed = publishing.complete(forms.content(), edition)
    data["base"] = str(theirs.number)
    publishing.keep_typing(edition, {"form": _lists(data)}, by=request.user, base=theirs.number)
    forms = _forms(request, edition, data=data)
    conflict = {
        "theirs": theirs,
        "fields": differences(publishing.content_of(theirs), typed, element_names(edition)),
    }
    return _shown(request, edition, forms, conflict=conflict, status=409)


@staff_required
@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep what is being typed. Tells when somebody saved a newer revision meanwhile; what was typed is kept anyway."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    try:
        typed = json.loads(request.body)
        base, form = int(typed["base"]), {str(k): list(map(str, v)) for k, v in typed["form"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"error": "自动保存的内容不完整。"}, status=400)
    row = publishing.keep_typing(edition, {"form": form}, by=request.user, base=base)
    answer: dict[str, Any] = {"saved_at": f"{localtime(row.saved_at):%H:%M}", "conflict": None}
    newest = publishing.newest_revision(edition)
    if edition.state not in publishing.OPEN:
        answer["closed"] = f"这一版次{edition.get_state_display()}，不能再保存。您输入的内容已留存。"
    elif newest.number != base:
        answer["conflict"] = {
            "number": newest.number,
            "who": newest.saved_by_name,
            "at": f"{localtime(newest.saved_at):%H:%M}",
            "url": reverse("desk:compare", args=[edition.pk]) + f"?old={newest.number}&new=typed",
        }
    return JsonResponse(answer)


@staff_required
@require_POST
def import_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the text of a Word file into the editor, unsaved: the author looks first. Empty facts are proposed."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    data = request.POST.copy()
    upload = request.FILES.get("docx")
    warnings: list[str] = []
    try:
        if upload is None:
            raise Refused("请先选择要导入的 Word 文件（.docx）。")
        imported = receive_import(upload, edition, by=request.user)
        warnings = [*imported.warnings, *_propose(data, edition, imported.html, imported.title)]
    except Refused as refused:
        return _refused(request, edition, data, refused)
    return _shown(request, edition, _forms(request, edition, data=data), imported=warnings)


def _propose(data: QueryDict, edition: Edition, html: str, title: str) -> list[str]:
    """Fill the body, and facts that are plain and not yet told; say what was filled in."""
    read = publishing.read_off(publishing.sanitise(html))
    data["body"] = read.body
    facts = {
        "title": ("标题", title or read.title),
        "element-document_number": ("发文字号", read.document_number),
        "element-written_on": ("成文日期", read.written_on),
        "element-addressee": ("主送机关", read.addressee),
    }
    asked = {"title", *(f"element-{code}" for code in element_names(edition))}
    told = []
    for name, (label, value) in facts.items():
        if value and name in asked and (name == "title" or not data.get(name)):
            data[name] = value
            told.append(f"{label}按文件填为“{value}”，请核对。")
    return told


# --- what the page is made of


def _forms(request: HttpRequest, edition: Edition, *, data: Any = None, uploaded: Any = None) -> EditorForms:
    revision, day = publishing.newest_revision(edition), localdate()
    content = publishing.content_of(revision)
    kind = edition.publication.kind
    found = {p.column_id: p.column for p in choices.places(request.user, kind, day)}
    placed = publishing.further_columns(edition)
    names = choices.column_names() if placed else {}
    shown = {**{pk: names[pk] for pk in placed}, **found}
    shown.pop(edition.column_id, None)
    return EditorForms(
        edition,
        publishing.current_version(kind),
        content,
        base=revision.number,
        day=day,
        columns=[(str(pk), name) for pk, name in shown.items()],
        placed=placed,
        drafting=_drafting(revision),
        allowed=allowed_files(edition, content),
        data=data,
        uploaded=uploaded,
    )


def _drafting(revision: Revision) -> dict[str, Any]:
    """Who wrote the newest revision; the next one begins with the same answer."""
    named = "" if revision.drafter else revision.drafter_name
    return {
        "drafter": str(revision.drafter_id or ""),
        "drafter_name": named,
        "typed_only": revision.typed_only,
        "held_paper": revision.paper,
    }


def _kept_typing(request: HttpRequest, edition: Edition) -> Autosave | None:
    return Autosave.objects.filter(edition=edition, user=request.user).first()


def _typed(kept: Autosave) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in kept.payload.get("form", {}).items():
        data.setlist(name, values)
    return data


def _lists(data: QueryDict) -> dict[str, list[str]]:
    return {name: data.getlist(name) for name in data if name != "csrfmiddlewaretoken"}


def _crumbs(edition: Edition) -> list[Crumb]:
    return [Crumb("起草信息", reverse("desk:new")), Crumb(edition.title)]


def _shown(
    request: HttpRequest, edition: Edition, forms: EditorForms, *, status: int = 200, **more: Any
) -> HttpResponse:
    newest = publishing.newest_revision(edition)
    context = {
        "edition": edition,
        "newest": newest,
        "forms": forms,
        "draft": forms.draft,
        "version": publishing.current_version(edition.publication.kind),
        "crumbs": _crumbs(edition),
        "returned": newest.returns.order_by("-id").first(),
        "checks": checks_of(edition, newest),
        **more,
    }
    return page(request, "desk/drafting/editor.html", context, status=status)

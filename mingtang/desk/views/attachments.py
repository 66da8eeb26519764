"""Files that come with a draft: attachments, Word files to import, scanned papers. All pass core.files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from mingtang.core.files.api import (
    StoredFile,
    by_public_id,
    docx_to_html,
    open_bytes,
    opening_refusals,
    receive,
    serve,
)
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refused
from mingtang.desk.forms.drafting import attachment
from mingtang.desk.views.frame import staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import AttachmentRef, Content, Edition

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def purpose(edition: Edition) -> str:
    """Ties an upload to the edition that it was made for: no other draft can take it in."""
    return f"attachment:{edition.pk}"


def receive_attachment(upload: Any, edition: Edition, *, by: Any) -> AttachmentRef:
    """Keep an upload as an attachment. Refused with its reasons where it was held back."""
    return attachment(_clean(receive(upload, by=by, owner=edition.organisation, purpose=purpose(edition))))


def receive_paper(upload: Any, body: Organisation, *, by: Any) -> StoredFile:
    """Keep the scanned paper from which a text was typed in."""
    return _clean(receive(upload, by=by, owner=body, purpose="paper"))


def receive_import(upload: Any, edition: Edition, *, by: Any) -> Any:
    """The text of a Word file as HTML, with warnings."""
    stored = _clean(receive(upload, by=by, owner=edition.organisation, purpose=f"import:{edition.pk}"))
    if stored.media_type != WORD:
        raise Refused("只能导入 Word 文件（.docx）。旧的 .doc 或 WPS 文件请先另存为 .docx。")
    with open_bytes(stored) as opened:
        return docx_to_html(opened.read())


def _clean(stored: StoredFile) -> StoredFile:
    if not stored.is_clean:
        why = "；".join(map(str, stored.reasons)) or stored.get_state_display()
        raise Refused(
            f"文件“{stored.name}”{stored.get_state_display()}，没有加入：{why}。请联系系统管理员处理，或换一份文件。"
        )
    return stored


def allowed_files(edition: Edition, content: Content) -> dict[str, StoredFile]:
    """Files that this draft may carry, by public id: those of its newest text and those uploaded for it."""
    held = StoredFile.objects.filter(pk__in=[file.file_id for file in content.attachments])
    uploaded = StoredFile.objects.filter(purpose=purpose(edition))
    return {file.public_id: file for file in (*held, *uploaded)}


@staff_required
@require_POST
def upload(request: HttpRequest, pk: int) -> JsonResponse:
    """An attachment dropped on the editor page: kept at once, part of the text with the next save."""
    edition = publishing.editable_edition_for(request.user, pk, localdate())
    files = request.FILES.getlist("file")
    if len(files) != 1:
        return JsonResponse({"reasons": ["请选择一个文件。"]}, status=400)
    try:
        kept = receive_attachment(files[0], edition, by=request.user)
    except Refused as refused:
        return JsonResponse({"reasons": [str(reason) for reason in refused.reasons]}, status=409)
    stored = StoredFile.objects.get(pk=kept.file_id)
    return JsonResponse({"file": stored.public_id, "name": kept.name, "size": kept.size})


@staff_required
@require_GET
def attachment_of(request: HttpRequest, pk: int, public_id: str) -> HttpResponseBase:
    """A file of an edition, for those who may see the edition, whatever its state."""
    edition = publishing.edition_for(request.user, pk, localdate())
    stored = by_public_id(public_id)
    if stored is None or not _belongs(edition, stored):
        raise Http404("没有找到这个文件")
    if reasons := opening_refusals(stored):
        raise Refused(reasons)
    names = _names(edition)
    answer = serve(stored, names.get(stored.pk, ""), in_place="show" in request.GET)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _belongs(edition: Edition, stored: StoredFile) -> bool:
    if stored.purpose == purpose(edition) or stored.pk in _names(edition):
        return True
    return edition.revisions.filter(paper=stored).exists()


def _names(edition: Edition) -> Mapping[int, str]:
    """Every file that any text of the edition carries, by the newest name."""
    names: dict[int, str] = {}
    for revision in edition.revisions.select_related("content").order_by("number"):
        if revision.content.payload is not None:
            names |= {file.file_id: file.name for file in publishing.content_of(revision).attachments}
    return names

"""Earlier texts of a document: which the public may read as of their days."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, desk_page, tried
from mingtang.policies.permissions.publications import newest_edition, publication_to_edit
from mingtang.policies.queries.history import past_editions
from mingtang.policies.services.past_texts import close_past_text, open_past_text, opening_refusals
from mingtang.publishing.api import Publication


class PastTextForm(forms.Form):
    """Open one earlier text, or close it with a reason."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="关闭理由", max_length=300, required=False)


@staff_required
@require_http_methods(["GET", "POST"])
def past_texts(request: HttpRequest, pk: int) -> HttpResponse:
    """The superseded texts of a publication, each with the way to open or close it."""
    publication = publication_to_edit(request.user, pk, localdate())
    form = PastTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _acted(request, publication, form):
        return redirect("policies-desk:past-texts", pk=pk)
    rows = [
        (edition, text, [] if text and text.closed_at is None else _refusals(request, edition))
        for edition, text in past_editions(publication)
    ]
    newest = newest_edition(publication.pk)
    context = {
        "rows": rows,
        "form": form,
        "title": newest.title if newest else "",
        "crumbs": [Crumb("工作台", "/desk/"), Crumb("历史文本")],
    }
    return desk_page(request, "policies/past_texts.html", context, status=400 if form.errors else 200)


def _refusals(request: HttpRequest, edition: object) -> list[str]:
    return [str(reason) for reason in opening_refusals(edition, by=request.user, on=localdate())]  # type: ignore[arg-type]


def _acted(request: HttpRequest, publication: Publication, form: PastTextForm) -> bool:
    found = {edition.pk: (edition, text) for edition, text in past_editions(publication)}
    edition, text = found.get(form.cleaned_data["edition"], (None, None))
    if edition is None:
        form.add_error(None, "没有这一版，请刷新页面。")
        return False
    if text is not None and text.closed_at is None:
        reason = form.cleaned_data["reason"]
        return tried(form, lambda: close_past_text(text, reason=reason, by=request.user, on=localdate()))
    return tried(form, lambda: open_past_text(edition, by=request.user, on=localdate()))

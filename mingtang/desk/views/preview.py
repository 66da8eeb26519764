"""The page as the public will see it: the portal's own, shown by the function that the wiring names."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.design.api import Crumb
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, Revision


@staff_required
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview in its frame, wide or as narrow as a telephone."""
    edition = publishing.edition_for(request.user, pk, localdate())
    revision = _revision(edition, request.GET.get("revision", ""))
    context = {
        "edition": edition,
        "revision": revision,
        "narrow": request.GET.get("width") == "narrow",
        "crumbs": [Crumb(edition.title, reverse("desk:edit", args=[edition.pk])), Crumb("预览")],
    }
    return page(request, "desk/drafting/preview.html", context)


@staff_required
@require_GET
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The portal's page itself, of a text that is not public: for those who may see the edition, kept by no cache."""
    edition = publishing.edition_for(request.user, pk, localdate())
    show: Any = import_string(import_module(settings.WIRING).PREVIEW)
    answer: HttpResponse = show(request, edition, _revision(edition, request.GET.get("revision", "")))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _revision(edition: Edition, number: str) -> Revision:
    if not number:
        return publishing.newest_revision(edition)
    found = (
        edition.revisions.select_related("content").filter(number=number if number.isdecimal() else 0).first()
    )
    if found is None:
        raise Http404("没有这一稿")
    return found

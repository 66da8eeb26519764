"""The text as the public will see it: the portal's own page, at the address that the wiring names."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from mingtang.core.design.api import Crumb
from mingtang.desk.views.frame import page, staff_required
from mingtang.publishing import api as publishing


@staff_required
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest text in the portal's page, as wide as the screen or as narrow as a telephone."""
    edition = publishing.edition_for(request.user, pk, localdate())
    context = {
        "edition": edition,
        "revision": publishing.newest_revision(edition),
        "address": reverse(import_module(settings.WIRING).PREVIEW, args=[edition.pk]),
        "narrow": request.GET.get("width") == "narrow",
        "may_edit": publishing.may_edit(request.user, edition, localdate()),
        "crumbs": [Crumb(edition.title, reverse("desk:item", args=[edition.pk])), Crumb("预览")],
    }
    return page(request, "desk/drafting/preview.html", context)

"""What all pages of the section share: whose section it is, its layout, its navigation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate

from mingtang.catalogue.labels import PART_NAMES, SECTION
from mingtang.catalogue.queries import pages
from mingtang.catalogue.queries.sections import SectionOfBody, section_for
from mingtang.core.design.api import public_page, public_site


def section(request: HttpRequest, code: str = "") -> SectionOfBody | None:
    """The section of a body on this request's site, of the site's own without a code."""
    return section_for(public_site(request), code, localdate())


def section_or_404(request: HttpRequest) -> SectionOfBody:
    """The site's own section, for pages of the desk."""
    shown = section(request)
    if shown is None:
        raise Http404("没有找到这个页面")
    return shown


def page(
    request: HttpRequest,
    shown: SectionOfBody,
    name: str,
    context: Mapping[str, Any],
    *,
    part: str = "",
    here: str = "",
    last: str = "",
) -> HttpResponse:
    """A page of the section in the layout that the site has chosen. `here` is the page's own place in the navigation."""
    given = {
        "theme": f"catalogue/themes/{shown.layout}/frame.html",
        "list_template": f"catalogue/themes/{shown.layout}/documents.html",
        "section_name": SECTION,
        "section": shown,
        "body": shown.body,
        "part": part,
        "part_name": PART_NAMES.get(part, ""),
        "parts": pages.navigation(shown, part, here or part),
        "beside": pages.links_beside(shown),
        "section_url": pages.address_of(shown),
        "crumbs": pages.crumbs_to(shown, part, last),
        "noindex": bool(request.GET),
    }
    return public_page(request, f"catalogue/pages/{name}.html", given | dict(context))

"""Test pages: each component alone with its example, and whole pages in each frame. Served only while testing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mingtang.core.design.views import example_pages
from mingtang.core.design.views.examples import EXAMPLES


def index(request: HttpRequest) -> HttpResponse:
    """All components and pages, for whoever builds a page."""
    context = {"examples": EXAMPLES.values(), "pages": example_pages.PAGES}
    return render(request, "design/examples/index.html", context)


def component(request: HttpRequest, name: str) -> HttpResponse:
    """One component, alone, with its words and the lines that make it."""
    example = EXAMPLES.get(name)
    if example is None:
        raise Http404(name)
    return render(request, "design/examples/component.html", {**example.context(), "example": example})


def page(request: HttpRequest, name: str) -> HttpResponse:
    """One whole example page in its frame."""
    if name not in example_pages.PAGES:
        raise Http404(name)
    return render(request, f"design/examples/{name}.html", example_pages.context(name))

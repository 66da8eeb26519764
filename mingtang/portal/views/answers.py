"""What all pages of the portal have in common: their frame, and how long who may keep a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingtang.core.design.api import Crumb
from mingtang.portal.queries import sites

Answer = TypeVar("Answer", bound=HttpResponseBase)

# A copy may be used for a second by proxies, and by browsers never without asking (deploy/README.md).
PUBLIC = "public, max-age=0, s-maxage=1"
PRIVATE = "private, no-store"


def public(response: HttpResponse, mentions: Iterable[str] | None = None) -> HttpResponse:
    """Let a page be kept until something that it mentions changes; without names, until anything changes."""
    response.headers["Cache-Control"] = PUBLIC
    response.mentions = None if mentions is None else frozenset(mentions)  # type: ignore[attr-defined]
    return response


def private(response: Answer) -> Answer:
    """Nobody keeps this, and no search engine lists it."""
    response.headers["Cache-Control"] = PRIVATE
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def framed(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    mentions: Iterable[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of a trade in the site's frame (`core.design.api.public_page`)."""
    response = page(request, sites.shell_of(request), template, dict(context), status=status)
    return public(response, mentions) if status == 200 else response


def no_such_page(request: HttpRequest) -> HttpResponse:
    """What a trade answers where there is nothing at an address."""
    return not_found(request, sites.shell_of(request))


def page(
    request: HttpRequest, shell: sites.Shell, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page in the site's frame. A template without a folder is one of the portal's own."""
    column = context.get("column")
    told = {
        "shell": shell,
        "frame": sites.frame_of(shell, column, at_home=context.pop("at_home", False), here=request.path),
        "meta": sites.meta_of(shell, column),
        "canonical": request.build_absolute_uri(request.path),
        "site_feed": True,
    }
    path = template if "/" in template else f"portal/{template}.html"
    return render(request, path, told | context, status=status)


def problem(request: HttpRequest, shell: sites.Shell, status: int, title: str, text: str) -> HttpResponse:
    """A page that says what is the matter and what one can do."""
    context = {"title": title, "text": text, "code": status, "crumbs": [Crumb("首页", "/"), Crumb(title)]}
    response = page(request, shell, "problem", context | {"noindex": True}, status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response


def not_found(request: HttpRequest, shell: sites.Shell) -> HttpResponse:
    text = "地址可能写错了，或者这里从来没有公开过信息。请核对地址，或从首页、网站地图查找。"
    return problem(request, shell, 404, "找不到这个页面", text)


def gone(request: HttpRequest, shell: sites.Shell) -> HttpResponse:
    text = "这条信息已经停止公开，原地址不再提供内容。需要了解的，可以向发布单位咨询。"
    return problem(request, shell, 410, "这条信息已停止公开", text)

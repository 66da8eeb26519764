"""Who reaches the pages of exchange and upkeep."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from mingtang.core.accounts.api import staff_required
from mingtang.policies.models import ExchangePackage
from mingtang.publishing import api as publishing

View = Callable[..., HttpResponseBase]


def office_only(view: View) -> View:
    """政务公开办 sends and receives packages; for others the page is not there."""

    @staff_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not publishing.is_office(request.user, localdate()):
            raise Http404("没有找到这个页面")
        return view(request, *args, **kwargs)

    return guarded


def package_for(pk: int) -> ExchangePackage:
    """A package by its number; 404 where there is none. The page lets only the office in."""
    rows = ExchangePackage.objects.select_related("organisation", "column")
    return get_object_or_404(rows, pk=pk)

"""Letting a page try an act: what is refused stands above the form, which keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from mingtang.core.refusals import Refused


def told(form: BaseForm, refused: Refused, field: str | None = None) -> None:
    """Let a form say why it was refused, beside a field or above all of them."""
    for reason in refused.reasons:
        form.add_error(field, str(reason))


def tried(form: BaseForm, act: Callable[[], Any], field: str | None = None) -> bool:
    """Whether the act was done. Its reasons become errors of the form where it was refused."""
    try:
        act()
    except Refused as refused:
        told(form, refused, field)
        return False
    return True


def done(request: HttpRequest, act: Callable[[], Any], words: str) -> bool:
    """As `tried`, for a button without a form: the reasons, or the words, stand above the next page."""
    try:
        act()
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return False
    messages.success(request, words)
    return True

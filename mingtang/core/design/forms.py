"""Letting a page try an act: what is refused stands above the form, which keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm

from mingtang.core.refusals import Refused


def tried(form: BaseForm, act: Callable[[], Any]) -> bool:
    """Whether the act was done. Its reasons become errors of the form where it was refused."""
    try:
        act()
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, str(reason))
        return False
    return True

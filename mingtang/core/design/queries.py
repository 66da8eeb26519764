"""How a reader wants to see the pages: read from their cookies, so that the server can say it in the markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from mingtang.core.design import labels

WAYS: dict[str, Mapping[str, str]] = {
    "mode": labels.MODES,
    "contrast": labels.CONTRASTS,
    "text": labels.TEXT_SIZES,
}


@dataclass(frozen=True)
class Display:
    """Mode `standard` or `elder`; contrast `normal` or `high`; text `standard` or `large`."""

    mode: str = "standard"
    contrast: str = "normal"
    text: str = "standard"

    @property
    def is_elder(self) -> bool:
        return self.mode == "elder"

    @property
    def is_high_contrast(self) -> bool:
        return self.contrast == "high"

    @property
    def is_large(self) -> bool:
        return self.text == "large"


def wanted(values: Mapping[str, str]) -> dict[str, str]:
    """Those of the given values that are ways to display a page; anything else is left out."""
    return {name: values[name] for name, known in WAYS.items() if values.get(name) in known}


def display_mode(request: HttpRequest | None) -> Display:
    """How this reader wants the page; the standard where there is no request or its cookies say nothing known."""
    return Display(**wanted(request.COOKIES)) if request is not None else Display()

"""`{{ phone|masked:"phone" }}`: a text as someone without a purpose may see it."""

from __future__ import annotations

from django import template

from mingtang.core.privacy.models import masking
from mingtang.core.privacy.models.fields import Protected

register = template.Library()


@register.filter
def masked(value: object, kind: str = "") -> str:
    """Mask by the given kind, or by that of the field the text came from; otherwise show nothing of it."""
    if value is None:
        return ""
    known = value.kind if isinstance(value, Protected) else masking.SECRET
    return masking.masked(kind or known, str(value))

"""Showing a protected text, with purpose and log."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from mingtang.core.audit.api import record
from mingtang.core.privacy.models import Reveal
from mingtang.core.privacy.models.fields import EncryptedTextField
from mingtang.core.refusals import Refusal, Refused

SHORTEST_PURPOSE = 4


class Viewer(Protocol):
    """Whoever looks: anything with a key and a name."""

    pk: Any
    name: str


class MayNotReveal(Refused):
    """The text stays masked."""


def reveal_refusals(purpose: str) -> list[Refusal]:
    """Why the text may not be shown for this purpose; empty where it may."""
    if len(purpose.strip()) >= SHORTEST_PURPOSE:
        return []
    reason = f"请写明查看用途（不少于{SHORTEST_PURPOSE}个字），如“电话核实申请人身份”。"
    return [Refusal(reason, "个人信息保护法第六条")]


@transaction.atomic
def reveal(obj: models.Model, field: str, *, by: Viewer, purpose: str) -> str:
    """Return the whole text of an encrypted field, after writing down who looks and what for.

    Whether `by` may see the object at all is for the calling app to decide first.
    """
    if not isinstance(obj._meta.get_field(field), EncryptedTextField):
        raise TypeError(f"{obj._meta.label}.{field} is not an encrypted field")
    if reasons := reveal_refusals(purpose):
        raise MayNotReveal(reasons)

    look = _written_down(obj, field, by=by, purpose=purpose.strip())
    record("privacy.revealed", about=obj, by=by, details={"field": field, "reveal": look.pk})
    return str(getattr(obj, field) or "")


def _written_down(obj: models.Model, field: str, *, by: Viewer, purpose: str) -> Reveal:
    return Reveal.objects.create(
        model=obj._meta.label,
        object_pk=str(obj.pk),
        field=field,
        by_id=by.pk,
        by_name=by.name,
        purpose=purpose,
        revealed_at=timezone.now(),
    )

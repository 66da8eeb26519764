"""Reading: which columns are encrypted, and who looked at what."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from mingtang.core.privacy.models import Reveal
from mingtang.core.privacy.models.fields import EncryptedTextField, LookupHashField


@dataclass(frozen=True)
class EncryptedColumn:
    """One encrypted field of one model, with the look-up hashes made of it."""

    model: type[models.Model]
    field: EncryptedTextField
    hashes: tuple[LookupHashField, ...]

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"


def encrypted_columns() -> list[EncryptedColumn]:
    """Every encrypted column of the installation, as the installed models declare them."""
    columns = [column for model in apps.get_models() for column in columns_of(model)]
    return sorted(columns, key=lambda column: column.label)


def columns_of(model: type[models.Model]) -> list[EncryptedColumn]:
    """The encrypted columns of one model."""
    return [_column(model, field) for field in _encrypted_fields(model)]


def reveals_of(obj: models.Model) -> models.QuerySet[Reveal]:
    """Who looked at the protected texts of this object, the latest first."""
    return Reveal.objects.filter(model=obj._meta.label, object_pk=str(obj.pk)).order_by("-revealed_at", "-pk")


def _encrypted_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    if model._meta.proxy:
        return []
    return [field for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]


def _column(model: type[models.Model], field: EncryptedTextField) -> EncryptedColumn:
    local = model._meta.local_fields
    return EncryptedColumn(
        model, field, tuple(one for one in local if isinstance(one, LookupHashField) and one.of == field.name)
    )

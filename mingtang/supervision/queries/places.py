"""Where somebody may file a text of a kind: unit and column."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q

from mingtang.publishing import api as publishing
from mingtang.publishing.api import Kind


def places(user: Any, kind_code: str, on: date) -> list[tuple[str, str]]:
    """Pairs of body and column (12:34) in which a person may draft this kind, and how they read; those for it first."""
    kind = Kind.objects.filter(code=kind_code).first()
    rows = (
        publishing.columns_of(user, on)
        .filter(Q(column__kinds=None) | Q(column__kinds=kind))
        .filter(Q(column__closed_on=None) | Q(column__closed_on__gt=on))
        .annotate(names_kind=Count("column__kinds"))
        .order_by("-names_kind", "organisation__order", "organisation", "column__path")
        .values_list("organisation_id", "column_id", "organisation__short_name", "column__name")
    )
    return list({f"{body}:{column}": f"{unit} · {name}" for body, column, unit, name in rows}.items())

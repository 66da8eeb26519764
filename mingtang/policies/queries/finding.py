"""Finding what somebody named: by address, public number, document number or exact title; and where a text may be filed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from mingtang.publishing import api as publishing
from mingtang.publishing.api import Kind, LiveEdition, Publication

_PUBLIC_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")


def named(text: str) -> Publication | None:
    """The public item that a line names; None where there is none, or several have that title."""
    words = text.strip().strip("《》")
    if not words:
        return None
    rows = LiveEdition.objects.select_related("publication__kind")
    if found := _PUBLIC_ID.search(words):
        live = rows.filter(public_id=found[0]).first()
        return live.publication if live else None
    hits = list(rows.filter(document_number=words)[:2]) or list(rows.filter(title=words)[:2])
    return hits[0].publication if len(hits) == 1 else None


def all_named(text: str) -> tuple[list[Publication], list[str]]:
    """The public items that the lines name, each once, and the lines that name none."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = {line: named(line) for line in lines}
    items = {item.pk: item for item in found.values() if item is not None}
    return list(items.values()), [line.strip() for line, item in found.items() if item is None]


def places(user: Any, kind_code: str, on: date, organisation_id: int | None = None) -> list[tuple[str, str]]:
    """Columns in which a person may file a kind, for a body where one is named."""
    kind = Kind.objects.filter(code=kind_code).first()
    rights = publishing.columns_of(user, on)
    if organisation_id is not None:
        rights = rights.filter(organisation=organisation_id)
    rows = (
        rights.filter(Q(column__kinds=None) | Q(column__kinds=kind))
        .filter(Q(column__closed_on=None) | Q(column__closed_on__gt=on))
        .order_by("column__path")
    )
    return list(dict(_pairs(rows.values_list("column_id", "column__name"))).items())


def _pairs(rows: Iterable[tuple[int, str]]) -> Iterable[tuple[str, str]]:
    return ((str(pk), name) for pk, name in rows)

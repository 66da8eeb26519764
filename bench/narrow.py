"""The peer of the library: one narrow row for each document, counted with GROUP BY as most systems do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import Count, Max


class NarrowDocument(models.Model):
    personal_data: ClassVar[dict[str, str]] = {}

    id = models.BigIntegerField(primary_key=True)
    published_at = models.DateTimeField(db_index=True)
    topic = models.CharField(max_length=60, db_index=True)
    lower = models.CharField(max_length=60)
    genre = models.CharField(max_length=20, db_index=True)
    issuer = models.CharField(max_length=40, db_index=True)
    audience = models.CharField(max_length=20, db_index=True)
    level = models.CharField(max_length=30, db_index=True)
    validity = models.CharField(max_length=20, db_index=True)
    year = models.CharField(max_length=4, db_index=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return str(self.pk)


FAMILIES = ("validity", "level", "topic", "genre", "year", "issuer", "audience")


def make_table() -> None:
    """The peer's table, where it is not there yet."""
    if NarrowDocument._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(NarrowDocument)


def last() -> int:
    """The highest number in it; 0 where it is empty."""
    newest: int | None = NarrowDocument.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def write(rows: Iterable[tuple[int, datetime, Mapping[str, str]]]) -> None:
    NarrowDocument.objects.bulk_create(
        NarrowDocument(
            id=pk, published_at=at, topic=said["upper"], **{k: v for k, v in said.items() if k != "upper"}
        )
        for pk, at, said in rows
    )


def counts(filters: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Each family beside the other filters, as the library counts."""
    found = {}
    for family in FAMILIES:
        rows = NarrowDocument.objects.filter(**{k: v for k, v in filters.items() if k != family})
        grouped: Any = rows.values_list(family).annotate(n=Count("pk")).order_by()
        found[family] = dict(grouped)
    return found


def newest(filters: Mapping[str, str]) -> list[NarrowDocument]:
    return list(NarrowDocument.objects.filter(**filters).order_by("-published_at", "-pk")[:20])

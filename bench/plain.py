"""The peer of the publish act: a document, its revision and a log line, and nothing that makes them trustworthy."""

from __future__ import annotations

from typing import ClassVar

from django.db import connection, models, transaction
from django.utils import timezone


class PlainDocument(models.Model):
    personal_data: ClassVar[dict[str, str]] = {}

    title = models.CharField(max_length=300)
    column = models.IntegerField(db_index=True)
    status = models.CharField(max_length=10)
    published_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.title


class PlainRevision(models.Model):
    personal_data: ClassVar[dict[str, str]] = {}

    document = models.ForeignKey(PlainDocument, models.CASCADE, related_name="+")
    body = models.TextField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return f"{self.document_id}"


class PlainLog(models.Model):
    personal_data: ClassVar[dict[str, str]] = {}

    document = models.ForeignKey(PlainDocument, models.CASCADE, related_name="+")
    what = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.what


TABLES = (PlainDocument, PlainRevision, PlainLog)


def make_tables() -> None:
    """The peer's tables, where they are not there yet."""
    there = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for model in TABLES:
            if model._meta.db_table not in there:
                editor.create_model(model)


@transaction.atomic
def publish(title: str, body: str, column: int) -> PlainDocument:
    """What a CMS with a status field does."""
    now = timezone.now()
    document = PlainDocument.objects.create(title=title, column=column, status="live", published_at=now)
    PlainRevision.objects.create(document=document, body=body)
    PlainLog.objects.create(document=document, what="published", at=now)
    return document

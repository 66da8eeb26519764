"""A table of letter writers, as an app of a later trade would keep it."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test.utils import isolate_apps

from mingtang.core.privacy.api import EncryptedTextField, LookupHashField


@pytest.fixture
def auditor(db):
    return get_user_model().objects.create_user("auditor", "审计员甲", "不重要的口令", phone="13900000000")


@pytest.fixture
def writers(db):
    """The model of letter writers, with its table; both are gone after the test, the table by its rollback."""
    with isolate_apps("mingtang.core.privacy"):

        class Writer(models.Model):
            phone = EncryptedTextField(kind="phone", blank=True, null=True)
            phone_hash = LookupHashField(of="phone")

            class Meta:
                app_label = "privacy"

            def __str__(self):
                return f"来信人 {self.pk}"

        _create_table(Writer)
        yield Writer


def _create_table(model):
    # SQLite's editor refuses to work inside the transaction of a test, so it only writes the statements down.
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor.deferred_sql = []  # indexes: nobody searches a table of six rows by them
    editor.create_model(model)
    with connection.cursor() as cursor:
        for statement in editor.collected_sql:
            cursor.execute(statement)


@pytest.fixture
def stored():
    """Reads a column as it lies in the database."""

    def read(model, column):
        with connection.cursor() as cursor:
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(f"SELECT {column} FROM {table} ORDER BY {key}")
            return [row[0] for row in cursor.fetchall()]

    return read

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
def writers(transactional_db):
    """The model of letter writers, with its table."""
    with isolate_apps("mingtang.core.privacy"):

        class Writer(models.Model):
            phone = EncryptedTextField(kind="phone", blank=True, null=True)
            phone_hash = LookupHashField(of="phone")

            class Meta:
                app_label = "privacy"

            def __str__(self):
                return f"来信人 {self.pk}"

        with connection.schema_editor() as editor:
            editor.create_model(Writer)
        yield Writer
        with connection.schema_editor() as editor:
            editor.delete_model(Writer)


@pytest.fixture
def stored():
    """Reads a column as it lies in the database."""

    def read(model, column):
        with connection.cursor() as cursor:
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(f"SELECT {column} FROM {table} ORDER BY {key}")
            return [row[0] for row in cursor.fetchall()]

    return read

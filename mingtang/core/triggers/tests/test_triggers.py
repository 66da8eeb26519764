"""The triggers are whole, and their loss is noticed."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction

from mingtang.core.triggers.declarations import NoTruncate, Trigger, append_only
from mingtang.core.triggers.services import create_all, declared, drop_all, missing_or_changed

pytestmark = pytest.mark.django_db


def errors() -> list[str]:
    return [error.msg for error in run_checks(databases=["default"]) if error.id == "triggers.E001"]


def test_a_migrated_database_holds_every_declared_trigger():
    assert missing_or_changed(connection) == []
    assert errors() == []
    assert len(declared()) > 40


def test_a_dropped_trigger_is_noticed_and_named():
    victim = next(t for t in declared() if isinstance(t, Trigger) and t.name == "basis")
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else f" ON {victim.table}"
        cursor.execute(f"DROP TRIGGER {victim.full_name}{on}")

    assert missing_or_changed(connection) == [victim.full_name]
    assert victim.full_name in errors()[0]

    create_again()
    assert missing_or_changed(connection) == []


def test_a_weakened_trigger_is_noticed():
    weak = Trigger("publishing_edition", "UPDATE", "basis", "1 = 0", "nothing")
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON publishing_edition"
        cursor.execute(f"DROP TRIGGER {weak.full_name}{on}")
        for statement in weak.sql(connection.vendor):
            cursor.execute(statement)

    assert missing_or_changed(connection) == [weak.full_name]

    create_again()


if connection.vendor == "postgresql":  # only there can a trigger be switched off and stay in place

    def test_a_trigger_that_is_switched_off_counts_as_missing():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE publishing_signature DISABLE TRIGGER ALL")
        assert any("publishing_signature" in name for name in missing_or_changed(connection))
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE publishing_signature ENABLE TRIGGER ALL")


def create_again() -> None:
    drop_all(connection)
    create_all(connection)


def test_append_only_covers_change_removal_and_replacement():
    rules = append_only("some_table", "不能改", unique=(("number",),))
    assert {(type(r), getattr(r, "statement", "TRUNCATE")) for r in rules} == {
        (Trigger, "UPDATE"),
        (Trigger, "DELETE"),
        (Trigger, "INSERT"),
        (NoTruncate, "TRUNCATE"),
    }


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_the_tokens_are_compiled_for_each_engine(vendor):
    trigger = Trigger("t", "UPDATE", "n", "NEW.a @DISTINCT@ OLD.a AND @JSON(NEW.b, x.y)@ = 'z'", "不行")
    sql = " ".join(trigger.sql(vendor))
    assert "@" not in sql
    assert ("json_extract(NEW.b, '$.x.y')" in sql) == (vendor == "sqlite")
    assert ("IS DISTINCT FROM" in sql) == (vendor == "postgresql")


def test_what_the_database_says_is_chinese():
    with pytest.raises(DatabaseError, match="安装标记不能修改或删除"), transaction.atomic():
        from mingtang.publishing.api import Installation, install

        install(demonstration=False)
        Installation.objects.update(is_demonstration=True)

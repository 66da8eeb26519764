"""Creating, dropping and comparing the declared triggers."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from mingtang.core.triggers.declarations import Declared, NoTruncate


@cache
def declared() -> tuple[Declared, ...]:
    """Every trigger that `config/wiring.py` lists, in order."""
    wiring = import_module(settings.WIRING)
    return tuple(trigger for path in wiring.TRIGGERS for trigger in import_string(path))


def create_all(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers of every table that exists; those of tables not yet migrated come with their migration."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in declared():
            if trigger.table in tables:
                for statement in trigger.sql(connection.vendor):
                    cursor.execute(statement)


def drop_all(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger whose name is ours, also those that are no longer declared."""
    with connection.cursor() as cursor:
        for name, table in _names(connection):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}")
            else:
                cursor.execute(f"DROP TRIGGER {name} ON {table}")
                cursor.execute(f"DROP FUNCTION {name}()")


def missing_or_changed(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of declared triggers that the database lacks or holds in another wording, and of strangers among ours."""
    found = _sqlite_found(connection) if connection.vendor == "sqlite" else _postgresql_found(connection)
    wanted = {
        trigger.full_name: _fingerprint(trigger, connection.vendor)
        for trigger in declared()
        if connection.vendor != "sqlite" or not isinstance(trigger, NoTruncate)
    }
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def _fingerprint(trigger: Declared, vendor: str) -> str:
    statements = trigger.sql(vendor)
    if vendor == "sqlite":
        return statements[0]
    return statements[0].split("$mt$")[1]


def _names(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'mt\\_%' ESCAPE '\\'"
        if connection.vendor == "sqlite"
        else "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgname LIKE 'mt\\_%' AND c.relnamespace = current_schema()::regnamespace"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [(name, table) for name, table in cursor.fetchall()]


def _sqlite_found(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'mt\\_%' ESCAPE '\\'"
        )
        return dict(cursor.fetchall())


def _postgresql_found(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The body of each trigger's function; a trigger that is switched off counts as missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
            "AND t.tgname LIKE 'mt\\_%' AND c.relnamespace = current_schema()::regnamespace"
        )
        return dict(cursor.fetchall())

"""Triggers declared once and compiled for both engines.

A trigger here only ever refuses: it names the statement, and the condition under which that statement is refused.
The condition is SQL that both engines understand, with `NEW` and `OLD`, and these tokens:

    @DISTINCT@             IS DISTINCT FROM (NULL-safe <>)
    @JSON(column, a.b)@    the text at one path of a JSON text column, NULL where there is none
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Statement = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True)
class Trigger:
    """Refuse `statement` on a row of `table` while `refuse_when` holds; `message` is what the database says."""

    table: str
    statement: Statement
    name: str
    refuse_when: str
    message: str

    @property
    def full_name(self) -> str:
        return f"mt_{self.table}_{self.statement.lower()}_{self.name}"

    def sql(self, vendor: str) -> tuple[str, ...]:
        """The statements that create this trigger on the named engine."""
        return _COMPILERS[vendor](self)


@dataclass(frozen=True)
class NoTruncate:
    """Refuse TRUNCATE, which fires no row trigger. PostgreSQL only: SQLite has no such statement."""

    table: str
    message: str

    @property
    def full_name(self) -> str:
        return f"mt_{self.table}_truncate"

    def sql(self, vendor: str) -> tuple[str, ...]:
        if vendor == "sqlite":
            return ()
        body = f"BEGIN RAISE EXCEPTION '{self.message}' USING ERRCODE = '23514'; END;"
        return (
            _postgresql_function(self.full_name, body),
            f"CREATE TRIGGER {self.full_name} BEFORE TRUNCATE ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.full_name}()",
        )


Declared = Trigger | NoTruncate


_JSON = re.compile(r"@JSON\(([\w.]+), *([\w.]+)\)@")


def _condition(trigger: Trigger, vendor: str) -> str:
    sql = " ".join(trigger.refuse_when.split())
    if vendor == "sqlite":
        return _JSON.sub(r"json_extract(\1, '$.\2')", sql.replace("@DISTINCT@", "IS NOT"))
    sql = sql.replace("@DISTINCT@", "IS DISTINCT FROM")
    return _JSON.sub(lambda m: f"({m[1]}::jsonb #>> '{{{m[2].replace('.', ',')}}}')", sql)


def _sqlite(trigger: Trigger) -> tuple[str, ...]:
    return (
        f"CREATE TRIGGER {trigger.full_name} BEFORE {trigger.statement} ON {trigger.table} FOR EACH ROW "
        f"WHEN {_condition(trigger, 'sqlite')} "
        f"BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END",
    )


def _postgresql_function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $mt${body}$mt$"


def _postgresql(trigger: Trigger) -> tuple[str, ...]:
    row = "OLD" if trigger.statement == "DELETE" else "NEW"
    body = (
        f"BEGIN IF {_condition(trigger, 'postgresql')} THEN "
        f"RAISE EXCEPTION '{trigger.message}' USING ERRCODE = '23514'; END IF; RETURN {row}; END;"
    )
    return (
        _postgresql_function(trigger.full_name, body),
        f"CREATE TRIGGER {trigger.full_name} BEFORE {trigger.statement} ON {trigger.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger.full_name}()",
    )


_COMPILERS = {"sqlite": _sqlite, "postgresql": _postgresql}


def append_only(table: str, message: str, *, unique: tuple[tuple[str, ...], ...] = ()) -> list[Declared]:
    """Triggers that let rows be added to a table, never changed and never removed.

    `unique` lists the table's unique keys: `INSERT OR REPLACE` would otherwise delete the row that holds the key.
    """
    return [
        Trigger(table, "UPDATE", "never", "TRUE", message),
        *never_removed(table, message, unique=unique),
    ]


def never_removed(table: str, message: str, *, unique: tuple[tuple[str, ...], ...] = ()) -> list[Declared]:
    """Triggers that keep rows from being deleted, truncated or replaced."""
    keys = (("id",), *unique)
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} x WHERE "
        + " AND ".join(f"x.{column} = NEW.{column}" for column in key)
        + ")"
        for key in keys
    )
    return [
        Trigger(table, "DELETE", "never", "TRUE", message),
        Trigger(table, "INSERT", "no_replace", taken, message),
        NoTruncate(table, message),
    ]

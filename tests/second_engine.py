"""A plugin for the second run of `bin/test`, on PostgreSQL: what touches no database has been run on SQLite already.

pytest-django lets a test at the database only if it is marked or asks for a fixture of it, so nothing is left out that
could tell the engines apart. Whole homes (tests/durability, journeys, migrations) are run whole on both.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import SimpleTestCase

DOORS = {"db", "transactional_db", "django_db_setup", "live_server"}
WHOLE = tuple(Path(__file__).parent / name for name in ("durability", "journeys", "migrations"))


def touches_a_database(item: pytest.Item) -> bool:
    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not DOORS.isdisjoint(getattr(item, "fixturenames", ()))
        or (case is not None and issubclass(case, SimpleTestCase))
        or any(item.path.is_relative_to(folder) for folder in WHOLE)
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs no database; pytest counts it as deselected."""
    others = [item for item in items if not touches_a_database(item)]
    if others:
        items[:] = [item for item in items if item not in set(others)]
        config.hook.pytest_deselected(items=others)

"""Databases with real commits, as `tests/durability` has them."""

from tests.durability.conftest import committed, databases, empty_home, home

__all__ = ["committed", "databases", "empty_home", "home"]

"""Around every migrate: drop the triggers before, create them after."""

from __future__ import annotations

from typing import Any

from django.db import connections

from mingtang.core.triggers import services


def before_migrate(*, using: str, **_: Any) -> None:
    services.drop_all(connections[using])


def after_migrate(*, using: str, **_: Any) -> None:
    services.create_all(connections[using])

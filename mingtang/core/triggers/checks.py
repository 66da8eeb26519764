"""A system check that compares the database's triggers with the declared ones, at every start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from mingtang.core.triggers import services


def triggers_are_whole(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """One error for each database whose triggers differ from the declared ones."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        wrong = services.missing_or_changed(connections[alias])
        if wrong:
            found.append(
                Error(
                    "数据库触发器缺失或被改动：" + "、".join(wrong),
                    hint="请停止服务，运行 mingtang serve 重新建立触发器，并运行 mingtang audit verify 核验。",
                    id="triggers.E001",
                )
            )
    return found

"""Setting up a home and starting in it: tables, triggers, kinds of information, and what this home was made as."""

from __future__ import annotations

from typing import Any

from mingtang.config.output import say, start_django
from mingtang.core.refusals import Refused


class NotReady(Refused):
    """The home cannot be started in: what is wrong, and what to type."""


def set_up(*, demonstration: bool = False) -> None:
    """Make or bring up to date the home that the settings name. Safe to call at every start."""
    start_django()
    from django.conf import settings  # noqa: PLC0415 (Django is loaded now)
    from django.core.management import call_command  # noqa: PLC0415

    from mingtang.publishing import api as publishing  # noqa: PLC0415
    from mingtang.supervision import api as supervision  # noqa: PLC0415

    if not _is_up_to_date():
        say("正在建立或升级数据库……")
        call_command("migrate", verbosity=0, interactive=False)
        publishing.keep_statistics()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
    publishing.install(demonstration=demonstration)
    publishing.load_kinds()
    supervision.load_record_kinds()
    check()


def check() -> None:
    """Refuse to start where the database lacks a trigger or a migration."""
    from django.db import connection  # noqa: PLC0415

    from mingtang.core.triggers import api as triggers  # noqa: PLC0415

    if not _is_up_to_date():
        raise NotReady("数据库还没有建立或没有升级。请运行：mingtang serve")
    if wrong := triggers.missing_or_changed(connection):
        raise NotReady(
            "数据库触发器缺失或被改动，不能启动："
            + "、".join(wrong)
            + "。请先运行 mingtang audit verify 核验；核验无误后运行 mingtang audit repair-triggers 重新建立。"
        )


def _is_up_to_date() -> bool:
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def second_factor_required(user: Any) -> bool:
    """Staff show a second factor everywhere but in a demonstration, whose password is printed for all to read."""
    from mingtang.publishing import api as publishing  # noqa: PLC0415 (settings name this before Django is loaded)

    return not publishing.is_demonstration()

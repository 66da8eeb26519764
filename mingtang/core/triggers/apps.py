from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate


class TriggersConfig(AppConfig):
    name = "mingtang.core.triggers"
    label = "triggers"
    verbose_name = "数据库触发器"

    def ready(self) -> None:
        from mingtang.core.triggers import checks, handlers  # noqa: PLC0415 (needs the loaded apps)

        # SQLite silently loses a table's triggers when the table is altered: drop all before, create all after.
        pre_migrate.connect(handlers.before_migrate, sender=self)
        post_migrate.connect(handlers.after_migrate, sender=self)
        register(checks.triggers_are_whole, Tags.database)

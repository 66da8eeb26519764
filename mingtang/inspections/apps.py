from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "mingtang.inspections"
    label = "inspections"
    verbose_name = "内容检查"

    def ready(self) -> None:
        from mingtang.inspections import checks  # noqa: F401, PLC0415 (registers itself)

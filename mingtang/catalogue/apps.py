from django.apps import AppConfig

from mingtang.catalogue import labels


class CatalogueConfig(AppConfig):
    name = "mingtang.catalogue"
    label = "catalogue"
    verbose_name = "公开目录"

    def ready(self) -> None:
        from mingtang.core.parameters.api import Direction, Parameter, declare  # noqa: PLC0415 (apps are loaded now)

        declare(
            Parameter(
                name=labels.GUIDE_AGE,
                meaning="政府信息公开指南两次更新之间的时间",
                national=labels.GUIDE_AGE_DAYS,
                unit="天",
                article="政府信息公开条例第十二条（及时更新；天数为本系统的上限）",
                direction=Direction.MAY_SHORTEN,
            )
        )

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "mingtang.policies"
    label = "policies"
    verbose_name = "政策文件"

    def ready(self) -> None:
        from mingtang.policies import declarations  # noqa: F401, PLC0415 (needs the app registry)

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "mingtang.policies"
    label = "policies"
    verbose_name = "政策文件"

from django.apps import AppConfig


class ParametersConfig(AppConfig):
    name = "mingtang.core.parameters"
    label = "parameters"
    verbose_name = "地方规定"

from django.apps import AppConfig


class GazetteConfig(AppConfig):
    name = "mingtang.gazette"
    label = "gazette"
    verbose_name = "政府公报"

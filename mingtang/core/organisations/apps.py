from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "mingtang.core.organisations"
    label = "organisations"
    verbose_name = "机构与授权"

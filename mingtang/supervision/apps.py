from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "mingtang.supervision"
    label = "supervision"
    verbose_name = "任务督办"

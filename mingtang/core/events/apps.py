from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "mingtang.core.events"
    label = "events"
    verbose_name = "事件与待办投递"

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "mingtang.core.messages"
    label = "mingtang_messages"
    verbose_name = "消息"

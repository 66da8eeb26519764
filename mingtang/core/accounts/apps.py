from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mingtang.core.accounts"
    label = "accounts"
    verbose_name = "工作人员账号"

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "mingtang.core.design"
    label = "design"
    verbose_name = "界面"

"""Up to which day the turns of validity labels have been announced."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class TurnDay(models.Model):
    """A day whose turns of validity have been announced, so that a missed night is made good and none is told twice."""

    personal_data: ClassVar[dict[str, str]] = {}

    day = models.DateField("日期", unique=True)
    turned = models.PositiveIntegerField("变动件数")

    class Meta:
        verbose_name = "效力变动日"

    def __str__(self) -> str:
        return f"{self.day}：{self.turned}"

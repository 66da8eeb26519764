from __future__ import annotations

from typing import ClassVar

from django.db import models


class LocalValue(models.Model):
    """What a local rule makes of one parameter from a day on. Rows are only added; of one day the last counts."""

    personal_data: ClassVar[dict[str, str]] = {"set_by_name": "设定人姓名；履职记录，随参数长期保存"}

    name = models.CharField("参数", max_length=80)
    value = models.PositiveIntegerField("数值")
    source = models.CharField("依据文件", max_length=200)
    in_force_on = models.DateField("施行日期")
    set_by_id = models.BigIntegerField("设定人编号")
    set_by_name = models.CharField("设定人", max_length=80)
    set_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = "地方规定"
        ordering = ("name", "in_force_on", "pk")
        indexes = (models.Index(fields=["name", "in_force_on"], name="parameters_name_day"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(value__gte=1), name="parameters_value_positive"),
            models.CheckConstraint(condition=~models.Q(source=""), name="parameters_value_has_source"),
        )

    def __str__(self) -> str:
        return f"{self.name} = {self.value}（{self.in_force_on}起）"

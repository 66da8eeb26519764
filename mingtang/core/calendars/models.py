from __future__ import annotations

from typing import ClassVar

from django.db import models


class YearVersion(models.Model):
    """One version of one year's holidays and make-up days. Rows are only added: a correction is a newer version."""

    personal_data: ClassVar[dict[str, str]] = {"loaded_by_name": "装入人姓名；履职记录，随日历版本长期保存"}

    year = models.PositiveSmallIntegerField("年度")
    version = models.CharField("版本", max_length=40)
    source = models.CharField("依据", max_length=200)
    address = models.CharField("网址", max_length=300, blank=True)
    days = models.JSONField("放假和补班日期", help_text='{"off": [{"date", "name"}], "work": […]}')
    loaded_by_id = models.BigIntegerField("装入人编号")
    loaded_by_name = models.CharField("装入人", max_length=80)
    loaded_at = models.DateTimeField("装入时间")

    class Meta:
        verbose_name = "年度日历"
        ordering = ("year", "loaded_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["year", "version"], name="calendars_year_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.year}年（{self.version}）"


class LocalDays(models.Model):
    """Extra days off of this place (放假办法, art. 4), with their source. Struck out with a reason, never removed."""

    personal_data: ClassVar[dict[str, str]] = {
        "added_by_name": "登记人姓名；履职记录，随日历长期保存",
        "struck_by_name": "撤销人姓名；履职记录，随日历长期保存",
    }

    source = models.CharField("依据文件", max_length=200)
    days = models.JSONField("放假日期", help_text='[{"date", "name"}]')
    added_by_id = models.BigIntegerField("登记人编号")
    added_by_name = models.CharField("登记人", max_length=80)
    added_at = models.DateTimeField("登记时间")
    struck_by_id = models.BigIntegerField("撤销人编号", null=True)
    struck_by_name = models.CharField("撤销人", max_length=80, blank=True)
    struck_at = models.DateTimeField("撤销时间", null=True)
    struck_because = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "地方假日"
        ordering = ("added_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True)
                | (models.Q(struck_by_id__isnull=False) & ~models.Q(struck_because="")),
                name="calendars_local_days_struck_with_reason",
            ),
        )

    def __str__(self) -> str:
        return self.source

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class LocalItem(models.Model):
    """An item that a provincial or city catalogue adds to 法定主动公开内容, from a day until a day.

    The items of the 条例 itself are data: `mingtang/data/catalogues/statutory.json`.
    """

    personal_data: ClassVar[dict[str, str]] = {}

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("事项名称", max_length=60)
    wording = models.CharField("公开内容", max_length=300)
    article = models.CharField("依据文件", max_length=200)
    levels = models.JSONField("适用的机构类别")
    kinds = models.JSONField("收入的信息种类", default=list)
    valid_from = models.DateField("施行日期")
    valid_until = models.DateField("停止日期", null=True, blank=True)

    class Meta:
        verbose_name = "地方目录事项"
        ordering = ("valid_from", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(article=""), name="a_local_item_has_its_basis"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="a_local_item_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ItemColumn(models.Model):
    """A column whose documents belong to a statutory item too, as the office of this place decided."""

    personal_data: ClassVar[dict[str, str]] = {}

    item = models.SlugField("事项代码", max_length=40)
    column = models.ForeignKey("publishing.Column", models.CASCADE, related_name="+", verbose_name="栏目")

    class Meta:
        verbose_name = "事项与栏目的对应"
        constraints = (models.UniqueConstraint(fields=["item", "column"], name="one_column_of_an_item"),)

    def __str__(self) -> str:
        return f"{self.item}：{self.column_id}"

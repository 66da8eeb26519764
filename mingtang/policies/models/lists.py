"""分群体政策清单: lists by definition, always made from what is public now."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

USER = settings.AUTH_USER_MODEL


class PolicyList(models.Model):
    """就业创业政策清单 and the like: which groups, topics and levels belong to it. An empty choice does not narrow."""

    personal_data: ClassVar[dict[str, str]] = {}

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    description = models.CharField("说明", max_length=200, blank=True)
    audiences = models.JSONField("面向对象", default=list)
    topics = models.JSONField("主题分类", default=list)
    levels = models.JSONField("效力级别", default=list)
    # 及时更新: a list whose rows were not looked at for so long is due.
    check_every_days = models.PositiveIntegerField("核对周期（天）", default=90)
    checked_on = models.DateField("最近核对")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="维护单位"
    )
    closed_on = models.DateField("停用日期", null=True, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "政策清单"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name


class ListAddition(models.Model):
    """A policy that a person put on a list, or kept off it, beside its definition, with the reason."""

    personal_data: ClassVar[dict[str, str]] = {"added_by_name": "登记人姓名；履职记录，长期保存"}

    list = models.ForeignKey(PolicyList, models.CASCADE, related_name="additions", verbose_name="清单")
    publication = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="政策"
    )
    excluded = models.BooleanField("不列入", default=False)
    audience = models.SlugField("群体", max_length=20, blank=True)
    reason = models.CharField("理由", max_length=200)
    added_on = models.DateField("登记日期")
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    added_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "清单人工调整"
        constraints = (
            models.UniqueConstraint(fields=["list", "publication", "audience"], name="one_word_on_an_item"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_addition_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.list_id}：{self.publication_id}"

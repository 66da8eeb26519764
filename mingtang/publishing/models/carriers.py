from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.publishing.labels import CARRIERS
from mingtang.publishing.models.publications import Publication

USER = settings.AUTH_USER_MODEL


class Carrier(models.Model):
    """报、网、端、微、屏: where else an item is to appear, and where it did. The portal itself is not entered: it is first."""

    personal_data: ClassVar[dict[str, str]] = {
        "address": "报刊版面或网址，不是个人信息",
        "recorded_by_name": "登记人姓名；履职记录，长期保存",
    }

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="carriers", verbose_name="信息")
    carrier = models.CharField("载体", max_length=12, choices=CARRIERS)
    name = models.CharField("名称", max_length=80)
    planned_on = models.DateField("计划日期", null=True)
    appeared_on = models.DateField("实际日期", null=True)
    address = models.CharField("地址或版面", max_length=300, blank=True)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "传播载体"
        constraints = (
            models.UniqueConstraint(fields=["publication", "carrier", "name"], name="one_row_for_a_carrier"),
            models.CheckConstraint(
                condition=Q(appeared_on=None) | ~Q(address=""), name="what_appeared_has_an_address"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Screening(models.Model):
    """风险排查: somebody asked whether published items, put together, give away what none says alone; and decided."""

    personal_data: ClassVar[dict[str, str]] = {"screened_by_name": "排查人姓名；履职记录，长期保存"}

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    question = models.CharField("排查的问题", max_length=300)
    publications: models.ManyToManyField[Publication, Publication] = models.ManyToManyField(
        Publication, related_name="screenings", verbose_name="涉及的信息"
    )
    has_risk = models.BooleanField("有汇聚风险")
    conclusion = models.CharField("结论和措施", max_length=500)
    screened_on = models.DateField("排查日期")
    screened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="排查人")
    screened_by_name = models.CharField("排查人姓名", max_length=80)

    class Meta:
        verbose_name = "风险排查"

    def __str__(self) -> str:
        return self.question

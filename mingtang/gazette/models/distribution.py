"""Free distribution (赠阅发行): who receives the gazette, and what was sent of each issue."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingtang.gazette.labels import POINT_KINDS, WAYS
from mingtang.gazette.models.gazettes import Gazette
from mingtang.gazette.models.issues import Issue

USER = settings.AUTH_USER_MODEL


class DistributionPoint(models.Model):
    """赠阅点: a place that receives the gazette free of charge, from a day to a day."""

    personal_data: ClassVar[dict[str, str]] = {
        "address": "赠阅点的办公地址，不是个人信息",
        "name": "赠阅点（单位、场所）名称，不是个人信息",
    }

    gazette = models.ForeignKey(Gazette, models.PROTECT, related_name="points", verbose_name="公报")
    kind = models.CharField("类别", max_length=16, choices=POINT_KINDS)
    name = models.CharField("赠阅点名称", max_length=120)
    address = models.CharField("办公地址", max_length=200, blank=True)
    copies = models.PositiveIntegerField("每期份数")
    way = models.CharField("发行方式", max_length=12, choices=WAYS)
    valid_from = models.DateField("自")
    valid_until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "赠阅点"
        ordering = ("kind", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["gazette", "name"], condition=Q(valid_until=None), name="one_open_point_of_a_name"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="a_point_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(copies__gte=1), name="a_point_receives_a_copy"),
        )

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """What one point received of one issue. A fact: later changes of the list do not touch it."""

    personal_data: ClassVar[dict[str, str]] = {"recorded_by_name": "登记人姓名；履职记录，长期保存"}

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="dispatches", verbose_name="期次")
    point = models.ForeignKey(
        DistributionPoint, models.PROTECT, related_name="dispatches", verbose_name="赠阅点"
    )
    copies = models.PositiveIntegerField("份数")
    way = models.CharField("发行方式", max_length=12, choices=WAYS)
    sent_on = models.DateField("发行日期")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "赠阅登记"
        ordering = ("point__kind", "point__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["issue", "point"], name="one_dispatch_of_an_issue_to_a_point"),
        )

    def __str__(self) -> str:
        return f"{self.issue} → {self.point}"

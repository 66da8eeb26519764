"""Packages of documents sent to another library, or received from one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from mingtang.policies.labels import PACKAGE_DIRECTIONS, PACKAGE_STATES

USER = settings.AUTH_USER_MODEL


class ExchangePackage(models.Model):
    """A package that the worker makes or takes in, piece by piece; a killed worker goes on where it was.

    What it holds lies in `MINGTANG_HOME/exchange/<code>`; the row says how far it is and what was found in it.
    """

    personal_data: ClassVar[dict[str, str]] = {"asked_by_name": "经办人姓名；履职记录，长期保存"}

    code = models.CharField("包号", max_length=40, unique=True)
    direction = models.CharField("方向", max_length=4, choices=PACKAGE_DIRECTIONS)
    state = models.CharField("状态", max_length=10, choices=PACKAGE_STATES, default="owed")
    # What is sent: of one unit or of all, all or what changed since a day. What is received: for whom, into which column.
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="单位",
    )
    column = models.ForeignKey(
        "publishing.Column", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="栏目"
    )
    since = models.DateField("自何日起有变动", null=True, blank=True)
    as_of = models.DateField("效力状况截至")
    sender = models.CharField("来源", max_length=160, blank=True)
    total = models.PositiveIntegerField("应办件数", default=0)
    done = models.PositiveIntegerField("已办件数", default=0)
    # Where the next piece begins, and how long each unfinished file was when this one ended.
    place = models.JSONField("续办位置", default=dict)
    documents = models.PositiveIntegerField("文件件数", default=0)
    departed = models.PositiveIntegerField("已撤下件数", default=0)
    refused = models.PositiveIntegerField("不合入库标准件数", default=0)
    warned = models.PositiveIntegerField("仅有提示件数", default=0)
    by_sort = models.JSONField("各类问题件数", default=dict)
    problems = models.JSONField("未能办理的缘由", default=list)
    batches = models.JSONField("导入批次", default=list)
    whole = models.CharField("总校验值", max_length=64, blank=True)
    sha256 = models.CharField("文件校验值", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="经办人")
    asked_by_name = models.CharField("经办人姓名", max_length=80)
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    lease_until = models.DateTimeField("占用至", null=True)

    class Meta:
        verbose_name = "政策文件交换包"
        indexes = (
            models.Index(
                fields=["id"], condition=models.Q(state__in=("owed", "working")), name="packages_to_do"
            ),
        )

    def __str__(self) -> str:
        return self.code

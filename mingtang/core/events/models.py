from __future__ import annotations

from typing import ClassVar

from django.db import models


class DeliveryState(models.TextChoices):
    OWED = "owed", "待办"
    CLAIMED = "claimed", "办理中"
    DONE = "done", "已办"
    FAILED = "failed", "多次失败，待人工处理"


class Delivery(models.Model):
    """One event owed to one handler. Written in the transaction of the act, so that news and act stand or fall together."""

    personal_data: ClassVar[dict[str, str]] = {}

    event = models.CharField("事件", max_length=80)
    payload = models.JSONField("内容")
    handler = models.CharField("处理程序", max_length=200)
    state = models.CharField("状态", max_length=10, choices=DeliveryState, default=DeliveryState.OWED)
    announced_at = models.DateTimeField("发生时间", auto_now_add=True)
    due_at = models.DateTimeField("最早办理时间")
    attempts = models.PositiveIntegerField("次数", default=0)
    claimed_by = models.CharField("办理进程", max_length=80, blank=True)
    lease_until = models.DateTimeField("占用到", null=True)
    done_at = models.DateTimeField("办结时间", null=True)
    error = models.TextField("最近一次失败原因", blank=True)

    class Meta:
        verbose_name = "待办投递"
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state__in=["owed", "claimed"]),
                name="deliveries_to_do",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} → {self.handler}（{self.get_state_display()}）"


class DayRun(models.Model):
    """The daily round of a day was begun. One row a day, so that worker and timer do not both run it."""

    personal_data: ClassVar[dict[str, str]] = {}

    day = models.DateField("日期", unique=True)
    begun_at = models.DateTimeField("开始时间", auto_now_add=True)

    class Meta:
        verbose_name = "每日例行"

    def __str__(self) -> str:
        return f"{self.day}"

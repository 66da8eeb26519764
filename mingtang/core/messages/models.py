from __future__ import annotations

from typing import ClassVar

from django.db import models


class Notice(models.Model):
    """A message to one member of staff, shown on the desk, and sent by mail where mail is set up."""

    personal_data: ClassVar[dict[str, str]] = {}

    # A value, not a foreign key: accounts stand above messages.
    to_id = models.BigIntegerField("收件人编号")
    subject = models.CharField("标题", max_length=200)
    text = models.TextField("内容", blank=True)
    url = models.CharField("去处理", max_length=300, blank=True)
    key = models.CharField("去重键", max_length=120)
    sent_at = models.DateTimeField("发出时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = "站内通知"
        constraints = (models.UniqueConstraint(fields=["to_id", "key"], name="one_notice_for_one_thing"),)
        indexes = (
            models.Index(fields=["to_id", "-id"], condition=models.Q(read_at=None), name="unread_notices"),
        )

    def __str__(self) -> str:
        return self.subject

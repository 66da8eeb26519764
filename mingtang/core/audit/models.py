from __future__ import annotations

from typing import ClassVar

from django.db import models


class ChainHead(models.Model):
    """The last link of the chain. One row, locked by whoever adds the next."""

    personal_data: ClassVar[dict[str, str]] = {}

    seq = models.BigIntegerField("序号", default=0)
    hash = models.CharField("哈希", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "审计链尾"

    def __str__(self) -> str:
        return f"#{self.seq}"


class Entry(models.Model):
    """Who did what to which, and when. The actor's id, name and role are values: no account can take them away.

    The chain covers `digest`, a salted hash of `details`; an erasure empties `details` and `salt`, and the chain holds.
    """

    personal_data: ClassVar[dict[str, str]] = {
        "actor_name": "办理人姓名；履职记录，随审计链长期保存",
    }

    seq = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    action = models.CharField("行为", max_length=80)
    about_type = models.CharField("对象类型", max_length=80, blank=True)
    about_id = models.CharField("对象编号", max_length=64, blank=True)
    actor_id = models.BigIntegerField("办理人编号", null=True)
    actor_name = models.CharField("办理人", max_length=80, blank=True)
    actor_role = models.CharField("身份", max_length=80, blank=True)
    details = models.TextField("详情", null=True)
    salt = models.CharField("盐", max_length=32, null=True)
    digest = models.CharField("详情摘要", max_length=64)
    previous_hash = models.CharField("上一条哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64, unique=True)

    class Meta:
        verbose_name = "审计记录"
        indexes = (models.Index(fields=["about_type", "about_id", "seq"], name="audit_about"),)

    def __str__(self) -> str:
        return f"#{self.seq} {self.action}"

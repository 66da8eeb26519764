"""Who looked at which protected text, and what for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Reveal(models.Model):
    """One look at one masked text. Who looked is kept as values: no account can take the line away."""

    personal_data: ClassVar[dict[str, str]] = {
        "by_name": "查看人姓名；履职记录，与审计记录同期保存。",
        "purpose": "查看人填写的用途，可能提到当事人；与审计记录同期保存，只供审计人员查阅。",
    }

    model = models.CharField("对象类型", max_length=80)
    object_pk = models.CharField("对象编号", max_length=64)
    field = models.CharField("栏目", max_length=80)
    by_id = models.BigIntegerField("查看人编号")
    by_name = models.CharField("查看人", max_length=80)
    purpose = models.TextField("用途")
    revealed_at = models.DateTimeField("查看时间", db_index=True)

    class Meta:
        verbose_name = "查看个人信息记录"
        verbose_name_plural = "查看个人信息记录"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["model", "object_pk"], name="privacy_reveal_of"),
            models.Index(fields=["by_id", "revealed_at"], name="privacy_reveal_by"),
        ]

    def __str__(self) -> str:
        return f"{self.model}.{self.field} #{self.object_pk}"

"""Recovery codes: paper keys for the day the phone is lost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingtang.core.accounts.models.users import User


class RecoveryCode(models.Model):
    """One code that opens the second door once. Only its hash is kept: the code itself has 80 random bits."""

    personal_data: ClassVar[dict[str, str]] = {}

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField("恢复码散列", max_length=64)
    made_at = models.DateTimeField("生成时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once_per_user"),
        ]

    def __str__(self) -> str:
        return f"恢复码 {self.pk}"

"""Who a user is in another system's sign-on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingtang.core.accounts.models.users import User


class ExternalIdentity(models.Model):
    """A provider's name for a person (统一身份认证), tied to a user by someone with the right to do so."""

    personal_data: ClassVar[dict[str, str]] = {
        "subject": "该人在外部统一身份认证系统中的标识；停用账号时删除。",
    }

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="external_identities")
    provider = models.CharField("认证系统", max_length=64)
    subject = models.CharField("外部标识", max_length=255)
    tied_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = "外部身份"
        verbose_name_plural = "外部身份"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["provider", "subject"], name="one_user_for_an_external_subject"),
            models.UniqueConstraint(fields=["provider", "user"], name="one_external_subject_for_a_user"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}（用户 {self.user_id}）"

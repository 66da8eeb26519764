from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from mingtang.core.files.models.contents import CLEAN, DOUBTFUL


class State(models.TextChoices):
    PENDING = "pending", "待查杀"
    CLEAN = "clean", "可用"
    QUARANTINED = "quarantined", "已隔离"
    CONDEMNED = "condemned", "已封存"
    ERASED = "erased", "已抹除"


def new_public_id() -> str:
    return secrets.token_urlsafe(16)


class StoredFile(models.Model):
    """A file as it was received. Its bytes are named by their hash; its state is written by services only."""

    personal_data: ClassVar[dict[str, str]] = {
        "name": "上传时的文件名，可能含人名；随所属事项归档，抹除时改为“已抹除”加扩展名。",
    }

    public_id = models.CharField(
        "公开编号", max_length=32, unique=True, default=new_public_id, editable=False
    )
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    charset = models.CharField("文字编码", max_length=20, blank=True)
    extension = models.CharField("扩展名", max_length=10)
    name = models.CharField("文件名", max_length=200)
    purpose = models.CharField("用途", max_length=50)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.PENDING)
    reasons = models.JSONField("缘由", default=list, blank=True)
    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="所属单位"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    scanned_at = models.DateTimeField("查杀时间", null=True)

    class Meta:
        verbose_name = "文件"
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="file_state_is_known"),
            models.CheckConstraint(condition=Exact(Length("sha256"), 64), name="file_hash_is_sha256"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_is_not_empty"),
            # Whoever opens the list of quarantined files is told why each is there.
            models.CheckConstraint(
                condition=~models.Q(state__in=["quarantined", "condemned", "erased"]) | ~models.Q(reasons=[]),
                name="held_files_say_why",
            ),
        )
        indexes = (models.Index(fields=["-id"], condition=~models.Q(state="clean"), name="files_not_clean"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_clean(self) -> bool:
        return self.state == State.CLEAN

    @property
    def folder(self) -> str:
        """The folder of the store in which this file's bytes lie."""
        return CLEAN if self.is_clean else DOUBTFUL

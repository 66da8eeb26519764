from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from mingtang.publishing.models.publications import Edition, Revision

USER = settings.AUTH_USER_MODEL


class BatchState(models.TextChoices):
    LOADING = "loading", "导入中"
    STAGED = "staged", "待两人签署"
    SIGNED = "signed", "已签署，公开中"
    LIVE = "live", "已公开"
    REFUSED = "refused", "已退回"


class Batch(models.Model):
    """A stock of existing documents brought in at once. Two people sign its manifest; then, and only then, it is live."""

    personal_data: ClassVar[dict[str, str]] = {}

    code = models.CharField("批次号", max_length=40, unique=True)
    source = models.CharField("来源", max_length=300)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="担保单位"
    )
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.LOADING)
    manifest_hash = models.CharField("清单哈希", max_length=64, blank=True)
    item_count = models.PositiveIntegerField("件数", default=0)
    held_count = models.PositiveIntegerField("暂缓件数", default=0)
    errors = models.JSONField("未能导入的行", default=list)
    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    sealed_at = models.DateTimeField("清单封存时间", null=True)
    is_demonstration = models.BooleanField("演示批次", default=False)

    class Meta:
        verbose_name = "导入批次"

    def __str__(self) -> str:
        return self.code


class BatchItem(models.Model):
    """One line of the manifest: which text came from which row. Fixed once anyone has signed."""

    personal_data: ClassVar[dict[str, str]] = {}

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items", verbose_name="批次")
    row = models.CharField("来源行", max_length=300)
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="batch_item", verbose_name="版次")
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="batch_item", verbose_name="版本")
    content_hash = models.CharField("内容哈希", max_length=64)
    source_hash = models.CharField("来源哈希", max_length=64)
    held = models.BooleanField("暂缓", default=False)
    labels = models.JSONField("问题标签", default=list)

    class Meta:
        verbose_name = "清单条目"
        constraints = (models.UniqueConstraint(fields=["batch", "row"], name="one_item_for_a_row"),)

    def __str__(self) -> str:
        return self.row


class BatchSignature(models.Model):
    """One of the two people who vouch for a batch signs its manifest."""

    personal_data: ClassVar[dict[str, str]] = {"signer_name": "签署人姓名；履职记录，长期保存"}

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="signatures", verbose_name="批次")
    manifest_hash = models.CharField("所签清单哈希", max_length=64)
    signer = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="签署人")
    signer_name = models.CharField("签署人姓名", max_length=80)
    signer_role = models.CharField("身份", max_length=80)
    opinion = models.CharField("意见", max_length=300, blank=True)
    signed_at = models.DateTimeField("签署时间", auto_now_add=True)

    class Meta:
        verbose_name = "批次签署"
        constraints = (
            models.UniqueConstraint(fields=["batch", "signer"], name="one_signature_for_a_signer"),
        )

    def __str__(self) -> str:
        return self.signer_name

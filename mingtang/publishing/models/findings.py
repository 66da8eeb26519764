from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from mingtang.publishing.models.publications import Revision

USER = settings.AUTH_USER_MODEL


class CheckRun(models.Model):
    """One run of all checks over one revision. The same hash and the same lists give the same findings."""

    personal_data: ClassVar[dict[str, str]] = {}

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="check_runs", verbose_name="版本")
    lists_version = models.CharField("词表版本", max_length=80)
    run_at = models.DateTimeField("检查时间", auto_now_add=True)

    class Meta:
        verbose_name = "内容检查"
        constraints = (
            models.UniqueConstraint(fields=["revision", "lists_version"], name="one_run_of_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.revision_id} {self.lists_version}"


class Severity(models.TextChoices):
    BLOCK = "block", "须改正或说明"
    WARN = "warn", "请核对"


class Finding(models.Model):
    """Something a check found. It is corrected (the next revision lacks it), or waived by a named person with a reason."""

    personal_data: ClassVar[dict[str, str]] = {
        "text": "命中的文字，可能是个人信息；加掩码存放，随信息删除",
        "waived_by_name": "说明人姓名；履职记录，长期保存",
    }

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="findings", verbose_name="版本")
    field = models.CharField("位置", max_length=200)
    kind = models.CharField("类别", max_length=20)
    subkind = models.CharField("细类", max_length=40, blank=True)
    start = models.IntegerField("起")
    end = models.IntegerField("止")
    text = models.CharField("文字", max_length=200, blank=True)
    message = models.CharField("说明", max_length=300)
    suggestion = models.CharField("建议", max_length=300, blank=True)
    severity = models.CharField("程度", max_length=6, choices=Severity)
    waived_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="说明人")
    waived_by_name = models.CharField("说明人姓名", max_length=80, blank=True)
    waived_reason = models.CharField("说明理由", max_length=300, blank=True)
    waived_at = models.DateTimeField("说明时间", null=True)

    class Meta:
        verbose_name = "检查发现"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(waived_at=None)
                | (~models.Q(waived_reason="") & models.Q(waived_by__isnull=False)),
                name="a_waiver_has_person_and_reason",
            ),
        )

    def __str__(self) -> str:
        return self.message

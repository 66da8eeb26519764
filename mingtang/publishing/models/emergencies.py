from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.publishing.models.publications import Edition, Revision

USER = settings.AUTH_USER_MODEL


class EmergencyRequest(models.Model):
    """One person asks to publish a text at once (应急公开); it goes out when a second person confirms it themself."""

    personal_data: ClassVar[dict[str, str]] = {
        "asked_by_name": "提出人姓名；履职记录，长期保存",
        "settled_by_name": "复核人姓名；履职记录，长期保存",
    }

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="emergency_requests", verbose_name="版次"
    )
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name="版本")
    reason = models.CharField("应急理由", max_length=300)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_by_name = models.CharField("提出人姓名", max_length=80)
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    # Null while it waits; True once it went out, False where it was declined or called back.
    published = models.BooleanField("已公开", null=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    settled_by_name = models.CharField("复核人姓名", max_length=80, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "应急公开申请"
        constraints = (
            models.UniqueConstraint(
                fields=["edition"], condition=Q(settled_at=None), name="one_open_emergency_request"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(published__isnull=False),
                name="a_settled_emergency_request_says_how",
            ),
        )

    def __str__(self) -> str:
        return self.reason

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.publishing.models.publications import Edition, Revision

USER = settings.AUTH_USER_MODEL


class ReleaseState(models.TextChoices):
    OPEN = "open", "待定"
    SCHEDULED = "scheduled", "已定时"
    HELD = "held", "暂缓"
    RELEASED = "released", "已发布"
    FAILED = "failed", "定时发布未成，待处理"
    CANCELLED = "cancelled", "已取消"


class Release(models.Model):
    """One or more editions that go out together, all or nothing. Who chose the time, and why, stays on record."""

    personal_data: ClassVar[dict[str, str]] = {
        "decided_by_name": "决定人姓名；履职记录，长期保存",
    }

    title = models.CharField("名称", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReleaseState, default=ReleaseState.OPEN)
    at = models.DateTimeField("定时", null=True)
    reason = models.CharField("时机说明", max_length=300, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_by_name = models.CharField("决定人姓名", max_length=80, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    released_at = models.DateTimeField("发布时间", null=True)
    # Why a scheduled release did not go out: a list of reasons, shown on the desk until somebody deals with it.
    failures = models.JSONField("未成原因", default=list)

    class Meta:
        verbose_name = "发布单"
        indexes = (
            models.Index(fields=["at"], condition=Q(state="scheduled"), name="releases_to_come"),
            # Nearly all releases went out long ago; the desk asks for the few that did not.
            models.Index(fields=["state", "-id"], condition=Q(released_at=None), name="releases_to_settle"),
        )

    def __str__(self) -> str:
        return self.title or f"发布单{self.pk}"


class ReleaseItem(models.Model):
    """An edition in a release, with the revision that the decision was made on."""

    personal_data: ClassVar[dict[str, str]] = {}

    release = models.ForeignKey(Release, models.CASCADE, related_name="items", verbose_name="发布单")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="release_items", verbose_name="版次")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name="版本")

    class Meta:
        verbose_name = "发布单条目"
        constraints = (
            models.UniqueConstraint(fields=["release", "edition"], name="one_edition_once_in_a_release"),
        )

    def __str__(self) -> str:
        return f"{self.release_id}：{self.edition_id}"

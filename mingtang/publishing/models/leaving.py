"""Leaving the public site: withdrawal in three ways, taking down at once, clean-up decisions, erasure."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingtang.publishing.labels import CLEANUP_DECISIONS
from mingtang.publishing.models.publications import Edition, Publication, Revision

USER = settings.AUTH_USER_MODEL


class WithdrawalWay(models.TextChoices):
    ERROR = "error", "误发撤除"
    REPLACED = "replaced", "被替代（转址）"
    WITHDRAWN = "withdrawn", "撤回（保留并标注）"


class Withdrawal(models.Model):
    """Why and how an edition left, by whom; the reason that the public reads stands apart from the internal one."""

    personal_data: ClassVar[dict[str, str]] = {"by_name": "办理人姓名；履职记录，长期保存"}

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="withdrawals", verbose_name="版次")
    way = models.CharField("方式", max_length=10, choices=WithdrawalWay)
    reason = models.CharField("理由", max_length=300)
    public_notice = models.CharField("对外说明", max_length=300, blank=True)
    replaced_by = models.ForeignKey(
        Publication, models.PROTECT, null=True, related_name="+", verbose_name="被何信息替代"
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="办理人")
    by_name = models.CharField("办理人姓名", max_length=80)
    at = models.DateTimeField("办理时间", auto_now_add=True)

    class Meta:
        verbose_name = "撤回"
        constraints = (
            models.CheckConstraint(
                condition=~Q(way="replaced") | Q(replaced_by__isnull=False),
                name="a_replacement_names_its_successor",
            ),
        )

    def __str__(self) -> str:
        return self.get_way_display()


class Takedown(models.Model):
    """应急下架: one duty officer, no prior review, confirmed afterwards by somebody else."""

    personal_data: ClassVar[dict[str, str]] = {
        "by_name": "值班员姓名；履职记录，长期保存",
        "confirmed_by_name": "确认人姓名；履职记录，长期保存",
    }

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="takedowns", verbose_name="版次")
    reason = models.CharField("理由", max_length=300)
    was_state = models.CharField("下架前状态", max_length=12)
    copies = models.JSONField("需同步处理的副本", default=list)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="值班员")
    by_name = models.CharField("值班员姓名", max_length=80)
    at = models.DateTimeField("下架时间", auto_now_add=True)
    upheld = models.BooleanField("确认下架", null=True)
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    confirmed_by_name = models.CharField("确认人姓名", max_length=80, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_reason = models.CharField("确认意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "应急下架"
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")),
                name="a_takedown_is_confirmed_by_another",
            ),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(confirmed_at=None), name="one_takedown_to_confirm"
            ),
        )

    def __str__(self) -> str:
        return self.reason


class CleanupReason(models.TextChoices):
    EXPIRED = "expired", "公开期限届满"
    PERIODIC = "periodic", "定期清理"
    REPORTED = "reported", "有人反映"
    PERSONAL_DATA = "personal_data", "涉及个人隐私"


class CleanupTask(models.Model):
    """谁公开、谁清理: the publishing unit decides what becomes of an item. Expiry raises a task, never a deletion."""

    personal_data: ClassVar[dict[str, str]] = {"decided_by_name": "决定人姓名；履职记录，长期保存"}

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="cleanup_tasks", verbose_name="版次")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    reason = models.CharField("缘由", max_length=16, choices=CleanupReason)
    note = models.CharField("说明", max_length=300, blank=True)
    raised_on = models.DateField("提出日期")
    due_on = models.DateField("应办结日期")
    decision = models.CharField("决定", max_length=12, choices=CLEANUP_DECISIONS, blank=True)
    decision_reason = models.CharField("理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_by_name = models.CharField("决定人姓名", max_length=80, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)

    class Meta:
        verbose_name = "清理任务"
        constraints = (
            models.UniqueConstraint(
                fields=["edition"], condition=Q(decision=""), name="one_open_cleanup_task"
            ),
            models.CheckConstraint(
                condition=Q(decision="") | (~Q(decision_reason="") & Q(decided_by__isnull=False)),
                name="a_cleanup_decision_has_person_and_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation", "due_on", "id"], condition=Q(decision=""), name="cleanup_to_do"
            ),
        )

    def __str__(self) -> str:
        return self.get_reason_display()


class Erasure(models.Model):
    """Content and salt of a revision are removed for good; the hash stays, and verification says by whom it was erased."""

    personal_data: ClassVar[dict[str, str]] = {
        "asked_by_name": "提出人姓名；履职记录，长期保存",
        "approved_by_name": "批准人姓名；履职记录，长期保存",
    }

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="erasure", verbose_name="版本")
    reason = models.CharField("理由", max_length=300)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_by_name = models.CharField("提出人姓名", max_length=80)
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="批准人")
    approved_by_name = models.CharField("批准人姓名", max_length=80, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True)

    class Meta:
        verbose_name = "内容删除"
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
                name="an_erasure_takes_two_people",
            ),
        )

    def __str__(self) -> str:
        return self.reason

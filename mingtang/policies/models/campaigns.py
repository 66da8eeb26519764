"""政策有效性集中确认 and clean-up: each document in scope gets an answer from its drafting unit."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.policies.labels import ANSWERS
from mingtang.policies.models.facts import ValidityFact
from mingtang.policies.models.policies import Policy

USER = settings.AUTH_USER_MODEL


class Campaign(models.Model):
    """A round in which every document of a scope is confirmed by a day. Its result is published as an edition."""

    personal_data: ClassVar[dict[str, str]] = {"opened_by_name": "发起人姓名；履职记录，长期保存"}

    title = models.CharField("名称", max_length=120)
    # Levels in scope; the day on which a document must be in force to be in scope is the opening day.
    levels = models.JSONField("效力级别", default=list)
    explanation = models.CharField("要求", max_length=500, blank=True)
    opened_on = models.DateField("发起日期")
    due_on = models.DateField("完成期限")
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="发起人")
    opened_by_name = models.CharField("发起人姓名", max_length=80)
    closed_on = models.DateField("办结日期", null=True)
    result = models.ForeignKey(
        "publishing.Publication", models.PROTECT, null=True, related_name="+", verbose_name="结果"
    )

    class Meta:
        verbose_name = "集中确认"
        ordering = ("-opened_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("opened_on")), name="campaign_due_after_opening"
            ),
        )

    def __str__(self) -> str:
        return self.title


class CampaignAnswer(models.Model):
    """One document of a campaign, and what its drafting unit answered; open while there is no answer."""

    personal_data: ClassVar[dict[str, str]] = {"answered_by_name": "答复人姓名；履职记录，长期保存"}

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="answers", verbose_name="集中确认")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="answers", verbose_name="文件")
    unit = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="答复单位"
    )
    answer = models.CharField("答复", max_length=20, choices=ANSWERS, blank=True)
    # Of 继续有效: the new last day, where it gets a new period; of the ends: the day from which they count.
    valid_until = models.DateField("新的有效期至", null=True, blank=True)
    counts_from = models.DateField("自何日起", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    answered_by_name = models.CharField("答复人姓名", max_length=80, blank=True)
    fact = models.ForeignKey(
        ValidityFact, models.PROTECT, null=True, related_name="+", verbose_name="所记事实"
    )

    class Meta:
        verbose_name = "集中确认答复"
        constraints = (
            models.UniqueConstraint(fields=["campaign", "policy"], name="one_answer_for_a_document"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False), name="answer_has_a_day"
            ),
        )
        indexes = (
            models.Index(fields=["unit", "campaign"], condition=Q(answer=""), name="open_answers_of_a_unit"),
        )

    def __str__(self) -> str:
        return f"{self.policy_id}：{self.get_answer_display() or '待答复'}"

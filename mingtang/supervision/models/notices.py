"""通报: the office tells the units of a plan how things stand, asks some to put things right, and looks again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.supervision.labels import NOTICE_STATES, RECTIFICATION_STATES
from mingtang.supervision.models.plans import WorkPlan

USER = settings.AUTH_USER_MODEL


class StandingNotice(models.Model):
    """工作情况通报: text and the table of standings, fixed on the day of issue."""

    personal_data: ClassVar[dict[str, str]] = {"issued_by_name": "印发人姓名；履职记录，长期保存"}

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="notices", verbose_name="工作要点")
    title = models.CharField("标题", max_length=120)
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    text = models.TextField("正文", blank=True)
    # [[unit, parts, proven, yellow, red], …] as counted on the day of issue; empty before it.
    standings = models.JSONField("各单位进展", default=list, blank=True)
    state = models.CharField("状态", max_length=8, choices=NOTICE_STATES, default="draft")
    made_at = models.DateTimeField("起草时间", auto_now_add=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    issued_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="印发人"
    )
    issued_by_name = models.CharField("印发人姓名", max_length=80, blank=True)

    class Meta:
        verbose_name = "工作通报"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="a_notice_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(issued_on__isnull=False, issued_by__isnull=False),
                name="an_issued_notice_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.title


class NoticeUnit(models.Model):
    """A unit that a notice addresses, and what it is asked to put right (整改), if anything."""

    personal_data: ClassVar[dict[str, str]] = {}

    notice = models.ForeignKey(StandingNotice, models.CASCADE, related_name="units", verbose_name="工作通报")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )
    matter = models.TextField("整改事项", blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=RECTIFICATION_STATES, default="told")

    class Meta:
        verbose_name = "通报单位"
        ordering = ("organisation__order", "organisation")
        constraints = (
            models.UniqueConstraint(
                fields=["notice", "organisation"], name="one_place_of_a_unit_in_a_notice"
            ),
            models.CheckConstraint(
                condition=Q(matter="", state="told") | Q(due_on__isnull=False) & ~Q(matter=""),
                name="a_rectification_has_its_day",
            ),
        )
        indexes = (models.Index(fields=["state", "due_on"], name="rectifications_by_state"),)

    def __str__(self) -> str:
        return f"{self.notice}：{self.organisation.short_name}"


class RectificationAnswer(models.Model):
    """What a unit answered, with its proof, and what the office found when it looked again. Each stays."""

    personal_data: ClassVar[dict[str, str]] = {
        "answered_by_name": "报告人姓名；履职记录，长期保存",
        "checked_by_name": "复核人姓名；履职记录，长期保存",
    }

    unit = models.ForeignKey(NoticeUnit, models.PROTECT, related_name="answers", verbose_name="通报单位")
    text = models.TextField("整改情况")
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="佐证材料"
    )
    answered_on = models.DateField("报告日期")
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="报告人")
    answered_by_name = models.CharField("报告人姓名", max_length=80)
    # None: not looked at again yet.
    passed = models.BooleanField("复核通过", null=True, blank=True)
    finding = models.CharField("复核意见", max_length=300, blank=True)
    checked_on = models.DateField("复核日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    checked_by_name = models.CharField("复核人姓名", max_length=80, blank=True)

    class Meta:
        verbose_name = "整改报告"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["unit"], condition=Q(passed=None), name="one_answer_waits_for_a_check"
            ),
            models.CheckConstraint(
                condition=Q(passed=None) | Q(checked_on__isnull=False, checked_by__isnull=False),
                name="a_checked_answer_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit}：{self.answered_on}"

"""A scheme scored for a period: lines, objections, and what followed. Once frozen nothing of it changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.assessments.labels import ASSESSMENT_STATES, OBJECTION_STATES, USE_KINDS
from mingtang.assessments.models.schemes import Scheme, SchemeIndicator, SchemePeriod

USER = settings.AUTH_USER_MODEL


class Assessment(models.Model):
    """考核: one scheme scored for one period (过程性评估) and shown to the units."""

    personal_data: ClassVar[dict[str, str]] = {}

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="assessments", verbose_name="考核方案")
    period = models.OneToOneField(
        SchemePeriod, models.PROTECT, related_name="assessment", verbose_name="考核时段"
    )
    state = models.CharField("状态", max_length=10, choices=ASSESSMENT_STATES, default="open")
    run_at = models.DateTimeField("最近取数时间", null=True, blank=True)
    shown_on = models.DateField("反馈日期", null=True, blank=True)
    objections_until = models.DateField("异议截止日期", null=True, blank=True)
    frozen_at = models.DateTimeField("定版时间", null=True, blank=True)

    class Meta:
        verbose_name = "考核"
        ordering = ("-period__first_day", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open") | Q(shown_on__isnull=False, objections_until__isnull=False),
                name="a_shown_assessment_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(state="frozen") | Q(frozen_at__isnull=False),
                name="a_frozen_assessment_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme.year}年{self.period.name}"


class ScoreLine(models.Model):
    """得分: of one unit by one indicator, with the rule and the fact. No points: a person must still give them."""

    personal_data: ClassVar[dict[str, str]] = {"hand_by_name": "评分人姓名；履职记录，长期保存"}

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="lines", verbose_name="考核")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )
    indicator = models.ForeignKey(
        SchemeIndicator, models.PROTECT, related_name="lines", verbose_name="考核指标"
    )
    weight = models.DecimalField("分值", max_digits=5, decimal_places=2)
    # What the rule made of the fact; `points` differ where a person decided, with the reason beside it.
    computed = models.DecimalField("系统计分", max_digits=5, decimal_places=2, null=True, blank=True)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    rule = models.CharField("计分规则", max_length=300)
    note = models.CharField("计分说明", max_length=300, blank=True)
    # The fact; all empty where there was none.
    value = models.PositiveIntegerField("达到", null=True, blank=True)
    of = models.PositiveIntegerField("应有", null=True, blank=True)
    rows_url = models.CharField("明细", max_length=300, blank=True)
    as_of = models.DateTimeField("取数时间", null=True, blank=True)
    hand_reason = models.CharField("人工评分理由", max_length=300, blank=True)
    hand_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="评分人"
    )
    hand_by_name = models.CharField("评分人姓名", max_length=80, blank=True)
    hand_at = models.DateTimeField("评分时间", null=True, blank=True)

    class Meta:
        verbose_name = "得分"
        ordering = ("organisation__order", "organisation", "indicator__order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "organisation", "indicator"], name="one_line_of_a_unit_and_an_indicator"
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0, points__lte=models.F("weight")),
                name="points_stay_within_the_weight",
            ),
            models.CheckConstraint(
                condition=Q(value=None, of=None, as_of=None)
                | Q(value__isnull=False, of__isnull=False, as_of__isnull=False),
                name="a_fact_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(hand_by=None) | ~Q(hand_reason=""), name="points_by_hand_have_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}：{self.indicator}"

    @property
    def fact(self) -> str:
        """12/12, or 6次; empty without a fact."""
        if self.value is None:
            return ""
        return f"{self.value}/{self.of}" if self.of else str(self.value)


class Objection(models.Model):
    """异议: what a unit says against a line, and what the office answered; both stay visible."""

    personal_data: ClassVar[dict[str, str]] = {
        "raised_by_name": "提出人姓名；履职记录，长期保存",
        "decided_by_name": "答复人姓名；履职记录，长期保存",
    }

    line = models.ForeignKey(ScoreLine, models.PROTECT, related_name="objections", verbose_name="得分")
    reason = models.TextField("异议理由")
    raised_on = models.DateField("提出日期")
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提出人")
    raised_by_name = models.CharField("提出人姓名", max_length=80)
    state = models.CharField("状态", max_length=10, choices=OBJECTION_STATES, default="raised")
    answer = models.TextField("答复", blank=True)
    points_before = models.DecimalField("原得分", max_digits=5, decimal_places=2)
    points_after = models.DecimalField("复核后得分", max_digits=5, decimal_places=2, null=True, blank=True)
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    decided_by_name = models.CharField("答复人姓名", max_length=80, blank=True)

    class Meta:
        verbose_name = "异议"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="raised"), name="one_open_objection_to_a_line"
            ),
            models.CheckConstraint(
                condition=Q(state="raised")
                | Q(points_after__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="a_decided_objection_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line}：{self.get_state_display()}"


class Use(models.Model):
    """结果运用: praise or accountability that followed from a frozen result."""

    personal_data: ClassVar[dict[str, str]] = {"recorded_by_name": "登记人姓名；履职记录，长期保存"}

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="uses", verbose_name="考核")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )
    kind = models.CharField("类别", max_length=16, choices=USE_KINDS)
    decided_on = models.DateField("决定日期")
    text = models.TextField("内容")
    document = models.CharField("依据文件", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "结果运用"
        ordering = ("-decided_on", "-pk")

    def __str__(self) -> str:
        return f"{self.organisation}：{self.get_kind_display()}"

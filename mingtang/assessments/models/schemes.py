"""指标体系: schemes with their indicators, periods and units. Once in force nothing of them changes: a new version copies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mingtang.assessments.labels import AREAS, OBJECTION_DAYS, SCHEME_STATES
from mingtang.core.indicators.api import Period
from mingtang.core.organisations.api import BODY_KINDS
from mingtang.law import assessment as law


class Scheme(models.Model):
    """One version of the assessment of a year."""

    personal_data: ClassVar[dict[str, str]] = {}

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="考核机关"
    )
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    name = models.CharField("方案名称", max_length=120)
    basis = models.CharField("依据文件", max_length=200, blank=True)
    objection_days = models.PositiveSmallIntegerField("反馈后几日内可以提出异议", default=OBJECTION_DAYS)
    state = models.CharField("状态", max_length=10, choices=SCHEME_STATES, default="draft")
    made_at = models.DateTimeField("建立时间", auto_now_add=True)
    in_force_on = models.DateField("执行日期", null=True, blank=True)

    class Meta:
        verbose_name = "考核方案"
        ordering = ("-year", "-version", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "year", "version"], name="one_scheme_of_a_version"
            ),
            models.UniqueConstraint(
                fields=["organisation", "year"],
                condition=Q(state="in_force"),
                name="one_scheme_in_force_of_a_year",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, version__gte=1), name="a_scheme_has_a_year_and_a_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.year}年第{self.version}版）"


class SchemeIndicator(models.Model):
    """考核指标: weight, rule, and where its facts come from. Without a source a person gives the points."""

    personal_data: ClassVar[dict[str, str]] = {}

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="indicators", verbose_name="考核方案")
    order = models.PositiveSmallIntegerField("次序", default=0)
    code = models.CharField("编号", max_length=20)
    name = models.CharField("指标", max_length=120)
    weight = models.DecimalField("分值", max_digits=5, decimal_places=2)
    rule = models.JSONField("计分规则")
    area = models.CharField("指标类别", max_length=20, choices=AREAS, default="general")
    # The code of an indicator that `config/wiring.py` lists; empty where a person gives the points.
    source = models.CharField("数据来源", max_length=60, blank=True)
    # Kinds of bodies that it applies to; none named: all.
    body_kinds = models.JSONField("适用单位类别", default=list, blank=True)

    class Meta:
        verbose_name = "考核指标"
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["scheme", "code"], name="one_indicator_of_a_code"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100), name="a_weight_is_a_part_of_a_hundred"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def indicator(self) -> law.Indicator:
        """As the law's arithmetic takes it."""
        return law.Indicator(self.code, self.name, self.weight, law.rule_from(self.rule))

    @property
    def words(self) -> str:
        return law.words(law.rule_from(self.rule), self.weight)

    @property
    def is_by_hand(self) -> bool:
        return not self.source

    @property
    def applies_to(self) -> str:
        names = [name for code, name in BODY_KINDS if code in self.body_kinds]
        return "、".join(names) or "全部单位"

    def concerns(self, kind: str) -> bool:
        """Whether it applies to bodies of a kind."""
        return not self.body_kinds or kind in self.body_kinds


class SchemePeriod(models.Model):
    """考核时段: a part of the year for which the scheme is scored, and its weight in the year's score."""

    personal_data: ClassVar[dict[str, str]] = {}

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="periods", verbose_name="考核方案")
    name = models.CharField("时段名称", max_length=40)
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "考核时段"
        ordering = ("first_day", "pk")
        constraints = (
            models.UniqueConstraint(fields=["scheme", "name"], name="one_period_of_a_name"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="a_period_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def days(self) -> Period:
        return Period(self.first_day, self.last_day)


class SchemeUnit(models.Model):
    """A unit that the scheme assesses."""

    personal_data: ClassVar[dict[str, str]] = {}

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="units", verbose_name="考核方案")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )

    class Meta:
        verbose_name = "被考核单位"
        ordering = ("organisation__order", "organisation")
        constraints = (
            models.UniqueConstraint(
                fields=["scheme", "organisation"], name="one_place_of_a_unit_in_a_scheme"
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation)

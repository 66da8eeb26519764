"""政策评价: what was evaluated and what came of it; 跟踪反馈 and 后评估 of major decisions; what must be evaluated."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

USER = settings.AUTH_USER_MODEL

MEASURE_ACTIONS = (
    ("amend", "修改政策"),
    ("repeal", "废止政策"),
    ("make", "制定新政策"),
    ("enforce", "加强执行"),
    ("keep", "继续执行"),
)
# Actions that end in a document: the chain is whole when that document is named.
WITH_DOCUMENT = frozenset({"amend", "repeal", "make"})
ROUND_STAGES = (
    ("execution", "执行效果跟踪"),
    ("feedback", "意见反馈"),
    ("evaluation", "后评估"),
)


class PolicyEvaluation(models.Model):
    """专题性政策评价: one thematic evaluation of one or more policies. Its report is a publication of its own.

    How far it has come is computed: planned, drafted, public.
    """

    personal_data: ClassVar[dict[str, str]] = {"entered_by_name": "登记人姓名；履职记录，长期保存"}

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="组织评价的单位"
    )
    year = models.PositiveIntegerField("年度")
    theme = models.CharField("评价主题", max_length=120)
    planned_on = models.DateField("计划完成日期")
    report = models.OneToOneField(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="评价报告",
    )
    given_up_reason = models.CharField("取消理由", max_length=200, blank=True)
    entered_on = models.DateField("登记日期")
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "政策评价"
        indexes = (models.Index(fields=["year", "organisation"], name="evaluations_of_a_year"),)

    def __str__(self) -> str:
        return self.theme


class EvaluatedPolicy(models.Model):
    """A policy that an evaluation is about."""

    personal_data: ClassVar[dict[str, str]] = {}

    evaluation = models.ForeignKey(
        PolicyEvaluation, models.CASCADE, related_name="evaluated", verbose_name="评价"
    )
    policy = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="被评价的政策"
    )

    class Meta:
        verbose_name = "被评价的政策"
        constraints = (
            models.UniqueConstraint(fields=["evaluation", "policy"], name="one_policy_once_evaluated"),
        )

    def __str__(self) -> str:
        return f"{self.evaluation_id}：{self.policy_id}"


class EvaluationMeasure(models.Model):
    """A measure into which a result is turned (转化为调整政策制定的措施), and the policy in which it ends."""

    personal_data: ClassVar[dict[str, str]] = {"entered_by_name": "登记人姓名；履职记录，长期保存"}

    evaluation = models.ForeignKey(
        PolicyEvaluation, models.PROTECT, related_name="measures", verbose_name="评价"
    )
    action = models.CharField("措施", max_length=10, choices=MEASURE_ACTIONS)
    text = models.CharField("内容", max_length=300)
    policy = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所调整的政策",
    )
    unit = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True)
    outcome = models.CharField("落实情况", max_length=300, blank=True)
    document = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="形成的文件",
    )
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "评价措施"
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(outcome=""), name="a_done_measure_tells_its_outcome"
            ),
        )

    def __str__(self) -> str:
        return self.text


class FollowUpRound(models.Model):
    """A round of following a major decision: how it is carried out, what people say, how it is judged afterwards."""

    personal_data: ClassVar[dict[str, str]] = {"recorded_by_name": "登记人姓名；履职记录，长期保存"}

    decision = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="决策"
    )
    stage = models.CharField("阶段", max_length=12, choices=ROUND_STAGES)
    number = models.PositiveIntegerField("轮次")
    held_on = models.DateField("日期")
    held_by = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="实施单位"
    )
    finding = models.CharField("情况", max_length=1000)
    # 结果公开: the public text of the result.
    result = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公开的结果",
    )
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "决策跟踪"
        ordering = ("held_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["decision", "stage", "number"], name="one_round_of_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.get_stage_display()}第{self.number}轮"


class EvaluationDuty(models.Model):
    """A policy of major public interest (社会公众关注度高): its evaluation must be public by a day. Also major decisions."""

    personal_data: ClassVar[dict[str, str]] = {"set_by_name": "登记人姓名；履职记录，长期保存"}

    publication = models.OneToOneField(
        "publishing.Publication", models.PROTECT, primary_key=True, related_name="+", verbose_name="政策"
    )
    is_decision = models.BooleanField("重大行政决策", default=False)
    reason = models.CharField("理由", max_length=200)
    due_on = models.DateField("应公开日期")
    set_on = models.DateField("登记日期")
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    set_by_name = models.CharField("登记人姓名", max_length=80)
    lifted_reason = models.CharField("解除理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "评估任务"
        indexes = (
            models.Index(
                fields=["due_on", "publication"], condition=Q(lifted_reason=""), name="evaluations_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.publication_id}：{self.due_on}前"

"""执行和结果公开: texts that tell how tasks come along, the periods for which they are owed, and findings put right.

All of it points at what went the one road. What the public reads is always the signed text, never a row of these.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.supervision.labels import DUTY_STATES, FINDING_SOURCES, OUTCOMES, PROGRESS_PARTS
from mingtang.supervision.models.plans import WorkPlan
from mingtang.supervision.models.tasks import Milestone, Task

USER = settings.AUTH_USER_MODEL


class ProgressItem(models.Model):
    """落实进展: a publication that tells of a task, or of the whole plan. Shown beside it while it is public."""

    personal_data: ClassVar[dict[str, str]] = {"made_by_name": "关联人姓名；履职记录，长期保存"}

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="progress_items", verbose_name="工作要点")
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="progress_items", verbose_name="任务"
    )
    publication = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="进展信息"
    )
    # Kept from the signed text when it goes live; given by hand for texts that name no period.
    told_until = models.DateField("进展截止日期")
    has_progress = models.BooleanField("写明进展情况", default=False)
    has_result = models.BooleanField("写明取得的结果", default=False)
    has_next_steps = models.BooleanField("写明下一步安排", default=False)
    has_implementation = models.BooleanField("写明落实情况", default=False)
    made_at = models.DateTimeField("关联时间", auto_now_add=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="关联人")
    made_by_name = models.CharField("关联人姓名", max_length=80)

    class Meta:
        verbose_name = "落实进展"
        ordering = ("-told_until", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["task", "publication"], condition=Q(task__isnull=False), name="one_item_of_a_task"
            ),
            models.UniqueConstraint(
                fields=["plan", "publication"], condition=Q(task=None), name="one_item_of_a_plan"
            ),
        )
        indexes = (
            models.Index(fields=["task", "-told_until", "-id"], name="progress_of_a_task"),
            models.Index(fields=["plan", "-told_until", "-id"], name="progress_of_a_plan"),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.told_until}"

    @property
    def parts(self) -> set[str]:
        """Which of progress, result, next steps and implementation it tells."""
        return {code for code, _ in PROGRESS_PARTS if getattr(self, f"has_{code}")}


class DisclosureDuty(models.Model):
    """One period of a task, or of a whole plan, whose progress a body must publish by a day."""

    personal_data: ClassVar[dict[str, str]] = {}

    plan = models.ForeignKey(
        WorkPlan, models.PROTECT, related_name="duties", verbose_name="工作要点", db_index=False
    )
    task = models.ForeignKey(
        Task,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="任务",
        db_index=False,
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name="应公布的单位",
        db_index=False,
    )
    label = models.CharField("期次", max_length=40)
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    due_on = models.DateField("公布期限")
    state = models.CharField("状态", max_length=8, choices=DUTY_STATES, default="asked")
    told_on = models.DateField("公布日期", null=True, blank=True)
    missing = models.CharField("缺少的内容", max_length=80, blank=True)
    void_reason = models.CharField("不再要求的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "应公布的进展"
        ordering = ("-last_day", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["task", "last_day", "organisation"],
                condition=Q(task__isnull=False),
                name="one_duty_of_a_task",
            ),
            models.UniqueConstraint(
                fields=["plan", "last_day", "organisation"], condition=Q(task=None), name="one_duty_of_a_plan"
            ),
        )
        indexes = (
            models.Index(fields=["state", "due_on", "id"], name="duties_by_state"),
            models.Index(fields=["organisation", "state", "due_on", "id"], name="duties_of_a_unit"),
            models.Index(fields=["plan", "last_day", "id"], name="duties_of_a_plan"),
            models.Index(fields=["plan", "state", "id"], name="duties_of_a_plan_by_state"),
            models.Index(fields=["task", "-last_day"], name="duties_of_a_task"),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.label}"

    @property
    def missing_names(self) -> list[str]:
        names = dict(PROGRESS_PARTS)
        return [names[code] for code in self.missing.split(",") if code in names]


class PublicNode(models.Model):
    """A milestone whose own words stand in a public text: only then does the public read them."""

    personal_data: ClassVar[dict[str, str]] = {}

    milestone = models.OneToOneField(
        Milestone, models.CASCADE, related_name="public_node", verbose_name="节点"
    )
    publication = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="写明该节点的公开信息"
    )

    class Meta:
        verbose_name = "公开的节点"

    def __str__(self) -> str:
        return str(self.milestone)


class Finding(models.Model):
    """发现问题: one problem of a published text of audit or inspection, and what was published of its rectification."""

    personal_data: ClassVar[dict[str, str]] = {"problem": "已公开的问题表述，不含个人信息；随信息下线删除"}

    publication = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        related_name="+",
        verbose_name="公布问题的信息",
        db_index=False,
    )
    source = models.CharField("来源", max_length=12, choices=FINDING_SOURCES)
    number = models.PositiveSmallIntegerField("序号")
    problem = models.TextField("问题")
    measure = models.TextField("整改措施", blank=True)
    unit = models.CharField("责任单位原文", max_length=200, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name="责任单位",
        db_index=False,
    )
    due_on = models.DateField("整改时限", null=True, blank=True)
    outcome = models.CharField("整改状态", max_length=8, choices=OUTCOMES, blank=True)
    told_in = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公布整改的信息",
    )
    told_on = models.DateField("公布整改的日期", null=True, blank=True)
    rectified = models.TextField("整改情况", blank=True)

    class Meta:
        verbose_name = "发现问题"
        ordering = ("publication", "number")
        constraints = (
            models.UniqueConstraint(fields=["publication", "number"], name="one_finding_of_a_number"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(told_in__isnull=False), name="an_outcome_stands_in_a_public_text"
            ),
        )
        indexes = (
            models.Index(fields=["outcome", "due_on", "id"], name="findings_by_day"),
            models.Index(fields=["organisation", "outcome", "due_on", "id"], name="findings_of_a_unit"),
        )

    def __str__(self) -> str:
        return self.problem[:40]

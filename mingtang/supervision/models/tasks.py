"""Tasks that units answer for. Only confirming a plan makes them, and what they first asked stays visible."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.supervision.labels import (
    CHANGE_STATES,
    CHANGES,
    LIGHTS,
    STANDINGS,
    TASK_STATES,
    UNIT_ROLES,
)
from mingtang.supervision.models.plans import ProposedTask, WorkPlan

USER = settings.AUTH_USER_MODEL


def in_short(text: str, most: int = 40) -> str:
    """The first sentence of a task where that is short enough, else its beginning with a mark."""
    first = text.split("。", 1)[0]
    return first if len(first) <= most else f"{text[:most]}…"


class Task(models.Model):
    """任务: what the plan asks, by when, of whom. `first_*` is what was confirmed at the beginning and never changes."""

    personal_data: ClassVar[dict[str, str]] = {}

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="tasks", verbose_name="工作要点")
    proposal = models.OneToOneField(
        ProposedTask, models.PROTECT, null=True, blank=True, related_name="task", verbose_name="原文出处"
    )
    number = models.PositiveIntegerField("编号")
    seq = models.CharField("原文序号", max_length=40, blank=True)
    level1 = models.CharField("一级标题", max_length=300, blank=True)
    level2 = models.CharField("二级标题", max_length=300, blank=True)
    text = models.TextField("任务内容")
    due_on = models.DateField("完成时限", null=True, blank=True)
    deadline_text = models.CharField("时限原文", max_length=200, blank=True)
    is_standing = models.BooleanField("长期坚持", default=False)
    target = models.DecimalField("目标值", max_digits=12, decimal_places=2, null=True, blank=True)
    measure = models.CharField("计量单位", max_length=20, blank=True)
    first_due_on = models.DateField("最初时限", null=True, blank=True, editable=False)
    first_text = models.TextField("最初内容", editable=False)
    first_target = models.DecimalField(
        "最初目标值", max_digits=12, decimal_places=2, null=True, blank=True, editable=False
    )
    public_words = models.TextField("公众可读的说明", blank=True)
    # Where these words went the one road: they are shown while that text is public.
    words_from = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="说明的出处",
    )
    state = models.CharField("状态", max_length=8, choices=TASK_STATES, default="open")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    # Kept for filters and sums by `services.keeping`, after every act and once a day; an ended task has neither.
    standing = models.CharField("印证情况", max_length=8, choices=STANDINGS, blank=True, editable=False)
    light = models.CharField("灯", max_length=6, choices=LIGHTS, blank=True, editable=False)

    class Meta:
        verbose_name = "任务"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="one_task_of_a_number"),
            models.CheckConstraint(
                condition=Q(is_standing=False) | Q(due_on=None), name="a_standing_task_has_no_end"
            ),
        )
        indexes = (
            models.Index(fields=["state", "due_on", "id"], name="tasks_by_due_day"),
            models.Index(fields=["plan", "light", "id"], name="tasks_of_a_plan_by_light"),
            models.Index(fields=["plan", "standing", "id"], name="tasks_of_a_plan_by_standing"),
            models.Index(fields=["light", "id"], name="tasks_by_light"),
            models.Index(fields=["standing", "id"], name="tasks_by_standing"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {in_short(self.text)}"


class TaskUnit(models.Model):
    """One unit's part in a task, with the breakdown that it files within 30 days of the plan's issue.

    A unit that left the task keeps its row: what it filed, reported and proved stays readable and counts no more.
    """

    personal_data: ClassVar[dict[str, str]] = {
        "breakdown_by_name": "分解人姓名；履职记录，长期保存",
        "responsible_name": "本单位具体责任人姓名；履职记录，任务终结后随档案保存",
    }

    task = models.ForeignKey(Task, models.PROTECT, related_name="units", verbose_name="任务")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )
    role = models.CharField("角色", max_length=4, choices=UNIT_ROLES)
    # Empty: since the plan was confirmed. A unit that comes back goes on with the row it had.
    joined_on = models.DateField("加入日期", null=True, blank=True)
    left_on = models.DateField("退出日期", null=True, blank=True)
    breakdown = models.TextField("本单位分解措施", blank=True)
    responsible_name = models.CharField("具体责任人", max_length=40, blank=True)
    own_due_on = models.DateField("本单位时限", null=True, blank=True)
    breakdown_due_on = models.DateField("分解报送期限", null=True, blank=True)
    broken_down_on = models.DateField("分解报送日期", null=True, blank=True)
    breakdown_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分解人"
    )
    breakdown_by_name = models.CharField("分解人姓名", max_length=80, blank=True)
    standing = models.CharField("印证情况", max_length=8, choices=STANDINGS, blank=True, editable=False)
    light = models.CharField("灯", max_length=6, choices=LIGHTS, blank=True, editable=False)

    class Meta:
        verbose_name = "任务单位"
        ordering = ("task", "-role", "pk")
        constraints = (
            models.UniqueConstraint(fields=["task", "organisation"], name="one_part_of_a_unit_in_a_task"),
        )
        indexes = (
            models.Index(fields=["organisation", "task"], name="tasks_of_a_unit"),
            models.Index(fields=["organisation", "light", "task"], name="tasks_of_a_unit_by_light"),
            models.Index(fields=["organisation", "standing", "task"], name="tasks_of_a_unit_by_standing"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.task}"


class Milestone(models.Model):
    """A step on the way with its own day."""

    personal_data: ClassVar[dict[str, str]] = {}

    task = models.ForeignKey(Task, models.PROTECT, related_name="milestones", verbose_name="任务")
    title = models.CharField("节点", max_length=200)
    due_on = models.DateField("时限")
    reached_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "节点"
        ordering = ("task", "due_on", "pk")
        constraints = (models.UniqueConstraint(fields=["task", "title"], name="one_milestone_of_a_title"),)

    def __str__(self) -> str:
        return self.title


class TaskChange(models.Model):
    """A change of target, date, text or units: asked by the unit, approved by the office; the original stays on the task."""

    personal_data: ClassVar[dict[str, str]] = {
        "asked_by_name": "申请人姓名；履职记录，长期保存",
        "decided_by_name": "批准人姓名；履职记录，长期保存",
    }

    task = models.ForeignKey(Task, models.PROTECT, related_name="changes", verbose_name="任务")
    what = models.CharField("变更事项", max_length=8, choices=CHANGES)
    before = models.TextField("变更前")
    after = models.TextField("变更后")
    # Of a change of units: who then takes part in which role, [[body, role], …]; `before` and `after` say it in words.
    units = models.JSONField("变更后的单位", default=list, blank=True)
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=8, choices=CHANGE_STATES, default="asked")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_by_name = models.CharField("申请人姓名", max_length=80)
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    decided_by_name = models.CharField("批准人姓名", max_length=80, blank=True)
    decision_reason = models.CharField("批准意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "任务变更"
        ordering = ("task", "-pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()}：{self.before} → {self.after}"

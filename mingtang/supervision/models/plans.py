"""A year's work plan as it was read, and what was proposed from it. Nothing here is a task yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.supervision.analysis.disclosure import DAYS_TO_PUBLISH
from mingtang.supervision.labels import INTERVALS, PLAN_SORTS, PLAN_STATES, PROPOSAL_STATES, UNIT_ROLES

USER = settings.AUTH_USER_MODEL
AS_READ = ("seq", "level1", "level2", "text", "deadline_text", "is_standing", "open_list", "source_text")


class WorkPlan(models.Model):
    """年度工作要点: the document, what its head says, and where it stands between reading and confirming."""

    personal_data: ClassVar[dict[str, str]] = {
        "made_by_name": "导入人姓名；履职记录，长期保存",
        "confirmed_by_name": "确认人姓名；履职记录，长期保存",
    }

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="督办单位"
    )
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name="原件")
    title = models.CharField("标题", max_length=300)
    year = models.PositiveSmallIntegerField("年度")
    issuer = models.CharField("制发机关", max_length=120, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    requirements = models.JSONField("普遍要求", default=list)
    warnings = models.JSONField("疑点", default=list)
    state = models.CharField("状态", max_length=10, choices=PLAN_STATES, default="proposed")
    # Only a plan whose text went the one road has a public progress page.
    publication = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="已公开的要点文件",
    )
    # How the public is told: what sort of plan it is, how often, for each task or as a whole, within how many days.
    sort = models.CharField("计划类别", max_length=16, choices=PLAN_SORTS, default="work_points")
    interval = models.CharField("公布周期", max_length=10, choices=INTERVALS, default="quarterly")
    by_task = models.BooleanField("逐项公布", default=False)
    within_days = models.PositiveSmallIntegerField("期满后几日内公布", default=DAYS_TO_PUBLISH)
    # A corrected document shows what it changes of an earlier reading, instead of doubling it.
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正的要点"
    )
    made_at = models.DateTimeField("导入时间", auto_now_add=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="导入人")
    made_by_name = models.CharField("导入人姓名", max_length=80)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_by_name = models.CharField("确认人姓名", max_length=80, blank=True)
    drop_reason = models.CharField("放弃理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "工作要点"
        ordering = ("-year", "-pk")
        indexes = (models.Index(fields=["organisation", "-year", "-id"], name="plans_of_a_body"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_at__isnull=False)
                | Q(confirmed_at__isnull=True) & ~Q(state="confirmed"),
                name="a_confirmed_plan_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ProposedTask(models.Model):
    """One task as the document was read, beside its place in the source; people correct, split, merge or leave it out."""

    personal_data: ClassVar[dict[str, str]] = {}

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="proposals", verbose_name="工作要点")
    order = models.PositiveIntegerField("次序")
    seq = models.CharField("序号", max_length=40, blank=True)
    level1 = models.CharField("一级标题", max_length=300, blank=True)
    level2 = models.CharField("二级标题", max_length=300, blank=True)
    text = models.TextField("任务内容")
    deadline_text = models.CharField("时限原文", max_length=200, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    is_standing = models.BooleanField("长期坚持", default=False)
    open_list = models.BooleanField("还有其他单位（等）", default=False)
    place = models.CharField("原文位置", max_length=60, blank=True)
    source_text = models.TextField("原文", blank=True)
    state = models.CharField("状态", max_length=10, choices=PROPOSAL_STATES, default="open")
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="并入"
    )
    split_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="拆自"
    )
    reason = models.CharField("不作为任务的理由", max_length=300, blank=True)
    # What the reader made of the source, as it was first: merging and splitting can be undone. Empty where split off.
    as_read = models.JSONField("原文所列", default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = "待确认任务"
        ordering = ("plan", "order", "pk")
        constraints = (models.UniqueConstraint(fields=["plan", "order"], name="one_proposal_at_a_place"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.text[:30]}".strip()

    def facts(self, units: Iterable[ProposedUnit]) -> dict[str, Any]:
        """What can be restored of a proposal after it was merged, split or corrected."""
        told = {name: getattr(self, name) for name in AS_READ}
        day = self.due_on.isoformat() if self.due_on else ""
        return {**told, "due_on": day, "units": [unit.facts() for unit in units]}


class ProposedUnit(models.Model):
    """A unit as the document names it, and the body that the name was resolved to; a group has many."""

    personal_data: ClassVar[dict[str, str]] = {"name": "文件所列单位名称，不是个人信息"}

    task = models.ForeignKey(ProposedTask, models.CASCADE, related_name="units", verbose_name="待确认任务")
    name = models.CharField("原文名称", max_length=120)
    role = models.CharField("角色", max_length=4, choices=UNIT_ROLES)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="对应单位",
    )
    group = models.ForeignKey(
        "organisations.Group",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="对应分组",
    )
    chosen_by_hand = models.BooleanField("人工选定", default=False)

    class Meta:
        verbose_name = "待确认单位"
        ordering = ("task", "pk")
        constraints = (
            models.UniqueConstraint(fields=["task", "name", "role"], name="one_name_in_a_role"),
            models.CheckConstraint(
                condition=Q(organisation=None) | Q(group=None), name="a_name_means_a_body_or_a_group"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_resolved(self) -> bool:
        return self.organisation_id is not None or self.group_id is not None

    @property
    def meaning(self) -> str:
        """The name, and what it was resolved to where a reader could not tell."""
        if not self.is_resolved:
            return f"{self.name}：请选定"
        meant = self.organisation.short_name if self.organisation else str(self.group)
        told = self.chosen_by_hand or self.group_id is not None
        words = f"{self.name} → {meant}" if told and meant != self.name else self.name
        return f"{words}（牵头）" if self.role == "lead" else words

    def facts(self) -> dict[str, Any]:
        """What a split proposal takes along."""
        return {
            "name": self.name,
            "role": self.role,
            "organisation_id": self.organisation_id,
            "group_id": self.group_id,
            "chosen_by_hand": self.chosen_by_hand,
        }

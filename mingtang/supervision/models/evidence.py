"""What proves a task, and the rounds in which units report it. Only proven evidence counts."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.supervision.labels import EVIDENCE_KINDS, EVIDENCE_STATES, REPORT_STATES, ROUND_KINDS
from mingtang.supervision.models.plans import WorkPlan
from mingtang.supervision.models.records import Record
from mingtang.supervision.models.tasks import Task, TaskUnit

USER = settings.AUTH_USER_MODEL


class IndicatorBinding(models.Model):
    """A measured indicator that proves a task: the platform computes it itself, and says its rule in plain words."""

    personal_data: ClassVar[dict[str, str]] = {}

    task = models.ForeignKey(Task, models.PROTECT, related_name="indicators", verbose_name="任务")
    code = models.CharField("指标", max_length=60)
    # Proven from this share of what was to be counted; 100 means all of it.
    at_least_percent = models.PositiveSmallIntegerField("达到（%）", default=100)
    at_least_value = models.PositiveIntegerField("至少（次、件）", null=True, blank=True)

    class Meta:
        verbose_name = "测量指标"
        ordering = ("task", "pk")
        constraints = (
            models.UniqueConstraint(fields=["task", "code"], name="one_binding_of_an_indicator"),
            models.CheckConstraint(condition=Q(at_least_percent__lte=100), name="a_share_is_at_most_all"),
        )

    def __str__(self) -> str:
        return self.code


class IndicatorReading(models.Model):
    """What an indicator said of one unit for a span of days: the numbers, never the rows; `rows_url` opens those."""

    personal_data: ClassVar[dict[str, str]] = {}

    binding = models.ForeignKey(
        IndicatorBinding, models.PROTECT, related_name="readings", verbose_name="测量指标"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    value = models.PositiveIntegerField("达到")
    of = models.PositiveIntegerField("应有")
    rows_url = models.CharField("明细", max_length=300)
    as_of = models.DateTimeField("测量时间")
    meets = models.BooleanField("达标")

    class Meta:
        verbose_name = "测量值"
        ordering = ("binding", "organisation", "-as_of", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["binding", "organisation", "first_day", "last_day"], name="one_reading_of_a_span"
            ),
        )

    def __str__(self) -> str:
        return f"{self.value}/{self.of}"


class Round(models.Model):
    """报送期: a month, a quarter or a node for which the units of a plan report."""

    personal_data: ClassVar[dict[str, str]] = {}

    plan = models.ForeignKey(WorkPlan, models.PROTECT, related_name="rounds", verbose_name="工作要点")
    kind = models.CharField("类别", max_length=10, choices=ROUND_KINDS)
    title = models.CharField("名称", max_length=120)
    first_day = models.DateField("自")
    last_day = models.DateField("至")
    opens_on = models.DateField("开始报送")
    due_on = models.DateField("报送期限")
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "报送期"
        ordering = ("plan", "-due_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "kind", "first_day"], name="one_round_of_a_span"),
        )

    def __str__(self) -> str:
        return self.title


class Report(models.Model):
    """What one unit says of its part of a task in a round."""

    personal_data: ClassVar[dict[str, str]] = {
        "submitted_by_name": "报送人姓名；履职记录，长期保存",
        "judged_by_name": "审核人姓名；履职记录，长期保存",
    }

    round = models.ForeignKey(Round, models.PROTECT, related_name="reports", verbose_name="报送期")
    part = models.ForeignKey(TaskUnit, models.PROTECT, related_name="reports", verbose_name="任务单位")
    text = models.TextField("进展", blank=True)
    says_done = models.BooleanField("本单位认为已完成", default=False)
    value = models.DecimalField("完成量", max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=REPORT_STATES, default="asked")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送人"
    )
    submitted_by_name = models.CharField("报送人姓名", max_length=80, blank=True)
    judged_at = models.DateTimeField("审核时间", null=True, blank=True)
    judged_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    judged_by_name = models.CharField("审核人姓名", max_length=80, blank=True)
    reason = models.CharField("退回理由", max_length=300, blank=True)
    reminded_on = models.DateField("最近催报日期", null=True, blank=True)
    escalated_on = models.DateField("提请负责人日期", null=True, blank=True)
    office_told_on = models.DateField("报告政务公开办日期", null=True, blank=True)

    class Meta:
        verbose_name = "进展报告"
        ordering = ("round", "pk")
        constraints = (models.UniqueConstraint(fields=["round", "part"], name="one_report_of_a_part"),)
        indexes = (
            models.Index(fields=["round", "state", "id"], name="reports_by_state"),
            models.Index(fields=["part", "-id"], name="reports_of_a_part"),
        )

    def __str__(self) -> str:
        return f"{self.round} {self.part_id}"


class Evidence(models.Model):
    """A proof that a unit claims for its part: a file, a record, or something public. Another person verifies it.

    What was withdrawn, and a record that was corrected or made void, proves nothing any more (`queries.standing`).
    """

    personal_data: ClassVar[dict[str, str]] = {
        "claimed_by_name": "提供人姓名；履职记录，长期保存",
        "judged_by_name": "核验人姓名；履职记录，长期保存",
    }

    part = models.ForeignKey(TaskUnit, models.PROTECT, related_name="evidence", verbose_name="任务单位")
    kind = models.CharField("类别", max_length=12, choices=EVIDENCE_KINDS)
    title = models.CharField("名称", max_length=200)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    publication = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公开信息",
    )
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, related_name="proves", verbose_name="台账记录"
    )
    state = models.CharField("状态", max_length=10, choices=EVIDENCE_STATES, default="claimed")
    claimed_at = models.DateTimeField("提供时间", auto_now_add=True)
    claimed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提供人")
    claimed_by_name = models.CharField("提供人姓名", max_length=80)
    judged_at = models.DateTimeField("核验时间", null=True, blank=True)
    judged_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核验人"
    )
    judged_by_name = models.CharField("核验人姓名", max_length=80, blank=True)
    reason = models.CharField("退回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "佐证"
        ordering = ("part", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="file", file__isnull=False, publication=None, record=None)
                | Q(kind="publication", publication__isnull=False, file=None, record=None)
                | Q(kind="record", record__isnull=False, file=None, publication=None),
                name="a_proof_is_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state="proven") | Q(judged_by__isnull=False),
                name="a_proof_is_verified_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(judged_by=None) | ~Q(judged_by=models.F("claimed_by")),
                name="nobody_verifies_the_own_proof",
            ),
        )

    def __str__(self) -> str:
        return self.title

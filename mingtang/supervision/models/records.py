"""Records that people make (台账): kinds are data, a record that is complete is corrected, never edited."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

USER = settings.AUTH_USER_MODEL

RECORD_STATES = (
    ("draft", "登记中"),
    ("complete", "已齐备"),
    ("corrected", "已更正"),
    ("void", "已作废"),
)


class RecordKind(models.Model):
    """One kind of record: 培训, 联席会议, 听取汇报, … What it asks stands in its versions."""

    personal_data: ClassVar[dict[str, str]] = {}

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("台账名称", max_length=60)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = "台账种类"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name


class RecordKindVersion(models.Model):
    """What a kind asked at a time: its definition as it was shipped. Records keep the version they were made with."""

    personal_data: ClassVar[dict[str, str]] = {}

    kind = models.ForeignKey(
        RecordKind, models.PROTECT, related_name="versions", verbose_name="台账种类", editable=False
    )
    number = models.PositiveIntegerField("版本", editable=False)
    definition = models.JSONField("定义", editable=False)
    loaded_at = models.DateTimeField("启用时间", auto_now_add=True)

    class Meta:
        verbose_name = "台账种类版本"
        ordering = ("kind", "number")
        constraints = (models.UniqueConstraint(fields=["kind", "number"], name="one_definition_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.kind} 第{self.number}版"


class Record(models.Model):
    """One thing that people did, with what proves it. Only a complete one counts; the earlier of a correction stays."""

    personal_data: ClassVar[dict[str, str]] = {
        "title": "工作事项名称；随台账长期保存",
        "values": "履职人员姓名（授课人、主持人、发言人、监督员等），不记参加人员名单；随台账长期保存",
        "words": "查找用的文字，与内容相同；随台账长期保存",
        "made_by_name": "登记人姓名；履职记录，长期保存",
        "completed_by_name": "确认齐备人姓名；履职记录，长期保存",
        "voided_by_name": "作废人姓名；履职记录，长期保存",
    }

    kind = models.ForeignKey(RecordKind, models.PROTECT, related_name="records", verbose_name="台账种类")
    version = models.ForeignKey(RecordKindVersion, models.PROTECT, related_name="+", verbose_name="种类版本")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )
    held_on = models.DateField("日期")
    title = models.CharField("名称", max_length=200)
    values = models.JSONField("内容", default=dict)
    # What the values say, as people read it: the text in which lists look for words.
    words = models.TextField("查找文字", blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=RECORD_STATES, default="draft")
    # What a record with stages has come to: 已报送, 已修改, …; empty for kinds without.
    stage = models.CharField("办理阶段", max_length=30, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正的记录"
    )
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    made_by_name = models.CharField("登记人姓名", max_length=80)
    completed_at = models.DateTimeField("齐备时间", null=True, blank=True)
    completed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    completed_by_name = models.CharField("确认人姓名", max_length=80, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    voided_by_name = models.CharField("作废人姓名", max_length=80, blank=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "台账记录"
        ordering = ("-held_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("draft", "void")) | Q(completed_at__isnull=False),
                name="a_complete_record_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_reason=""), name="a_void_record_tells_why"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(corrects=F("id")), name="no_record_corrects_itself"
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(state__in=("draft", "complete", "corrected")),
                name="one_standing_correction_of_a_record",
            ),
        )
        indexes = (
            models.Index(fields=["kind", "-held_on", "-id"], name="records_of_a_kind"),
            models.Index(fields=["organisation", "kind", "-held_on"], name="records_of_a_unit"),
            models.Index(fields=["-held_on", "-id"], name="records_by_day"),
        )

    def __str__(self) -> str:
        return self.title


class RecordProof(models.Model):
    """What proves a record: a file, or the address of something public. `sort` is one that its kind asks for."""

    personal_data: ClassVar[dict[str, str]] = {
        "added_by_name": "提供人姓名；履职记录，长期保存",
        "file": "签到表、照片等可能含个人信息的佐证；随台账长期保存，仅登记单位、政务公开办和审计员可查阅",
    }

    record = models.ForeignKey(Record, models.PROTECT, related_name="proofs", verbose_name="台账记录")
    sort = models.CharField("佐证类别", max_length=30)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    link = models.URLField("网址", max_length=500, blank=True)
    added_at = models.DateTimeField("提供时间", auto_now_add=True)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提供人")
    added_by_name = models.CharField("提供人姓名", max_length=80)

    class Meta:
        verbose_name = "台账佐证"
        ordering = ("record", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | (Q(file=None) & ~Q(link="")),
                name="a_proof_of_a_record_is_a_file_or_a_link",
            ),
        )

    def __str__(self) -> str:
        return self.link or str(self.file)


class RecordStep(models.Model):
    """What came of a record afterwards: the next stage, or a follow-up (stage empty). Appended, never changed."""

    personal_data: ClassVar[dict[str, str]] = {"made_by_name": "登记人姓名；履职记录，长期保存"}

    record = models.ForeignKey(Record, models.PROTECT, related_name="steps", verbose_name="台账记录")
    stage = models.CharField("办理阶段", max_length=30, blank=True)
    happened_on = models.DateField("日期")
    note = models.CharField("情况", max_length=500)
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    made_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "后续办理"
        ordering = ("record", "happened_on", "pk")

    def __str__(self) -> str:
        return self.note

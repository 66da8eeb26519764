from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingtang.publishing.labels import CONCLUSIONS, STEP_NAMES
from mingtang.publishing.models.publications import Edition, Revision

USER = settings.AUTH_USER_MODEL
STEPS = tuple(STEP_NAMES.items())


class Medium(models.TextChoices):
    TAP = "tap", "在线签署"
    PAPER = "paper", "纸质签署"


class Signature(models.Model):
    """One person signs one step on exactly one text. Never changed, never removed: the database sees to it."""

    personal_data: ClassVar[dict[str, str]] = {
        "signer_name": "审签人姓名；履职记录，长期保存",
        "on_behalf_of_name": "被代理人姓名；履职记录，长期保存",
    }

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="signatures", verbose_name="版本")
    content_hash = models.CharField("所签内容哈希", max_length=64)
    step = models.CharField("步骤", max_length=12, choices=STEPS)
    step_name = models.CharField("步骤名称", max_length=40)
    signer = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="审签人")
    signer_name = models.CharField("审签人姓名", max_length=80)
    signer_role = models.CharField("身份", max_length=80)
    on_behalf_of = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="代理")
    on_behalf_of_name = models.CharField("被代理人", max_length=80, blank=True)
    gates = models.JSONField("四关", default=list)
    proof_read = models.BooleanField("已校对", default=False)
    opinion = models.CharField("意见", max_length=500, blank=True)
    medium = models.CharField("方式", max_length=8, choices=Medium, default=Medium.TAP)
    scan = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="扫描件"
    )
    scanned_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="扫描人")
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    signed_at = models.DateTimeField("签署时间")
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = "审签"
        constraints = (
            models.UniqueConstraint(fields=["revision", "step"], name="one_signature_for_a_step"),
            models.CheckConstraint(
                condition=~Q(medium="paper")
                | (
                    Q(scan__isnull=False)
                    & Q(scanned_by__isnull=False)
                    & Q(confirmed_by__isnull=False)
                    & ~Q(scanned_by=F("confirmed_by"))
                ),
                name="paper_is_scanned_by_one_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of=None) | ~Q(on_behalf_of=F("signer")),
                name="nobody_is_their_own_deputy",
            ),
        )

    def __str__(self) -> str:
        return f"{self.step_name} {self.signer_name}"


class SecrecyReview(models.Model):
    """一事一审: the questions of one secrecy review, answered separately, with conclusion and basis."""

    personal_data: ClassVar[dict[str, str]] = {}

    signature = models.OneToOneField(
        Signature,
        models.PROTECT,
        primary_key=True,
        db_column="id",
        related_name="secrecy",
        verbose_name="审签",
    )
    state_secret = models.BooleanField("涉及国家秘密")
    work_secret = models.BooleanField("涉及工作秘密")
    sensitive = models.BooleanField("涉及敏感信息")
    aggregation = models.BooleanField("与已公开信息汇聚后有泄密风险")
    conclusion = models.CharField("结论", max_length=20, choices=CONCLUSIONS)
    basis = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "保密审查"

    def __str__(self) -> str:
        return self.get_conclusion_display()


class Return(models.Model):
    """A reviewer returns a text with a reason. A returned text can never go out; the author saves another."""

    personal_data: ClassVar[dict[str, str]] = {
        "returned_by_name": "审核人姓名；履职记录，长期保存",
    }

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="returns", verbose_name="版本")
    step = models.CharField("步骤", max_length=12, choices=STEPS)
    reason = models.CharField("退回理由", max_length=500)
    gate = models.CharField("未过的关", max_length=12, blank=True)
    conclusion = models.CharField("保密审查结论", max_length=20, choices=CONCLUSIONS, blank=True)
    returned_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="退回人")
    returned_by_name = models.CharField("退回人姓名", max_length=80)
    returned_at = models.DateTimeField("退回时间", auto_now_add=True)

    class Meta:
        verbose_name = "退回"
        indexes = (models.Index(fields=["returned_at"], name="returns_by_time"),)

    def __str__(self) -> str:
        return self.reason


class CorrectionState(models.TextChoices):
    PROPOSED = "proposed", "待作者处理"
    ACCEPTED = "accepted", "已采纳"
    DECLINED = "declined", "未采纳"


class Correction(models.Model):
    """A change that a reviewer proposes; an author accepts it in one click, which saves a new revision."""

    personal_data: ClassVar[dict[str, str]] = {
        "before": "所改文字；随信息删除",
        "after": "建议文字；随信息删除",
    }

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="corrections", verbose_name="版本")
    field = models.CharField("位置", max_length=60)
    before = models.TextField("原文")
    after = models.TextField("改为")
    reason = models.CharField("理由", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=CorrectionState, default=CorrectionState.PROPOSED)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    decided_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "改动建议"

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class PaperSheet(models.Model):
    """A printed signing sheet: one person scans it in, another confirms it, and it becomes a signature."""

    personal_data: ClassVar[dict[str, str]] = {}

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="paper_sheets", verbose_name="版次")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name="版本")
    step = models.CharField("步骤", max_length=12, choices=STEPS)
    signer = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="签署人")
    signed_on = models.DateField("纸面签署日期")
    opinion = models.CharField("纸面意见", max_length=500, blank=True)
    secrecy = models.JSONField("保密审查各项", default=dict)
    scan = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name="扫描件")
    scanned_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="扫描人")
    scanned_at = models.DateTimeField("扫描时间", auto_now_add=True)
    signature = models.ForeignKey(
        Signature, models.PROTECT, null=True, related_name="+", verbose_name="生成的签署"
    )
    refused_reason = models.CharField("核对不符原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "纸质签单"

    def __str__(self) -> str:
        return f"{self.get_step_display()}签单"

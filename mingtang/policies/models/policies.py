"""A document of the library: what identifies it and what it says of itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mingtang.policies.labels import LEVELS, ORIGINS


class Policy(models.Model):
    """A document of the policy library. Kept from the signed elements, or taken from imported stock.

    Its force on a date is never stored here: it is computed from the facts (`ValidityFact`).
    """

    personal_data: ClassVar[dict[str, str]] = {}

    publication = models.OneToOneField(
        "publishing.Publication",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name="信息",
    )
    title = models.CharField("标题", max_length=300)
    # Without 《》, spaces and a bracket that names the version: what citations and versions are matched by.
    title_key = models.CharField("标题键", max_length=300)
    # The key of the document that this one passes on: 关于印发《…办法》的通知.
    inner_key = models.CharField("所印发文件标题键", max_length=300, blank=True)
    # The bracket that names the version: 2019年修正.
    version_note = models.CharField("版本说明", max_length=60, blank=True)
    number = models.CharField("发文字号", max_length=120, blank=True)
    # Brackets, blanks and widths made alike: 〔2018〕, [2018] and （2018） are one number.
    number_key = models.CharField("字号键", max_length=120, blank=True)
    number_mark = models.CharField("机关代字", max_length=60, blank=True)
    number_year = models.PositiveIntegerField("字号年份", null=True)
    number_serial = models.PositiveBigIntegerField("顺序号", null=True)
    level = models.CharField("效力级别", max_length=30, choices=LEVELS, default="other_policy")
    origin = models.CharField("来源", max_length=10, choices=ORIGINS, default="made")
    issuer = models.CharField("发布机构", max_length=300, blank=True)
    issuer_body = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发文机关",
    )
    joint_issuers = models.JSONField("联合发文机关", default=list)
    drafting_unit = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="起草单位",
    )
    made_on = models.DateField("成文日期", null=True)
    # The day of the change that made this text: of the last amendment or revision, else of its making.
    version_on = models.DateField("本版本日期", null=True)
    published_on = models.DateField("公布日期", null=True)
    effective_on = models.DateField("施行日期", null=True)
    valid_until = models.DateField("有效期至", null=True)
    period = models.CharField("有效期表述", max_length=200, blank=True)
    is_trial = models.BooleanField("暂行或试行", default=False)
    # 有效性 as the source of imported stock claims it: a claim, never the answer.
    claimed_status = models.CharField("来源所称效力", max_length=60, blank=True)
    # Title key and family of the issuer: the versions of one document share it.
    version_group = models.CharField("版本组", max_length=64)
    # A second document of the same number (imported stock, or a race): a finding on the desk, not a refusal.
    number_is_double = models.BooleanField("字号重复", default=False)
    findings = models.JSONField("问题标签", default=list)
    # Facts up to here are in the dated labels of the publication.
    refreshed_at = models.DateTimeField("效力标签更新时间", null=True)

    class Meta:
        verbose_name = "政策文件"
        constraints = (
            models.UniqueConstraint(
                fields=["number_key"],
                condition=Q(origin="made", number_is_double=False) & ~Q(number_key=""),
                name="one_made_document_of_a_number",
            ),
        )
        indexes = (
            models.Index(fields=["title_key"], name="policies_by_title"),
            models.Index(fields=["inner_key"], condition=~Q(inner_key=""), name="policies_by_inner_title"),
            models.Index(fields=["version_group"], name="policies_by_version"),
            models.Index(fields=["number_key"], condition=~Q(number_key=""), name="policies_by_number"),
            models.Index(
                fields=["valid_until"], condition=Q(valid_until__isnull=False), name="policies_by_end"
            ),
        )

    def __str__(self) -> str:
        return self.title

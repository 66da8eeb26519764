from __future__ import annotations

from typing import ClassVar

from django.db import models


class Kind(models.Model):
    """A kind of information (信息种类). What it tells about itself is data, kept in versions."""

    personal_data: ClassVar[dict[str, str]] = {}

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "信息种类"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name


class KindVersion(models.Model):
    """What a kind asks for, from a version on. Immutable: a revision names its version, and old hashes never change."""

    personal_data: ClassVar[dict[str, str]] = {}

    kind = models.ForeignKey(Kind, models.PROTECT, related_name="versions", verbose_name="信息种类")
    number = models.PositiveIntegerField("版本")
    elements = models.JSONField("要素")
    list_columns = models.JSONField("列表列", default=list)
    page = models.CharField("页面样式", max_length=40, default="document")
    publish_within = models.JSONField("公开时限", default=dict)
    public_until = models.JSONField("公开期限", default=dict)
    # min_length, max_length, must_contain_any, must_not_end_with, help: see publishing.analysis.titles.
    title_rules = models.JSONField("标题规范", default=dict)
    made_at = models.DateTimeField("制定时间", auto_now_add=True)

    class Meta:
        verbose_name = "信息种类版本"
        constraints = (models.UniqueConstraint(fields=["kind", "number"], name="one_version_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} v{self.number}"


class Profile(models.Model):
    """How a government, a unit or a kind names the levels and who may sign them. The floor is not a setting."""

    personal_data: ClassVar[dict[str, str]] = {}

    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="适用单位",
    )
    kind = models.ForeignKey(
        Kind, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="适用种类"
    )
    reprint = models.BooleanField("转载（24小时内，来源在名单内）", default=False)
    name = models.CharField("名称", max_length=60)
    # {"level1": {"name": "科室初审", "organisation": "code of the body whose reviewers sign, empty: the owner's"}}
    levels = models.JSONField("审级", default=dict)
    sources = models.JSONField("转载来源名单", default=list)

    class Meta:
        verbose_name = "审签方案"

    def __str__(self) -> str:
        return self.name

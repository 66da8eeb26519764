"""政策解读 and 三同步: plans, who owes an interpretation, releases without one, series, and the year's fields.

The interpretation itself is a publication of the kind `interpretation`, related `interprets` to what it explains.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingtang.policies.labels import FIELD_USES, GROUNDS, STAGES

USER = settings.AUTH_USER_MODEL


class InterpretationPlan(models.Model):
    """解读方案: who interprets a policy, in what forms, on which platforms, when, and who reviews. One for each policy.

    Organised with the policy (同步组织), signed by the leader with it (同步审签), carried out with it (同步部署).
    """

    personal_data: ClassVar[dict[str, str]] = {
        "reviewers": "审核人姓名；履职记录，长期保存",
        "interpreter": "解读人单位和职务、姓名；履职记录，长期保存",
        "made_by_name": "制定人姓名；履职记录，长期保存",
        "signed_by_name": "审签人姓名；履职记录，长期保存",
    }

    policy = models.OneToOneField(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="政策文件"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="解读单位"
    )
    interpreter = models.CharField("解读人", max_length=120)
    forms = models.JSONField("解读形式", default=list)
    platforms = models.JSONField("发布平台", default=list)
    reviewers = models.CharField("审核人", max_length=120)
    draft_due = models.DateField("完成起草")
    release_due = models.DateField("计划发布")
    note = models.CharField("其他安排", max_length=300, blank=True)
    organised_on = models.DateField("同步组织日期")
    signed_on = models.DateField("同步审签日期", null=True)
    signed_by_name = models.CharField("审签人", max_length=80, blank=True)
    deployed_on = models.DateField("同步部署日期", null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="制定人")
    made_by_name = models.CharField("制定人姓名", max_length=80)

    class Meta:
        verbose_name = "解读方案"
        constraints = (
            models.CheckConstraint(
                condition=Q(release_due__gte=F("draft_due")), name="plan_is_released_after_it_is_drafted"
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | ~Q(signed_by_name=""), name="signed_plan_names_its_signer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy_id} 的解读方案"


class InterpretationAssignment(models.Model):
    """The office gives the interpretation to another unit than the drafter, with a reason. The newest one counts."""

    personal_data: ClassVar[dict[str, str]] = {"assigned_by_name": "指定人姓名；履职记录，长期保存"}

    policy = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="政策文件"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="解读单位"
    )
    reason = models.CharField("理由", max_length=300)
    assigned_on = models.DateField("指定日期")
    assigned_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="指定人")
    assigned_by_name = models.CharField("指定人姓名", max_length=80)

    class Meta:
        verbose_name = "解读单位指定"
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="an_assignment_has_a_reason"),)

    def __str__(self) -> str:
        return f"{self.policy_id} 由 {self.organisation_id} 解读"


class SoloRelease(models.Model):
    """The leader in charge lets a policy go out before its interpretation, because the law's own limit would be broken."""

    personal_data: ClassVar[dict[str, str]] = {"allowed_by_name": "批准人姓名；履职记录，长期保存"}

    edition = models.OneToOneField(
        "publishing.Edition", models.PROTECT, related_name="+", verbose_name="版次"
    )
    ground = models.CharField("缘由", max_length=20, choices=GROUNDS)
    # The last day that the law leaves, and the day by which the interpretation is to be public.
    limit_on = models.DateField("法定期限")
    due_on = models.DateField("补发期限")
    due_source = models.CharField("补发期限依据", max_length=200)
    reason = models.CharField("理由", max_length=300)
    allowed_on = models.DateField("批准日期")
    allowed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="批准人")
    allowed_by_name = models.CharField("批准人姓名", max_length=80)

    class Meta:
        verbose_name = "单独发布批准"
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="a_solo_release_has_a_reason"),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("limit_on")) & Q(due_on__gte=F("allowed_on")),
                name="a_solo_release_only_where_the_limit_would_be_broken",
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition_id} 先行发布"


class InterpretationDuty(models.Model):
    """A policy that went public by review or in an emergency: whether it owed an interpretation, and its three dates.

    Written once, when its first edition goes out; imported stock has none, for nothing was drafted or signed here.
    """

    personal_data: ClassVar[dict[str, str]] = {}

    policy = models.OneToOneField(
        "publishing.Publication", models.PROTECT, primary_key=True, related_name="+", verbose_name="政策文件"
    )
    edition = models.OneToOneField(
        "publishing.Edition", models.PROTECT, related_name="+", verbose_name="首次公开的版次"
    )
    title = models.CharField("标题", max_length=300)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="解读责任单位"
    )
    must_be_interpreted = models.BooleanField("应解读")
    exempt_reason = models.CharField("不解读的理由", max_length=300, blank=True)
    in_emergency = models.BooleanField("应急公开", default=False)
    drafted_at = models.DateTimeField("起草时间")
    signed_at = models.DateTimeField("终审时间", null=True)
    published_at = models.DateTimeField("发布时间")
    due_on = models.DateField("补发期限")

    class Meta:
        verbose_name = "政策发布与解读"
        indexes = (
            models.Index(fields=["published_at"], name="interpretation_duties_by_day"),
            models.Index(fields=["organisation", "published_at"], name="interpretation_duties_of_unit"),
        )

    def __str__(self) -> str:
        return self.title


class Interpretation(models.Model):
    """A public interpretation of a document and its three dates, as its signed text stood when it first went out."""

    personal_data: ClassVar[dict[str, str]] = {"title": "解读标题，已公开；随信息保存"}

    publication = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="解读"
    )
    # A policy, or the notice of a consultation whose draft it explains.
    policy = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="解读的文件"
    )
    title = models.CharField("标题", max_length=300)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="解读单位"
    )
    stage = models.CharField("解读阶段", max_length=12, choices=STAGES)
    forms = models.JSONField("解读形式", default=list)
    interpreter_kind = models.CharField("解读主体", max_length=20, blank=True)
    fields = models.JSONField("解读分类", default=list)
    is_text = models.BooleanField("含文字解读")
    # By the unit whose duty it is, in words, with the publication: the one that three-sync asks for.
    counts = models.BooleanField("计入三同步", default=False)
    drafted_at = models.DateTimeField("起草时间")
    signed_at = models.DateTimeField("终审时间", null=True)
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "政策解读"
        constraints = (
            models.UniqueConstraint(
                fields=["publication", "policy"], name="one_interpretation_of_a_document"
            ),
        )
        indexes = (models.Index(fields=["policy", "published_at"], name="interpretations_of_a_policy"),)

    def __str__(self) -> str:
        return self.title


class Series(models.Model):
    """系列解读: interpretations of one major policy in their order."""

    personal_data: ClassVar[dict[str, str]] = {"made_by_name": "建立人姓名；履职记录，长期保存"}

    policy = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="政策文件"
    )
    title = models.CharField("系列名称", max_length=120)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    made_on = models.DateField("建立日期")
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="建立人")
    made_by_name = models.CharField("建立人姓名", max_length=80)

    class Meta:
        verbose_name = "解读系列"
        constraints = (models.UniqueConstraint(fields=["policy", "title"], name="one_series_of_a_name"),)

    def __str__(self) -> str:
        return self.title


class SeriesItem(models.Model):
    """An interpretation in a series, at its place. An interpretation belongs to one series."""

    personal_data: ClassVar[dict[str, str]] = {}

    series = models.ForeignKey(Series, models.CASCADE, related_name="items", verbose_name="系列")
    publication = models.OneToOneField(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="解读"
    )
    position = models.PositiveIntegerField("次序")

    class Meta:
        verbose_name = "系列中的解读"
        ordering = ("series", "position", "pk")

    def __str__(self) -> str:
        return f"{self.series_id} 第{self.position}篇"


class FocusField(models.Model):
    """A field of the year's list: to sort interpretations by, or whose policies must have one. With its source."""

    personal_data: ClassVar[dict[str, str]] = {"name": "领域名称，不是个人信息"}

    year = models.PositiveIntegerField("年度")
    use = models.CharField("用途", max_length=10, choices=FIELD_USES, default="classify")
    name = models.CharField("领域", max_length=60)
    # A policy belongs to a measured field when its title or topic holds one of these words.
    words = models.JSONField("识别词", default=list)
    source = models.CharField("依据文件", max_length=200)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = "重点解读领域"
        ordering = ("-year", "use", "order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["year", "use", "name"], name="one_field_of_a_name_a_year"),
            models.CheckConstraint(condition=~Q(source=""), name="a_field_has_its_source"),
        )

    def __str__(self) -> str:
        return self.name

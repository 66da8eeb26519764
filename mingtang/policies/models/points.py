"""要点拆分: what a policy gives or asks, each point tied to the words of a signed text; and the sheet that makes them public."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingtang.policies.analysis.points import NATURES

USER = settings.AUTH_USER_MODEL

POINT_STATES = (
    ("proposed", "待确认"),
    ("confirmed", "已确认"),
    ("left_out", "不采用"),
)
# 动态跟踪: why a confirmed point must be looked at again.
POINT_FLAGS = (
    ("changed", "条款已变化"),
    ("gone", "条款已删除"),
)


class PolicyPoint(models.Model):
    """One point of a policy. Its words stand in a signed revision, from `start` to `end` of the plain text.

    Staff's working record: the public reads points only in a sheet (`PointSheet`) that went the one road.
    """

    personal_data: ClassVar[dict[str, str]] = {
        "contact": "承办单位办公电话，属主动公开内容（条例第二十条），不是个人信息",
        "settled_by_name": "确认人姓名；履职记录，长期保存",
    }

    publication = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="政策"
    )
    revision = models.ForeignKey(
        "publishing.Revision", models.PROTECT, related_name="+", verbose_name="所依据的已签文本"
    )
    number = models.PositiveIntegerField("序号")
    clause = models.CharField("条款", max_length=60, blank=True)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    # Of the quoted words, blanks left out. The words themselves are read from the revision.
    quote_hash = models.CharField("原文哈希", max_length=64)
    nature = models.CharField("性质", max_length=10, choices=NATURES, default="benefit")
    audiences = models.JSONField("面向对象", default=list)
    who = models.CharField("适用对象", max_length=300, blank=True)
    what = models.CharField("要点", max_length=300)
    condition = models.CharField("条件", max_length=500, blank=True)
    amount = models.CharField("标准", max_length=300, blank=True)
    deadline = models.CharField("时限", max_length=200, blank=True)
    materials = models.CharField("材料", max_length=500, blank=True)
    contact = models.CharField("联系方式", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=POINT_STATES, default="proposed")
    reason = models.CharField("理由", max_length=200, blank=True)
    settled_on = models.DateField("确认日期", null=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    settled_by_name = models.CharField("确认人姓名", max_length=80, blank=True)
    flag = models.CharField("待核对", max_length=10, choices=POINT_FLAGS, blank=True)
    flagged_on = models.DateField("待核对自", null=True)

    class Meta:
        verbose_name = "政策要点"
        ordering = ("publication", "number")
        constraints = (
            models.UniqueConstraint(fields=["publication", "number"], name="one_point_of_a_number"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_point_quotes_something"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(settled_on__isnull=False), name="a_settled_point_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="left_out") | ~Q(reason=""), name="what_is_left_out_has_a_reason"
            ),
        )
        indexes = (
            models.Index(fields=["flag", "publication"], condition=~Q(flag=""), name="points_to_check"),
            models.Index(fields=["publication"], condition=Q(state="proposed"), name="points_to_settle"),
        )

    def __str__(self) -> str:
        return self.what


class PointSheet(models.Model):
    """要点表: the publication by which the points of a policy become public; its text is signed like any other."""

    personal_data: ClassVar[dict[str, str]] = {}

    policy = models.OneToOneField(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="政策"
    )
    sheet = models.OneToOneField(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="要点表"
    )

    class Meta:
        verbose_name = "要点表"

    def __str__(self) -> str:
        return f"{self.policy_id} 的要点表"


class AudienceMark(models.Model):
    """A group that a public item concerns: by its signed element, or by the signed points of its sheet."""

    personal_data: ClassVar[dict[str, str]] = {}

    publication = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="+", verbose_name="信息"
    )
    code = models.SlugField("群体", max_length=20)
    source = models.CharField("来源", max_length=10, choices=(("element", "要素"), ("points", "要点")))

    class Meta:
        verbose_name = "面向对象"
        constraints = (
            models.UniqueConstraint(fields=["publication", "code", "source"], name="one_mark_of_a_source"),
        )
        indexes = (models.Index(fields=["code", "publication"], name="items_for_a_group"),)

    def __str__(self) -> str:
        return f"{self.publication_id} {self.code}"

"""高效办成一件事: what a topic gathers, step by step, and why its field was chosen."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

USER = settings.AUTH_USER_MODEL

# What a gathered item is for the reader, in the order of the page (requirements OT-01, OT-03, OT-04).
MEMBER_ROLES = (
    ("policy", "政策依据"),
    ("interpretation", "政策解读"),
    ("service_list", "政务服务事项目录"),
    ("guide", "办事指南"),
    ("answer", "常见问答"),
    ("progress", "办理进展"),
)
CANDIDATE_STATES = (("open", "待选"), ("chosen", "已选定"), ("declined", "暂不选"))


class TopicMember(models.Model):
    """A public item that a topic gathers, at a step of its signed text or for the whole. Items keep their own address."""

    personal_data: ClassVar[dict[str, str]] = {"added_by_name": "登记人姓名；履职记录，长期保存"}

    topic = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="+", verbose_name="一件事专题"
    )
    item = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="+", verbose_name="集成的信息"
    )
    role = models.CharField("作用", max_length=20, choices=MEMBER_ROLES)
    # The name of a step as the signed text has it; empty for the whole topic.
    step = models.CharField("环节", max_length=60, blank=True)
    order = models.PositiveIntegerField("次序", default=0)
    added_on = models.DateField("列入日期")
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    added_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "专题内容"
        ordering = ("topic", "order", "pk")
        constraints = (models.UniqueConstraint(fields=["topic", "item", "step"], name="one_item_at_a_step"),)

    def __str__(self) -> str:
        return f"{self.topic_id}：{self.item_id}"


class TopicCandidate(models.Model):
    """A field that might become a topic, with the three numbers that justify the choice (requirements OT-02)."""

    personal_data: ClassVar[dict[str, str]] = {"entered_by_name": "登记人姓名；履职记录，长期保存"}

    year = models.PositiveIntegerField("年度")
    name = models.CharField("领域", max_length=60)
    # 关注度 and 需求: what was counted elsewhere, with its source.
    attention = models.PositiveIntegerField("关注度（访问、搜索次数）")
    attention_source = models.CharField("关注度数据来源", max_length=200)
    demand = models.PositiveIntegerField("办件量")
    demand_source = models.CharField("办件量数据来源", max_length=200)
    # 政策体量: counted here, over public policies whose title has one of the words.
    words = models.CharField("政策标题用词", max_length=200)
    volume = models.PositiveIntegerField("政策体量", default=0)
    counted_on = models.DateField("统计日期", null=True)
    state = models.CharField("状态", max_length=10, choices=CANDIDATE_STATES, default="open")
    reason = models.CharField("选择理由", max_length=300, blank=True)
    topic = models.ForeignKey(
        "publishing.Publication",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="一件事专题",
    )
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_by_name = models.CharField("登记人姓名", max_length=80)

    class Meta:
        verbose_name = "专题候选领域"
        constraints = (
            models.UniqueConstraint(fields=["year", "name"], name="one_candidate_a_year"),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(reason=""), name="a_decided_candidate_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return self.name

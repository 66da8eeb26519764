"""Relations that the text of a document suggests, and what a person said of each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.policies.labels import PROPOSALS
from mingtang.policies.models.policies import Policy


class RelationProposal(models.Model):
    """A citation that looks like a relation of two documents. Only a person's yes makes it one (`publishing.relate`)."""

    personal_data: ClassVar[dict[str, str]] = {"decided_by_name": "确认人姓名；履职记录，长期保存"}

    subject = models.ForeignKey(
        "publishing.Publication", models.CASCADE, related_name="+", verbose_name="引用的信息"
    )
    predicate = models.SlugField("关系", max_length=40)
    object = models.ForeignKey(Policy, models.CASCADE, related_name="+", verbose_name="被引用的文件")
    # As it stands in the text: title or number.
    words = models.CharField("原文写法", max_length=320)
    state = models.CharField("状态", max_length=10, choices=PROPOSALS, default="proposed")
    found_at = models.DateTimeField("发现时间", auto_now_add=True)
    decided_at = models.DateTimeField("处理时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    decided_by_name = models.CharField("处理人姓名", max_length=80, blank=True)

    class Meta:
        verbose_name = "待确认的文件关系"
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "predicate", "object"], name="one_proposal_of_a_relation"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None) | ~Q(state="proposed"),
                name="decided_proposal_has_its_day",
            ),
        )
        indexes = (models.Index(fields=["state", "-id"], name="proposals_by_state"),)

    def __str__(self) -> str:
        return f"{self.subject_id} {self.predicate} {self.object_id}"

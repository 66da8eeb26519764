"""What the text of one document says of others: clauses that repeal, amend or suspend."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mingtang.policies.labels import CLAUSES
from mingtang.policies.models.policies import Policy


class Clause(models.Model):
    """A clause by which a document ends or changes another. The other may not be in the library, or not yet."""

    personal_data: ClassVar[dict[str, str]] = {}

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="clauses", verbose_name="文件")
    verb = models.CharField("条款", max_length=20, choices=CLAUSES)
    target_title = models.CharField("所指文件", max_length=300, blank=True)
    target_key = models.CharField("所指标题键", max_length=300, blank=True)
    target_number = models.CharField("所指字号", max_length=120, blank=True)
    target_number_key = models.CharField("所指字号键", max_length=120, blank=True)
    # The day by which the clause tells the other document: 1997年7月31日国务院发布的《…》.
    stated_on = models.DateField("所述日期", null=True)
    # From when it counts: the effective day of the document that says it.
    on = models.DateField("生效日期", null=True)
    target = models.ForeignKey(
        Policy,
        models.PROTECT,
        null=True,
        related_name="clauses_about",
        verbose_name="库中文件",
    )

    class Meta:
        verbose_name = "废改条款"
        indexes = (
            models.Index(fields=["target_key"], condition=~Q(target_key=""), name="clauses_by_title"),
            models.Index(
                fields=["target_number_key"], condition=~Q(target_number_key=""), name="clauses_by_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_verb_display()}《{self.target_title}》"

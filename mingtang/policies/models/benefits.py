"""惠企惠民政策事项: when a public benefit may be applied for. Everything else of it is its signed text."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

# 长期受理: sorts after every day on which something closes.
NEVER = date(9999, 12, 31)

SIDES = (("enterprise", "惠企"), ("people", "惠民"))


class Benefit(models.Model):
    """A public benefit, read from its signed elements when it goes live; a new edition writes it anew."""

    personal_data: ClassVar[dict[str, str]] = {}

    publication = models.OneToOneField(
        "publishing.Publication", models.PROTECT, primary_key=True, related_name="+", verbose_name="事项"
    )
    side = models.CharField("惠企惠民", max_length=10, choices=SIDES)
    made_on = models.DateField("制定日期", null=True)
    opens_on = models.DateField("开始受理")
    # The last day, inclusive; NEVER where it stays open.
    closes_on = models.DateField("截止受理", default=NEVER)

    class Meta:
        verbose_name = "惠企惠民政策事项"
        constraints = (
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_benefit_opens_first"),
        )
        indexes = (models.Index(fields=["closes_on", "publication"], name="benefits_by_end"),)

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.opens_on}起"

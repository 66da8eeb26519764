"""What happened to a document of the library, with the document behind each fact."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingtang.policies.labels import FACT_SOURCES, FACTS
from mingtang.policies.models.policies import Policy

USER = settings.AUTH_USER_MODEL


class ValidityFact(models.Model):
    """A dated fact about a document's validity. Facts are appended; a correction voids with a reason and appends."""

    personal_data: ClassVar[dict[str, str]] = {
        "recorded_by_name": "登记人姓名；履职记录，长期保存",
        "voided_by_name": "作废人姓名；履职记录，长期保存",
    }

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="facts", verbose_name="文件")
    kind = models.CharField("事实", max_length=20, choices=FACTS)
    # The day from which it counts in law: a repeal's effective date, the last day of a period (inclusive).
    on = models.DateField("日期")
    until = models.DateField("至（含当日）", null=True, blank=True)
    document = models.ForeignKey(
        Policy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facts_caused",
        verbose_name="依据文件",
    )
    # The document behind it where the library does not hold it.
    document_title = models.CharField("依据文件名称", max_length=300, blank=True)
    document_number = models.CharField("依据文件字号", max_length=120, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    source = models.CharField("来源", max_length=20, choices=FACT_SOURCES)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    recorded_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    recorded_by_name = models.CharField("登记人姓名", max_length=80, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)
    # None where the programme voided it: its source says so no longer. What a person voided is not read again.
    voided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="作废人")
    voided_by_name = models.CharField("作废人姓名", max_length=80, blank=True)
    corrected_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="更正为"
    )

    class Meta:
        verbose_name = "效力事实"
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("on")), name="fact_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""), name="voided_fact_has_a_reason"
            ),
        )
        indexes = (models.Index(fields=["policy", "on"], name="facts_of_a_policy"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

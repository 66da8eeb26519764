"""The gazette of a government."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from mingtang.gazette.labels import FREQUENCIES, LEVELS, SECTIONS


def usual_sections() -> list[dict[str, Any]]:
    return [{"name": name, "numbered": numbered} for name, numbered in SECTIONS]


class Gazette(models.Model):
    """政府公报: one of a government, shown on the site of its column (栏目)."""

    personal_data: ClassVar[dict[str, str]] = {}

    title = models.CharField("公报名称", max_length=80)
    organisation = models.OneToOneField(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="主办机关"
    )
    # Whose people edit it: a government has no clerks of its own.
    editor = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="编辑单位"
    )
    column = models.OneToOneField(
        "publishing.Column", models.PROTECT, related_name="+", verbose_name="公报栏目"
    )
    level = models.CharField("层级", max_length=12, choices=LEVELS)
    frequency = models.CharField("刊期", max_length=12, choices=FREQUENCIES, default="monthly")
    serial = models.CharField(
        "刊号或准印证号",
        max_length=80,
        blank=True,
        help_text="如国内统一连续出版物号（CN）、ISSN 或准印证号。",
    )
    first_year = models.PositiveSmallIntegerField("创刊年份")
    first_number = models.PositiveSmallIntegerField("创刊期号", default=1)
    first_total = models.PositiveIntegerField("创刊总期号", default=1)
    # [{"name": "部门文件", "numbered": True}, …] in the order of the issue.
    sections = models.JSONField("栏目设置", default=usual_sections)
    about = models.CharField("办刊说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "政府公报"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(first_year__gte=1900, first_number__gte=1, first_total__gte=1),
                name="a_gazette_has_a_first_issue",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def section_names(self) -> list[str]:
        return [section["name"] for section in self.sections]

    def needs_number(self, section: str) -> bool:
        """Whether texts of a section must have a document number; of an unknown section they must."""
        return next((row["numbered"] for row in self.sections if row["name"] == section), True)

"""Facets: which public editions have a value, as bitmaps; what filters and counts of a library read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingtang.publishing.models.live import LiveEdition


class FacetState(models.Model):
    """One row: the version of the newest change, and the day as of which bitmaps of dated labels stand.

    Whoever changes bitmaps locks it first and until commit: so versions are committed in order, and none is missed.
    """

    personal_data: ClassVar[dict[str, str]] = {}

    version = models.BigIntegerField("版本", default=0)
    day = models.DateField("日期标签所依据的日期")

    class Meta:
        verbose_name = "分面状态"

    def __str__(self) -> str:
        return f"{self.version}（{self.day}）"


class FacetChunk(models.Model):
    """The public editions that have a value of a family, among 65,536 consecutive numbers of editions."""

    personal_data: ClassVar[dict[str, str]] = {}

    family = models.CharField("分面", max_length=40)
    value = models.CharField("值", max_length=120)
    chunk = models.PositiveIntegerField("段")
    bits = models.BinaryField("位图")
    version = models.BigIntegerField("版本", db_index=True)

    class Meta:
        verbose_name = "分面位图"
        constraints = (
            models.UniqueConstraint(fields=["family", "value", "chunk"], name="one_bitmap_of_a_chunk"),
        )

    def __str__(self) -> str:
        return f"{self.family}={self.value} #{self.chunk}"


class NumberedEdition(models.Model):
    """Where a public edition with a document number stands among others: by year, mark of the office, serial."""

    personal_data: ClassVar[dict[str, str]] = {}

    live = models.OneToOneField(
        LiveEdition,
        models.CASCADE,
        primary_key=True,
        db_column="id",
        related_name="numbered",
        verbose_name="公开信息",
    )
    year = models.PositiveIntegerField("年份")
    mark = models.CharField("机关代字", max_length=60)
    serial = models.BigIntegerField("顺序号")

    class Meta:
        verbose_name = "文号次序"
        indexes = (models.Index(fields=["year", "mark", "serial", "live"], name="by_number"),)

    def __str__(self) -> str:
        return f"{self.mark}〔{self.year}〕{self.serial}"

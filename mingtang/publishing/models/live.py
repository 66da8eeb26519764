"""What the public reads: one narrow row for each public edition, its places in columns, and the log that caches follow."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mingtang.publishing.models.publications import Edition, Publication, Revision


class LiveEdition(models.Model):
    """The narrow row of an edition that anyone may read. Only editions of scope `public` have one.

    Its title comes from the signed text: the database compares. No row here, no public page.
    """

    personal_data: ClassVar[dict[str, str]] = {"title": "已公开信息的标题；随信息下线删除"}

    edition = models.OneToOneField(
        Edition, models.PROTECT, primary_key=True, db_column="id", related_name="live", verbose_name="版次"
    )
    publication = models.OneToOneField(Publication, models.PROTECT, related_name="live", verbose_name="信息")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name="版本")
    public_id = models.CharField("公开编号", max_length=16, unique=True)
    # No indexes of their own for what begins a longer one: a planner that looks at few rows may take the shorter.
    kind = models.ForeignKey(
        "publishing.Kind", models.PROTECT, related_name="+", verbose_name="信息种类", db_index=False
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name="责任单位",
        db_index=False,
    )
    home_column = models.ForeignKey(
        "publishing.Column", models.PROTECT, related_name="+", verbose_name="主栏目"
    )
    title = models.CharField("标题", max_length=300)
    summary = models.CharField("摘要", max_length=200, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    issuer = models.CharField("发布机构", max_length=120, blank=True)
    written_on = models.DateField("成文日期", null=True)
    published_at = models.DateTimeField("发布时间")
    is_dated = models.BooleanField("发布日期明确", default=True)
    basis = models.CharField("公开依据", max_length=10)
    withdrawn = models.BooleanField("已标注撤回", default=False)
    # Of the body's characters alone: two texts with the same fingerprint say the same, whatever their layout.
    fingerprint = models.CharField("文字指纹", max_length=16, blank=True)

    class Meta:
        verbose_name = "公开信息"
        indexes = (
            models.Index(fields=["-published_at", "-edition"], name="live_newest"),
            models.Index(fields=["kind", "-published_at", "-edition"], name="live_of_a_kind"),
            models.Index(fields=["organisation", "-published_at", "-edition"], name="live_of_a_unit"),
            models.Index(fields=["organisation", "title"], name="live_by_title"),
            models.Index(fields=["fingerprint"], condition=~Q(fingerprint=""), name="live_by_fingerprint"),
            models.Index(fields=["document_number"], condition=~Q(document_number=""), name="live_by_number"),
        )

    def __str__(self) -> str:
        return self.title


class Placement(models.Model):
    """A public edition in a column's list. The columns above its own columns list it too (`direct` is False there)."""

    personal_data: ClassVar[dict[str, str]] = {}

    column = models.ForeignKey(
        "publishing.Column", models.PROTECT, related_name="+", verbose_name="栏目", db_index=False
    )
    live = models.ForeignKey(LiveEdition, models.CASCADE, related_name="placements", verbose_name="公开信息")
    kind = models.ForeignKey("publishing.Kind", models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField("发布时间")
    direct = models.BooleanField("直接归入", default=True)

    class Meta:
        verbose_name = "栏目列表行"
        constraints = (models.UniqueConstraint(fields=["column", "live"], name="one_row_in_a_column"),)
        indexes = (
            models.Index(fields=["column", "-published_at", "-live"], name="column_newest"),
            models.Index(fields=["column", "kind", "-published_at", "-live"], name="column_by_kind"),
            models.Index(fields=["column", "organisation", "-published_at", "-live"], name="column_by_unit"),
            models.Index(
                fields=["column", "organisation", "kind", "-published_at", "-live"],
                name="column_by_unit_and_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.live_id} 在 {self.column_id}"


class ColumnMonth(models.Model):
    """How many public editions a column lists in a month: what the pager by month shows, without counting."""

    personal_data: ClassVar[dict[str, str]] = {}

    column = models.ForeignKey("publishing.Column", models.CASCADE, related_name="+")
    month = models.DateField("月份")
    count = models.IntegerField("条数", default=0)

    class Meta:
        verbose_name = "栏目月份"
        constraints = (models.UniqueConstraint(fields=["column", "month"], name="one_count_for_a_month"),)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}：{self.count}"


class DatedLabel(models.Model):
    """A label that holds from a day until a day (validity, for example). Pages compare with today: no job at midnight."""

    personal_data: ClassVar[dict[str, str]] = {}

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="labels", verbose_name="信息")
    family = models.SlugField("类别", max_length=40)
    code = models.SlugField("标签", max_length=40)
    name = models.CharField("名称", max_length=40)
    valid_from = models.DateField("自", null=True)
    valid_until = models.DateField("至", null=True)

    class Meta:
        verbose_name = "日期标签"
        indexes = (
            models.Index(fields=["publication", "family", "valid_from"], name="labels_of_a_publication"),
            # What begins or ends on a day: the few labels that turn at a midnight.
            models.Index(
                fields=["valid_from"], condition=Q(valid_from__isnull=False), name="labels_that_begin"
            ),
            models.Index(
                fields=["valid_until"], condition=Q(valid_until__isnull=False), name="labels_that_end"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PublicChange(models.Model):
    """A change that readers can see. Page caches follow this log: they forget what it names."""

    personal_data: ClassVar[dict[str, str]] = {}

    public_id = models.CharField("公开编号", max_length=16, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "公开变动"

    def __str__(self) -> str:
        return f"#{self.pk}"

"""Issues of a gazette and what each printed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mingtang.gazette.analysis.contents import Heading, Line, citation, pages
from mingtang.gazette.models.gazettes import Gazette


class Issue(models.Model):
    """一期公报. It becomes public as its publication does, on the one road; until then nobody outside sees it."""

    personal_data: ClassVar[dict[str, str]] = {}

    gazette = models.ForeignKey(Gazette, models.PROTECT, related_name="issues", verbose_name="公报")
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveSmallIntegerField("期号")
    total = models.PositiveIntegerField("总期号", null=True, blank=True)
    published_on = models.DateField("出版日期", null=True, blank=True)
    # The day on which the printed edition came out; the electronic one may not be later.
    paper_on = models.DateField("纸质版出版日期", null=True, blank=True)
    publication = models.OneToOneField(
        "publishing.Publication", models.PROTECT, null=True, related_name="+", verbose_name="本期信息"
    )
    scan = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="扫描件"
    )
    # Brought in from the table of old issues: its texts are in the scan.
    is_old = models.BooleanField("往期补录", default=False)
    made_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "公报期次"
        ordering = ("-year", "-number")
        constraints = (
            models.UniqueConstraint(fields=["gazette", "year", "number"], name="one_issue_of_a_number"),
            models.UniqueConstraint(
                fields=["gazette", "total"], condition=Q(total__isnull=False), name="one_issue_of_a_total"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, year__gte=1900), name="an_issue_has_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.year}年第{self.number}期"

    def get_absolute_url(self) -> str:
        """The address on the public site."""
        return f"/gazette/{self.year}/{self.number}/"

    @property
    def heading(self) -> Heading:
        return Heading(self.gazette.title, self.year, self.number, self.total, self.published_on)


class Entry(models.Model):
    """One text of an issue: a record of the library, or, in old issues, a title with its pages in the scan."""

    personal_data: ClassVar[dict[str, str]] = {"title": "往期公报所载文章的标题；已公开出版，长期保存"}

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="entries", verbose_name="期次")
    section = models.CharField("栏目", max_length=40)
    order = models.PositiveSmallIntegerField("次序")
    publication = models.ForeignKey(
        "publishing.Publication", models.PROTECT, null=True, related_name="+", verbose_name="刊登的信息"
    )
    # The text that was printed; a later one may be public by now. Empty in old issues.
    revision = models.ForeignKey(
        "publishing.Revision", models.PROTECT, null=True, related_name="+", verbose_name="刊登的版本"
    )
    # Only what the library does not hold is named here: a record's title is never copied.
    title = models.CharField("标题", max_length=300, blank=True)
    number = models.CharField("发文字号", max_length=60, blank=True)
    start_page = models.PositiveSmallIntegerField("起始页", null=True, blank=True)
    end_page = models.PositiveSmallIntegerField("结束页", null=True, blank=True)
    approved_on = models.DateField("成文日期", null=True)
    # Why something of a superior or of others is printed all the same.
    exception = models.CharField("例外刊登的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "公报篇目"
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["issue", "publication"],
                condition=Q(publication__isnull=False),
                name="one_place_of_a_record_in_an_issue",
            ),
            models.CheckConstraint(
                condition=Q(publication__isnull=False) | ~Q(title=""), name="an_entry_is_a_record_or_a_title"
            ),
            models.CheckConstraint(
                condition=Q(publication__isnull=True) | Q(title=""), name="a_records_title_is_not_copied"
            ),
            models.CheckConstraint(
                condition=Q(revision__isnull=True) | Q(publication__isnull=False),
                name="a_printed_text_has_a_record",
            ),
            models.CheckConstraint(
                condition=Q(start_page=None, end_page=None)
                | Q(start_page__gte=1, end_page__gte=F("start_page")),
                name="an_entry_ends_after_it_begins",
            ),
        )
        indexes = (models.Index(fields=["issue", "order"], name="entries_of_an_issue"),)

    def __str__(self) -> str:
        return self.title or self.number or f"第{self.order}篇"

    @property
    def pages(self) -> str:
        return pages(self.start_page, self.end_page)

    @property
    def citation(self) -> str:
        """《…公报》2026年第3期，第5页"""
        return citation(self.issue.heading, self.start_page, self.end_page)

    @property
    def line(self) -> Line:
        """This entry as the issue's signed text names it."""
        return Line(
            order=self.order,
            section=self.section,
            record=self.publication.public_id if self.publication else "",
            text_hash=self.revision.content_hash if self.revision else "",
            title=self.title,
            number=self.number,
            start_page=self.start_page,
            end_page=self.end_page,
        )

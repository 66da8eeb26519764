from __future__ import annotations

from typing import ClassVar

from django.db import models

from mingtang.catalogue.labels import LAYOUTS


class Section(models.Model):
    """How the section 政府信息公开 is set up on a site. A site without a row has the reference layout."""

    personal_data: ClassVar[dict[str, str]] = {}

    site = models.OneToOneField(
        "publishing.Site", models.PROTECT, primary_key=True, related_name="+", verbose_name="网站"
    )
    layout = models.SlugField("版式", max_length=20, choices=LAYOUTS, default="side")

    class Meta:
        verbose_name = "政府信息公开专栏"

    def __str__(self) -> str:
        return f"{self.site}的政府信息公开专栏"


class FurtherBody(models.Model):
    """An organisation authorised by law to manage public affairs (条例 art. 54) that has a section too: the office says which."""

    personal_data: ClassVar[dict[str, str]] = {}

    section = models.ForeignKey(Section, models.CASCADE, related_name="further_bodies", verbose_name="专栏")
    body = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="组织"
    )

    class Meta:
        verbose_name = "另设专栏的组织"
        constraints = (models.UniqueConstraint(fields=["section", "body"], name="one_section_of_a_body"),)

    def __str__(self) -> str:
        return f"{self.section_id}：{self.body_id}"

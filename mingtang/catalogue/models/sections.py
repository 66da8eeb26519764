from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from mingtang.catalogue.labels import LAYOUTS


class Section(models.Model):
    """How the section 政府信息公开 is set up on a site. A site without a row has the reference layout."""

    personal_data: ClassVar[dict[str, str]] = {}

    site = models.OneToOneField(
        "publishing.Site", models.PROTECT, primary_key=True, related_name="+", verbose_name="网站"
    )
    layout = models.SlugField("版式", max_length=20, choices=LAYOUTS, default="side")
    # 法律、法规授权的具有管理公共事务职能的组织 (条例 art. 54): which these are, the office says.
    further_bodies: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "organisations.Organisation", related_name="+", blank=True, verbose_name="另设专栏的组织"
    )

    class Meta:
        verbose_name = "政府信息公开专栏"

    def __str__(self) -> str:
        return f"{self.site}的政府信息公开专栏"

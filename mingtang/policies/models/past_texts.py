"""Earlier texts of a document that may be read as of a date: each opened by a person, none by itself."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class PastText(models.Model):
    """A superseded edition whose text the public may read as of the days on which it was the document's text.

    A text may have been superseded because it told a secret or a person's data. So nothing past is readable until
    someone has looked at it and opened it; closing it is one act.
    """

    personal_data: ClassVar[dict[str, str]] = {"opened_by_name": "开放人姓名；履职记录，长期保存"}

    edition = models.OneToOneField(
        "publishing.Edition", models.PROTECT, related_name="+", verbose_name="被替代的版次"
    )
    opened_at = models.DateTimeField("开放时间", auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="开放人"
    )
    opened_by_name = models.CharField("开放人姓名", max_length=80)
    closed_at = models.DateTimeField("关闭时间", null=True)
    close_reason = models.CharField("关闭理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "可查阅的旧文本"
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(close_reason=""), name="closed_text_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition_id}"

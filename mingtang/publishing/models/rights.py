from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class ColumnRight(models.Model):
    """A right as it is given: a body's contacts may file in a column, and with `branch` in all below it."""

    personal_data: ClassVar[dict[str, str]] = {}

    organisation = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, related_name="+", verbose_name="单位"
    )
    column = models.ForeignKey("publishing.Column", models.CASCADE, related_name="+", verbose_name="栏目")
    branch = models.BooleanField("含下级栏目", default=True)

    class Meta:
        verbose_name = "栏目授权"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "column"], name="one_right_in_a_column"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.column_id}"


class GrantedColumn(models.Model):
    """Rights compiled: one row for each body and column. Work lists join this and nothing else."""

    personal_data: ClassVar[dict[str, str]] = {}

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+")
    column = models.ForeignKey("publishing.Column", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "已编译的栏目授权"
        constraints = (models.UniqueConstraint(fields=["organisation", "column"], name="one_granted_column"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.column_id}"

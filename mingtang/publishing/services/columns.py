"""Columns and the rights on them, compiled so that a work list joins one narrow table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.models import Column, ColumnRight, Edition, GrantedColumn, PublicChange


class MayNotChangeColumn(Refused):
    """A column may not be changed so."""


@transaction.atomic
def grant(organisation_id: int, column: Column, *, by: Any, branch: bool = True) -> ColumnRight:
    """Let a body's contacts file in a column, and with `branch` in all below it."""
    right, _ = ColumnRight.objects.update_or_create(
        organisation_id=organisation_id, column=column, defaults={"branch": branch}
    )
    compile_rights([organisation_id])
    audit.record("publishing.right_granted", about=right, by=by)
    return right


@transaction.atomic
def revoke(right: ColumnRight, *, by: Any) -> None:
    organisation = right.organisation_id
    audit.record("publishing.right_revoked", about=right, by=by)
    right.delete()
    compile_rights([organisation])


@transaction.atomic
def compile_rights(organisations: Iterable[int] | None = None) -> int:
    """Write the compiled rights of bodies anew; of all bodies where none are named. Returns the number of rows."""
    rights = ColumnRight.objects.select_related("column")
    old = GrantedColumn.objects.all()
    if organisations is not None:
        rights, old = (
            rights.filter(organisation_id__in=organisations),
            old.filter(organisation_id__in=organisations),
        )
    granted = {(right.organisation_id, column) for right in rights for column in _reach(right)}
    old.delete()
    GrantedColumn.objects.bulk_create(
        (
            GrantedColumn(organisation_id=organisation, column_id=column)
            for organisation, column in sorted(granted)
        ),
        batch_size=500,
    )
    return len(granted)


def _reach(right: ColumnRight) -> list[int]:
    return list(branch(right.column).values_list("pk", flat=True)) if right.branch else [right.column_id]


def branch(column: Column) -> Any:
    """A column and all below it, found by a range of paths (LIKE would scan on SQLite)."""
    end = column.path[:-1] + chr(ord("/") + 1)
    return Column.objects.filter(site_id=column.site_id, path__gte=column.path, path__lt=end)


@transaction.atomic
def close_column(column: Column, *, on: Any, by: Any) -> Column:
    """Take a column out of use; refused while work in progress lies in it."""
    if Edition.objects.filter(column__in=branch(column), state__in=["draft", "in_review", "ready"]).exists():
        raise MayNotChangeColumn([Refusal(f"“{column.name}”及下级栏目还有在办的稿件，请先办结或移走。")])
    branch(column).update(closed_on=on)
    audit.record("publishing.column_closed", about=column, by=by)
    PublicChange.objects.create()
    column.refresh_from_db()
    return column

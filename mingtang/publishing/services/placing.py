"""Where one record is shown besides its home column (数据同源): chosen while an edition is in work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.labels import OPEN
from mingtang.publishing.models import Column, Edition, PublicationColumn
from mingtang.publishing.permissions import people


class MayNotPlace(Refused):
    """A record may not be shown in a column."""


def further_columns(edition: Edition) -> list[int]:
    """Ids of the columns in which a record is shown besides its home column."""
    rows = PublicationColumn.objects.filter(publication_id=edition.publication_id)
    return sorted(rows.values_list("column_id", flat=True))


def placing_refusals(edition: Edition, columns: Iterable[Column], *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not show this record in these columns: no right there, closed, or another kind's column."""
    if edition.state not in OPEN:
        return [Refusal(f"这一版次{edition.get_state_display()}，不能再改展示栏目；请另起新版次。")]
    held = set(further_columns(edition))
    may = set(people.columns_of(by, on).values_list("column_id", flat=True))
    kind = edition.publication.kind_id
    reasons = []
    for column in columns:
        if column.pk not in may and column.pk not in held:
            reasons.append(Refusal(f"您的单位没有在“{column.name}”栏目发布的权限。"))
        if column.closed_on and column.closed_on <= on:
            reasons.append(Refusal(f"“{column.name}”栏目已停用，请另选栏目。"))
        allowed = [k.pk for k in column.kinds.all()]
        if allowed and kind not in allowed:
            reasons.append(Refusal(f"“{column.name}”栏目不收这种信息，请另选栏目。"))
    return reasons


@transaction.atomic
def place(edition: Edition, columns: Iterable[Column], *, by: Any, on: date) -> list[int]:
    """Show a record in exactly these columns besides its home column, from its next publication on."""
    edition = Edition.objects.select_for_update(of=("self",)).select_related("publication").get(pk=edition.pk)
    wanted = {column.pk: column for column in columns if column.pk != edition.publication.home_column_id}
    held = set(further_columns(edition))
    if held == set(wanted):
        return sorted(held)
    added = [wanted[pk] for pk in sorted(wanted.keys() - held)]
    if reasons := placing_refusals(edition, added, by=by, on=on):
        raise MayNotPlace(reasons)
    rows = PublicationColumn.objects.filter(publication_id=edition.publication_id)
    rows.exclude(column_id__in=wanted).delete()
    PublicationColumn.objects.bulk_create(
        PublicationColumn(publication_id=edition.publication_id, column=column) for column in added
    )
    audit.record("publishing.placed", about=edition, by=by, details={"columns": sorted(wanted)})
    return sorted(wanted)

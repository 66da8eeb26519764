"""索引号: the body's code, the year, and a running number. One series for each body and year, without gaps or doubles."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from mingtang.core.organisations.api import Organisation
from mingtang.publishing.models import IndexSeries, Publication

DIGITS = 5


@transaction.atomic
def index_number(publication: Publication, on: date) -> str:
    """The publication's index number, given at its first saving; empty where its body has no credit code.

    Numbers that came with imported stock are stepped over, so that none is given twice.
    """
    if publication.index_number:
        return publication.index_number
    code = Organisation.objects.values_list("credit_code", flat=True).get(pk=publication.organisation_id)
    if not code:
        return ""
    series, _ = IndexSeries.objects.select_for_update().get_or_create(
        organisation_id=publication.organisation_id, year=on.year
    )
    while True:
        series.last += 1
        number = f"{code}/{on.year}-{series.last:0{DIGITS}d}"
        if not Publication.objects.filter(index_number=number).exists():
            break
    series.save(update_fields=["last"])
    publication.index_number = number
    publication.save(update_fields=["index_number"])
    return number

"""What the section 政府信息公开 carries of a publication: the hash of the text behind the row that it lists."""

from __future__ import annotations

from django.utils.timezone import localdate

from mingtang.catalogue.queries.sections import section_for
from mingtang.catalogue.queries.statutory import places_for, search
from mingtang.publishing import api as publishing


def in_section(publication_id: int) -> str | None:
    """Of its row in the section of its unit, or of the government; None where neither lists it."""
    rows = publishing.LiveEdition.objects.filter(publication=publication_id)
    row = rows.select_related("home_column__site", "organisation").first()
    if row is None:
        return None
    for code in (row.organisation.code, ""):
        if listed := _listed(row, code):
            return publishing.shown_by(listed)
    return None


def _listed(row: publishing.LiveEdition, code: str) -> publishing.LiveEdition | None:
    """The row as the section of a body shows it."""
    shown = section_for(row.home_column.site, code, localdate())
    if shown is None:
        return None
    found = search(row.title, places_for(shown), shown)
    return next((one for one in found if one.pk == row.pk), None)

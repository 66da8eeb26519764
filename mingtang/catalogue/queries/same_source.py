"""What the section 政府信息公开 carries of a publication: the hash of the text behind the row that it lists."""

from __future__ import annotations

from django.utils.timezone import localdate

from mingtang.catalogue.queries.statutory import places_for, search
from mingtang.publishing import api as publishing


def in_section(publication_id: int) -> str | None:
    """Of its row among the statutory contents; None where no item of the catalogue holds it."""
    rows = publishing.LiveEdition.objects.filter(publication=publication_id)
    row = rows.select_related("home_column__site__organisation").first()
    if row is None:
        return None
    site = row.home_column.site
    places = places_for(site.organisation, site, localdate())
    found = search(row.title, places, site.organisation, None, site)
    listed = next((one for one in found if one.publication_id == publication_id), None)
    return publishing.shown_by(listed) if listed else None

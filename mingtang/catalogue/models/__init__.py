"""Tables of the section: how it looks on a site, and what a place adds to the statutory items."""

from mingtang.catalogue.models.items import ItemColumn, LocalItem
from mingtang.catalogue.models.sections import FurtherBody, Section

__all__ = ["FurtherBody", "ItemColumn", "LocalItem", "Section"]

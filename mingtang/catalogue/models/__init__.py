"""Tables of the section: how it looks on a site, and what a place adds to the statutory items."""

from mingtang.catalogue.models.items import ItemColumn, LocalItem
from mingtang.catalogue.models.sections import Section

__all__ = ["ItemColumn", "LocalItem", "Section"]

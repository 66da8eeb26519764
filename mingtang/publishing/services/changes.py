"""A trade tells that it changed what readers see of a publication: caches forget its pages."""

from __future__ import annotations

from mingtang.publishing.models import Publication, PublicChange


def tell_of_change(*publications: Publication) -> None:
    """Log that pages which show or mention these publications look different now; inside the act's transaction."""
    PublicChange.objects.bulk_create(PublicChange(public_id=one.public_id) for one in publications)

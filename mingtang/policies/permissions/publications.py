"""The doors through which the desk finds a publication, for reading and for working on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404

from mingtang.core.refusals import Refusal
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition, Publication

NOT_MINE = Refusal("由这份文件的责任单位信息员或政务公开办办理。")


def publication_for(user: Any, pk: int, on: date) -> Publication:
    """A publication that the user may see on the desk; 404 otherwise."""
    edition = newest_edition(pk)
    if edition is None or not publishing.may_see(user, edition, on):
        raise Http404("没有找到这条信息")
    return edition.publication


def publication_to_edit(user: Any, pk: int, on: date) -> Publication:
    """A publication that the user may work on; 404 otherwise."""
    edition = newest_edition(pk)
    if edition is None or not publishing.may_edit(user, edition, on):
        raise Http404("没有找到这条信息")
    return edition.publication


def newest_edition(publication_id: int) -> Edition | None:
    return (
        Edition.objects.filter(publication=publication_id)
        .select_related("publication__kind", "organisation")
        .order_by("-number")
        .first()
    )


def may_work_on(user: Any, publication: Publication, on: date) -> bool:
    """The contacts of the unit that answers for it, and the office."""
    return publication.organisation_id in working_bodies(user, on) or publishing.is_office(user, on)


def working_bodies(user: Any, on: date) -> set[int]:
    return publishing.bodies_with(user, ("contact", "office"), on)


def reading_bodies(user: Any, on: date) -> set[int] | None:
    """Ids of the bodies whose items a person reads on the desk; None where these are all. 404 for those of none."""
    bodies = publishing.readable_bodies(user, on)
    if bodies is not None and not bodies:
        raise Http404("没有找到这个页面")
    return bodies

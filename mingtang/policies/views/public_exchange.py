"""A document as terminals and other programs read it: the record that packages carry (数据同源)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingtang.core.design.api import public_answer, public_not_found, public_site
from mingtang.policies.queries.exchange import Exported, exported_one
from mingtang.publishing import api as publishing


@require_safe
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that is public of one document of the library, as JSON; what is not public is not there."""
    edition = publishing.public_edition(public_id, public_site(request))
    found = exported_one(edition.publication_id, localdate()) if edition else None
    if found is None:
        return public_not_found(request)
    answer = JsonResponse(
        found.record | {"as_of": localdate().isoformat()}, json_dumps_params={"ensure_ascii": False}
    )
    return public_answer(answer, _mentions(found))


def _mentions(found: Exported) -> set[str]:
    """The documents whose change changes this answer."""
    related = {row["id"] for row in found.record["relations"]}
    causes = {row["document_id"] for row in found.record["facts"]}
    return ({found.record["id"]} | related | causes) - {""}

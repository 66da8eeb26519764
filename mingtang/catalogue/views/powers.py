"""权责清单 in its versions, and two of them side by side (PW-02)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mingtang.catalogue.labels import POWER_LIST
from mingtang.catalogue.queries import pages
from mingtang.catalogue.queries.versions import Comparison, Version, comparison, versions_of
from mingtang.catalogue.views import frame
from mingtang.core.design.api import Change, public_not_found
from mingtang.publishing.api import Piece, sanitise

CHANGES = {"same": "same", "added": "insert", "removed": "delete"}


@require_safe
def power_list(request: HttpRequest, code: str) -> HttpResponse:
    """The list of a body as it now stands, its earlier versions, and what changed between two of them."""
    shown = frame.section(request, code)
    if shown is None:
        return public_not_found(request)
    texts = pages.texts_for(shown, (POWER_LIST,))[POWER_LIST]
    chosen = next((t for t in texts if t.public_id == request.GET.get("list")), next(iter(texts), None))
    versions = versions_of(chosen.publication_id) if chosen else []
    context = {
        "lists": texts,
        "chosen": chosen,
        "versions": versions,
        "current": next((version for version in versions if version.is_current), None),
        "facts": [_facts(version) for version in versions],
        "text": sanitise(next((v.content.body for v in versions if v.is_current), "")),
        **_side_by_side(_compared(request, versions), versions),
    }
    return frame.page(
        request, shown, "power_list", context, part="statutory", here="power-list", last="权责清单"
    )


def _facts(version: Version) -> dict[str, Any]:
    ground = [version.told("adjustment_ground"), version.told("adjustment_basis")]
    return {
        "label": version.label,
        "is_current": version.is_current,
        "adjusted_on": version.told("adjusted_on") or "—",
        "count": version.told("items_count") or "—",
        "why": "：".join(word for word in ground if word) or "—",
        "published_at": version.published_at,
    }


def _side_by_side(compared: Comparison | None, versions: list[Version]) -> dict[str, Any]:
    """What the page shows of two versions; the newest two stand ready to be compared."""
    if compared is None:
        ready = [version.number for version in versions[:2]]
        return {"chosen_new": ready[0] if ready else None, "chosen_old": ready[-1] if ready else None}
    return {
        "compared": compared,
        "chosen_old": compared.old.number,
        "chosen_new": compared.new.number,
        "differing": [row for row in compared.rows if row.change != "same"],
        **{change: compared.count(change) for change in ("added", "removed", "changed")},
        "changes": _changes(compared),
    }


def _compared(request: HttpRequest, versions: list[Version]) -> Comparison | None:
    """The two versions that the address names, older first; None unless there are two."""
    by_number = {str(version.number): version for version in versions}
    named = [by_number.get(request.GET.get(name, "")) for name in ("old", "new")]
    found = sorted((v for v in named if v is not None), key=lambda version: version.number)
    return comparison(*found) if len(found) == 2 and found[0] is not found[1] else None


def _changes(compared: Comparison) -> list[tuple[str, list[Change]]]:
    """What differs, by part of the text."""
    return [
        (difference.field, [_change(piece) for piece in difference.pieces]) for difference in compared.fields
    ]


def _change(piece: Piece) -> Change:
    return Change(CHANGES[piece.change], piece.text)

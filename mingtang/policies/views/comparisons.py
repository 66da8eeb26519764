"""新旧对照: on the desk of any two documents that one may see, on the public site of what is public."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_safe

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import Crumb, desk_page, public_not_found, public_page, public_site
from mingtang.policies.permissions.interpretations import readable_or_404
from mingtang.policies.queries import comparisons
from mingtang.policies.queries import interpretations as queries
from mingtang.publishing import api as publishing
from mingtang.publishing.api import Edition


@staff_required
@require_GET
def on_desk(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """The newest text of a document against that of the one before it, drafts too."""
    new, old = _seen(request.user, pk), _seen(request.user, other)
    before = old.live_revision or publishing.newest_revision(old)
    found = comparisons.comparison(before, publishing.newest_revision(new))
    context = _context(found, old.title, new.title, everything=_asks_all(request))
    return desk_page(
        request, "policies/interpretations/comparison.html", context | {"crumbs": [Crumb("新旧对照")]}
    )


def _seen(user: Any, pk: int) -> Edition:
    """A document that one may see: the public ones, and those of one's own work."""
    edition = queries.newest_edition(pk)
    if edition is not None and comparisons.public_text(pk) is not None:
        return edition
    if edition is None:
        raise Http404("没有找到这份文件")
    owner = queries.owner_of(edition, publishing.content_of(publishing.newest_revision(edition)))
    return readable_or_404(user, edition, owner, localdate())


@require_safe
def public(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """The same of two public documents, as far as the later one names the earlier."""
    site = public_site(request)
    new = publishing.public_edition(public_id, site)
    old = publishing.public_edition(other_id)
    if new is None or old is None or old.publication_id not in comparisons.predecessors(new.publication_id):
        return public_not_found(request)
    if new.live_revision is None or old.live_revision is None:
        return public_not_found(request)
    found = comparisons.comparison(old.live_revision, new.live_revision)
    context = _context(found, old.title, new.title, everything=_asks_all(request)) | {
        "old_url": old.publication.get_absolute_url(),
        "new_url": new.publication.get_absolute_url(),
        "crumbs": [
            Crumb("首页", "/"),
            Crumb(new.title, new.publication.get_absolute_url()),
            Crumb("新旧对照"),
        ],
    }
    named = [public_id, other_id]
    return public_page(request, "policies/interpretations/comparison_public.html", context, mentions=named)


def _asks_all(request: HttpRequest) -> bool:
    return request.GET.get("all") == "1"


def _context(found: comparisons.Comparison, old: str, new: str, *, everything: bool) -> dict[str, Any]:
    return {
        "found": found,
        "rows": found.rows if everything else found.changed,
        "everything": everything,
        "old_title": old,
        "new_title": new,
    }

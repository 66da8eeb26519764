"""Relations that texts suggest: on the page of an item, and as a list of all that wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from mingtang.core.accounts.api import staff_required
from mingtang.core.design.api import PAGE_SIZE, Part, Tag, desk_page, following
from mingtang.core.refusals import Refused
from mingtang.policies.citations import Role
from mingtang.policies.models import RelationProposal
from mingtang.policies.permissions.publications import publication_to_edit, reading_bodies
from mingtang.policies.queries.citing import cited_in
from mingtang.policies.services.proposing import judge, propose
from mingtang.policies.views.parts import TONES
from mingtang.publishing import api as publishing

ROLE_NAMES = {role.value: role.label for role in Role}


def item_parts(edition: publishing.Edition, user: Any, on: Any) -> Sequence[Part]:
    """What the newest text cites, how each document stands, and what is still to be confirmed."""
    if edition.state not in (*publishing.OPEN, *publishing.VISIBLE):
        return []
    content = publishing.content_of(publishing.newest_revision(edition))
    rows = cited_in(content, on)
    if not rows:
        return []
    judged = {
        (row.predicate, row.object_id): row
        for row in RelationProposal.objects.filter(subject=edition.publication_id)
    }
    may_edit = publishing.may_edit(user, edition, on)
    shown: list[dict[str, Any]] = [
        {
            "row": row,
            "role": row.citation.role.label,
            "tag": Tag(row.state.force.label, TONES.get(row.state.force, "bad")) if row.state else None,
            "proposal": judged.get((row.predicate, row.policy.pk)) if row.policy else None,
        }
        for row in rows
    ]
    context = {
        "rows": shown,
        "may_edit": may_edit,
        "publication": edition.publication_id,
        "open": [one for one in shown if _is_open(one)],
        "dead": [row for row in rows if row.is_dead],
    }
    return [Part("文中引用的文件", "policies/relations/item.html", context)]


def _is_open(one: dict[str, Any]) -> bool:
    row, proposal = one["row"], one["proposal"]
    if row.policy is None or row.citation.role is Role.AMENDED_BY:
        return False
    return proposal is None or proposal.state == "proposed"


@staff_required
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the newest text of an item suggests, so that it can be judged."""
    publication = publication_to_edit(request.user, pk, localdate())
    edition = publication.editions.order_by("-number").first()
    if edition is None:
        raise Http404
    content = publishing.content_of(publishing.newest_revision(edition))
    found = [row for row in propose(publication, content, localdate()) if row.state == "proposed"]
    messages.success(request, f"文中有 {len(found)} 处引用待确认。" if found else "没有待确认的引用。")
    return redirect(f"{reverse('policies-desk:relations')}?of={publication.pk}")


@staff_required
@require_GET
def relations(request: HttpRequest) -> HttpResponse:
    """Proposed relations of the bodies that this person reads for, the newest first; `?of=` those of one item."""
    rows = _readable(request)
    of = request.GET.get("of", "")
    if of.isdecimal():
        rows = rows.filter(subject=int(of))
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    listed = list(rows.select_related("object__publication").order_by("-pk")[: PAGE_SIZE + 1])
    shown, pager = following(listed, request, "pk")
    context = {
        "rows": [(row, ROLE_NAMES.get(row.predicate, row.predicate)) for row in shown],
        "of": of if of.isdecimal() else "",
        **pager,
    }
    return desk_page(request, "policies/relations/list.html", context)


def _readable(request: HttpRequest) -> QuerySet[RelationProposal]:
    newest = publishing.Edition.objects.filter(publication=OuterRef("subject")).order_by("-number")
    rows = RelationProposal.objects.filter(state="proposed").annotate(
        edition_id=Subquery(newest.values("pk")[:1]), title=Subquery(newest.values("title")[:1])
    )
    bodies = reading_bodies(request.user, localdate())
    return rows if bodies is None else rows.filter(subject__organisation__in=bodies)


@staff_required
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Yes or no to the chosen proposals, all or none."""
    chosen = [int(pk) for pk in request.POST.getlist("proposal") if pk.isdecimal()]
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("policies-desk:relations")
    rows = list(_readable(request).filter(pk__in=chosen))
    if not rows:
        messages.error(request, "请先勾选要处理的关系。")
        return redirect(back)
    confirm = request.POST.get("answer") == "confirm"
    try:
        done = judge(rows, confirm=confirm, by=request.user, on=localdate())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect(back)
    messages.success(request, f"已确认 {done} 项关系。" if confirm else f"已标为不是关系 {done} 项。")
    return redirect(back)

"""Relations found in texts are proposed; a person confirms or turns down each, one by one or several at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.events.api import hears
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.labels import KINDS
from mingtang.policies.models import Policy, RelationProposal
from mingtang.policies.queries.citing import cited_in, proposed
from mingtang.policies.services.refreshing import refresh_many
from mingtang.policies.services.resolving import follow_relations
from mingtang.publishing import api as publishing
from mingtang.publishing.api import EditionPublished, Publication

# Kinds of information whose citations are relations; news and notices only mention documents.
READ = frozenset({*KINDS, "interpretation"})


class MayNotJudgeRelation(Refused):
    """A proposed relation may not be confirmed or turned down so."""


def propose(publication: Publication, content: publishing.Content, on: date) -> list[RelationProposal]:
    """Keep the proposals of a text as they are now: new ones are added, open ones that it no longer holds go.

    What a person has judged stays judged. A document does not relate to itself.
    """
    found = {
        (row.predicate, row.policy.pk): row.words[:320]
        for row in proposed(cited_in(content, on))
        if row.policy is not None and row.policy.pk != publication.pk
    }
    known = {
        (row.predicate, row.object_id): row for row in RelationProposal.objects.filter(subject=publication)
    }
    gone = [row.pk for key, row in known.items() if key not in found and row.state == "proposed"]
    RelationProposal.objects.filter(pk__in=gone).delete()
    new = [
        RelationProposal(subject=publication, predicate=predicate, object_id=pk, words=words)
        for (predicate, pk), words in found.items()
        if (predicate, pk) not in known
    ]
    # Two deliveries of one event may come here at once: the second finds the rows of the first.
    RelationProposal.objects.bulk_create(new, ignore_conflicts=True)
    return list(RelationProposal.objects.filter(subject=publication).select_related("object__publication"))


@hears(lambda event: event.kind in ("", *READ))
@transaction.atomic
def propose_published(event: EditionPublished) -> None:
    """Handler: read what a text cites when it goes public."""
    edition = (
        publishing.Edition.objects.filter(pk=event.edition_id)
        .select_related("publication", "live_revision__content")
        .first()
    )
    if edition is None or edition.live_revision is None or publishing.is_erased(edition.live_revision):
        return
    content = publishing.content_of(edition.live_revision)
    if content.kind in READ:
        propose(edition.publication, content, timezone.localdate())


def judging_refusals(proposal: RelationProposal, *, by: Any, on: date) -> list[Refusal]:
    """Why a person may not judge a proposal."""
    newest = proposal.subject.editions.select_related("organisation").order_by("-number").first()
    reasons = []
    if newest is None or not publishing.may_edit(by, newest, on):
        reasons.append(Refusal("由引用文件的责任单位信息员或政务公开办确认。"))
    if proposal.state != "proposed":
        reasons.append(Refusal(f"这一关系{proposal.get_state_display()}，不能再处理。"))
    return reasons


@transaction.atomic
def judge(proposals: Sequence[RelationProposal], *, confirm: bool, by: Any, on: date) -> int:
    """Confirm or turn down proposals, all or none. A confirmed one is a relation, shown on both pages, and has its effect."""
    ids = [proposal.pk for proposal in proposals]
    rows = list(
        RelationProposal.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .select_related("subject", "object__publication")
        .order_by("pk")
    )
    if reasons := [reason for row in rows for reason in judging_refusals(row, by=by, on=on)]:
        raise MayNotJudgeRelation(list(dict.fromkeys(reasons)))
    for row in rows:
        if confirm:
            publishing.relate(row.subject, row.predicate, row.object.publication, by=by, on=on)
        row.state = "confirmed" if confirm else "rejected"
        row.decided_at, row.decided_by, row.decided_by_name = timezone.now(), by, by.name
        row.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name"])
        audit.record(
            "policies.relation_judged",
            about=row.subject,
            by=by,
            details={"predicate": row.predicate, "object": row.object_id, "confirmed": confirm},
        )
    if confirm:
        about = {row.object_id for row in rows} | {row.subject_id for row in rows}
        known = set(Policy.objects.filter(pk__in=about).values_list("pk", flat=True))
        refresh_many(sorted(follow_relations(known)))
    return len(rows)

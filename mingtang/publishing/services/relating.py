"""Named relations of two publications: an interpretation and its policy, a revision and what it replaces."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.models import Publication, PublicChange, Relation
from mingtang.publishing.permissions import people

_PREDICATE = re.compile(r"[a-z][a-z_]{1,39}")


class MayNotRelate(Refused):
    """Two publications may not be related so."""


def relation_refusals(
    subject: Publication, predicate: str, object: Publication, *, by: Any, on: date
) -> list[Refusal]:
    """Why a person may not say this of two publications."""
    reasons = []
    newest = subject.editions.select_related("organisation").order_by("-number").first()
    if newest is None or not people.may_edit(by, newest, on):
        reasons.append(Refusal("由这条信息的单位或政务公开办建立关联。"))
    if subject.pk == object.pk:
        reasons.append(Refusal("不能与自身关联，请另选一条信息。"))
    if not _PREDICATE.fullmatch(predicate):
        reasons.append(Refusal(f"没有“{predicate}”这种关系。"))
    return reasons


@transaction.atomic
def relate(subject: Publication, predicate: str, object: Publication, *, by: Any, on: date) -> Relation:
    """Say once how two publications belong together; both pages show it. Said twice, it stands once."""
    if reasons := relation_refusals(subject, predicate, object, by=by, on=on):
        raise MayNotRelate(reasons)
    relation, new = Relation.objects.get_or_create(subject=subject, predicate=predicate, object=object)
    if new:
        PublicChange.objects.bulk_create(PublicChange(public_id=side.public_id) for side in (subject, object))
        audit.record(
            "publishing.related",
            about=subject,
            by=by,
            details={"predicate": predicate, "object": object.pk},
        )
    return relation

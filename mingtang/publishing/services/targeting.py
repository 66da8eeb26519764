"""定点定向公开: delivering a text to those whom it concerns, and knowing that they opened it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.labels import VISIBLE
from mingtang.publishing.models import Edition, Publication, Recipient
from mingtang.publishing.permissions import people
from mingtang.publishing.queries.editions import content_of

ARTICLE = "《政府信息公开条例》第二十三条"


class MayNotDeliver(Refused):
    """A text may not be delivered so."""


def live_targeted(publication: Publication) -> Edition | None:
    """The live edition whose signed text says that it is for named recipients; None for any other."""
    edition = (
        Edition.objects.select_related("live_revision__content", "publication", "organisation")
        .filter(publication=publication, state__in=VISIBLE)
        .first()
    )
    if edition is None or edition.live_revision is None:
        return None
    return edition if content_of(edition.live_revision).scope == "targeted" else None


def delivery_refusals(publication: Publication, name: str, *, by: Any, on: date) -> list[Refusal]:
    """Why a text may not be delivered to somebody."""
    edition = live_targeted(publication)
    if edition is None:
        return [Refusal("只有已经审签、范围为“定点定向公开”的信息才能送达。", ARTICLE)]
    reasons = []
    if not people.may_release(by, edition, on):
        reasons.append(Refusal("由公开这条信息的单位或政务公开办送达。"))
    if not name.strip():
        reasons.append(Refusal("请写明送达给谁。"))
    return reasons


@transaction.atomic
def deliver(publication: Publication, *, name: str, place: str, by: Any, on: date) -> str:
    """Name a recipient and get the code with which they open the text. The code itself is kept nowhere."""
    if reasons := delivery_refusals(publication, name, by=by, on=on):
        raise MayNotDeliver(reasons)
    token = secrets.token_urlsafe(24)
    recipient = Recipient.objects.create(
        publication=publication, name=name.strip(), place=place.strip(), token_hash=token_hash(token)
    )
    audit.record("publishing.delivered", about=publication, by=by, details={"recipient": recipient.pk})
    return token


@transaction.atomic
def open_by_token(token: str, *, at: datetime) -> Recipient | None:
    """Whose code this is, with the first time it was used on record; None for an unknown code or a text that has left."""
    recipient = Recipient.objects.select_related("publication").filter(token_hash=token_hash(token)).first()
    if recipient is None or live_targeted(recipient.publication) is None:
        return None
    if recipient.opened_at is None:
        opened = Recipient.objects.filter(pk=recipient.pk, opened_at=None).update(opened_at=at)
        recipient.opened_at = at
        if opened:
            audit.record(
                "publishing.opened", about=recipient.publication, by=None, details={"recipient": recipient.pk}
            )
    return recipient


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

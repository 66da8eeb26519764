"""Reading editions, their texts and their signatures."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from mingtang.core.refusals import Refused
from mingtang.publishing.analysis.content import Content, content_hash, from_payload
from mingtang.publishing.models import Edition, Revision, Signature


class Erased(Refused):
    """The text was erased; only its hash is left."""


def newest_or_none(edition: Edition) -> Revision | None:
    """The newest revision; None only while an edition is being made."""
    return edition.revisions.select_related("content", "drafter").order_by("-number").first()


# Where an act that has locked an edition keeps the revision that it is about.
_HELD = "_held_revision"


def hold_newest(editions: Iterable[Edition]) -> None:
    """Read the newest revisions of locked editions once: guards, checks and the act itself all ask for them.

    Only for rows that the act has loaded and locked itself, and that get no new revision within it.
    """
    by_pk = {edition.pk: edition for edition in editions}
    last = Revision.objects.filter(edition=OuterRef("edition")).order_by("-number").values("pk")[:1]
    rows = Revision.objects.filter(edition__in=by_pk, pk=Subquery(last))
    for revision in rows.select_related("content", "drafter"):
        by_pk[revision.edition_id].__dict__[_HELD] = revision


def newest_revision(edition: Edition) -> Revision:
    """The newest revision of an edition. Revision.DoesNotExist while the edition is being made."""
    held: Revision | None = edition.__dict__.get(_HELD)
    if held is not None:
        return held
    return edition.revisions.select_related("content", "drafter").order_by("-number")[:1].get()


def content_of(revision: Revision) -> Content:
    """The text of a revision. Refused where it was erased."""
    if revision.content.payload is None:
        raise Erased("这一稿的内容已依程序删除，只留哈希。")
    return from_payload(revision.content.payload)


def is_erased(revision: Revision) -> bool:
    """Whether the text of a revision was removed by an erasure, so that only its hash is left."""
    return revision.content.payload is None


def stored_hash(revision: Revision) -> str:
    """The hash of the text as it is stored, computed anew; empty where the text was erased."""
    content = revision.content
    if content.payload is None:
        return ""
    return content_hash(content.payload, content.salt or "", revision.hash_scheme)


def is_intact(revision: Revision) -> bool:
    """Whether the text that is stored is the one that was signed."""
    return stored_hash(revision) == revision.content_hash


def signatures_of(revision: Revision) -> dict[str, Signature]:
    """Signatures on exactly this text, by step."""
    return {signature.step: signature for signature in revision.signatures.select_related("secrecy")}


def next_step(revision: Revision) -> str:
    """The first review step not yet signed on this text; empty when all are."""
    signed = set(revision.signatures.values_list("step", flat=True))
    return next((step for step in STEP_ORDER if step not in signed), "")


# 初审、复审、保密审查、终审: the final signature comes last, when everything else is known.
STEP_ORDER = ("level1", "level2", "secrecy", "level3")


def last_signed_before(revision: Revision, signer_id: int) -> Revision | None:
    """The newest earlier revision of the same edition that a person has signed: what changed since is all they read."""
    return (
        Revision.objects.filter(
            edition_id=revision.edition_id, number__lt=revision.number, signatures__signer_id=signer_id
        )
        .select_related("content")
        .order_by("-number")
        .first()
    )

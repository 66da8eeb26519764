"""Adding links to the audit chain, and verifying it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from mingtang.core.audit.analysis import canonical, digest_of, link_hash, moment
from mingtang.core.audit.models import ChainHead, Entry


class Actor(Protocol):
    """Whoever acts: a user of the desk, or anything with a key and a name."""

    pk: Any
    name: str


@dataclass(frozen=True)
class Fault:
    """One place where the chain does not hold."""

    seq: int
    what: str


@transaction.atomic
def record(
    action: str,
    *,
    about: models.Model | None,
    by: Actor | None,
    role: str = "",
    details: dict[str, Any] | None = None,
) -> Entry:
    """Add one link in the act's own transaction. `details` hold ids and plain values, never what a citizen told us."""
    # The head row is locked until the act commits: links are added one after another, without gaps.
    head = ChainHead.objects.select_for_update().filter(pk=1).first() or ChainHead.objects.create(pk=1)
    text, salt = canonical(details or {}), secrets.token_hex(16)
    entry = Entry(
        seq=head.seq + 1,
        at=timezone.now(),
        action=action,
        about_type=about._meta.label if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        actor_id=by.pk if by is not None else None,
        actor_name=by.name if by is not None else "",
        actor_role=role,
        details=text,
        salt=salt,
        digest=digest_of(text, salt),
        previous_hash=head.hash,
    )
    entry.hash = link_hash(head.hash, _link(entry))
    entry.save(force_insert=True)
    ChainHead.objects.filter(pk=1).update(seq=entry.seq, hash=entry.hash)
    return entry


def _link(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": moment(entry.at),
        "action": entry.action,
        "about": [entry.about_type, entry.about_id],
        "actor": [entry.actor_id, entry.actor_name, entry.actor_role],
        "digest": entry.digest,
    }


def verify() -> Iterator[Fault]:
    """Walk the whole chain and yield every place where it does not hold."""
    previous, expected = "0" * 64, 1
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected:
            yield Fault(expected, f"第{expected}条至第{entry.seq - 1}条缺失")
        yield from _faults(entry, previous)
        previous, expected = entry.hash, entry.seq + 1
    head = ChainHead.objects.filter(pk=1).first()
    if (head.seq if head else 0) != expected - 1 or (head and head.hash != previous):
        yield Fault(expected - 1, "链尾与最后一条记录不符：末尾的记录被删除或链尾被改动")


def _faults(entry: Entry, previous: str) -> Iterator[Fault]:
    if entry.previous_hash != previous:
        yield Fault(entry.seq, "与上一条记录接不上")
    if entry.hash != link_hash(entry.previous_hash, _link(entry)):
        yield Fault(entry.seq, "记录内容与哈希不符")
    erased = entry.details is None and entry.salt is None
    if not erased and digest_of(entry.details or "", entry.salt or "") != entry.digest:
        yield Fault(entry.seq, "详情与摘要不符")

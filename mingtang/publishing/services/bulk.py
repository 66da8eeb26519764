"""Signing many like items (双公示 rows) in one act, which writes one record for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.core.refusals import Refusal, Refused
from mingtang.publishing.labels import SECRECY
from mingtang.publishing.models import Edition, Signature
from mingtang.publishing.queries.editions import newest_revision
from mingtang.publishing.services.checking import run_checks
from mingtang.publishing.services.reviewing import MayNotSign, sign


@dataclass(frozen=True)
class SignedTogether:
    """What came of signing many at once: signatures, and editions that dropped out with their reasons."""

    signed: tuple[Signature, ...]
    dropped: tuple[tuple[Edition, tuple[Refusal, ...]], ...]


@transaction.atomic
def sign_many(
    editions: Iterable[Edition],
    step: str,
    *,
    by: Any,
    on: date,
    seen: Mapping[int, str],
    gates: Iterable[str],
    proof_read: bool,
    opinion: str = "",
) -> SignedTogether:
    """Sign one step on each edition whose hash was shown (`seen`: edition id to hash); rows with findings drop out.

    Never for the secrecy review, which is made for each item alone (一事一审).
    """
    if step == SECRECY:
        raise MayNotSign(Refusal("保密审查须一事一审，不能成批签署。", "保守国家秘密法第三十五条"))
    ticked, signed, dropped = tuple(gates), [], []
    for edition in editions:
        try:
            signed.append(_sign_one(edition, step, by=by, on=on, seen_hash=seen.get(edition.pk, ""),
                                    gates=ticked, proof_read=proof_read, opinion=opinion))  # fmt: skip
        except Refused as refusal:
            dropped.append((edition, refusal.reasons))
    return SignedTogether(tuple(signed), tuple(dropped))


def _sign_one(edition: Edition, step: str, **facts: Any) -> Signature:
    # Even a waived finding was a judgement on one text: such a text is read alone.
    if found := run_checks(newest_revision(edition)):
        raise MayNotSign([Refusal(f"有检查发现，须单独审签：{finding.message}") for finding in found])
    signature = sign(edition, step, **facts)
    if not isinstance(signature, Signature):  # only a secrecy review can end in a return
        raise TypeError("a level was returned instead of signed")
    return signature

"""Importer: what a staged stock becomes in the library. Called by publishing for each part of a stock (wiring.IMPORTERS)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from mingtang.policies.labels import KINDS
from mingtang.policies.models import Clause, Policy, ValidityFact
from mingtang.policies.services.reading import Reading, read_stock
from mingtang.policies.services.recording import as_row
from mingtang.policies.services.resolving import resolve
from mingtang.publishing.api import Staged


def take(staged: Sequence[Staged]) -> None:
    """Rows, facts, clauses and labels of the documents among these, matched with what the library holds so far.

    Of two documents that speak of each other the later one finds the earlier, so parts may come in any order.
    """
    readings = [_read(row) for row in staged if row.content.kind in KINDS]
    if readings:
        write(readings)
        resolve([reading.policy.pk for reading in readings])


def _read(staged: Staged) -> Reading:
    content = staged.content
    return read_stock(
        staged.publication_id,
        staged.row,
        content.title,
        content.body,
        {**content.elements, "issuer": content.issuer},
        staged.metadata,
    )


def write(readings: Sequence[Reading]) -> None:
    """Each table in one statement."""
    _find_doubles([reading.policy for reading in readings])
    Policy.objects.bulk_create(reading.policy for reading in readings)
    ValidityFact.objects.bulk_create(
        as_row(reading.policy, stated, "text") for reading in readings for stated in reading.stated
    )
    Clause.objects.bulk_create(chain.from_iterable(reading.clauses for reading in readings))


DOUBLE = "number_double"


def _find_doubles(policies: Sequence[Policy]) -> None:
    """A number that two documents bear is a finding on both, in the stock and in what the library holds."""
    numbers = Counter(policy.number_key for policy in policies if policy.number_key)
    held = Policy.objects.filter(number_key__in=numbers)
    known = set(held.values_list("number_key", flat=True))
    for policy in policies:
        if numbers[policy.number_key] > 1 or policy.number_key in known:
            _double(policy)
    new = [policy for policy in held if not policy.number_is_double] if known else []
    for policy in new:
        _double(policy)
    Policy.objects.bulk_update(new, ["number_is_double", "findings"], batch_size=500)


def _double(policy: Policy) -> None:
    # What is made here stays the holder of its number; its double in the stock is the one to look at.
    policy.number_is_double = policy.origin != "made"
    if all(finding["code"] != DOUBLE for finding in policy.findings):
        message = f"发文字号“{policy.number}”与其他文件重复。"
        policy.findings = [*policy.findings, {"code": DOUBLE, "message": message}]

"""Dated labels from facts: force, the mark 已修改, and the level. They turn at midnight by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingtang.law.validity import AMENDED_LABEL, Fact, amended_since, intervals
from mingtang.policies.labels import AMENDED, LEVEL, LEVEL_NAMES, VALIDITY
from mingtang.policies.models import Policy
from mingtang.policies.queries.validity import told_of
from mingtang.publishing import api as publishing

AT_ONCE = 500
Row = tuple[str, str, date | None, date | None]


def refresh(*policies: Policy, by: Any = None) -> int:
    """Compute the labels of these documents anew; returns how many publications got others than they had."""
    return refresh_many([policy.pk for policy in policies], by=by)


def refresh_many(policies: Sequence[int], *, by: Any = None) -> int:
    """The same for many, part by part."""
    changed = 0
    for start in range(0, len(policies), AT_ONCE):
        changed += _part(policies[start : start + AT_ONCE], by)
    return changed


@transaction.atomic
def _part(policies: Sequence[int], by: Any) -> int:
    facts = told_of(policies)
    levels = dict(Policy.objects.filter(pk__in=policies).values_list("pk", "level"))
    changed = sum(
        publishing.set_labels_many(family, wanted, by=by)
        for family, wanted in (
            (VALIDITY, {pk: validity_rows(facts[pk]) for pk in levels}),
            (AMENDED, {pk: amended_rows(facts[pk]) for pk in levels}),
            (LEVEL, {pk: [(level, LEVEL_NAMES[level], None, None)] for pk, level in levels.items()}),
        )
    )
    Policy.objects.filter(pk__in=policies).update(refreshed_at=timezone.now())
    return changed


def validity_rows(facts: Iterable[Fact]) -> list[Row]:
    """One label for each run of days of one force."""
    return [(run.force.value, run.force.label, run.since, run.until) for run in intervals(facts)]


def amended_rows(facts: Iterable[Fact]) -> list[Row]:
    """The mark 已修改 from its first day, or nothing."""
    since = amended_since(facts)
    return [(AMENDED, AMENDED_LABEL, since, None)] if since else []

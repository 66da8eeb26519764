"""恢复为原文所列: merging, splitting and correcting are undone, for all items that were mixed together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingtang.supervision.models import ProposedTask, ProposedUnit
from mingtang.supervision.models.plans import AS_READ
from mingtang.supervision.services.proposals import MayNotPropose, locked, noted


def mixed_with(row: ProposedTask) -> list[ProposedTask]:
    """The item itself and all that were merged into it, split from it, or merged or split with any of these."""
    rows = list(ProposedTask.objects.filter(plan=row.plan_id).exclude(state="made").order_by("order"))
    edges = [(one.pk, other) for one in rows for other in (one.split_from_id, one.merged_into_id) if other]
    found = {row.pk}
    while more := {pk for edge in edges if found & set(edge) for pk in edge} - found:
        found |= more
    return [one for one in rows if one.pk in found]


def would_return(row: ProposedTask) -> list[ProposedTask]:
    """The items as they were read that restoring would bring back; none where nothing was changed."""
    family = mixed_with(row)
    is_changed = len(family) > 1 or _is_corrected(row)
    read = [one for one in family if one.as_read]
    return read if is_changed else []


def _is_corrected(row: ProposedTask) -> bool:
    """Whether the words differ from those read; what a name means, and that a list is whole, is no correction."""
    if not row.as_read:
        return False
    now = row.facts(row.units.all())
    names = [[(unit["name"], unit["role"]) for unit in told["units"]] for told in (now, row.as_read)]
    words = [name for name in (*AS_READ, "due_on") if name != "open_list"]
    return any(now[name] != row.as_read[name] for name in words) or sorted(names[0]) != sorted(names[1])


@transaction.atomic
def restore(proposal: ProposedTask, *, by: Any, on: date) -> list[ProposedTask]:
    """Bring back the items as they were read. What people said the names mean is kept."""
    row = locked(proposal, by=by, on=on)
    read = would_return(row)
    if not read:
        raise MayNotPropose("这一项和原文所列相同，不用恢复。")
    family = mixed_with(row)
    chosen = _chosen(row)
    ProposedUnit.objects.filter(task__in=family).delete()
    ProposedTask.objects.filter(pk__in=[one.pk for one in family if not one.as_read]).delete()
    for one in read:
        _as_it_was(one, chosen)
    noted("restored", row, by=by, items=[one.pk for one in read])
    return read


def _chosen(row: ProposedTask) -> dict[str, dict[str, Any]]:
    """What names were said to mean by hand, in the whole plan."""
    units = ProposedUnit.objects.filter(task__plan=row.plan_id, chosen_by_hand=True).order_by("pk")
    return {
        unit.name: {
            "organisation_id": unit.organisation_id,
            "group_id": unit.group_id,
            "chosen_by_hand": True,
        }
        for unit in units
    }


def _as_it_was(one: ProposedTask, chosen: dict[str, dict[str, Any]]) -> None:
    told: dict[str, Any] = one.as_read
    for name in AS_READ:
        setattr(one, name, told[name])
    one.due_on = date.fromisoformat(told["due_on"]) if told["due_on"] else None
    one.state, one.merged_into, one.reason = "open", None, ""
    one.save()
    units: Sequence[dict[str, Any]] = told["units"]
    ProposedUnit.objects.bulk_create(
        ProposedUnit(task=one, **facts | chosen.get(facts["name"], {})) for facts in units
    )

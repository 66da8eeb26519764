"""Setting what a local rule says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction

from mingtang.core.audit import api as audit
from mingtang.core.parameters.labels import DECLARED
from mingtang.core.parameters.models import LocalValue
from mingtang.core.refusals import Refusal, Refused


class MayNotSet(Refused):
    """A local value is not accepted."""


class Actor(Protocol):
    """Whoever acts: anything with a key and a name."""

    pk: Any
    name: str


def setting_refusals(name: str, value: int, source: str) -> list[Refusal]:
    """Why a local value would not be accepted: unknown, not positive, laxer than the national rule, without a document."""
    parameter = DECLARED.get(name)
    if parameter is None:
        return [Refusal(f"没有名为“{name}”的参数")]
    reasons = []
    if value < 1:
        reasons.append(Refusal(f"{parameter.meaning}应为正整数"))
    elif parameter.is_laxer(value):
        reasons.append(Refusal(f"{parameter.floor}，不能设为{value}{parameter.unit}", parameter.article))
    if not source.strip():
        reasons.append(Refusal("请写明作出地方规定的文件名称和文号"))
    return reasons


@transaction.atomic
def set_value(
    name: str, value: int, *, source: str, in_force_on: date, by: Actor, at: datetime
) -> LocalValue:
    """Record what a local rule says from a day on. Going back to the national value is a value like any other."""
    if reasons := setting_refusals(name, value, source):
        raise MayNotSet(reasons)
    local = LocalValue.objects.create(
        name=name,
        value=value,
        source=source.strip(),
        in_force_on=in_force_on,
        set_by_id=by.pk,
        set_by_name=by.name,
        set_at=at,
    )
    details = {"name": name, "value": value, "in_force_on": in_force_on.isoformat()}
    audit.record("parameters.value_set", about=local, by=by, details=details)
    return local

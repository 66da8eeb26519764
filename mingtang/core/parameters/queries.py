"""Reading parameters: the local value in force on a day, or the national one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingtang.core.parameters.labels import DECLARED, Parameter
from mingtang.core.parameters.models import LocalValue
from mingtang.law.publication import LIMITS, Limit


@dataclass(frozen=True)
class ValueInForce:
    """A parameter's value on a day, and where it comes from."""

    name: str
    value: int
    source: str
    is_local: bool


def parameter(name: str) -> Parameter:
    """A declared parameter. Raises KeyError for a name that no code has declared."""
    return DECLARED[name]


def parameters() -> list[Parameter]:
    """All parameters that code has declared."""
    return list(DECLARED.values())


def in_force_on(name: str, day: date) -> ValueInForce:
    """The value on a day with its source: the local document, or the article of the national rule."""
    national = parameter(name)
    local = LocalValue.objects.filter(name=name, in_force_on__lte=day).order_by("in_force_on", "pk").last()
    # A floor that was raised after the local rule was made still holds.
    if local is None or national.is_laxer(local.value):
        return ValueInForce(name, national.national, national.article, is_local=False)
    return ValueInForce(name, local.value, local.source, is_local=True)


def value_on(name: str, day: date) -> int:
    """The value on a day."""
    return in_force_on(name, day).value


def limit_on(code: str, day: date) -> Limit:
    """A limit of publication as it is in force on a day in this place."""
    limit, value = LIMITS[code], in_force_on(f"publication.{code}", day)
    return limit.shortened(value.value, value.source) if value.is_local else limit


def history(name: str) -> list[LocalValue]:
    """What was set for one parameter, the newest first."""
    return list(LocalValue.objects.filter(name=name).order_by("-in_force_on", "-pk"))

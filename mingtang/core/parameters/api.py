"""What other apps may use: numbers that local rules may tighten, by day."""

from mingtang.core.parameters.labels import Direction, Parameter, declare
from mingtang.core.parameters.queries import (
    ValueInForce,
    history,
    in_force_on,
    limit_on,
    parameter,
    parameters,
    value_on,
)
from mingtang.core.parameters.services import MayNotSet, set_value, setting_refusals

__all__ = [
    "Direction",
    "MayNotSet",
    "Parameter",
    "ValueInForce",
    "declare",
    "history",
    "in_force_on",
    "limit_on",
    "parameter",
    "parameters",
    "set_value",
    "setting_refusals",
    "value_on",
]

"""What other apps may use: names and mappings, no logic."""

from mingtang.policies.events import ValidityChanged
from mingtang.policies.labels import ANSWERS, FACTS, KINDS, LEVELS, ORIGINS
from mingtang.policies.models import Policy, ValidityFact

__all__ = [
    "ANSWERS",
    "FACTS",
    "KINDS",
    "LEVELS",
    "ORIGINS",
    "Policy",
    "ValidityChanged",
    "ValidityFact",
]

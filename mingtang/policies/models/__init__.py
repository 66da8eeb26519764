"""Tables of the policy library, one file for each question."""

from mingtang.policies.models.facts import ValidityFact
from mingtang.policies.models.policies import Policy

__all__ = [
    "Policy",
    "ValidityFact",
]

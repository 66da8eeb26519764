"""Tables of the policy library, one file for each question."""

from mingtang.policies.models.benefits import Benefit
from mingtang.policies.models.campaigns import Campaign, CampaignAnswer
from mingtang.policies.models.clauses import Clause
from mingtang.policies.models.evaluations import (
    EvaluatedPolicy,
    EvaluationDuty,
    EvaluationMeasure,
    FollowUpRound,
    PolicyEvaluation,
)
from mingtang.policies.models.exchange import ExchangePackage
from mingtang.policies.models.facts import ValidityFact
from mingtang.policies.models.interpretations import (
    FocusField,
    Interpretation,
    InterpretationAssignment,
    InterpretationDuty,
    InterpretationPlan,
    Series,
    SeriesItem,
    SoloRelease,
)
from mingtang.policies.models.lists import ListAddition, PolicyList
from mingtang.policies.models.past_texts import PastText
from mingtang.policies.models.points import AudienceMark, PointSheet, PolicyPoint
from mingtang.policies.models.policies import Policy
from mingtang.policies.models.proposals import RelationProposal
from mingtang.policies.models.topics import TopicCandidate, TopicMember
from mingtang.policies.models.turns import TurnDay

__all__ = [
    "AudienceMark",
    "Benefit",
    "Campaign",
    "CampaignAnswer",
    "Clause",
    "EvaluatedPolicy",
    "EvaluationDuty",
    "EvaluationMeasure",
    "ExchangePackage",
    "FocusField",
    "FollowUpRound",
    "Interpretation",
    "InterpretationAssignment",
    "InterpretationDuty",
    "InterpretationPlan",
    "ListAddition",
    "PastText",
    "PointSheet",
    "Policy",
    "PolicyEvaluation",
    "PolicyList",
    "PolicyPoint",
    "RelationProposal",
    "Series",
    "SeriesItem",
    "SoloRelease",
    "TopicCandidate",
    "TopicMember",
    "TurnDay",
    "ValidityFact",
]

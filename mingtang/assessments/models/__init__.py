"""Tables of assessment, one file for each question."""

from mingtang.assessments.models.assessments import Assessment, Objection, ScoreLine, Use
from mingtang.assessments.models.schemes import Scheme, SchemeIndicator, SchemePeriod, SchemeUnit

__all__ = [
    "Assessment",
    "Objection",
    "Scheme",
    "SchemeIndicator",
    "SchemePeriod",
    "SchemeUnit",
    "ScoreLine",
    "Use",
]

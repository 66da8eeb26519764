"""Tables of supervision, one file for each question."""

from mingtang.supervision.models.disclosure import DisclosureDuty, Finding, ProgressItem, PublicNode
from mingtang.supervision.models.evidence import Evidence, IndicatorBinding, IndicatorReading, Report, Round
from mingtang.supervision.models.notices import NoticeUnit, RectificationAnswer, StandingNotice
from mingtang.supervision.models.plans import ProposedTask, ProposedUnit, WorkPlan
from mingtang.supervision.models.records import (
    Record,
    RecordKind,
    RecordKindVersion,
    RecordProof,
    RecordStep,
)
from mingtang.supervision.models.tasks import Milestone, Task, TaskChange, TaskUnit

__all__ = [
    "DisclosureDuty",
    "Evidence",
    "Finding",
    "IndicatorBinding",
    "IndicatorReading",
    "Milestone",
    "NoticeUnit",
    "ProgressItem",
    "ProposedTask",
    "ProposedUnit",
    "PublicNode",
    "Record",
    "RecordKind",
    "RecordKindVersion",
    "RecordProof",
    "RecordStep",
    "RectificationAnswer",
    "Report",
    "Round",
    "StandingNotice",
    "Task",
    "TaskChange",
    "TaskUnit",
    "WorkPlan",
]

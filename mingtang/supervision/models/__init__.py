"""Tables of supervision, one file for each question."""

from mingtang.supervision.models.evidence import Evidence, IndicatorBinding, IndicatorReading, Report, Round
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
    "Evidence",
    "IndicatorBinding",
    "IndicatorReading",
    "Milestone",
    "ProposedTask",
    "ProposedUnit",
    "Record",
    "RecordKind",
    "RecordKindVersion",
    "RecordProof",
    "RecordStep",
    "Report",
    "Round",
    "Task",
    "TaskChange",
    "TaskUnit",
    "WorkPlan",
]

"""What others may use: importing and confirming, and the acts by which a demonstration tells its story."""

from mingtang.supervision.events import TaskCompleted, TaskReopened
from mingtang.supervision.models import (
    Evidence,
    IndicatorReading,
    NoticeUnit,
    ProposedTask,
    Record,
    RecordKind,
    Report,
    Task,
    TaskChange,
    TaskUnit,
    WorkPlan,
)
from mingtang.supervision.queries.record_todo import record_todo
from mingtang.supervision.services import (
    breakdown,
    changes,
    closing,
    evidence,
    measuring,
    milestones,
    notices,
    progress_items,
    proposals,
    records,
    reports,
    rounds,
    wording,
)
from mingtang.supervision.services.confirming import confirm
from mingtang.supervision.services.correcting import apply_correction
from mingtang.supervision.services.plans import Head, MayNotImport, import_plan
from mingtang.supervision.services.records import load_kinds as load_record_kinds

__all__ = [
    "Evidence",
    "Head",
    "IndicatorReading",
    "MayNotImport",
    "NoticeUnit",
    "ProposedTask",
    "Record",
    "RecordKind",
    "Report",
    "Task",
    "TaskChange",
    "TaskCompleted",
    "TaskReopened",
    "TaskUnit",
    "WorkPlan",
    "apply_correction",
    "breakdown",
    "changes",
    "closing",
    "confirm",
    "evidence",
    "import_plan",
    "load_record_kinds",
    "measuring",
    "milestones",
    "notices",
    "progress_items",
    "proposals",
    "record_todo",
    "records",
    "reports",
    "rounds",
    "wording",
]

"""What others may use."""

from mingtang.supervision.events import TaskCompleted, TaskReopened
from mingtang.supervision.queries.record_todo import record_todo
from mingtang.supervision.services.confirming import confirm
from mingtang.supervision.services.correcting import apply_correction
from mingtang.supervision.services.plans import Head, MayNotImport, import_plan
from mingtang.supervision.services.records import load_kinds as load_record_kinds

__all__ = [
    "Head",
    "MayNotImport",
    "TaskCompleted",
    "TaskReopened",
    "apply_correction",
    "confirm",
    "import_plan",
    "load_record_kinds",
    "record_todo",
]

"""What others may use."""

from mingtang.supervision.queries.record_todo import record_todo
from mingtang.supervision.services.records import load_kinds as load_record_kinds

__all__ = ["load_record_kinds", "record_todo"]

"""Reading a work plan (政务公开工作要点, 任务分解表) into proposed tasks. Plain Python: no Django, no clock, no database."""

from mingtang.supervision.parsing.plan import Doubt, Particulars, Place, Plan, Requirement, Task
from mingtang.supervision.parsing.reading import plan_of

__all__ = ["Doubt", "Particulars", "Place", "Plan", "Requirement", "Task", "plan_of"]

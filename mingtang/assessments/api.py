"""What others may use: the to-do items, and the acts by which a demonstration tells its story."""

from mingtang.assessments.models import (
    Assessment,
    Objection,
    Scheme,
    SchemeIndicator,
    SchemePeriod,
    ScoreLine,
)
from mingtang.assessments.queries.waiting import todo
from mingtang.assessments.services.objecting import answer, object_to
from mingtang.assessments.services.schemes import (
    Part,
    add_indicator,
    change_indicator,
    draft_scheme,
    new_version,
    put_in_force,
    set_periods,
    set_units,
)
from mingtang.assessments.services.scoring import Given, begin, freeze, give_points, run, show
from mingtang.assessments.services.using import record_use

__all__ = [
    "Assessment",
    "Given",
    "Objection",
    "Part",
    "Scheme",
    "SchemeIndicator",
    "SchemePeriod",
    "ScoreLine",
    "add_indicator",
    "answer",
    "begin",
    "change_indicator",
    "draft_scheme",
    "freeze",
    "give_points",
    "new_version",
    "object_to",
    "put_in_force",
    "record_use",
    "run",
    "set_periods",
    "set_units",
    "show",
    "todo",
]

"""What other apps may use: names and mappings, no logic."""

from mingtang.policies.analysis.keys import number_key, title_key
from mingtang.policies.events import ValidityChanged
from mingtang.policies.labels import ANSWERS, FACTS, KINDS, LEVELS, ORIGINS
from mingtang.policies.models import Policy, ValidityFact
from mingtang.policies.queries.finding import (
    Life,
    Version,
    current_text,
    life_of,
    named_documents,
    versions_of,
)
from mingtang.policies.queries.three_sync import (
    interpretation_rate,
    interpreted,
    three_sync_rate,
)
from mingtang.policies.queries.validity import Reason, state_of, states_of
from mingtang.policies.services.interpreting import (
    check_template,
    keep_interpretations,
    note_published,
    template_version,
)
from mingtang.policies.services.recording import MayNotRecordFact, Stated, record_fact, void_fact
from mingtang.policies.services.three_sync import released_together, sign_off
from mingtang.policies.services.turning import announce_turns

__all__ = [
    "ANSWERS",
    "FACTS",
    "KINDS",
    "LEVELS",
    "ORIGINS",
    "Life",
    "MayNotRecordFact",
    "Policy",
    "Reason",
    "Stated",
    "ValidityChanged",
    "ValidityFact",
    "Version",
    "announce_turns",
    "check_template",
    "current_text",
    "interpretation_rate",
    "interpreted",
    "keep_interpretations",
    "life_of",
    "named_documents",
    "note_published",
    "number_key",
    "record_fact",
    "released_together",
    "sign_off",
    "state_of",
    "states_of",
    "template_version",
    "three_sync_rate",
    "title_key",
    "versions_of",
    "void_fact",
]
